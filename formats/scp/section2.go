package scp

import (
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Section 2 (EN 1064, 5.5): the Huffman tables of sections 5 and 6.
const (
	defaultTable = 19999 // in place of the number of tables
	codeLen      = 9     // bytes of one code
	maxPrefix    = 32    // bits: the base code is a u32
	maxValueBits = 31
	// maxCodes bounds the codes of all tables; each costs at most 32 nodes. The default table has 19, an 8-bit alphabet 256.
	maxCodes = 4096
)

// coding says how the samples of sections 5 and 6 are stored.
type coding struct {
	plain   bool // 16-bit, no section 2
	guessed bool // plain for want of a table: the byte counts of section 6 may tell otherwise
	custom  *huffmanTables
}

// settle checks a guess against the byte counts of the leads of section 6: plain leads have two bytes a sample, or the same
// number of bytes where a converter clipped them all.
func (c *coding) settle(leads []lead, counts []int) {
	if !c.guessed {
		return
	}
	c.guessed = false
	differ := false
	for i, l := range leads {
		if int64(counts[i]) >= 2*l.samples {
			return
		}
		differ = differ || counts[i] != counts[0]
	}
	c.plain = !differ
}

// huffmanTables are the tables of a file as one array of binary tree nodes.
type huffmanTables struct {
	nodes []huffmanNode
	roots []int32 // of each table
}

// huffmanNode is an inner node, or a leaf when leaf is set.
type huffmanNode struct {
	child  [2]int32 // 0: none
	leaf   bool
	change bool  // value is the table to go on with
	extra  uint8 // bits of two's complement that follow the prefix
	value  int32 // base value
}

// huffmanCode is one code as section 2 lists it.
type huffmanCode struct {
	prefix, total int
	normal        bool // not a change of table
	base          int32
	code          uint32 // first bit sent is the least significant
}

// readTables reads section 2.
func (d *decoder) readTables() error {
	if !d.has(sectionTables) {
		d.huffman = coding{plain: true, guessed: true}
		return nil
	}
	s := d.known[sectionTables]
	f := s.fields()
	n := f.u16()
	switch {
	case f.short || n == 0:
		if s.cut {
			return d.fail(formats.ErrTruncated, sectionTables, f.at(), "no table")
		}
		d.rec.Warn(ecg.WarnNonstandard, f.at(), "section 2 defines no table")
		d.huffman = coding{plain: true, guessed: true}
		return nil
	case n == defaultTable:
		return nil
	}
	tables := make([][]huffmanCode, 0, min(n, len(s.data)/2))
	total := 0
	for range n {
		at := f.at()
		k := f.u16()
		total += k
		switch {
		case f.short || k*codeLen > f.left():
			if s.cut {
				return d.fail(formats.ErrTruncated, sectionTables, at, "Huffman tables")
			}
			return d.fail(formats.ErrCorrupt, sectionTables, at, "Huffman table of %d codes in %d bytes", k, f.left())
		case total > maxCodes:
			return d.fail(formats.ErrUnsupported, sectionTables, at, "custom Huffman tables of more than %d codes", maxCodes)
		}
		codes := make([]huffmanCode, k)
		for i := range codes {
			codes[i] = huffmanCode{prefix: f.u8(), total: f.u8(), normal: f.u8() != 0, base: int32(f.i16()), code: uint32(f.u32())}
		}
		tables = append(tables, codes)
	}
	if len(tables) == 1 && isDefault(tables[0]) {
		return nil
	}
	h, detail := buildTables(tables)
	if detail != "" {
		return d.fail(formats.ErrCorrupt, sectionTables, int64(s.off), "%s", detail)
	}
	d.huffman.custom = h
	return nil
}

// isDefault reports whether a table written out is the default one, as some devices do.
func isDefault(codes []huffmanCode) bool {
	if len(codes) != 2*maxShort+3 {
		return false
	}
	for _, c := range codes {
		var w uint64
		for i := range c.prefix & (maxPrefix - 1) {
			w |= uint64(c.code>>i&1) << (63 - i)
		}
		v, length := shortCode(w)
		switch {
		case !c.normal:
			return false
		case length > 0 && (c.prefix != length || c.total != length || int(c.base) != v):
			return false
		case length == 0:
			_, n := longCode(w)
			if c.prefix != escapePrefix || c.total != int(n) || c.base != 0 {
				return false
			}
		}
	}
	return true
}

// buildTables makes the trees; detail says what is wrong with the tables.
func buildTables(tables [][]huffmanCode) (h *huffmanTables, detail string) {
	h = new(huffmanTables)
	for range tables {
		h.roots = append(h.roots, int32(len(h.nodes)))
		h.nodes = append(h.nodes, huffmanNode{})
	}
	first := firstTable(tables)
	for t, codes := range tables {
		for _, c := range codes {
			if c.prefix < 1 || c.prefix > maxPrefix || c.total < c.prefix || c.total-c.prefix > maxValueBits {
				return nil, "Huffman code of impossible length"
			}
			if !c.normal {
				c.base -= first
				if c.base < 0 || int(c.base) >= len(tables) || c.total != c.prefix {
					return nil, "Huffman code changes to an unknown table"
				}
			}
			if !h.insert(h.roots[t], c) {
				return nil, "Huffman codes are not prefix-free"
			}
		}
	}
	return h, ""
}

// firstTable tells whether changes of table number the tables from 0 or from 1, which implementations do differently.
// Two readings exist only where neither number 0 nor the highest one occurs; then it is 1.
func firstTable(tables [][]huffmanCode) int32 {
	for _, codes := range tables {
		for _, c := range codes {
			if !c.normal && c.base == 0 {
				return 0
			}
		}
	}
	return 1
}

func (h *huffmanTables) insert(root int32, c huffmanCode) bool {
	at := root
	for i := range c.prefix {
		if h.nodes[at].leaf {
			return false
		}
		bit := c.code >> i & 1
		next := h.nodes[at].child[bit]
		if next == 0 {
			next = int32(len(h.nodes))
			h.nodes = append(h.nodes, huffmanNode{})
			h.nodes[at].child[bit] = next
		}
		at = next
	}
	n := &h.nodes[at]
	if n.leaf || n.child != [2]int32{} {
		return false
	}
	n.leaf, n.change, n.extra, n.value = true, !c.normal, uint8(c.total-c.prefix), c.base
	return true
}

// decode decodes src into dst from the first table on and returns how many values src held completely. bad is set when it
// stopped at bits that no code has.
func (h *huffmanTables) decode(dst []int32, src []byte) (n int, bad bool) {
	root, at, end := h.roots[0], 0, len(src)*8
	for n < len(dst) {
		node := &h.nodes[root]
		for !node.leaf {
			if at >= end {
				return n, false
			}
			next := node.child[src[at>>3]>>(7-at&7)&1]
			if next == 0 {
				return n, true
			}
			node = &h.nodes[next]
			at++
		}
		if node.change {
			root = h.roots[node.value]
			continue
		}
		v := node.value
		if e := int(node.extra); e > 0 {
			if at+e > end {
				return n, false
			}
			v += int32(int64(window(src, at)) >> (64 - e))
			at += e
		}
		dst[n] = v
		n++
	}
	return n, false
}
