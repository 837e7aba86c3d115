// Package aecg reads and writes the HL7 version 3 annotated ECG (aECG, PORT_MT020001, namespace urn:hl7-org:v3), the XML
// format in which ECGs are submitted to regulators and which several makers export.
//
// Read: rhythm series of any number of sequence sets, derived series (representative and median beats), time bases
// GLIST_TS and GLIST_PQ and evenly spaced lists, leads as SLIST_PQ and SLIST_INT with origin and scale in their own
// units, the subject, device, site, filters, and annotations as beats, waves, rhythms, measurements and statements.
// Elements are matched by local name in any order; unknown ones are passed over. Encodings: UTF-8, UTF-16, and any
// declared one that keeps ASCII (GBK, GB18030, ISO-8859-1, ...). Vendor dialects: NOM_ lead codes and
// ECG_RHYTHM_WAVEFORMS (Mindray MegaCare), MINDRAY_ measurements, elements added to subjectDemographicPerson.
//
// Limits: sampling at varying intervals is refused. A sequence set without a sampling interval is left out with a warning,
// or is an error when nothing else remains; no rate is ever assumed. A file cut short gives the leads that are
// whole, with the warning "truncated".
//
// Written: one document that follows the order of the schema, see [Encode].
//
// Sources: HL7 Annotated ECG R1, schema PORT_MT020001 (2003-12); B. D. Brown, F. Badilini, "HL7 aECG Implementation
// Guide", 2005; ISO/IEEE 11073-10101 and -10102 (MDC codes); files of several makers.
package aecg
