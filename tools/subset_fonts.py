"""Make the fonts of the package from whole ones: `python tools/subset_fonts.py REGULAR.ttf
BOLD.ttf` (needs fonttools).

Sources: Noto Sans SC, static Regular and Bold, as the npm package @expo-google-fonts/noto-sans-sc
0.4.3 carries them. Kept: all hanzi of GBK (GB 2312 lacks characters that real reports use), Latin,
Greek, punctuation, arrows, operators, circled numbers, full-width forms. "Noto" is not a reserved
font name, so the subsets keep it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset

FONTS = Path(__file__).parent.parent / "evalkit" / "fonts"
RANGES = (
    (0x20, 0x180),
    (0x2B0, 0x300),
    (0x370, 0x400),
    (0x2000, 0x2070),
    (0x20A0, 0x20C0),
    (0x2100, 0x2150),
    (0x2190, 0x2300),
    (0x2460, 0x2600),
    (0x3000, 0x3040),
    (0xFF00, 0xFFF0),
)


def wanted() -> set[int]:
    """Code points of GBK and of the ranges above."""
    pairs = (
        bytes([high, low]).decode("gbk", "ignore")
        for high in range(0x81, 0xFF)
        for low in range(0x40, 0xFF)
    )
    return {ord(c) for c in pairs if len(c) == 1} | {
        c for low, high in RANGES for c in range(low, high)
    }


def main() -> None:
    for source, name in zip(
        sys.argv[1:3], ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"), strict=True
    ):
        options = subset.Options(
            hinting=False, layout_features=["*"], name_IDs=["*"], notdef_outline=True
        )
        font = subset.load_font(source, options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=wanted())
        subsetter.subset(font)
        subset.save_font(font, FONTS / name, options)


if __name__ == "__main__":
    main()
