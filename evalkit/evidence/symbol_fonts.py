"""A code of a symbol font (Symbol, Wingdings) in; the character that its reader sees out."""

from __future__ import annotations

UNKNOWN = "▯"
TICKED, UNTICKED = "☒", "☐"
PRIVATE = range(0xF000, 0xF100)  # where Word puts the codes of symbol fonts

# Symbol: Adobe's encoding of that name, as Unicode has it, from 0x20 and from 0xA0.
_SYMBOL = (
    " !∀#∃%&∍()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
    "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"
    "◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪▯〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭▯",
)
_WINGDINGS = {
    0x20: " ", 0x21: "✏", 0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x36: "⌛", 0x3F: "✍",
    0x41: "✌", 0x46: "☞", 0x4A: "☺", 0x4C: "☹", 0x52: "☼", 0x54: "❄", 0x6C: "●", 0x6D: "❍",
    0x6E: "■", 0x6F: "□", 0x70: "◻", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆",
    0x76: "❖", 0x77: "⬥", 0x78: "⌧", 0x7D: "”", 0x9F: "•", 0x9E: "·", 0xA0: "▪", 0xA1: "○",
    0xA4: "◉", 0xA7: "▪", 0xA8: "◻", 0xAA: "✦", 0xAB: "★", 0xB6: "✰", 0xD8: "➢", 0xDF: "←",
    0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩",
    0xF3: "⬄", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x80 + n: c for n, c in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿")},
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "•", 0xA2: "■",
    0xA3: "□", 0x9B: "⊙",
    **{0x6A + n: c for n, c in enumerate("①②③④⑤⑥⑦⑧⑨⑩")},
    **{0x75 + n: c for n, c in enumerate("❶❷❸❹❺❻❼❽❾❿")},
}  # fmt: skip
_WINGDINGS_3 = {0x22: "↑", 0x7D: "▶", 0x75: "◀", 0x70: "▲", 0x71: "▼"}
_WEBDINGS = {0x61: "✓", 0x72: "✗", 0x63: "□", 0x67: "■", 0x6E: "●", 0x33: "◀", 0x34: "▶"}
_TABLES = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
}


def symbol(code: int, font: str) -> str:
    """The character of a code; ▯ where the font, or its code, is not known."""
    own = code - 0xF000 if code in PRIVATE else code
    name = font.strip().lower()
    if name in _TABLES:
        return _TABLES[name].get(own, UNKNOWN)
    if name in ("symbol", "symbol mt") or (not name and code in PRIVATE):
        first = 0xA0 if own >= 0xA0 else 0x20
        row = _SYMBOL[first == 0xA0]
        return row[own - first] if 0 <= own - first < len(row) else UNKNOWN
    # another font: its code is Unicode's, unless it is one of its own
    return UNKNOWN if code in range(0xD800, 0xF900) or not 31 < code < 0x110000 else chr(code)


def plain(text: str, font: str) -> str:
    """A text in a symbol font with Unicode's characters for the font's codes."""
    name = font.strip().lower()
    if name in _TABLES and text.isascii():
        return "".join(symbol(ord(c), font) for c in text)
    if name not in _TABLES and name not in ("symbol", "symbol mt"):
        return text
    return "".join(symbol(ord(c), font) if ord(c) in PRIVATE else c for c in text)
