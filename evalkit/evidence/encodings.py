"""Bytes of a text or a page in; its characters out, and what was guessed or lost of them.

Order: a byte order mark, what the file declares, UTF-8, GB18030 where the result is common Chinese,
then a detector, whose word is told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from evalkit.evidence.hanzi import COMMON
from evalkit.evidence.text import Told, Unreadable

BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
LOST = 0.002  # of the characters may be damaged in an encoding that is declared, or plain otherwise
SOUND = 8  # so many whole characters beyond ASCII stand beside each that is damaged
SHOWN = 30  # characters of the first words that are shown with a guess
LOOKED_AT = 200_000  # bytes: what the detector is given
_UNLIKE_THE_WEB = {  # what an encoding of the web's list is called here: the larger of its kin
    "gbk": ("gb18030",),
    "big5": ("big5hkscs", "cp950"),
    "shift_jis": ("cp932", "shift_jisx0213"),
    "euc-jp": ("euc_jp", "euc_jisx0213"),
    "iso-2022-jp": ("iso2022_jp_3", "iso2022_jp_ext"),
    "euc-kr": ("cp949",),
    "iso-8859-8-i": ("iso8859-8",),
    "windows-874": ("cp874",),
    "macintosh": ("mac-roman",),
    "x-mac-cyrillic": ("mac-cyrillic",),
}
_BEYOND_THE_WEB = {
    "hz-gb-2312": "hz",
    "hz": "hz",
    "iso-2022-kr": "iso2022_kr",
    "big5-hkscs": "big5hkscs",
}
_GUESSED_NAMES = (
    "big5 cp932 euc-jp iso-2022-jp euc-kr cp949 gb18030 utf-16-le utf-16-be windows-1250"
    " windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257"
    " windows-1258 cp874 koi8-r koi8-u ibm866 iso-8859-2 iso-8859-5 iso-8859-6 iso-8859-7"
    " iso-8859-8 mac-roman"
)
_GUESSED = _GUESSED_NAMES.split()
_LATIN_NAMES = (
    "windows-1252 windows-1250 windows-1254 windows-1257 windows-1258 iso-8859-2 iso-8859-3 "
    "iso-8859-4 iso-8859-10 iso-8859-13 iso-8859-14 iso-8859-15 iso-8859-16 mac-roman"
)
_LATIN = frozenset(_LATIN_NAMES.split())
_MARKS = "€‚„…‹‘’“”•–—›\xa0£§©«\xad®°±²³´µ¶·»¼½¾×™".encode("cp1252")
_WESTERN = "ÀÂÄÇÈÉÊËÎÏÔÖÙÛÜßàâäçèéêëîïôöùûüáíóúñ".encode("cp1252")
FEW = 6  # letters with accents: too few for a detector
_META = re.compile(
    rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w:.-]{1,40})"
    rb"|<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w:.-]{1,40})",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    rb"<(script|style)\b.*?</\1|<!--.*?-->|<[^>]{0,2000}>|&#?\w+;", re.IGNORECASE | re.DOTALL
)
_TYPED = frozenset("–—‘’“”„‚«»‹›…•€§°·©®™№\xa0")  # what is set between words of any language
_ODD = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd\ufff0-\uffff\ue000-\uf8ff\u2500-\u259f]")
_LETTERS = re.compile(r"[^\W\d_]")
_AMONG_LETTERS = re.compile("[a-z][\u4e00-\u9fff]|[\u4e00-\u9fff][a-z]")
_TURNED = re.compile(r"[a-zà-öø-ÿа-яα-ω][A-ZÀ-ÖØ-ÞА-ЯΑ-Ω]")  # a capital within a word


def decode(
    content: bytes, declared: str = "", is_page: bool = False
) -> tuple[str, tuple[Told, ...]]:
    """A file's characters, and what is to be told of them.

    Args:
        declared: an encoding that stands beside the file (the head of a mail), as called there.
        is_page: it is HTML, whose own declarations count.

    Raises:
        Unreadable: no encoding fits.
    """
    for mark, encoding in BOMS:
        if content.startswith(mark):
            if (text := _strictly(content, (encoding,))) is not None:
                return text, ()
            if (damaged := _damaged(content, encoding)) is not None:
                return damaged
    labels = [declared, *(_declared(content) if is_page else ())]
    codecs = [codecs for label in labels if (codecs := codecs_of(label))]
    text = _strictly(content, ("utf-8",))
    wide = b"\x00" in content[:4000] and utf16_of(content)
    if text is not None and not wide and _is_utf8(content, text, codecs):
        return text, ()
    for names in codecs:
        held = _strictly(content, names)
        if held is not None and looks_right(held, names[0]):
            return held, ()
    for names in (("utf-8",), *codecs, ("gb18030",)):
        if (damaged := _damaged(content, names[0])) is not None:
            return damaged
    plain = _MARKUP.sub(b" ", content) if is_page else content
    if (guessed := _guessed(content, plain)) is not None:
        return guessed
    raise Unreadable("document-encoding")


def codecs_of(label: str) -> tuple[str, ...]:
    """Names here of an encoding as the web calls it; empty where the web knows none of the name."""
    import webencodings

    name = label.strip().strip("\"'").lower()
    if name in _BEYOND_THE_WEB:
        return (_BEYOND_THE_WEB[name],)
    found = webencodings.LABELS.get(name)
    if not found or found in ("replacement", "x-user-defined"):
        return ()
    return _UNLIKE_THE_WEB.get(found, (found,))


def _declared(content: bytes) -> Iterator[str]:
    """What a page says of its encoding; UTF-16 cannot be said in letters of one byte, and means
    UTF-8 there."""
    for found in _META.finditer(content[:8192]):
        label = (found[1] or found[2]).decode("ascii")
        yield "utf-8" if label.lower().startswith(("utf-16", "utf-32", "ucs-")) else label


def _strictly(content: bytes, names: tuple[str, ...]) -> str | None:
    for name in names:
        try:
            return content.decode(name)
        except (UnicodeError, LookupError):
            continue
    return None


def _damaged(content: bytes, name: str) -> tuple[str, tuple[Told, ...]] | None:
    """A text of which next to nothing is damaged; None where an encoding does not fit it."""
    text = content.decode(name, errors="replace")
    n = text.count("\ufffd")
    beyond = sum(not c.isascii() for c in text)
    if not n or n > max(2, LOST * len(text)) or beyond < SOUND * n:
        return None
    rest = text.replace("\ufffd", "")
    if not (is_chinese(rest, 0.4) if name == "gb18030" else looks_right(rest, name)):
        return None
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    return text, (Told("document-characters-lost", {"n": n, "line": line}),)


def _is_utf8(content: bytes, text: str, codecs: list[tuple[str, ...]]) -> bool:
    """Whether bytes that can be UTF-8 are: a few of two bytes each may be hanzi of GBK, and what
    switches its characters by escapes is ASCII throughout."""
    if re.search("[^\x00-\u07ff]", text):  # the same from below: a pattern without the other planes
        return True
    beyond = [c for c in text if not c.isascii()]
    first = codecs[0] if codecs else ("gb18030",)
    if not beyond:
        switched = first[0].startswith(("iso2022", "hz")) or b"\x1b$" in content
        return not (switched or _is_hz(content))
    if len(beyond) > 12 or first == ("utf-8",):
        return True
    held = _strictly(content, first)
    return held is None or not is_chinese(held, 0.6)


def _is_hz(content: bytes) -> bool:
    """Whether a text in ASCII is Chinese as old mail wrote it, between ~{ and ~}."""
    held = _strictly(content, ("hz",)) if b"~{" in content else None
    return held is not None and is_chinese(held)


def utf16_of(content: bytes) -> str:
    """``utf-16-le`` or ``utf-16-be`` where bytes are plainly that, else empty."""
    if len(content) % 2 or len(content) < 4:
        return ""
    sample = content[:4000]
    for name in ("utf-16-le", "utf-16-be"):
        text = _strictly(sample if len(sample) == len(content) else sample[:-2], (name,))
        if text and not _ODD.search(text) and _is_wide_text(text, b"\x00" in sample):
            return name
    return ""


def _is_wide_text(text: str, has_zeros: bool) -> bool:
    plain = sum(c.isascii() for c in text)
    common = sum(c in COMMON for c in text)
    wide = sum("\u3000" <= c <= "\u30ff" or "\uff00" <= c <= "\uff5e" for c in text)
    if not has_zeros:
        return common + wide > 0.6 * len(text)
    if plain + wide + sum(not c.isascii() and c.isalpha() for c in text) < 0.9 * len(text):
        return False
    return plain + common + wide > 0.5 * len(text) or _is_one_script(text)


def _is_one_script(text: str) -> bool:
    """Whether nearly all letters beyond ASCII are of one alphabet, or are syllables of Hangul."""
    high = [ord(c) >> 8 for c in text if not c.isascii() and c.isalpha()]
    hangul = sum(0xAC <= block <= 0xD7 for block in high)
    most = max((high.count(block) for block in set(high)), default=0)
    return bool(high) and max(most, hangul) > 0.9 * len(high)


def _guessed(content: bytes, plain: bytes) -> tuple[str, tuple[Told, ...]] | None:
    chinese = _strictly(content, ("gb18030",))
    if chinese is not None and is_chinese(_strictly(plain, ("gb18030",)) or chinese):
        return chinese, ()
    if name := utf16_of(content):
        return content.decode(name), ()
    for name, is_sure in _likely(plain):
        codecs = codecs_of(name) or (name,)
        text = _strictly(content, codecs)
        if text is not None and (is_sure or looks_right(text, codecs[0])):
            said = {"encoding": name.upper(), "words": _first_words(text, plain != content)}
            return text, (Told("document-encoding-guessed", said),)
    return None


def _first_words(text: str, is_page: bool) -> str:
    """The first words of a text that its encoding matters for."""
    words = " ".join((re.sub(r"<[^>]*>", " ", text) if is_page else text).split())
    start = re.search(r"\w*[^\x00-\x7f]", words)
    begins = words[start.start() :] if start else words
    return begins[:SHOWN] + ("…" if len(begins) > SHOWN else "")


def _likely(plain: bytes) -> Iterator[tuple[str, bool]]:
    """Encodings that are likely, the likeliest first, and whether there is no doubt: that of
    Windows for English with its marks and for a few accents of western Europe, then what a detector
    finds."""
    import chardet

    if _is_hz(plain):
        yield "hz", True
    beyond = re.sub(rb"[\x00-\x7f]+", b"", plain)
    if beyond and not beyond.translate(None, _MARKS):
        yield "windows-1252", True
    if 0 < len(beyond) < FEW and not beyond.translate(None, _MARKS + _WESTERN):
        yield "windows-1252", False
    sample = plain if len(plain) < LOOKED_AT else re.sub(rb"[\x00-\x7f]{200,}", b" ", plain)
    for found in chardet.detect_all(sample[:LOOKED_AT], include_encodings=_GUESSED):
        if found["encoding"]:
            yield found["encoding"].lower(), False


def is_chinese(text: str, share: float = 0.3) -> bool:
    """Whether a text reads as Chinese in simplified characters: hardly a character that is not
    ASCII, hanzi or their punctuation, and many of the commonest hanzi."""
    hanzi = [c for c in text if "\u4e00" <= c <= "\u9fff"]
    odd = sum(
        not (c.isascii() or "\u4e00" <= c <= "\u9fff" or "\u2000" <= c <= "\u303f" or c >= "\uff00")
        for c in text
    )
    common = sum(c in COMMON for c in hanzi)
    if len(_AMONG_LETTERS.findall(text)) > 0.3 * len(hanzi):  # f黵 for für
        return False
    return common > share * len(hanzi) and odd <= 0.02 * len(text) + 1 and not _ODD.search(text)


def _is_of_another_table(own: list[str]) -> bool:
    """Whether letters beyond ASCII are those that stand at the places of others in a table near to
    this one: Cyrillic in capitals with its first letters small, kana of half width alone."""
    cyrillic = [c for c in own if "а" <= c.lower() <= "я"]
    capital = sum(c.isupper() for c in cyrillic)
    if len(cyrillic) > 0.9 * len(own) and 0.8 * len(cyrillic) < capital < len(cyrillic):
        return True
    return 2 * sum("\uff65" <= c <= "\uff9f" for c in own) > len(own)


def looks_right(text: str, name: str) -> bool:
    """Whether what an encoding gives can be words of a language at all."""
    beyond = [c for c in text if not c.isascii() and not c.isspace()]
    if len(_ODD.findall(text)) > 0.002 * len(text):
        return False
    if name.startswith(("utf", "iso2022")) or len(beyond) < 4:
        return True
    hanzi = [c for c in beyond if "\u4e00" <= c <= "\u9fff"]
    if len(hanzi) >= 20 and len(hanzi) > 0.8 * len(beyond):
        return sum(c in COMMON for c in hanzi) > 0.12 * len(hanzi)
    letters = _LETTERS.findall(text)
    own = [c for c in letters if not c.isascii()]
    signs = [c for c in beyond if name not in _LATIN or c not in _TYPED]
    if sum(unicodedata.category(c)[0] in "LMN" for c in signs) < 0.7 * len(signs):
        return False
    if len(own) >= FEW and _is_of_another_table(own):
        return False
    if name in _LATIN and len(own) > 0.5 * len(letters):  # every other letter with an accent
        return False
    return len(_TURNED.findall(text)) <= 0.04 * len(letters) + 1
