package measure

import (
	"slices"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// Codes of messages about a recording as a whole. Messages about an electrode or a lead have its name behind
// [MessageElectrode] or [MessageLead].
const (
	MessageNoSignal  = "no_signal"
	MessageNoBeats   = "no_beats"
	MessageShort     = "too_short"
	MessageMismatch  = "limb_leads_inconsistent"
	MessageUnlike    = "beats_unlike"
	MessageMains     = "mains"
	MessageMuscle    = "muscle"
	MessageBaseline  = "baseline"
	MessageElectrode = "electrode_"
	MessageLead      = "lead_"
)

// limbElectrodes are the electrodes that two of the leads I, II and III share.
var limbElectrodes = []struct {
	code, en, zh string
	bad          [2]ecg.Lead
	good         ecg.Lead
}{
	{"RA", "right arm (RA, red)", "右上肢（RA）", [2]ecg.Lead{ecg.LeadI, ecg.LeadII}, ecg.LeadIII},
	{"LA", "left arm (LA, yellow)", "左上肢（LA）", [2]ecg.Lead{ecg.LeadI, ecg.LeadIII}, ecg.LeadII},
	{"LL", "left leg (LL, green)", "左下肢（LL）", [2]ecg.Lead{ecg.LeadII, ecg.LeadIII}, ecg.LeadI},
}

// faults are what a reason means to the operator. en completes "The X electrode: ...".
var faults = map[string]struct{ en, zh string }{
	ReasonFlat:      {"no signal, check that it is attached and its cable plugged in", "无信号，请检查电极是否脱落、导线是否插好"},
	ReasonMissing:   {"samples are missing", "数据缺失"},
	ReasonSaturated: {"the signal leaves the range of the recorder, clean the skin and attach it again", "信号超出量程，请清洁皮肤后重新粘贴"},
	ReasonBaseline:  {"the baseline drifts, check the contact and let the patient breathe quietly", "基线漂移，请检查电极接触并嘱患者平静呼吸"},
	ReasonMains:     {"mains interference, check the contact and the earth", "交流电干扰，请检查电极接触及接地"},
	ReasonMuscle:    {"muscle noise, let the patient relax and keep warm", "肌电干扰，请嘱患者放松、注意保暖"},
	ReasonSpikes:    {"spikes, check the cable for a loose contact", "信号跳变，请检查导线有无松动"},
	ReasonClipped:   {"the tops of the waves are cut off, lower the gain of the recorder", "波形削顶，请降低记录仪增益"},
	ReasonLeadOff:   {"off or without contact, attach it again", "电极脱落或接触不良，请重新粘贴"},
	ReasonNoQRS:     {"no heart beats visible, check the contact", "未见心搏波形，请检查电极接触"},
}

// messages writes what the operator should do, and which of it is a reason to record again. A recording that is not usable
// is one in itself; minor noise in most leads is none.
func (m *Measurer) messages(q *Quality) {
	m.say(q)
	if q.Grade < GradeC {
		return
	}
	for i := range q.Messages {
		q.Repeat = append(q.Repeat, q.Messages[i].Code)
	}
}

// say writes the messages.
func (m *Measurer) say(q *Quality) {
	say := func(code, en, zh string) { q.Messages = append(q.Messages, Message{code, en, zh}) }
	switch {
	case len(m.in.Leads) == 0 || m.n == 0:
		say(MessageNoSignal, "There is no signal.", "无信号。")
		return
	case float64(m.n) < minLength*m.rate:
		say(MessageShort, "The recording is too short to be measured.", "记录时间过短，无法测量。")
	case len(m.in.Beats) < minQualityBeats:
		say(MessageNoBeats, "No regular heart beats were found: check the patient first, then the electrodes.", "未检出心搏：请先查看患者，再检查电极。")
	}
	if m.lookAlike > GradeA {
		say(MessageUnlike, "The beats cannot be told from noise: check the electrodes and let the patient lie still.", "心搏与干扰难以区分：请检查电极并嘱患者静卧。")
	}
	if m.mismatch {
		say(MessageMismatch, "The limb leads contradict one another: wrong lead names or separately filtered leads.", "肢体导联数据互相矛盾：导联标识错误或各导联滤波不同。")
	}
	told := map[ecg.Lead]bool{}
	find := func(lead ecg.Lead) *LeadQuality {
		for i := range q.Leads {
			if q.Leads[i].Lead == lead {
				return &q.Leads[i]
			}
		}
		return nil
	}
	if q.Grade == GradeA {
		return
	}
	bad := func(l *LeadQuality) bool { return l != nil && l.Grade >= GradeC }
	for _, e := range limbElectrodes {
		a, b, ok := find(e.bad[0]), find(e.bad[1]), find(e.good)
		if !bad(a) || !bad(b) || ok == nil || bad(ok) {
			continue
		}
		f := faults[a.mainReason()]
		say(MessageElectrode+e.code, "Electrode on the "+e.en+": "+f.en+".", e.zh+"电极："+f.zh+"。")
		for _, l := range [...]ecg.Lead{ecg.LeadI, ecg.LeadII, ecg.LeadIII, ecg.LeadAVR, ecg.LeadAVL, ecg.LeadAVF} {
			told[l] = true
		}
	}
	m.neutral(q, told, say)
	m.common(q, told, say)
	for i := range q.Leads {
		l := &q.Leads[i]
		if !bad(l) || told[l.Lead] && l.Lead != ecg.LeadUnknown || len(l.Reasons) == 0 {
			continue
		}
		name, f := l.Label, faults[l.mainReason()]
		if n := l.Lead.String(); n != "" {
			name = n
		}
		if l.Lead.IsChest() {
			say(MessageElectrode+name, "Electrode "+name+": "+f.en+".", name+"电极："+f.zh+"。")
			continue
		}
		say(MessageLead+name, "Lead "+name+": "+f.en+".", name+"导联："+f.zh+"。")
	}
}

// mainReason is what the operator is told of a bad lead: that it is off where that is likely, else the first reason.
func (q *LeadQuality) mainReason() string {
	if q.Reasons[0] != ReasonFlat && slices.Contains(q.Reasons, ReasonLeadOff) {
		return ReasonLeadOff
	}
	return q.Reasons[0]
}

// neutral blames the electrode on the right leg for what no other one can cause: strong mains in every lead, or the same fault
// in all chest leads, whose reference comes from the limbs, beside good limb leads.
func (m *Measurer) neutral(q *Quality, told map[ecg.Lead]bool, say func(code, en, zh string)) {
	chest, chestBad, mains, limbBad := 0, 0, 0, 0
	reason := ""
	for i := range q.Leads {
		l := &q.Leads[i]
		if float64(l.Mains) >= mainsBad {
			mains++
		}
		switch {
		case l.Lead.IsChest():
			chest++
			if l.Grade >= GradeC && (reason == "" || l.mainReason() == reason) {
				chestBad++
				reason = l.mainReason()
			}
		case l.Grade >= GradeC:
			limbBad++
		}
	}
	all := len(q.Leads) >= neutralLeads && mains == len(q.Leads)
	if all {
		reason = ReasonMains
	}
	if !all && (chest < neutralChest || chestBad < chest || limbBad > 0) {
		return
	}
	f := faults[reason]
	say(MessageElectrode+"RL", "Electrode on the right leg (RL, black, neutral) or the cable: "+f.en+".", "右下肢（RL，中性）电极或导线："+f.zh+"。")
	for i := range q.Leads {
		if l := &q.Leads[i]; all || l.Lead.IsChest() {
			told[l.Lead] = true
		}
	}
}

// Leads from which a fault in all of them is that of the neutral electrode.
const (
	neutralLeads = 8
	neutralChest = 4
)

// common says once what most leads suffer from.
func (m *Measurer) common(q *Quality, told map[ecg.Lead]bool, say func(code, en, zh string)) {
	for _, reason := range [...]string{ReasonMains, ReasonMuscle, ReasonBaseline} {
		n := 0
		for i := range q.Leads {
			for _, r := range q.Leads[i].Reasons {
				if r == reason {
					n++
				}
			}
		}
		if n < 3 || 2*n < len(q.Leads) {
			continue
		}
		f := faults[reason]
		say(reason, "Most leads: "+f.en+".", "多数导联："+f.zh+"。")
		for i := range q.Leads {
			l := &q.Leads[i]
			only := true
			for _, r := range l.Reasons {
				only = only && strings.EqualFold(r, reason)
			}
			if only {
				told[l.Lead] = true
			}
		}
	}
}
