"""Plans whose fonts put radicals in place of ideographs: the same text, places, quotes and headings
as without.

The PDFs are made here, with the code points that a browser writes when it prints with Noto CJK, so
that nothing hangs on the fonts of the machine.
"""

from __future__ import annotations

import unicodedata

import pypdfium2
import pytest
from evalkit.evidence.documents import read_plan
from evalkit.evidence.page.glyphs import sheet_of
from evalkit.evidence.pdf_second import Second
from evalkit.evidence.quotes import searchable, verify
from evalkit.evidence.radicals import ideographs
from evalkit.evidence.search import Index
from evalkit.evidence.text import PlanText
from evalkit.evidence.tokens import words_of
from evalkit.model.rubric import Criterion

PLAN = (
    "一、主要目标",
    "到2030年，西部大开发取得新进展，农户增收，高新技术企业达到一千二百家，无一例外。",
    "二、重点任务",
    "东西部科技协作，加大工业用水节约力度，不得挤占专项资金，橡胶产业走在前面。",
)
TWINS = {
    twin: chr(code)
    for code in range(0x2F00, 0x2FD6)
    if (twin := unicodedata.normalize("NFKC", chr(code)))
} | {"西": "⻄", "户": "⼾", "见": "⻅", "门": "⻔", "胶": "㬵"}
PRINTED = tuple("".join(TWINS.get(character, character) for character in line) for line in PLAN)


def printed(lines: tuple[str, ...]) -> bytes:
    """A PDF of one page that shows lines, each character with the code point that is given."""
    known = sorted(set("".join(lines)))
    code = {character: n for n, character in enumerate(known, start=1)}
    shown = "".join(
        f"1 0 0 1 60 {760 - 40 * n} Tm <{''.join(f'{code[c]:04X}' for c in line)}> Tj\n"
        for n, line in enumerate(lines)
    )
    page = f"BT /F 12 Tf\n{shown}ET"
    pairs = "".join(f"<{n:04X}> <{c.encode('utf-16-be').hex()}>\n" for c, n in code.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin\nbegincmap\n/CMapName /U def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{len(code)} beginbfchar\n{pairs}endbfchar\nendcmap\nend"
    )
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(page)}>>stream\n{page}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H"
        "/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/F/CIDToGIDMap/Identity/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 8 0 R>>",
        f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
        "<</Type/FontDescriptor/FontName/F/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0"
        "/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
    )
    out, places = b"%PDF-1.7\n", []
    for n, held in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{n} 0 obj\n{held}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    tail = f"trailer<</Root 1 0 R/Size {len(objects) + 1}>>\nstartxref\n{len(out)}\n%%EOF"
    return out + (head + tail).encode("ascii")


def read(content: bytes, name: str) -> PlanText:
    text, findings = read_plan(content, name)
    assert text is not None, [f.message() for f in findings]
    return text


FORMS = {
    "plan.pdf": printed(PRINTED),
    "plan.txt": "\n".join(PRINTED).encode(),
    "plan.md": "\n".join(PRINTED).encode(),
    "plan.html": "".join(f"<p>{line}</p>" for line in PRINTED).encode(),
    "named.html": "".join(f"<p>{line}</p>" for line in PRINTED).encode(
        "ascii", "xmlcharrefreplace"
    ),
}


def test_the_plans_of_this_test_hold_radicals() -> None:
    """Both readers of PDF see them: what is tested here is there."""
    content = FORMS["plan.pdf"]
    page = pypdfium2.PdfDocument(content)[0]
    read_by = ("".join(g.text for g in sheet_of(page).glyphs), Second(content, 1).page(0))
    assert ["⼀、主要⽬标" in str(text) for text in read_by] == [True, True]
    assert sum(a != b for a, b in zip("".join(PLAN), "".join(PRINTED), strict=True)) >= 20


@pytest.mark.parametrize("name", FORMS)
def test_a_plan_with_radicals_reads_as_the_plan(name: str) -> None:
    text = read(FORMS[name], name)
    assert [p.text for p in text.passages] == list(PLAN)
    assert [p.heading for p in text.passages][1::2] == [(PLAN[0],), (PLAN[2],)]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("line", [1, 3])
def test_true_quotes_are_verified_and_false_ones_are_not(name: str, line: int) -> None:
    """With ideographs, or copied with its radicals from the PDF; places are those of the
    document."""
    document = searchable(read(FORMS[name], name))
    for quote in (PLAN[line], PRINTED[line]):
        verdict = verify(quote, document)
        assert verdict.tier == "exact"
        assert verdict.stands[0].words == PLAN[line].rstrip("。")
        assert verdict.stands[0].passages == (line + 1, line + 1)
    start = document.starts[line] + 8
    assert document.raw[start : start + 6] == PLAN[line][8:14]
    assert verify(PRINTED[line][8:20], document).stands[0].offsets == (start, start + 11)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    ("quote", "differing"),
    [
        ("高新技术企业达到⼀千三百家", (("一千三百", "一千二百"),)),
        ("高新技术企业达到⼆千⼆百家", (("二千二百", "一千二百"),)),
        ("加大工业用水节约力度，得挤占专项资金", (("", "不"),)),
        ("农户增收，高新技术企业达到一千二百家，有一例外", (("", "无"),)),
    ],
)
def test_a_number_or_a_negation_that_differs_still_does(
    name: str, quote: str, differing: tuple[tuple[str, str], ...]
) -> None:
    verdict = verify(quote, searchable(read(FORMS[name], name)))
    assert (verdict.tier, verdict.differing) == ("altered", differing)


def test_passages_are_found_by_words_that_are_radicals_there_or_here() -> None:
    for terms in (("东西部",), ("东⻄部",)):
        criterion = Criterion.model_validate(
            {"id": "west", "title": "x", "terms": {"zh": terms}, "levels": {0: "a"}}
        )
        hit, *_ = Index([read(FORMS["plan.pdf"], "plan.pdf")]).find(criterion)
        assert (hit.passage.text, hit.terms, hit.counts) == (PLAN[3], ("东西部",), (1,))


def test_every_radical_is_an_ideograph_and_stays_where_it_is() -> None:
    kangxi = "".join(map(chr, range(0x2F00, 0x2FD6)))
    supplement = "".join(chr(code) for code in range(0x2E81, 0x2EF4) if code != 0x2E9A)
    for forms in (kangxi, supplement, "\uf967\ufa10\U0002f804"):
        read_as = ideographs(forms)
        assert len(read_as) == len(forms)
        for character in read_as:
            assert unicodedata.name(character).startswith("CJK UNIFIED IDEOGRAPH")
    known = {
        "⼀": "一",
        "⻄": "西",
        "⼾": "户",
        "⻓": "长",
        "⻅": "见",
        "⻔": "门",
        "⾮": "非",
        "⽆": "无",
    }
    assert {form: ideographs(form) for form in known} == known
    others = "一西①½ⅣＡ％㎡々〇〇、。︰ｱ\u3000⺀"
    assert ideographs(others) == others


def test_the_doors_of_three_countries_are_one_and_no_other_variants_are() -> None:
    assert words_of("農戶").text == words_of("農戸").text == words_of("農户").text
    assert words_of("農户").text != words_of("农户").text
