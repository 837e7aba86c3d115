package measure

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// Electrodes says which exchange of electrodes would explain the leads best, if any did. The limb electrodes are judged on
// the directions of P, QRS and T, on their frontal loops and on how the limb leads go with the chest leads; the chest
// electrodes on the shapes in each lead and the likeness of every two. The leads must look natural once the exchange is undone
// and must not as they are: a logistic model of each, fitted on LUDB and PTB-XL, gives the odds.
//
// Of the 24 ways to connect the limb cables, those that put no cable of RA, LA and LL on the right leg are judged here; in the
// others a limb lead is flat, which needs no model. An exchange of LL and RL cannot be seen.
type Electrodes struct {
	Limb  Exchange // "RA-LA", "RA-LL", "LA-LL", "RA>LA>LL" (RA cable on the left arm, LA on the left leg, LL on the right arm), "RA>LL>LA"
	Chest Exchange // "V1-V2" and every other two, "V1..V6" (all in reverse)
}

// Exchange is an exchange of electrodes.
type Exchange struct {
	// Code names the likeliest exchange, with its likelihood in LogOdds; "" when the electrodes could not be judged.
	Code string
	// LogOdds is the logarithm of the odds of the exchange against the leads as named, negative when these are likelier.
	LogOdds ecg.Value
}

// limbArrangement is a way to connect RA, LA and LL.
type limbArrangement struct {
	code string
	// one and two give the true I and II from the recorded I and II.
	one, two [2]float64
	// prior is the logarithm of how often it happens against an exchange of two: three cables are not mixed up so easily.
	prior float64
}

// priorOfThree is a choice: it keeps an exchange of two from being named as one of three where LA and LL are hard to tell apart.
const priorOfThree = -1.5

// limbArrangements are the six ways; the first is right. The maps follow from I = LA-RA and II = LL-RA.
var limbArrangements = [...]limbArrangement{
	{"", [2]float64{1, 0}, [2]float64{0, 1}, 0},
	{"RA-LA", [2]float64{-1, 0}, [2]float64{-1, 1}, 0},
	{"RA-LL", [2]float64{1, -1}, [2]float64{0, -1}, 0},
	{"LA-LL", [2]float64{0, 1}, [2]float64{1, 0}, 0},
	{"RA>LA>LL", [2]float64{0, -1}, [2]float64{1, -1}, priorOfThree},
	{"RA>LL>LA", [2]float64{-1, 1}, [2]float64{-1, 0}, priorOfThree},
}

// limbUndo are their maps of the frontal plane.
var limbUndo = func() (out [len(limbArrangements)]frontal) {
	for i, a := range limbArrangements {
		out[i] = frontalOf(a.one, a.two)
	}
	return out
}()

// chestExchange is an order of chest electrodes.
type chestExchange struct {
	code  string
	order chestOrder
}

// chestExchanges are the orders that are looked for: as named, every two exchanged, and all reversed. Each undoes itself.
var chestExchanges = func() []chestExchange {
	right := chestOrder{0, 1, 2, 3, 4, 5}
	out := []chestExchange{{"", right}}
	for i := range int8(chestLeads) {
		for j := i + 1; j < chestLeads; j++ {
			o := right
			o[i], o[j] = j, i
			out = append(out, chestExchange{"V" + string(rune('1'+i)) + "-V" + string(rune('1'+j)), o})
		}
	}
	return append(out, chestExchange{"V1..V6", chestOrder{5, 4, 3, 2, 1, 0}})
}()

// exchangeKnown is the logarithm of the odds from which an exchange of limb electrodes is undone before the chest leads are
// judged.
const exchangeKnown = 2

// electrodeWork is the memory of electrodes.
type electrodeWork struct {
	mo    electrodeMoments
	table chestTable
	f     []float64
}

// electrodes judges whether electrodes were exchanged.
func (m *Measurer) electrodes(dst *Report) {
	e, w := &dst.Electrodes, &m.elec
	*e = Electrodes{Limb: Exchange{LogOdds: ecg.NaN[ecg.Value]()}, Chest: Exchange{LogOdds: ecg.NaN[ecg.Value]()}}
	if !m.electrodeMoments(&w.mo) {
		return
	}
	named := &chestExchanges[0].order
	limb, undo := w.limb(named)
	known := w.mo.chestTable(&w.table, &limbUndo[0])
	if !known {
		e.Limb = limb
		return
	}
	// What is the surer of the two is undone first, since each is judged by the leads of the other.
	chest, order := w.chest()
	if chest.LogOdds > limb.LogOdds && chest.LogOdds > exchangeKnown {
		e.Chest = chest
		e.Limb, _ = w.limb(order)
		return
	}
	if limb.LogOdds > exchangeKnown {
		w.mo.chestTable(&w.table, undo)
		chest, _ = w.chest()
	}
	e.Limb, e.Chest = limb, chest
}

// limb finds the likeliest exchange of limb electrodes, the chest leads being in the order o, and what undoes it.
func (w *electrodeWork) limb(o *chestOrder) (Exchange, *frontal) {
	var score [len(limbArrangements)]float64
	best := 1
	for i := range score {
		w.f = w.mo.limbFeatures(w.f[:0], &limbUndo[i], o)
		score[i] = dot(w.f, limbWeights[:]) + limbArrangements[i].prior
		if i > 1 && score[i] > score[best] {
			best = i
		}
	}
	return Exchange{limbArrangements[best].code, ecg.Value(score[best] - score[0])}, &limbUndo[best]
}

// chest finds the likeliest exchange of chest electrodes in the table and the order that undoes it.
func (w *electrodeWork) chest() (Exchange, *chestOrder) {
	score, best := [2]float64{w.table.score(&chestExchanges[0].order, &chestWeights), math.Inf(-1)}, 1
	for i := 1; i < len(chestExchanges); i++ {
		if s := w.table.score(&chestExchanges[i].order, &chestWeights); s > score[1] {
			score[1], best = s, i
		}
	}
	return Exchange{chestExchanges[best].code, ecg.Value(score[1] - score[0])}, &chestExchanges[best].order
}
