"""The parts of a Word document stand in the order of the schema (ECMA-376 Part 1, wml.xsd), which
Word insists on."""

from __future__ import annotations

import io
import zipfile

import pytest
from evalkit.render import docx as word
from evalkit.report.model import Look, Report
from lxml import etree
from tests.unit.model.test_style import PNG
from tests.unit.render.docx.memos import memo
from tests.unit.render.docx.test_styles import given, official
from tests.unit.render.docx.test_tables import ORDER
from tests.unit.render.docx.test_writer import office, report

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens "
    "kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing "
    "mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden color "
    "spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang",
    "tblPr": " ".join(ORDER),
    "trPr": "cantSplit trHeight tblHeader",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign",
    "tbl": "tblPr tblGrid tr",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "styles": "docDefaults latentStyles style",
    "tblStylePr": "pPr rPr tblPr trPr tcPr",
    "numbering": "numPicBullet abstractNum num",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId lvlJc pPr rPr",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt vAlign "
    "noEndnote titlePg textDirection bidi rtlGutter docGrid",
    "settings": "zoom proofState defaultTabStop evenAndOddHeaders characterSpacingControl savePreviewPicture footnotePr endnotePr compat rsids mathPr "
    "themeFontLang clrSchemeMapping doNotAutoCompressPictures shapeDefaults decimalSymbol listSeparator docId defaultImageDpi",
}
LOOK = Look("The Office", "Wang", "#7a1f1f", PNG, "png")


@pytest.mark.parametrize(
    "reference", [None, office(), official()], ids=["ours", "office", "official"]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("wide", [3, 13, 0])
def test_elements_stand_in_the_order_of_the_schema(
    reference: bytes | None, lang: str, wide: int
) -> None:
    made = given(lang, wide) if wide else memo(lang)
    content = zipfile.ZipFile(io.BytesIO(word.render(made, reference)))
    seen = set()
    for name in content.namelist():
        if not name.endswith(".xml") or not name.startswith("word/"):
            continue
        for element in etree.fromstring(content.read(name)).iter():
            kind = str(element.tag).removeprefix(W)
            if kind in ORDERS and str(element.tag).startswith(W):
                seen.add(kind)
                order = ORDERS[kind].split()
                children = [etree.QName(child).localname for child in element]
                places = [order.index(child) for child in children]
                if kind == "sectPr":  # headers and footers stand in any order
                    places = [max(1, place) for place in places]
                assert places == sorted(places), f"{name}: {kind} {children}"
                once = [
                    child
                    for child in children
                    if child not in ("style", "tr", "tblStylePr", "abstractNum", "num")
                ]
                assert kind == "sectPr" or len(once) == len(set(once)), f"{name}: {kind} {children}"
    assert seen >= {
        "pPr",
        "rPr",
        "tblPr",
        "trPr",
        "tcPr",
        "style",
        "styles",
        "numbering",
        "sectPr",
        "settings",
    }


@pytest.mark.parametrize("made", [report(), memo("zh"), memo("en")], ids=["", "zh", "en"])
def test_ids_that_are_named_are_there(made: Report) -> None:
    for reference in (None, office(), official()):
        content = zipfile.ZipFile(io.BytesIO(word.render(made, reference)))
        styles = etree.fromstring(content.read("word/styles.xml"))
        known = {style.get(f"{W}styleId") for style in styles.iter(f"{W}style")}
        named = {
            element.get(f"{W}val")
            for name in ("word/styles.xml", "word/document.xml", "word/footnotes.xml")
            if name in content.namelist()
            for element in etree.fromstring(content.read(name)).iter(
                *(
                    f"{W}{kind}"
                    for kind in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link")
                )
            )
        }
        assert named <= known
        assert len(known) == len(list(styles.iter(f"{W}style")))
        relations = etree.fromstring(content.read("word/_rels/document.xml.rels"))
        targets = {
            str(rel.get("Target")) for rel in relations if rel.get("TargetMode") != "External"
        }
        assert {f"word/{target}" for target in targets if not target.startswith("..")} <= set(
            content.namelist()
        )


def test_a_logo_stands_above_the_title_with_its_words() -> None:
    from dataclasses import replace

    content = zipfile.ZipFile(io.BytesIO(word.render(replace(report(), look=LOOK))))
    body = content.read("word/document.xml").decode()
    assert body.index('descr="The Office"') < body.index("Title &amp; &lt;b&gt;")
