"""Control words of RTF: what they stand for in the text, what of a document they open, and the
encodings of its fonts."""

from __future__ import annotations

CHARACTERS = {
    "tab": "\t",
    "line": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
    "~": "\u00a0",
    "_": "-",
    "-": "",
    "{": "{",
    "}": "}",
    "\\": "\\",
}
# What opens a part that is no text of the body. All else that begins with \* is left out too.
SKIPPED = frozenset((
    "fonttbl", "colortbl", "stylesheet", "info", "ftnsep", "ftnsepc", "ftncn", "aftnsep",
    "aftnsepc", "aftncn", "xe", "tc", "tcn", "rxe", "listtable", "listoverridetable", "revtbl",
    "rsidtbl", "generator", "themedata", "colorschememapping", "datastore", "latentstyles",
    "xmlnstbl", "mmathPr", "sp", "sn", "sv", "objdata", "objclass", "objname",
    "nonshppict", "nonesttables", "shprslt", "pnseclvl", "atnid", "atnauthor", "atntime", "atnref",
    "atndate", "bkmkstart", "bkmkend", "filetbl", "private", "template",
))  # fmt: skip
HEADS = frozenset(
    ["headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "header"]
)
# What begins with \* and holds text that is seen.
SHOWN = frozenset(["shpinst", "shppict", "ud", "do", "pn", "nesttableprops"])
_BY_CHARSET = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
_BY_PAGE = {936: "gb18030", 54936: "gb18030", 65001: "utf-8", 10000: "mac_roman", 1361: "johab"}
DOUBLE = frozenset(["gb18030", "cp932", "cp949", "cp950", "johab"])  # two bytes a character
SYMBOLS = 2  # the charset of symbol fonts


def of_charset(charset: int) -> str | None:
    """The encoding of a font; None where it is the document's."""
    return _BY_CHARSET.get(charset)


def of_page(page: int) -> str:
    """The encoding of a code page of Windows."""
    import codecs

    name = _BY_PAGE.get(page, f"cp{page}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name
