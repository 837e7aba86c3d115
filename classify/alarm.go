package classify

import (
	"errors"
	"time"

	"github.com/goecg/goecg/ecg"
)

// Alarm is the record of a critical value (危急值) from its detection to the closed loop: the lists of critical values oblige
// the reader to inform the treating physician at once and to write down what was reported, when, and to whom. Detection fills
// the first part, the platform the second by [Alarm.Acknowledge], [Alarm.Inform] and [Alarm.Close].
type Alarm struct {
	RuleSet  string       `json:"rule_set"`
	Rule     string       `json:"rule"`
	EN       string       `json:"en"`
	ZH       string       `json:"zh"`
	Leads    []ecg.Lead   `json:"leads"`
	Values   []AlarmValue `json:"values"`
	Level    string       `json:"level"` // of priority: "red"
	Detected time.Time    `json:"detected_at"`
	Due      time.Time    `json:"due_at"` // by when it should have been acknowledged

	AcknowledgedAt time.Time `json:"acknowledged_at,omitzero"`
	AcknowledgedBy string    `json:"acknowledged_by,omitempty"`
	InformedAt     time.Time `json:"informed_at,omitzero"`
	InformedPerson string    `json:"informed_person,omitempty"`
	ClosedAt       time.Time `json:"closed_at,omitzero"`
	Outcome        string    `json:"outcome,omitempty"`
}

// AlarmValue is one value that an alarm rests on.
type AlarmValue struct {
	What  string    `json:"what"`
	Lead  ecg.Lead  `json:"lead"`
	Value ecg.Value `json:"value"`
	Limit ecg.Value `json:"limit"`
}

// ErrAlarm says that a step of an alarm was taken out of order or without a name.
var ErrAlarm = errors.New("classify: alarm step out of order")

// AlarmState is how far an alarm has come.
type AlarmState string

// The states of an alarm.
const (
	AlarmOpen         AlarmState = "open"
	AlarmAcknowledged AlarmState = "acknowledged"
	AlarmInformed     AlarmState = "informed"
	AlarmClosed       AlarmState = "closed"
)

// Alarms makes an alarm of each critical value of res, detected at the given time.
func Alarms(res *Result, detected time.Time) []Alarm {
	out := make([]Alarm, 0, len(res.Critical))
	for i := range res.Critical {
		c := &res.Critical[i]
		a := Alarm{RuleSet: c.RuleSet, Rule: c.Rule, EN: c.EN, ZH: c.ZH, Level: "red", Detected: detected, Leads: []ecg.Lead{}, Values: []AlarmValue{},
			Due: detected.Add(dueRed * time.Second)}
		for _, e := range c.Evidence {
			a.Values = append(a.Values, AlarmValue{e.What, e.Lead, e.Value, e.Limit})
			if e.Lead != ecg.LeadUnknown && !hasLead(a.Leads, e.Lead) {
				a.Leads = append(a.Leads, e.Lead)
			}
		}
		out = append(out, a)
	}
	return out
}

func hasLead(list []ecg.Lead, l ecg.Lead) bool {
	for _, x := range list {
		if x == l {
			return true
		}
	}
	return false
}

// State is how far the alarm has come.
func (a *Alarm) State() AlarmState {
	switch {
	case !a.ClosedAt.IsZero():
		return AlarmClosed
	case !a.InformedAt.IsZero():
		return AlarmInformed
	case !a.AcknowledgedAt.IsZero():
		return AlarmAcknowledged
	}
	return AlarmOpen
}

// Overdue reports whether the alarm was not acknowledged by its due time, seen from now.
func (a *Alarm) Overdue(now time.Time) bool {
	if !a.AcknowledgedAt.IsZero() {
		return a.AcknowledgedAt.After(a.Due)
	}
	return now.After(a.Due)
}

// Acknowledge notes who took the alarm and when: only once, not before its detection.
func (a *Alarm) Acknowledge(by string, at time.Time) error {
	if by == "" || a.State() != AlarmOpen || at.Before(a.Detected) {
		return ErrAlarm
	}
	a.AcknowledgedBy, a.AcknowledgedAt = by, at
	return nil
}

// Inform notes which physician was told and when, after the acknowledgement.
func (a *Alarm) Inform(person string, at time.Time) error {
	if person == "" || a.State() != AlarmAcknowledged || at.Before(a.AcknowledgedAt) {
		return ErrAlarm
	}
	a.InformedPerson, a.InformedAt = person, at
	return nil
}

// Close notes what came of it, after somebody was informed.
func (a *Alarm) Close(outcome string, at time.Time) error {
	if outcome == "" || a.State() != AlarmInformed || at.Before(a.InformedAt) {
		return ErrAlarm
	}
	a.Outcome, a.ClosedAt = outcome, at
	return nil
}
