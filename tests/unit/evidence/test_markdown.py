"""Markdown in; its words with the number of their line as ¶ out, its mark-up and what it hides told."""

from __future__ import annotations

import pytest
from evalkit.evidence import plain
from evalkit.evidence.formats import format_of
from evalkit.evidence.markdown import words_of
from evalkit.evidence.text import Contents


def read(text: str) -> Contents:
    return plain.read(text.encode(), "plan.md")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("研发投入强度达到**3.5%**以上", "研发投入强度达到3.5%以上"),
        ("**（一）加快转型。**着力抓好工作。", "（一）加快转型。着力抓好工作。"),
        ("***政府工作报告***", "政府工作报告"),
        ("*力争*达到，__确保__，_不少于_ 5%", "力争达到，确保，不少于 5%"),
        ("2*3*4 与 2**3 与 snake_case_name", "2*3*4 与 2**3 与 snake_case_name"),
        ("> 新华社电", "新华社电"),
        ("> > **通知**", "通知"),
        ("- 建设基地", "建设基地"),
        ("  * [x] 建设基地", "建设基地"),
        ("1. 建设基地", "1. 建设基地"),
        ("-5% 的降幅", "-5% 的降幅"),
        ("+ 建设基地", "建设基地"),
        ('见[规划](https://a.cn/b_(c)?d=1 "t")第三章', "见规划第三章"),
        ("见[规划][2]第三章", "见规划第三章"),
        ("见[附件[一]](a.pdf)", "见附件[一]"),
        ("见 <https://a.cn/b_c> 或 <a@b.cn>", "见 https://a.cn/b_c 或 a@b.cn"),
        ("占比[^1]达到5%[^注2]", "占比⁽1⁾达到5%⁽注2⁾"),
        ("[^1]: 初步核算数。", "⁽1⁾ 初步核算数。"),
        ("用 ``研发`投入`` 与 `` ` `` 计", "用 研发`投入 与 ` 计"),
        ("用 `研发_投入` 与 `**` 计", "用 研发_投入 与 ** 计"),
        (r"5\*3 \[注\] \# \_x\_", "5*3 [注] # _x_"),
        ("| 强度 | `3%` |  | 目标\\|值 |", "强度 | 3% | 目标|值"),
        ("强度 | 3% |", "强度 | 3%"),
        ("<u>全省</u>达到<b>5%</b><br>以上", "全省达到5% 以上"),
        ("100万m<sup>2</sup>，CO<sub>2</sub>，5%<sup>1</sup>", "100万m²，CO2，5%⁽1⁾"),
        ("<details><summary>目录</summary>内容</details>", "目录内容"),
        ("<td>甲</td><td>5%</td>", "甲 | 5%"),
        ("a<b 且 c>d，投入<5%，1 < 2", "a<b 且 c>d，投入<5%，1 < 2"),
        ("5&nbsp;%&lt;6&hellip;", "5 %<6…"),
        ("==重点==任务，a == b", "重点任务，a == b"),
        ("换行\\", "换行"),
        ("甲*，乙**", "甲*，乙"),
    ],
)
def test_words_stand_without_their_mark_up(line: str, words: str) -> None:
    got = read(f"首段。\n\n{line}\n\n末段。")
    assert [(p.number, p.text.replace("\u00a0", " ")) for p in got.passages] == [
        (1, "首段。"),
        (3, words),
        (5, "末段。"),
    ]
    assert got.told == ()


@pytest.mark.parametrize(
    "line",
    [
        "---",
        "***",
        "_ _ _",
        "|:--|---:|",
        "--- | :-:",
        "[1]: http://a.cn/b 't'",
        "> [!NOTE]",
        ">",
        "[TOC]",
    ],
)
def test_mark_up_alone_is_no_passage(line: str) -> None:
    assert [p.number for p in read(f"甲。\n\n{line}\n\n乙。").passages] == [1, 5]


@pytest.mark.parametrize(
    ("line", "words", "told"),
    [
        ("达到~~3%~~5%", "达到5%", "@hidden-struck"),
        ("达到<del>3%</del>5%", "达到5%", "@hidden-struck"),
        ("达到<span style='display: none'>3<b>%</b></span>5%", "达到5%", "@hidden-hidden"),
        ("达到<p hidden>3%</p>5%", "达到5%", "@hidden-hidden"),
        ("达到<!-- 3% -->5%", "达到5%", "@hidden-comment"),
    ],
)
def test_what_is_not_shown_is_no_text_and_is_told(line: str, words: str, told: str) -> None:
    got = read(f"首段。\n\n{line}")
    assert [p.text for p in got.passages] == ["首段。", words]
    assert [(one.code, dict(one.values)) for one in got.told] == [
        ("document-hidden-text", {"n": 1, "at": "¶3", "kind": told})
    ]


def test_a_link_by_its_name_alone_is_its_words() -> None:
    words = words_of(["见[规划 文本]、[注]和[规划 文本][]。", "", "[规划  文本]: https://a.cn"])
    assert words.lines == ["见规划 文本、[注]和规划 文本。", "", ""]


def test_comments_and_tags_over_several_lines_move_no_number() -> None:
    got = read(
        "<!-- 一\n二\n三 --> 甲。\n<img\n src='a.png'\n/>乙。\n<style>\np{}\n</style>\n\n丙。"
    )
    assert [(p.number, p.text) for p in got.passages] == [(3, "甲。"), (6, "乙。"), (11, "丙。")]


@pytest.mark.parametrize("picture", ["![表一](a_b.png)", "![][1]", "<img src='a.png' alt='表一'>"])
def test_pictures_are_told_with_their_line(picture: str) -> None:
    got = read(f"甲。\n\n{picture}\n\n乙。")
    assert [p.text for p in got.passages] == ["甲。", "乙。"]
    assert [(one.code, dict(one.values)) for one in got.told] == [
        ("document-pictures", {"n": 1, "at": "¶3"})
    ]


def test_what_stands_at_the_head_is_no_text_and_says_what_the_document_is() -> None:
    text = (
        "---\ntitle: '某市规划'\ndate: 2026-01-02\nstatus: 生效\ntags:\n  - 规划\n---\n\n正文。\n"
    )
    got = read(text)
    assert [(p.number, p.text) for p in got.passages] == [(9, "正文。")]
    assert [one.values["kind"] for one in got.told] == ["@hidden-front-matter"]
    assert got.about == {"title": "某市规划", "date": "2026-01-02", "status": "生效"}
    assert read("正文。\n---\na: b\n---").about == {}
    assert [p.text for p in read("---\n\n正文。\n\n---\n").passages] == ["正文。"]


def test_headings_of_both_forms_are_headings_and_items_of_a_list_are_none() -> None:
    got = read("# 规划 #\n\n目标\n---\n\n- 第一章 总则\n- 二、任务\n\n正文。\n\n## C# {#c}\n\n末。")
    assert [(p.level, p.text, p.heading) for p in got.passages] == [
        (1, "规划", ()),
        (2, "目标", ("规划",)),
        (0, "第一章 总则", ("规划", "目标")),
        (0, "二、任务", ("规划", "目标")),
        (0, "正文。", ("规划", "目标")),
        (2, "C#", ("规划",)),
        (0, "末。", ("规划", "C#")),
    ]


def test_code_stands_as_it_is_written() -> None:
    got = read("```text\n**a** <b> | c\n```\n\n~~~\n# x\n~~~")
    assert [(p.number, p.text, p.level) for p in got.passages] == [
        (2, "**a** <b> | c", 0),
        (6, "# x", 0),
    ]


@pytest.mark.parametrize("start", ["<!-- a -->\n", "<details>\n", "<table>\n"])
def test_markdown_that_begins_with_a_tag_is_markdown(start: str) -> None:
    assert format_of(f"{start}\n# 规划\n".encode(), "plan.md") == "text"


@pytest.mark.parametrize(
    "line",
    ["# x" + " " * 200_000 + "y", "# x" + "\u3000" * 200_000 + "y", "# x" + "\t" * 200_000 + "y"],
)
def test_a_heading_with_wide_blanks_is_one_heading(line: str) -> None:
    made = read(line).passages
    assert [(p.level, p.text[:1], p.text[-1:]) for p in made] == [(1, "x", "y")]


@pytest.mark.parametrize("blank", [" ", "\u3000", "\t", "\u00a0", "\u200b", "\u3000\t \u2003"])
def test_lines_of_blanks_are_blank(blank: str) -> None:
    assert [p.number for p in read(f"甲。\n{blank * 5}\n乙。").passages] == [1, 3]
