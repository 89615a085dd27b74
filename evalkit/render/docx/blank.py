"""Our own document before anything is in it: settings, theme and fonts, and room for text and styles."""

from __future__ import annotations

import io
import zipfile
from functools import cache

from docx.oxml.ns import nsdecls

_TYPES = "application/vnd.openxmlformats-officedocument"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = {
    "document": "wordprocessingml.document.main",
    "styles": "wordprocessingml.styles",
    "settings": "wordprocessingml.settings",
    "fontTable": "wordprocessingml.fontTable",
    "theme": "theme",
}
_MODES = {
    "compatibilityMode": 15,  # below, Word says so in the title of the window, and sets tables as its forebears did
    "overrideTableStyleFontSizeAndJustification": 1,
    "enableOpenTypeFeatures": 1,
    "doNotFlipMirrorIndents": 1,
    "differentiateMultirowTableHeaders": 1,
}
_COLOURS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "1C2330", "lt2": "F0F3F7", "accent1": "1F4E79", "accent2": "6F9FC8", "accent3": "C96A2B",
    "accent4": "5A6475", "accent5": "B9D1E6", "accent6": "8A3B12", "hlink": "1F4E79", "folHlink": "5A6475",
}  # fmt: skip
_FONTS = {"Times New Roman": ("", "00"), "Arial": ("", "00"), "宋体": ("SimSun", "86"), "黑体": ("SimHei", "86")}


@cache
def blank() -> bytes:
    """The bytes of a document without styles."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in _contents().items():
            made.writestr(zipfile.ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{content}')
    return out.getvalue()


def _contents() -> dict[str, str]:
    """The parts by name."""
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}.{kind}+xml"/>' for name, kind in _PARTS.items()
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
        for n, name in enumerate(list(_PARTS)[1:], start=1)
    )
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "word/document.xml": (
            f"<w:document {nsdecls('w', 'r', 'wp', 'a', 'pic')}><w:body><w:sectPr/></w:body></w:document>"
        ),
        "word/styles.xml": f"<w:styles {nsdecls('w')}/>",
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _fonts(),
        "word/theme.xml": _theme(),
    }


def _settings() -> str:
    modes = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in _MODES.items()
    )
    return (
        f'<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        f'<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:useFELayout/>{modes}</w:compat>'
        '<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1" '
        'w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" w:accent5="accent5" w:accent6="accent6" '
        'w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def _fonts() -> str:
    """The fonts, with the names that the Chinese ones have where Chinese is not the system's language."""
    fonts = "".join(
        f'<w:font w:name="{name}">{f"""<w:altName w:val="{other}"/>""" if other else ""}<w:charset w:val="{charset}"/>'
        '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, (other, charset) in _FONTS.items()
    )
    return f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>"


def _theme() -> str:
    """Colours and fonts for who edits the document; its styles name their own."""
    colours = "".join(f'<a:{name}><a:srgbClr val="{rgb}"/></a:{name}>' for name, rgb in _COLOURS.items())
    letters = '<a:latin typeface="Arial"/><a:ea typeface="{}"/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    return (
        f'<a:theme {nsdecls("a")} name="evalkit"><a:themeElements><a:clrScheme name="evalkit">{colours}</a:clrScheme>'
        f'<a:fontScheme name="evalkit"><a:majorFont>{letters.format("黑体")}</a:majorFont>'
        f'<a:minorFont>{letters.format("宋体")}</a:minorFont></a:fontScheme><a:fmtScheme name="evalkit">'
        f"<a:fillStyleLst>{fill * 3}</a:fillStyleLst>"
        f'<a:lnStyleLst>{f"""<a:ln w="9525">{fill}</a:ln>""" * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
