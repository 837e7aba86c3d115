package measure_test

import (
	"fmt"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

func ExampleCorrectWideQT() {
	const qt, rr, qrs = 440, 850, 152 // left bundle branch block at 71/min
	w := measure.CorrectWideQT(qt, rr, qrs)
	fmt.Printf("QTc %.0f, JT %.0f, Bogossian %.0f, Rautaharju %.0f ms\n",
		measure.Bazett(qt, rr), w.JT, w.QTmBazett, w.Of(ecg.Female))
	// Output: QTc 477, JT 288, Bogossian 397, Rautaharju 417 ms
}
