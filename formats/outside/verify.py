"""Compares the samples that other readers find in the files of a folder with a reference.

usage: verify.py DIR

DIR holds NAME.scp, NAME.dcm, NAME.xml, the reference NAME.ref (a line for each lead: its name, then µV) or NAME.hea with
NAME.dat, and biosig/FILE/out.aNN as save2gdf -f=ASCII writes them. Prints one line a check: ok, FAIL or SKIP.
"""

import glob
import os
import re
import sys
import xml.etree.ElementTree as ET

TOLERANCE_UV = 1e-6  # floating-point noise of the readers; the smallest step here is 0.001 µV
PRINTED = 5e-6  # biosig prints six significant digits
failed = False


def say(ok, what, detail=""):
    global failed
    failed = failed or not ok
    print(("ok   " if ok else "FAIL ") + what + (": " + detail if detail else ""))


def wfdb(base):
    """Reads the formats 16 and 212 of a WFDB record, from the description of the format."""
    with open(base + ".hea") as f:
        lines = [l.split() for l in f if l.strip() and not l.startswith("#")]
    n = int(lines[0][1])
    signals = lines[1 : 1 + n]
    with open(base + ".dat", "rb") as f:
        b = f.read()
    if signals[0][1] == "16":
        raw = [int.from_bytes(b[i : i + 2], "little", signed=True) for i in range(0, len(b) - 1, 2)]
    elif signals[0][1] == "212":
        raw = []
        for i in range(0, len(b) - 2, 3):
            for v in (b[i] | (b[i + 1] & 15) << 8, b[i + 2] | (b[i + 1] >> 4) << 8):
                raw.append(v - 4096 if v > 2047 else v)
    else:
        raise ValueError("WFDB format " + signals[0][1])
    raw = raw[: int(lines[0][3]) * n]
    out = []
    for k, s in enumerate(signals):
        m = re.fullmatch(r"([\d.eE+-]+)(?:\((-?\d+)\))?(?:/(\S+))?", s[2])
        unit = {"mV": 1000, "uV": 1}[m[3] or "mV"]
        zero = int(m[2] or s[4])
        out.append((s[8], [(v - zero) / float(m[1]) * unit for v in raw[k::n]]))
    return out


def reference(base):
    if os.path.exists(base + ".ref"):
        with open(base + ".ref") as f:
            return [(l.split()[0], [float(v) for v in l.split()[1:]]) for l in f]
    return wfdb(base)


def compare(what, got, want, relative=0.0):
    """got and want are lists of (lead, values); relative is the part of a value that it may differ by."""
    if len(got) != len(want):
        return say(False, what, "%d leads for %d" % (len(got), len(want)))
    worst = 0.0
    for (lead, a), (name, b) in zip(got, want):
        if lead.lower() != name.lower():
            return say(False, what, "lead %s for %s" % (lead, name))
        if len(a) != len(b):
            return say(False, what, "lead %s: %d samples for %d" % (name, len(a), len(b)))
        for x, y in zip(a, b):
            if (x != x) != (y != y):
                return say(False, what, "lead %s: missing samples differ" % name)
            if abs(x - y) > max(TOLERANCE_UV, relative * abs(y)):
                worst = max(worst, abs(x - y))
    say(worst == 0, what, "differs by %g µV" % worst if worst else "")


def biosig(folder):
    out = []
    with open(os.path.join(folder, "out.asc"), errors="replace") as f:
        text = f.read()
    labels = re.findall(r"^Label\s*=\s*(\S*)", text, re.M)
    for label, name in zip(labels, sorted(glob.glob(os.path.join(folder, "out.a[0-9]*")))):
        with open(name) as f:
            out.append((label, [float(v) for v in f.read().split()]))
    return out


def aecg(path):
    """Reads the first series with the standard library only."""
    ns = {"h": "urn:hl7-org:v3"}
    series = ET.parse(path).getroot().find("h:component/h:series", ns)
    out = []
    for seq in series.findall("h:component/h:sequenceSet/h:component/h:sequence", ns):
        code = seq.find("h:code", ns).get("code")
        if not code.startswith("MDC_ECG_LEAD_"):
            continue
        value = seq.find("h:value", ns)
        unit = {"uV": 1, "mV": 1000}
        origin, scale = value.find("h:origin", ns), value.find("h:scale", ns)
        zero = float(origin.get("value")) * unit[origin.get("unit")]
        step = float(scale.get("value")) * unit[scale.get("unit")]
        out.append((code[len("MDC_ECG_LEAD_") :], [zero + step * float(d) for d in value.find("h:digits", ns).text.split()]))
    return out


def dicom(pydicom, path):
    """Reads the original groups; a median beat is derived."""
    ds = pydicom.dcmread(path)
    out = []
    for i, group in enumerate(ds.WaveformSequence):
        if group.WaveformOriginality == "ORIGINAL":
            out += multiplex(ds, group, ds.waveform_array(i))
    return out


def multiplex(ds, group, values):
    order = "little" if ds.is_little_endian else "big"
    size = group.WaveformBitsAllocated // 8
    data = group.WaveformData
    gone = [False] * (len(data) // size)
    pad = group.get("WaveformPaddingValue")
    if pad is not None:
        if not isinstance(pad, bytes):
            pad = int(pad).to_bytes(size, order)
        gone = [data[i * size : i * size + size] == pad[:size] for i in range(len(gone))]
    n = group.NumberOfWaveformChannels
    out = []
    for k, channel in enumerate(group.ChannelDefinitionSequence):
        unit = {"uV": 1, "mV": 1000}[channel.ChannelSensitivityUnitsSequence[0].CodeValue]
        column = [float("nan") if g else float(v) * unit for v, g in zip(values[:, k], gone[k::n])]
        out.append((channel.ChannelLabel, column))
    return out


def main(root):
    try:
        import warnings

        import pydicom

        warnings.simplefilter("error")
        pydicom.config.settings.reading_validation_mode = pydicom.config.RAISE
    except ImportError as e:
        print("SKIP pydicom: " + str(e))
        pydicom = None
    for path in sorted(glob.glob(os.path.join(root, "*"))):
        file = os.path.basename(path)
        name, ext = os.path.splitext(file)
        if ext not in (".scp", ".dcm", ".xml"):
            continue
        want = reference(os.path.join(root, name))
        checks = []
        folder = os.path.join(root, "biosig", file)
        if os.path.exists(os.path.join(folder, "out.asc")):
            checks.append(("biosig " + file, lambda: biosig(folder)))
        if ext == ".xml":
            checks.append(("xml.etree " + file, lambda: aecg(path)))
        if ext == ".dcm" and pydicom:
            checks.append(("pydicom " + file, lambda: dicom(pydicom, path)))
        for what, read in checks:
            try:
                got = read()
            except Exception as e:  # a reader's refusal is the result
                say(False, what, type(e).__name__ + ": " + str(e))
                continue
            compare(what, got, want, PRINTED if what.startswith("biosig") else 0.0)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
