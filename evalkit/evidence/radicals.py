"""Text of a plan in; the same with ideographs where it has radicals and other twins, character for
character, out.

A font may have one glyph for 一 and for the radical ⼀ (Noto CJK has some 400 such pairs); a
browser that prints a PDF notes the lower code point of the two, so the reader gets ⼀ where the
plan has 一, and ⻄ for 西.
"""

from __future__ import annotations

import re
import unicodedata

# Unicode Character Database, EquivalentUnifiedIdeograph.txt: the supplement of radicals, and
# strokes that are also ideographs. NFKC knows two of these; the Kangxi radicals it knows all, and
# they need no table.
_SUPPLEMENT = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧"
    "⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍"
    "⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
    "㇏㇐㇑㇒㇓㇔㇖㇚㇝㇟㇠"
)
_IDEOGRAPHS = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛"
    "犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶"
    "辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
    "乀一丨丿丿丶乛亅乀乚乙"
)
# What fonts do and the tables do not say: in simplified Chinese ⼾ is 户 (NFKC: 戶), and these
# share a glyph.
_BY_GLYPH = {"⼾": "户", "㬵": "胶", "∕": "／"}
_FORMS = {
    **{chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    **{
        chr(code): unicodedata.normalize("NFC", chr(code))  # compatibility ideographs
        for code in (*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))
        if len(unicodedata.normalize("NFC", chr(code))) == 1
    },
    **dict(zip(_SUPPLEMENT, _IDEOGRAPHS, strict=True)),
    **_BY_GLYPH,
}
_TABLE = str.maketrans(_FORMS)
_ANY = re.compile("[⺀-⿕㇀-㇣㬵∕\uf900-\ufaff\U0002f800-\U0002fa1f]")


def ideographs(text: str) -> str:
    """A text with an ideograph for each form of one; every offset in it stays."""
    return text.translate(_TABLE) if _ANY.search(text) else text
