"""PDFs made by hand: words where a test wants them, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HAN = "\u2e80"
WIDE, NARROW = 1000, 500  # of a hanzi and of any other character


@dataclass(frozen=True)
class Words:
    """Words at a place. ``mode``: how they are painted (3: not at all); ``ink``: operators before
    them, such as a colour; ``turn``: the matrix of their line of writing; ``actual``: what the
    file says that they are."""

    text: str
    x: float
    y: float
    size: float = 10
    mode: int = 0
    ink: str = "0 g"
    turn: str = "1 0 0 1"
    actual: str = ""


@dataclass(frozen=True)
class Drawn:
    """Operators that paint something else than words."""

    operators: str


Thing = Words | Drawn
PICTURE = Drawn("q 595 0 0 842 0 0 cm /Im Do Q")  # of the whole page


def box(x: float, y: float, wide: float, high: float, ink: str = "0 g") -> Drawn:
    """A filled rectangle."""
    return Drawn(f"q {ink} {x} {y} {wide} {high} re f Q")


def rule(x: float, y: float, to_x: float, to_y: float) -> Drawn:
    """A line."""
    return Drawn(f"q 0.5 w {x} {y} m {to_x} {to_y} l S Q")


def column(
    lines: Sequence[str], x: float, y: float, size: float = 10, step: float = 13
) -> list[Thing]:
    """Lines one under the other."""
    return [Words(line, x, y - n * step, size) for n, line in enumerate(lines)]


def pdf(*pages: Sequence[Thing], info: str = "") -> bytes:
    """A document."""
    characters = sorted({c for page in pages for w in page if isinstance(w, Words) for c in w.text})
    code = {c: n for n, c in enumerate(characters, start=3)}
    count = len(pages)
    first = 8
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{' '.join(f'{first + 2 * n} 0 R' for n in range(count))}]/Count {count}>>",
        "<</Type/Font/Subtype/Type0/BaseFont/ABCDEE+Made/Encoding/Identity-H"
        "/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEE+Made/CIDSystemInfo<</Registry(Adobe)"
        f"/Ordering(Identity)/Supplement 0>>/DW {WIDE}/W[{_widths(code)}]/FontDescriptor"
        "<</Type/FontDescriptor/FontName/ABCDEE+Made/Flags 4/FontBBox[0 -200 1000 900]"
        "/ItalicAngle 0/Ascent 900/Descent -200/CapHeight 700/StemV 80>>>>",
        _stream(_unicode(code)),
        f"<<{info}>>",
        "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
        "/Filter/ASCIIHexDecode/Length 3>>stream\nC8>\nendstream",
    ]
    for n, page in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {first + 2 * n + 1} 0 R"
            "/Resources<</Font<</F 3 0 R>>/XObject<</Im 7 0 R>>>>>>"
        )
        objects.append(_stream("\n".join(_operators(thing, code) for thing in page)))
    return file_of(objects)


def _operators(thing: Thing, code: dict[str, int]) -> str:
    if isinstance(thing, Drawn):
        return thing.operators
    glyphs = "".join(f"{code[c]:04X}" for c in thing.text)
    at = f"{thing.turn} {thing.x} {thing.y} Tm"
    shown = f"BT {thing.ink} /F {thing.size} Tf {thing.mode} Tr {at} <{glyphs}> Tj ET"
    return f"/Span <</ActualText ({thing.actual})>> BDC {shown} EMC" if thing.actual else shown


def _widths(code: dict[str, int]) -> str:
    return " ".join(f"{n}[{WIDE if c >= HAN else NARROW}]" for c, n in code.items())


def _unicode(code: dict[str, int]) -> str:
    pairs = [f"<{n:04X}> <{c.encode('utf-16-be').hex().upper()}>" for c, n in code.items()]
    blocks = [pairs[n : n + 90] for n in range(0, len(pairs), 90)]
    mapped = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2"
        f" def 1 begincodespacerange <0000><FFFF> endcodespacerange\n{mapped}\nendcmap end end"
    )


def _stream(text: str) -> str:
    return f"<</Length {len(text)}>>stream\n{text}\nendstream"


def file_of(objects: Sequence[str], info: bool = True) -> bytes:
    """A file of objects, the first of which is the catalogue."""
    out, places = "%PDF-1.4\n", []
    for n, one in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{n} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    known = "/Info 6 0 R" if info else ""
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R{known}>>"
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}\n"
    return f"{out}startxref\n{out.rindex('xref')}\n%%EOF".encode("latin-1")
