"""The PDF: what stands in the report stands on the page, for eyes, for screen readers and for
archives."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from evalkit.model.units import HUNDRED
from evalkit.render import RENDERERS
from evalkit.report.model import (
    Aside,
    Bar,
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Drawing,
    Entry,
    Link,
    Look,
    Note,
    Paragraph,
    Report,
    Row,
    Section,
    Strong,
    Table,
    cell,
)
from evalkit.report.numbers import Figure, number, percent, score
from tests.sample_reports import briefing, memo

pypdf = pytest.importorskip("pypdf")
pytest.importorskip("typst")

SPEC = json.dumps(
    {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 320,
        "height": 120,
        "config": {"font": "Noto Sans SC"},
        "data": {"values": [{"地区": "浙江省", "得分": 53.5}, {"地区": "贵州省", "得分": 45.9}]},
        "mark": "bar",
        "encoding": {
            "y": {"field": "地区", "type": "nominal"},
            "x": {"field": "得分", "type": "quantitative"},
        },
    },
    ensure_ascii=False,
)


def scores(n: int = 3, wide: int = 0) -> Table:
    columns = (
        Column("地区"),
        Column("得分", numeric=True),
        *(Column(f"准则{k}", numeric=True) for k in range(wide)),
    )
    rows = [
        Row(
            (
                cell(f"第{k}省"),
                cell(score(HUNDRED, k / n, "e-1"), bar=Bar(k / n, 0, 1)),
                *(cell("2", tone="l2") for _ in range(wide)),
            ),
            f"r-{k}",
        )
        for k in range(n)
    ]
    return Table("各地得分", columns, tuple(rows), dense=wide > 0)


def report(
    *blocks: Block, summary: str = "一句话。", lang: str = "zh", annex: bool = False
) -> Report:
    sections = (
        Section("one", "一、比较", blocks),
        Section("two", "附件一　来源", (Paragraph(("见后",)),), annex),
    )
    return Report(
        "x",
        lang,
        "评价简报",
        "2026年",
        (Paragraph((summary,)),),
        sections,
        "数据截至 2026-11-24。",
        {"contents": "目录"},
        date=date(2026, 11, 24),
    )


def rendered(made: Report) -> Any:
    """A reader of its pages; Any, since tests go down the tree of a PDF's objects."""
    return pypdf.PdfReader(io.BytesIO(RENDERERS["pdf"](made)))


def drawn(made: Report) -> tuple[bytes, tuple[str, ...]]:
    from evalkit.render import pdf

    return pdf.drawn(made)


def words(reader: Any) -> str:
    """The text without white space and places to break."""
    return re.sub(r"[\s\u200b]", "", "".join(page.extract_text() for page in reader.pages))


def structure(node: Any) -> Iterator[Any]:
    """The elements of the tags, in reading order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for part in node:
            yield from structure(part)
    elif isinstance(node, dict):
        yield node
        if "/K" in node:
            yield from structure(node["/K"])


EVERYTHING = report(
    Paragraph(
        (
            "得分",
            score(HUNDRED, 0.5349, "e-1"),
            "，占",
            percent(0.333, 1),
            "，减少",
            number(-5, 0),
            Note("规划第3段"),
        )
    ),
    Bullets(
        (("见", Link("依据", "e-1"), "与", Link("不存在", "nowhere")), (Strong("着重"), "的话"))
    ),
    scores(),
    Chart("c", "各省得分", "浙江省53.5分，高于贵州省45.9分", Drawing(lambda: SPEC)),
    Entry("e-1", ("P1 ", Strong("目标")), (Paragraph(("理由",)), Bullets((("第一条",),)))),
    annex=True,
)


def figures(node: object) -> Iterator[Figure]:
    if isinstance(node, Figure):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from figures(part)
    elif hasattr(node, "__dataclass_fields__"):
        for name in node.__dataclass_fields__:
            yield from figures(getattr(node, name))


def test_every_figure_and_word_is_on_the_page() -> None:
    said = words(rendered(EVERYTHING))
    for figure in figures(EVERYTHING):
        assert figure.text() in said
    for text in (
        "评价简报",
        "2026年",
        "一句话。",
        "规划第3段",
        "依据",
        "不存在",
        "着重的话",
        "各省得分",
        "P1目标",
        "第一条",
        "数据截至2026-11-24。",
    ):
        assert text in said, text
    assert "表1各地得分" in said
    assert "图1各省得分" in said


def test_figures_and_links_lead_to_rows_and_entries_only_where_these_are() -> None:
    def links(*refs: str) -> int:
        reader = rendered(
            report(Paragraph(tuple(score(HUNDRED, 0.5, ref) for ref in refs)), scores())
        )
        return sum(len(page.get("/Annots", [])) for page in reader.pages)

    assert links("r-1", "r-9") == links("r-9") + 1 == links() + 1  # beyond those of the contents


def test_a_row_that_repeats_an_id_takes_no_second_label() -> None:
    twice = Table("t", (Column("a"),), (Row((cell("x"),), "same"), Row((cell("y"),), "same")))
    assert "xy" in words(rendered(report(Paragraph((Link("z", "same"),)), twice)))


def test_the_same_report_gives_the_same_bytes() -> None:
    assert RENDERERS["pdf"](EVERYTHING) == RENDERERS["pdf"](EVERYTHING)


def test_it_is_tagged_and_says_so() -> None:
    reader = rendered(EVERYTHING)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).lower().startswith("zh")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    xmp = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part\W+1\b", xmp)
    assert re.search(r"pdfaid:part\W+2\b", xmp)
    kinds = [str(node.get("/S")) for node in structure(root["/StructTreeRoot"]["/K"])]
    assert {"/Table", "/TH", "/TD", "/H1", "/L", "/Figure", "/Note", "/Link"} <= set(kinds)


def test_title_and_date_come_from_the_report() -> None:
    about = rendered(EVERYTHING).metadata
    assert about.title == "评价简报"
    assert about.author is None
    assert about["/CreationDate"].startswith("D:20261124")


def test_charts_speak_to_those_who_cannot_see_them() -> None:
    tree = rendered(EVERYTHING).trailer["/Root"]["/StructTreeRoot"]["/K"]
    assert "浙江省53.5分，高于贵州省45.9分" in [
        str(node["/Alt"]) for node in structure(tree) if "/Alt" in node
    ]


def test_every_font_is_inside() -> None:
    fonts = [
        font.get_object()
        for page in rendered(EVERYTHING).pages
        for font in page["/Resources"]["/Font"].values()
    ]
    inside = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert inside
    assert all("/FontFile2" in one or "/FontFile3" in one for one in inside)


def test_bookmarks_are_the_sections() -> None:
    top = [item.title for item in rendered(EVERYTHING).outline if not isinstance(item, list)]
    assert top == ["一、比较", "附件一　来源"]


def test_a_table_repeats_its_heading_on_the_next_page() -> None:
    pages = [re.sub(r"\s", "", page.extract_text()) for page in rendered(report(scores(80))).pages]
    holding = [text for text in pages if re.search(r"第\d+省", text)]
    assert len(holding) > 1
    assert all("地区" in text and "得分" in text for text in holding)


def test_annexes_begin_on_a_page_of_their_own() -> None:
    assert len(rendered(report(annex=True)).pages) == len(rendered(report(annex=False)).pages) + 1


def test_a_table_too_wide_for_an_upright_page_turns_the_page_and_then_is_cut_into_parts() -> None:
    def pages(wide: int) -> tuple[bool, str]:
        reader = rendered(report(scores(2, wide)))
        turned = [page.mediabox.width > page.mediabox.height for page in reader.pages]
        assert not turned[0]
        return any(turned), words(reader)

    upright, turned, cut = pages(10), pages(30), pages(60)
    assert (upright[0], turned[0], cut[0]) == (False, True, True)
    assert "(1/" not in turned[1]
    assert "各地得分(1/" in cut[1]
    assert all(f"准则{k}" in cut[1] for k in range(60))


def inside(made: Report) -> bool:
    """Whether all text begins and ends between the margins."""
    pdfium = pytest.importorskip("pypdfium2")
    with pdfium.PdfDocument(RENDERERS["pdf"](made)) as document:
        for page in document:
            text = page.get_textpage()
            for n in range(text.count_chars()):
                left, _, right, _ = text.get_charbox(n)
                if right > page.get_width() - 50 or (right > left and left < 50):
                    return False
    return True


def test_nothing_runs_off_the_page() -> None:
    long = "x" * 200
    wide = Table(
        long, tuple(Column(long) for _ in range(9)), (Row(tuple(cell(long) for _ in range(9))),)
    )
    assert inside(
        report(
            Paragraph((long,)),
            Bullets(((long,),)),
            wide,
            scores(2, 30),
            Entry("e", (long,), ()),
            summary=long,
        )
    )


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        "*b* _i_ `c`",
        "$x^2$",
        "<script>alert(1)</script>",
        "=1+1",
        "// no comment",
        "\\u{41} @ref <label>",
        "- item",
        "= heading",
        "https://example.org/" + "a" * 150,
        "region" * 40,
        '"straight" -- quotes...',
    ],
)
def test_hostile_text_is_text(text: str) -> None:
    made = report(
        Paragraph((text,)),
        Bullets(((Strong(text),),)),
        Table(text, (Column(text),), (Row((cell(text),)),)),
    )
    assert words(rendered(made)).count(re.sub(r"\s", "", text)) >= 5


def test_controls_and_turned_writing_are_spelt_out() -> None:
    assert r"a\u0001b\u202ec" in words(
        rendered(report(Paragraph(("a\x01b\u202ec",)), summary="x\ufeffy\ud800z"))
    )


def test_small_letters_of_formulas_are_there() -> None:
    assert "wᵢ·xⱼ,d⁻,U₁" in words(rendered(report(Paragraph(("wᵢ·xⱼ, d⁻, U₁",)))))


@pytest.mark.parametrize(
    ("text", "missing", "shown"),
    [
        ("表情😀在此", ("😀",), "表情[U+1F600]在此"),
        ("元素𬭎与😀", ("😀", "𬭎"), "元素[U+2CB4E]与[U+1F600]"),
        ("𠀀,𰻞", ("𠀀", "𰻞"), "[U+20000],[U+30EDE]"),
        ("1\ufe0f\u20e3", ("1\ufe0f\u20e3",), "1[U+FE0F][U+20E3]"),
        ("👍🏽", ("👍", "🏽"), "[U+1F44D][U+1F3FD]"),
        ("ก.ข", ("ก", "ข"), "[U+0E01].[U+0E02]"),
        ("한.국", ("국", "한"), "[U+D55C].[U+AD6D]"),
        ("a\ue000b", ("\ue000",), "a[U+E000]b"),
        ("\U000f0000", ("\U000f0000",), "[U+F0000]"),
        ("a\ufffeb", ("\ufffe",), "a[U+FFFE]b"),
        ("\u0378", ("\u0378",), "[U+0378]"),
        ("\U0010fffd", ("\U0010fffd",), "[U+10FFFD]"),
        ("\U00030000", ("\U00030000",), "[U+30000]"),
        ("བོད", ("ད", "བ", "ོ"), "[U+0F56][U+0F7C][U+0F51]"),
        ("[U+1F600]😀", ("😀",), "[U+1F600][U+1F600]"),
        ("😀" * 30, ("😀",), "[U+1F600]" * 30),
    ],
)
def test_a_character_that_no_font_has_is_shown_by_its_code_and_told(
    text: str, missing: tuple[str, ...], shown: str
) -> None:
    content, lacking = drawn(report(Table("t", (Column("a"),), (Row((cell(text),)),))))
    assert lacking == tuple(sorted(missing))
    assert shown in words(pypdf.PdfReader(io.BytesIO(content)))


@pytest.mark.parametrize(
    "text", ["Paweł", "Łódź", "ễ", "q\u0301", "✓", "שלום", "مرحبا", "Ж", "ѣ", "❤", "𝒜", "ǆ", "ʔ"]
)
def test_a_character_that_another_font_at_hand_has_is_drawn_by_it(text: str) -> None:
    _, lacking = drawn(report(Paragraph((text,))))
    assert lacking == ()


@pytest.mark.parametrize("missing", ["😀", "\U0010fffd", "\U00030000", "ད"])
def test_a_missing_character_in_a_chart_is_named(missing: str) -> None:
    chart = Chart("c", "x", "y", Drawing(lambda: SPEC.replace("浙江省", f"浙江{missing}")))
    content, lacking = drawn(report(chart))
    assert lacking == (missing,)
    assert f"[U+{ord(missing):04X}]" in words(pypdf.PdfReader(io.BytesIO(content)))


def test_a_missing_character_is_named_wherever_it_stands() -> None:
    held = report(Paragraph(("a",)))
    made = replace(held, title="😀", foot="𠀀", subtitle="ก")
    assert drawn(made)[1] == ("ก", "😀", "𠀀")


def test_english_pages_speak_english() -> None:
    made = Report(
        "x",
        "en",
        "Briefing",
        "",
        (),
        (Section("s", "1. Strengths", (scores(),)),),
        "",
        {"contents": "Contents"},
    )
    said = words(rendered(made))
    assert "Table1" in said
    assert said.endswith("—1—")
    assert str(rendered(made).trailer["/Root"]["/Lang"]).lower().startswith("en")


def test_contents_stand_there_only_where_there_are_many_sections() -> None:
    def said(n: int) -> str:
        sections = tuple(Section(f"s{k}", f"S{k}", (Paragraph(("x",)),)) for k in range(n))
        return words(rendered(Report("x", "zh", "t", "", (), sections, words={"contents": "目录"})))

    assert "目录" not in said(7)
    assert "目录" in said(8)


def test_what_made_it_stands_at_the_end_and_in_no_footer() -> None:
    pages = [page.extract_text() for page in rendered(EVERYTHING).pages]
    assert len(pages) > 1
    assert ["数据截至" in page for page in pages] == [False] * (len(pages) - 1) + [True]


def test_it_does_not_say_that_no_tag_is_suspect() -> None:
    assert {**rendered(EVERYTHING).trailer["/Root"]["/MarkInfo"]} == {"/Marked": True}


def test_tags_stand_together_in_compressed_streams() -> None:
    """As small as a file without them is large: what is left is fonts and text."""
    import pikepdf

    made, apart = RENDERERS["pdf"](EVERYTHING), io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as packed:
        assert "/Filter" not in packed.Root.Metadata  # programs read it without a reader of PDFs
        packed.save(apart, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert b"/StructElem" in apart.getvalue()
    assert b"/StructElem" not in made
    assert len(made) < len(apart.getvalue())


def test_charts_take_the_colour_of_the_office() -> None:
    spec = SPEC.replace('"mark": "bar"', '"mark": {"type": "bar", "color": "#0b5578"}')
    made = replace(report(Chart("c", "x", "y", Drawing(lambda: spec))), look=Look(colour="#7a1f1f"))
    assert RENDERERS["pdf"](made) != RENDERERS["pdf"](replace(made, look=Look()))
    pages = rendered(made).pages
    assert any("0.478" in str(form(page)) for page in pages)


def form(page: Any) -> bytes:
    """What a page draws, the pictures on it included."""
    held = page["/Resources"].get("/XObject", {})
    return b"".join(
        [page.get_contents().get_data(), *(x.get_object().get_data() for x in held.values())]
    )


def test_page_one_holds_parts_beside_each_other_and_its_margin() -> None:
    for lang in ("zh", "en"):
        made = briefing(lang)
        reader = rendered(made)
        first = re.sub(r"[\s\u200b]", "", reader.pages[0].extract_text())
        for block in made.summary:
            if isinstance(block, Aside):
                assert re.sub(r"\s", "", block.title) in first
        tops = [item.title for item in reader.outline if not isinstance(item, list)]
        assert tops == [section.title for section in made.sections]
        assert len(rendered(memo(lang)).pages) <= 2


def test_a_report_of_nothing_is_a_page() -> None:
    assert len(rendered(Report("x", "zh", "标题", "", (), ())).pages) == 1


def test_tones_of_a_level_stay_readable() -> None:
    tones = ("l0", "l1", "l2", "l3", "l4", "na", "missing", "head", "")
    row = Row(tuple(Cell((f"v{n}",), tone) for n, tone in enumerate(tones)))
    said = words(
        rendered(report(Table("t", tuple(Column(f"c{n}") for n in range(len(tones))), (row,))))
    )
    assert all(f"v{n}" in said for n in range(len(tones)))


def test_a_group_never_stands_alone_at_the_end_of_a_page() -> None:
    columns = (Column("准则"), Column("等级", numeric=True))
    rows = [
        Row(
            (cell(f"组{k}" if k % 3 == 0 else f"项{k}"), cell("" if k % 3 == 0 else "2")),
            group=k % 3 == 0,
        )
        for k in range(150)
    ]
    for before in range(3):
        pages = rendered(
            report(*[Paragraph(("行",))] * before, Table("t", columns, tuple(rows)))
        ).pages
        texts = [
            re.findall(r"[组项]\d+", re.sub(r"(?<=[组项])\s", "", page.extract_text()))
            for page in pages
        ]
        assert sum(len(names) for names in texts) == 150
        assert not [names[-1] for names in texts if names and names[-1].startswith("组")]


def test_a_short_table_stays_on_one_page_wherever_it_begins() -> None:
    """Filled line by line, so that for some of the fillings the table begins near the end of a
    page."""
    for lines in range(8, 30, 3):
        filling = [Paragraph((f"第{n}行。",)) for n in range(lines)]
        pages = [
            re.sub(r"\s", "", page.extract_text())
            for page in rendered(report(*filling, scores(8))).pages
        ]
        assert [all(f"第{k}省" in text for k in range(8)) for text in pages if "省" in text] == [
            True
        ], lines
