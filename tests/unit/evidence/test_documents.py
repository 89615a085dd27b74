"""Bytes in, passages out: encodings, furniture, headings, and the findings on what cannot be
read."""

from __future__ import annotations

import io

import pytest
from evalkit.evidence.documents import read_plan
from evalkit.evidence.paragraphs import passages_of
from evalkit.evidence.text import PlanText, heading_of

PLAN = "第一章 总则\n坚持创新驱动。\n\n一、主要目标\n到2030年，研发投入强度达到1.6%。\n"


def read(content: bytes, name: str = "plan.txt") -> PlanText:
    text, findings = read_plan(content, name)
    assert text is not None, [f.message() for f in findings]
    return text


def refused(content: bytes, name: str = "plan.txt") -> str:
    text, findings = read_plan(content, name)
    assert text is None
    return findings[0].code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_chinese_encodings_give_the_same_text(encoding: str) -> None:
    text = read(PLAN.encode(encoding))
    assert [p.text for p in text.passages] == [
        "第一章 总则",
        "坚持创新驱动。",
        "一、主要目标",
        "到2030年，研发投入强度达到1.6%。",
    ]


def test_a_paragraph_of_plain_text_is_numbered_by_its_line_and_knows_the_headings_above_it() -> (
    None
):
    last = read(PLAN.encode()).passages[-1]
    assert (last.number, last.heading) == (5, ("第一章 总则", "一、主要目标"))


@pytest.mark.parametrize("name", ["plan.txt", "plan.md", "plan.html"])
@pytest.mark.parametrize("end", ["\u202c", ""])
def test_figures_that_a_character_turns_round_read_as_they_are_seen(name: str, end: str) -> None:
    text = read(f"投入增长\u202e%53{end}".encode(), name)
    assert [p.text for p in text.passages] == ["投入增长35%"]


def test_a_script_from_right_to_left_is_turned_by_nothing() -> None:
    text = read("\u202eחלקם של הרכבים\u202c, 40%".encode())
    assert [p.text for p in text.passages] == ["חלקם של הרכבים, 40%"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_number_the_same(ending: str) -> None:
    assert [p.number for p in read(PLAN.replace("\n", ending).encode()).passages] == [1, 2, 4, 5]


def test_lines_broken_by_width_are_one_passage_that_covers_its_lines() -> None:
    wrapped = (
        "The plan raises spending on research and development to three\nper cent of regional product by the year 2030, and gives each\n"
        "county a target of its own, with a date and an owner for every\nmeasure that is named in the annex, and with a baseline that is\n"
        "taken from the statistical bulletin.\n\nA second paragraph follows, and it is as wide as the one that is\nabove it, so that the lines of the two look alike to a read-\n"
        "er of the file.\n"
    )
    passages = read(wrapped.encode()).passages
    assert [(p.number, p.until) for p in passages] == [(1, 5), (7, 9)]
    assert "three per cent" in passages[0].text
    assert passages[1].text.endswith("to a reader of the file.")


def test_markdown_headings_are_headings() -> None:
    text = read(b"# Goals\n\nSpend more.\n\n## Money\n\nThree per cent.\n", "plan.md")
    assert [(p.level, p.text, p.heading) for p in text.passages] == [
        (1, "Goals", ()),
        (0, "Spend more.", ("Goals",)),
        (2, "Money", ("Goals",)),
        (0, "Three per cent.", ("Goals", "Money")),
    ]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("第三章 保障措施", (2, "第三章 保障措施")),
        ("二、工作安排", (3, "二、工作安排")),
        ("（一）加快转型。着力抓好以下工作。", (4, "（一）加快转型")),
        ("3.5%的增速不高", (0, "")),
        ("1.河北滦平国家农业科技园区", (5, "1.河北滦平国家农业科技园区")),
        (
            "十二、十三届全会提出的各项要求，全省上下认真贯彻落实，扎实推进各项工作，取得了新的明显成效和进展",
            (0, ""),
        ),
        ("Chapter 2 Talent", (1, "Chapter 2 Talent")),
    ],
)
def test_numbering_tells_headings(text: str, heading: tuple[int, str]) -> None:
    assert heading_of(text) == heading


# --- pages ---


def page(n: int, *lines: str) -> str:
    return "\n".join(["某省“十五五”规划", *lines, f"— {n} —"])


def test_running_heads_and_page_numbers_do_not_break_a_paragraph() -> None:
    full = "持续优化创新环境健全科技投入稳定增长机制推动全社会研发经费投入强度提"
    pages = [
        page(1, "一、目标", full, full),
        page(2, "高到1.6%左右。", "二、任务", full),
        page(3, "建设重点实验室。", "末段。"),
    ]
    passages = passages_of(pages)
    assert [p.text for p in passages] == [
        "一、目标",
        full + full + "高到1.6%左右。",
        "二、任务",
        full + "建设重点实验室。",
        "末段。",
    ]
    assert passages[1].pages == ((0, 1), (2 * len(full), 2))
    assert passages[1].page_at(3) == 1
    assert passages[1].page_at(2 * len(full)) == 2


def test_a_number_that_is_no_page_number_stays() -> None:
    passages = passages_of(["全省高新技术企业数量，\n30000", "比上年多，\n2000"])
    assert "30000" in "".join(p.text for p in passages)


@pytest.mark.parametrize(
    "mark", ["- 3 -", "一 1 -", "第3页", "第 3 页 共 16 页", "3/16", "Page 3 of 16", "—", "·3·"]
)
def test_marked_page_numbers_are_furniture(mark: str) -> None:
    assert [
        p.text for p in passages_of([f"规划正文第一段。\n{mark}", f"{mark}\n二、正文第二段。"])
    ] == [
        "规划正文第一段。",
        "二、正文第二段。",
    ]


def test_english_words_broken_at_a_line_end_are_mended() -> None:
    text = passages_of(
        [
            "The province will spend more on research and devel-\nopment, and on the transfer of its re-\nsults to firms."
        ]
    )[0].text
    assert "research and development" in text
    assert "its results to firms" in text


# --- Word and HTML ---


def test_word_paragraphs_tables_and_headings_keep_their_order() -> None:
    docx = pytest.importorskip("docx")
    made = docx.Document()
    made.add_heading("规划", 1)
    made.add_paragraph("研发投入强度达到1.6%。")
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "高新技术企业", "3万家"
    made.add_paragraph("末段。")
    held = io.BytesIO()
    made.save(held)
    text = read(held.getvalue(), "plan.docx")
    assert [(p.number, p.level, p.text) for p in text.passages] == [
        (1, 1, "规划"),
        (2, 0, "研发投入强度达到1.6%。"),
        (3, 0, "高新技术企业 | 3万家"),
        (4, 0, "末段。"),
    ]
    assert text.n_pages == 0


def test_a_page_keeps_its_text_and_loses_menus_scripts_and_hidden_text() -> None:
    text = read(
        """<html><head><title>t</title></head><body><nav><a href=x>首页</a></nav><script>var a="创新"</script>
        <div><a href=a>政策</a> <a href=b>数据</a></div><h2>公报</h2>
        <p><span>投入强度为</span><span>2.</span><span>65</span><span>%</span><span style="vertical-align:super">[1]</span>，比上年提高。</p>
        <p style="display:none">投入强度为9.99%。</p><table><tr><td>北京</td><td>6.73</td></tr></table></body></html>""".encode(),
        "page.html",
    )
    assert [p.text for p in text.passages] == [
        "公报",
        "投入强度为2.65%⁽1⁾，比上年提高。",
        "北京 | 6.73",
    ]


def test_a_page_in_gb2312_says_so_and_is_read() -> None:
    page = '<html><head><meta charset="gb2312"></head><body><p>全社会研发投入</p></body></html>'.encode(
        "gb18030"
    )
    assert read(page, "p.htm").passages[0].text == "全社会研发投入"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "plan.txt", "document-empty"),
        (b" \r\n\t", "plan.txt", "document-empty"),
        (b"\x89PNG\r\n\x1a\n....", "plan.png", "document-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "plan.wps", "document-format"),
        (b"PK\x03\x04....", "plan.xlsx", "document-format"),
        (b"PK\x03\x04....", "plan.docx", "document-broken"),
        (b"%PDF-1.4 nothing", "plan.pdf", "document-broken"),
        (bytes(range(128, 256)) * 10, "plan.txt", "document-encoding"),
        (b"<html><body></body></html>", "p.html", "document-empty"),
        (b"x" * 10_000_001, "plan.txt", "document-too-large"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, name: str, code: str) -> None:
    assert refused(content, name) == code


def test_a_file_is_what_its_bytes_say_not_its_name() -> None:
    assert refused(b"%PDF-1.4 nothing", "plan.txt") == "document-broken"
    assert read("研发投入".encode(), "plan.dat").kind == "text"


def test_a_list_within_a_section_makes_no_section_and_an_address_ends_it() -> None:
    lines = [
        "三、工作安排",
        "（八）改善民生",
        "（1）做好就业工作，开展培训。",
        "改善办学条件。",
        "各位代表！让我们团结奋斗。",
    ]
    text = read("\n".join(lines).encode())
    assert [p.heading for p in text.passages[3:]] == [
        ("三、工作安排", "（八）改善民生"),
        ("三、工作安排",),
    ]
