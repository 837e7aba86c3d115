package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/goecg/goecg/bench"
	"github.com/goecg/goecg/ecg/render"
	"github.com/goecg/goecg/ecg/render/png"
	"github.com/goecg/goecg/ecg/render/typeface"
)

// worstPictures draws misses and false detections.
type worstPictures struct {
	count   int
	dir     string
	formats string
	kinds   string
	dpi     float64
}

func (p *worstPictures) flags(fs *flag.FlagSet) {
	p.pictureFlags(fs, "draw the worst `N` misses and false detections into the folder -o, with an index.html")
	fs.StringVar(&p.kinds, "worst-kinds", "fn,fp", "what -worst draws: `fn, fp, class`, with commas between")
}

// pictureFlags are those of any pictures of what is worst.
func (p *worstPictures) pictureFlags(fs *flag.FlagSet, usage string) {
	fs.IntVar(&p.count, "worst", 0, usage)
	fs.StringVar(&p.dir, "o", "", "`folder` of -worst")
	fs.StringVar(&p.formats, "pictures", "png", "format of -worst: `png, svg` or both")
	fs.Float64Var(&p.dpi, "dpi", 120, "`dots` per inch of PNG pictures")
	p.kinds = bench.KindFN
}

// check checks what was asked for.
func (p *worstPictures) check() error {
	if p.count < 0 || (p.count > 0) != (p.dir != "") {
		return usagef("-worst N and -o FOLDER belong together")
	}
	for _, f := range names(p.formats) {
		if f != "png" && f != "svg" {
			return usagef("-pictures %s: use png, svg or png,svg", p.formats)
		}
	}
	for _, k := range names(p.kinds) {
		if k != bench.KindFN && k != bench.KindFP && k != bench.KindClass {
			return usagef("-worst-kinds %s: use fn, fp, class", p.kinds)
		}
	}
	if len(names(p.formats)) == 0 || len(names(p.kinds)) == 0 {
		return usagef("-pictures and -worst-kinds must not be empty")
	}
	return nil
}

// draw draws what is worst in a report.
func (p *worstPictures) draw(e *env, db string, report *bench.QRSReport) error {
	if p.count == 0 {
		return nil
	}
	cases := report.Worst(p.count, names(p.kinds)...)
	files, err := p.save(e, "bench qrs", func(save func(name string, d *render.Drawing) error) error {
		return bench.DrawWorst(e.ctx, db, cases, func(c *bench.WorstCase, d *render.Drawing) error { return save(c.File(), d) })
	})
	if err != nil {
		return err
	}
	return create(filepath.Join(p.dir, "index.html"), func(w io.Writer) error { return bench.WriteWorstIndex(w, report, cases, files) })
}

// drawWaves draws what is worst in a report of delineation.
func (p *worstPictures) drawWaves(e *env, db string, report *bench.DelineationReport) error {
	if p.count == 0 {
		return nil
	}
	_, err := p.save(e, "bench delineate", func(save func(name string, d *render.Drawing) error) error {
		return bench.DrawWaves(e.ctx, db, report.Worst(p.count), func(c *bench.WaveCase, d *render.Drawing) error { return save(c.File(), d) })
	})
	return err
}

// save writes the pictures that draw hands over, and returns the name of one file of each: PNG where there are both.
func (p *worstPictures) save(e *env, what string, draw func(save func(name string, d *render.Drawing) error) error) ([]string, error) {
	if err := os.MkdirAll(p.dir, 0o777); err != nil {
		return nil, err
	}
	fonts, err := typeface.Load("")
	if err != nil {
		return nil, err
	}
	enc, err := png.NewEncoder(png.Options{DPI: p.dpi, Fonts: fonts})
	if err != nil {
		return nil, usagef("-dpi: %v", err)
	}
	formats := names(p.formats)
	shown := formats[0]
	if slices.Contains(formats, "png") {
		shown = "png"
	}
	var files []string
	bar := newProgress(e, what+" -worst")
	err = draw(func(name string, d *render.Drawing) error {
		defer bar.step()
		for _, f := range formats {
			write := render.WriteSVG
			if f == "png" {
				write = enc.Encode
			}
			if err := create(filepath.Join(p.dir, name+"."+f), func(w io.Writer) error { return write(w, d) }); err != nil {
				return err
			}
		}
		files = append(files, name+"."+shown)
		return nil
	})
	bar.done()
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(e.stderr, "ecg: %s: %d pictures in %s\n", what, len(files), p.dir)
	return files, nil
}
