"""Pages of PDFs as a reader sees them: columns in order, rows of tables, notes, marks, furniture,
and what nobody sees left out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from evalkit.evidence.documents import Outcome, read_plan
from evalkit.evidence.quotes import searchable, verify
from evalkit.evidence.text import PlanText, noted
from tests.conftest import SHARED
from tests.pages import PICTURE, Drawn, Thing, Words, box, column, file_of, pdf, rule


def outcome(content: bytes) -> Outcome:
    return read_plan(content, "plan.pdf")


def read(content: bytes) -> PlanText:
    text, findings = outcome(content)
    assert text is not None, [f.message() for f in findings]
    return text


def texts(*pages: Sequence[Thing]) -> list[str]:
    return [passage.text for passage in read(pdf(*pages)).passages]


def codes(*pages: Sequence[Thing], info: str = "") -> list[str]:
    return [finding.code for finding in outcome(pdf(*pages, info=info))[1]]


# --- the inputs that were read wrongly ---

INPUTS = SHARED / "faults/evidence/pdf"
RIGHT = {
    "arabic-logical": ["ترفع المدينة حصة الطاقة إلى 40 في المئة"],
    "fakebold": ["到2030年研发投入强度提高到65%以上"],
    "footnote-splits": [
        "到2030年，全社会研发经费投入强度提高到5%以上，培育企业300家。",
        "注：研发经费按可比价计算。",
    ],
    "hyphen-compound": ["The region sets up a well-known cluster of 12 firms in the valley"],
    "hyphen-digit": ["The programme runs for the years 2026-2030 and is funded by the region."],
    "kangxi": ["到2030年，非公有制经济增加值占比提高到65%以上方案立足高质量发展，一是加快人才引进"],
    "ligature": ["By 2030 effective office reflects efficiency of five per cent"],
    "nfd": ["La stratégie régionale atteint 3 pour cent en 2030"],
    "offpage": ["一、总体要求"],
    "rotated90": ["到2030年，非公有制经济增加值占比提高到65%以上"],
    "softhyph": ["The programme is funded by the region with 12 million euros."],
    "spaced-glyphs": ["到2030年研发投入强度提高到65%以上"],
    "table-row": ["研发投入强度 3.6 5.0 预期性"],
    "twocol-rowwise": [
        "The committee reviewed the annual report of the region and approved the budget for the"
        " coming fiscal year of 12 million euros."
    ],
    "vertical-glyphs": ["研发投入强度提高到五个百分点以上并持续增长"],
}


@pytest.mark.skipif(not INPUTS.is_dir(), reason="../shared is not there")
@pytest.mark.parametrize("name", RIGHT)
def test_inputs_are_read_as_their_pages_show_them(name: str) -> None:
    text = read((INPUTS / f"{name}.pdf").read_bytes())
    assert [passage.text for passage in text.passages] == RIGHT[name]


@pytest.mark.skipif(not INPUTS.is_dir(), reason="../shared is not there")
@pytest.mark.parametrize("figure", ["3/4", "12/5"])
def test_a_fraction_in_a_cell_is_no_page_number(figure: str) -> None:
    text = read((INPUTS / "fraction-cell.pdf").read_bytes())
    assert figure in " ".join(passage.text for passage in text.passages)


@pytest.mark.skipif(not INPUTS.is_dir(), reason="../shared is not there")
def test_what_counts_with_the_pages_is_no_running_head() -> None:
    whole = "".join(p.text for p in read((INPUTS / "runninghead-real.pdf").read_bytes()).passages)
    for n in (1, 2, 3, 4):
        assert f"目标{n}：{2025 + n}年地区生产总值增长{n + 4}.5%" in whole
    assert [whole.count(f"正文内容正文内容正文内容{n}。") for n in range(8)] == [4] * 8


# --- columns ---

LEFT = [
    "The council raises its spending on research",
    "to three per cent of the regional product by",
    "the year 2030 and reports on it every spring",
    "to the assembly, which may ask for more than",
]
RIGHT_SIDE = [
    "that where the figures fall behind the plan.",
    "Firms of the valley are asked to join a fund",
    "of 40 million euros that pays for students and",
    "for laboratories which are shared by all.",
]
WHOLE = [" ".join([*LEFT, *RIGHT_SIDE])]


@pytest.mark.parametrize("by_row", [True, False], ids=["drawn row by row", "drawn by columns"])
@pytest.mark.parametrize("down", [0.0, 5.0], ids=["lines level", "lines not level"])
def test_two_columns_are_read_one_after_the_other(by_row: bool, down: float) -> None:
    one, two = column(LEFT, 60, 700), column(RIGHT_SIDE, 320, 700 - down)
    drawn = [w for pair in zip(one, two, strict=True) for w in pair] if by_row else [*one, *two]
    assert texts(drawn) == WHOLE


@pytest.mark.parametrize("down", [0.0, 5.0, 9.0])
def test_three_columns_whose_lines_are_not_level(down: float) -> None:
    third = [
        "so that the towns of the hills may ask for more",
        "than was said in the spring",
        "of the year before",
    ]
    sides = ([*LEFT, *LEFT], [*LEFT[1:], *LEFT[:3], *LEFT], [*third, *LEFT, *RIGHT_SIDE])
    drawn = [w for n, s in enumerate(sides) for w in column(s, 20 + 250 * n, 700 - n * down)]
    wide = read(pdf(drawn).replace(b"[0 0 595 842]", b"[0 0 800 842]"))
    assert " ".join(p.text for p in wide.passages) == " ".join(t for own in sides for t in own)


def test_three_columns_under_a_heading_across_and_above_a_line_across() -> None:
    parts = [
        ["The first of three columns", "tells what was achieved in", "the years before this one."],
        ["The second one tells what", "is planned for the coming", "years, with their means."],
        ["The third one lists what", "was asked of the region", "and is left for others."],
    ]
    head = Words("A plan for the region and all its towns and valleys until 2030", 60, 760, 14)
    foot = Words(
        "All of this was decided by the assembly of the region in spring and holds.", 60, 600
    )
    columns = [w for n, own in enumerate(parts) for w in column(own, 60 + 170 * n, 720)]
    whole = " ".join(line for own in parts for line in own)
    assert texts([head, *columns, foot]) == [head.text, whole, foot.text]


def test_columns_of_hanzi_are_read_one_after_the_other() -> None:
    left = [
        "到二〇三〇年全省研发经费投入强度提高到百",
        "分之三以上并形成一批在全国有影响的创新平",
        "台和一支结构合理的人才队伍同时建立按年度",
    ]
    right = [
        "公开的评估办法由省科技主管部门会同有关部",
        "门组织实施并把结果作为下一年度资金安排的",
        "依据。",
    ]
    one, two = column(left, 60, 700), column(right, 320, 700)
    assert texts([w for pair in zip(one, two, strict=True) for w in pair]) == [
        "".join([*left, *right])
    ]


def test_a_table_is_not_columns() -> None:
    rows = [
        ("Spending on research", "2.1", "3.0"),
        ("Firms in the valley", "120", "300"),
        ("Students abroad", "1 500", "2 500"),
    ]
    drawn = [
        Words(cell, 60 + 170 * m, 700 - 14 * n)
        for n, row in enumerate(rows)
        for m, cell in enumerate(row)
    ]
    assert texts(drawn) == [" | ".join(row) for row in rows]


def ruled(
    rows: Sequence[Sequence[Sequence[str]]], lefts: Sequence[float], right: float
) -> list[Thing]:
    """A table with rules; each cell is a list of lines."""
    drawn: list[Thing] = []
    y = 740.0
    heights = [13.0 * max(len(cell) for cell in row) + 8 for row in rows]
    for row, high in zip(rows, heights, strict=True):
        drawn.append(rule(lefts[0], y, right, y))
        for cell, x in zip(row, lefts, strict=True):
            drawn += column(cell, x + 4, y - 12)
        y -= high
    drawn.append(rule(lefts[0], y, right, y))
    return [*drawn, *(rule(x, y, x, 740) for x in (*lefts, right))]


def test_a_row_of_a_ruled_table_is_one_passage_whatever_lines_its_cells_have() -> None:
    rows = [
        [["Aim"], ["Now"], ["In 2030, as the", "assembly asked"]],
        [["Share of green", "electricity in the", "grid"], ["41 %"], ["65 %"]],
        [["Firms with a plan", "of their own"], ["2030"], ["25 cities"]],
    ]
    assert texts(ruled(rows, [60, 220, 300], 500)) == [
        "Aim | Now | In 2030, as the assembly asked",
        "Share of green electricity in the grid | 41 % | 65 %",
        "Firms with a plan of their own | 2030 | 25 cities",
    ]


def test_figures_set_apart_by_a_blank_stay_apart() -> None:
    whole = " ".join(texts([Words("By 2030", 60, 700), Words("25 cities follow", 110, 700)]))
    assert "2030 25 cities" in whole


def test_the_order_of_a_page_that_can_be_read_in_two_ways_is_doubted() -> None:
    labels = ["Ministry of the economy and trade", "Agency for energy and for heat"] * 3
    lines = [*LEFT, *RIGHT_SIDE[:2]]
    drawn = [
        w
        for n, pair in enumerate(zip(lines, labels, strict=True))
        for w in (Words(pair[0], 60, 700 - 13 * n), Words(pair[1], 330, 700 - 13 * n))
    ]
    assert "document-order-doubtful" in codes(drawn)
    assert "document-order-doubtful" not in codes(
        [*column(LEFT, 60, 700), *column(RIGHT_SIDE, 320, 700)]
    )


# --- notes and marks ---


def marked(
    mark: str, before: str, after: str, notes: Sequence[Thing] = (), size: float = 6
) -> list[Thing]:
    """A line with a raised mark in it."""
    at = 60 + 5.0 * len(before)
    return [
        Words(before, 60, 700),
        Words(mark, at, 704, size),
        Words(after, at + 0.5 * size * len(mark), 700),
        *notes,
    ]


@pytest.mark.parametrize(
    ("mark", "before", "after", "right"),
    [
        ("1", "The share rises to 5", "% by then", f"The share rises to 5{noted('1')}% by then"),
        ("5", "It did so until 2015", " and since", f"It did so until 2015{noted('5')} and since"),
        ("6", "It costs 10", " euros at most", "It costs 10⁶ euros at most"),
        ("2", "A forest of 12 m", " for all", "A forest of 12 m² for all"),
        ("-1", "It takes 3 kg", " of it", "It takes 3 kg⁻¹ of it"),
        ("st", "On the 1", " of May", "On the 1st of May"),
        ("e", "In the XXI", " century", "In the XXIe century"),
        ("er", "Le 1", " mai", "Le 1er mai"),
        ("o", "El 2", " plan", "El 2o plan"),
        ("a", "All the towns", " are new", f"All the towns{noted('a')} are new"),
        ("a, b", "All the towns", " are new", f"All the towns{noted('a, b')} are new"),
        ("*", "Some of them", " are new", f"Some of them{noted('*')} are new"),
        ("1, 2", "It rises by 7", "% more", f"It rises by 7{noted('1, 2')}% more"),
        ("1–3", "It rises by 7", "% more", f"It rises by 7{noted('1–3')}% more"),
        ("A", "All the towns", " are new", f"All the towns{noted('A')} are new"),
        ("c", "It rises by 7", "% more", f"It rises by 7{noted('c')}% more"),
        ("a", "La 5", " parte", "La 5a parte"),
        ("2", "The sum of x", " is even", "The sum of x² is even"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [6, 10 / 1.2], ids=["small", "as a browser sets them"])
def test_raised_characters_are_marks_or_exponents(
    mark: str, before: str, after: str, right: str, size: float
) -> None:
    assert texts(marked(mark, before, after, size=size)) == [right]


def test_a_figure_with_a_mark_is_quoted_as_it_is_and_not_with_the_mark_in_it() -> None:
    plan = searchable(read(pdf(marked("1", "The share rises to 5", "% by the year 2030"))))
    assert verify("The share rises to 5% by the year 2030", plan).verified
    assert not verify("The share rises to 51% by the year 2030", plan).verified


@pytest.mark.parametrize("figure", ["10⁻³", "10⁺⁶", "m⁻²", "12 m³"])
def test_a_figure_that_the_file_raises_itself_stays_as_it_is(figure: str) -> None:
    assert texts([Words(f"It costs {figure} at most", 60, 700)]) == [f"It costs {figure} at most"]


def test_a_lowered_figure_stays_in_its_formula() -> None:
    drawn = [Words("Less CO", 60, 700), Words("2", 95, 697, 6), Words(" than before", 98, 700)]
    assert texts(drawn) == ["Less CO2 than before"]


def test_a_note_follows_the_paragraph_of_its_mark() -> None:
    first = marked(
        "3",
        "The share of heat pumps rises to 40",
        "% of all houses in the region and",
        column(
            ["3 Counted at the end of each year.", "4 Without those of the island."], 60, 120, 7, 10
        ),
    )
    after = [Words("of its towns.", 60, 687)]
    second = [
        Words("Boats are counted", 60, 640),
        Words("4", 145, 644, 6),
        Words(" apart.", 148, 640),
    ]
    assert texts([*first, *after, *second]) == [
        f"The share of heat pumps rises to 40{noted('3')}% of all houses in the region and of its towns.",
        f"{noted('3')} Counted at the end of each year.",
        f"Boats are counted{noted('4')} apart.",
        f"{noted('4')} Without those of the island.",
    ]


def test_a_note_does_not_part_a_sentence_that_goes_on_overleaf() -> None:
    first = [
        *column(LEFT[:3], 60, 739),
        *marked("1", "to the assembly", ", which may ask for more"),
        Words("1 Each year.", 60, 100, 7),
    ]
    assert texts(first, column(RIGHT_SIDE[:1], 60, 700)) == [
        f"{' '.join(LEFT[:3])} to the assembly{noted('1')}, which may ask for more {RIGHT_SIDE[0]}",
        f"{noted('1')} Each year.",
    ]


def test_a_page_is_as_large_as_the_document_says_for_all() -> None:
    page = [Words("Plan of the region", 60, 810), SEEN]
    box = b"/MediaBox[0 0 595 842]"
    inherited = pdf(page).replace(box, b"").replace(b"/Type/Pages", b"/Type/Pages" + box)
    assert [p.text for p in read(inherited).passages] == ["Plan of the region", SEEN.text]
    cropped = inherited.replace(b"/Type/Pages", b"/Type/Pages/CropBox[0 0 595 800]")
    assert [p.text for p in read(cropped).passages] == [SEEN.text]
    assert "document-hidden-text" in [f.code for f in outcome(cropped)[1]]


# --- page furniture ---


def with_edges(n: int, head: str, foot: str) -> list[Thing]:
    body = [f"In part {c} the region says what it wants of its towns," for c in "abcdef"]
    return [
        Words(head, 60, 800),
        *column([f"{line} {'xyzuvw'[n % 6]}" for line in body], 60, 700),
        Words(foot, 280, 40),
    ]


@pytest.mark.parametrize("foot", ["— {} —", "第{}页", "Page {} of 5", "{}", "{}/5", "-{}-"])
def test_what_stands_at_the_edge_of_most_pages_is_furniture(foot: str) -> None:
    pages = [with_edges(n, "Plan of the region 2030", foot.format(n + 1)) for n in range(5)]
    whole = "\n".join(texts(*pages))
    assert "Plan of the region" not in whole
    assert foot.format(3) not in whole.split("\n")


def test_a_title_that_is_also_the_running_head_stays_once() -> None:
    pages = [with_edges(n, "Plan of the region 2030", f"{n + 1}") for n in range(5)]
    pages[0][0] = Words("Plan of the region 2030", 60, 770, 22)
    found = texts(*pages)
    assert found[0] == "Plan of the region 2030"
    assert sum("Plan of the region 2030" in text for text in found) == 1


def test_what_stands_on_every_page_amid_it_is_text() -> None:
    pages = [
        [
            *column(
                [f"In part {c} of {n} the region says what it wants." for c in "abcd"], 60, 700
            ),
            Words("Share: 5 % by 2030", 60, 560),
            Words(f"{'xyz'[n]} and more", 60, 500),
        ]
        for n in range(3)
    ]
    assert " ".join(texts(*pages)).count("Share: 5 % by 2030") == 3
    assert codes(*pages) == []


def test_a_negative_figure_alone_in_a_line_is_kept() -> None:
    drawn = [
        Words("Change of the emissions since 1990, in per cent", 60, 700),
        Words("-12", 60, 680),
        Words("and more is asked", 60, 660),
        Words("-7", 60, 640),
    ]
    whole = " ".join(texts(drawn))
    assert "-12" in whole
    assert "-7" in whole


# --- what nobody sees ---

SEEN = Words("The share of green electricity rises to 65 % by 2030.", 60, 700)
FORGED = "The share of green electricity rises to 95 % by 2030."
UNSEEN: dict[str, list[Thing]] = {
    "outside": [Words(FORGED, 60, -400)],
    "beside the page": [Words(FORGED, 700, 500)],
    "painted in no mode": [Words(FORGED, 60, 500, mode=3)],
    "white on white": [Words(FORGED, 60, 500, ink="1 g")],
    "without size": [Words(FORGED, 60, 500, 0.2)],
    "covered": [Words(FORGED, 60, 500), box(50, 490, 400, 30, "1 g")],
    "clipped away": [Drawn("q 60 100 100 20 re W n"), Words(FORGED, 60, 500), Drawn("Q")],
    "in a clip of no size": [Drawn("q 0 0 0 0 re W n"), Words(FORGED, 60, 500), Drawn("Q")],
    "beside a clip of any shape": [
        Drawn("q 60 100 m 90 140 l 200 100 l h W n"),
        Words(FORGED, 60, 500),
        Drawn("Q"),
    ],
    "in two clips that share nothing": [
        Drawn("q 50 490 400 30 re W n 60 100 100 20 re W n"),
        Words(FORGED, 60, 500),
        Drawn("Q"),
    ],
    "covered in black": [Words(FORGED, 60, 500), box(50, 490, 400, 30, "0 g")],
    "covered by a picture": [Words(FORGED, 60, 500), Drawn("q 400 0 0 30 50 490 cm /Im Do Q")],
    "covered by a broad line": [
        Words(FORGED, 60, 500),
        Drawn("q 1 0 0 RG 24 w 50 503 m 450 503 l S Q"),
    ],
    "next to white": [Words(FORGED, 60, 500, ink="0.97 g")],
    "red on red": [box(50, 490, 400, 30, "1 0 0 rg"), Words(FORGED, 60, 500, ink="1 0 0 rg")],
    "black on black": [box(50, 490, 400, 30), Words(FORGED, 60, 500)],
    "grey on grey on black": [
        box(40, 480, 420, 50),
        box(50, 490, 400, 30, "0.5 g"),
        Words(FORGED, 60, 500, ink="0.5 g"),
    ],
    "outlined in white": [Words(FORGED, 60, 500, mode=1, ink="1 G")],
    "filled and outlined in white": [Words(FORGED, 60, 500, mode=2, ink="1 g 1 G")],
    "without width": [Words(FORGED, 60, 500, turn="0.001 0 0 1")],
    "set without width": [Words(FORGED, 60, 500, ink="0 g 1 Tz")],
}


@pytest.mark.parametrize("unseen", UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_is_no_text_and_told(unseen: list[Thing]) -> None:
    assert texts([SEEN, *unseen]) == [SEEN.text]
    assert "document-hidden-text" in codes([SEEN, *unseen])
    assert "document-hidden-text" not in codes([SEEN])


@pytest.mark.parametrize(
    "drawn",
    [
        [box(50, 490, 400, 30, "0 0 0.5 rg"), Words(FORGED, 60, 500, ink="1 g")],
        [Words(FORGED, 60, 500), box(50, 530, 400, 30, "1 g")],
        [Words(FORGED, 60, 500), Drawn("q 0.7 w 50 497 m 450 497 l S Q")],
        [Drawn("q 400 0 0 30 50 490 cm /Im Do Q"), Words(FORGED, 60, 500)],
        [Words(FORGED, 60, 500, mode=2, ink="1 g 0 G")],
        [box(40, 480, 420, 50), box(50, 490, 400, 30, "1 g"), Words(FORGED, 60, 500)],
        [
            box(40, 480, 420, 50, "0 0 1 rg"),
            Drawn("q 1 g 50 490 m 250 560 l 450 490 l 250 440 l 50 490 l h f Q"),
            Words(FORGED[:24], 130, 500, ink="0 0 1 rg"),
            Words(FORGED[24:], 250, 500, ink="0 0 1 rg"),
        ],
        [box(50, 490, 400, 30, "1 g"), Words(FORGED, 60, 500)],
        [Drawn("q 50 490 400 30 re W n"), Words(FORGED, 60, 500), Drawn("Q")],
        [Words(FORGED + " And so it goes on and on and on, over the edge of the page at last, on and on.", 60, 500)],
    ],
    ids=[
        "white on blue", "beside a rectangle", "above a line", "on a picture", "outlined",
        "black on white on black", "blue on a white shape on blue", "over a rectangle",
        "in a clip", "over the edge",
    ],
)  # fmt: skip
def test_what_is_seen_is_text(drawn: list[Thing]) -> None:
    assert any(FORGED in text for text in texts([SEEN, *drawn]))
    assert "document-hidden-text" not in codes([SEEN, *drawn])


@pytest.mark.parametrize(("share", "is_seen"), [("0", False), ("0.02", False), ("0.5", True)])
def test_ink_that_lets_its_ground_through_is_seen_if_it_is_strong(
    share: str, is_seen: bool
) -> None:
    content = pdf([SEEN, Words(FORGED, 60, 500, ink="0 g /Clear gs")])
    state = f"/ExtGState<</Clear<</ca {share}>>>>/XObject".encode()
    content = content.replace(b"/XObject", state)
    assert (FORGED in " ".join(p.text for p in read(content).passages)) == is_seen
    assert bool(outcome(content)[1]) != is_seen


def test_of_words_that_a_clip_cuts_the_part_in_it_is_text() -> None:
    cut: list[Thing] = [Drawn("q 50 490 100 30 re W n"), Words(FORGED, 60, 500), Drawn("Q")]
    whole = " ".join(texts([SEEN, *cut]))
    assert "The share of green" in whole
    assert "95 %" not in whole
    assert "document-hidden-text" in codes([SEEN, *cut])


def test_a_page_of_nothing_but_hidden_text_has_none() -> None:
    assert outcome(pdf([Words(FORGED, 60, 500, mode=3)]))[0] is None


@pytest.mark.parametrize("mode", [0, 3], ids=["under the picture", "unpainted over it"])
def test_the_layer_of_a_scanner_is_text_and_told_once(mode: int) -> None:
    words = [Words(line, 60, 700 - 13 * n, mode=mode) for n, line in enumerate(LEFT)]
    page: list[Thing] = [*words, PICTURE] if mode == 0 else [PICTURE, *words]
    assert texts(page) == [" ".join(LEFT)]
    assert codes(page, page) == ["document-ocr"]


def test_a_scan_in_strips_has_a_layer_too() -> None:
    strips = [Drawn(f"q 595 0 0 211 0 {n * 211} cm /Im Do Q") for n in range(4)]
    words = [Words(line, 60, 700 - 13 * n, mode=3) for n, line in enumerate(LEFT)]
    assert texts([*strips, *words]) == [" ".join(LEFT)]
    assert codes([*strips, *words]) == ["document-ocr"]


def test_words_on_a_picture_of_the_whole_page_are_no_layer() -> None:
    assert codes([PICTURE, *column(LEFT, 60, 700)]) == ["document-pictures"]


def test_pictures_are_told_but_for_what_every_page_bears() -> None:
    photo, stamp = "q 300 0 0 300 60 200 cm /Im Do Q", "q 90 0 0 90 480 740 cm /Im Do Q"
    pages: list[list[Thing]] = [
        [*with_edges(n, "Plan of the region", f"{n + 1}"), Drawn(stamp)] for n in range(5)
    ]
    assert codes(*pages) == ["document-furniture"]
    pages[2].append(Drawn(photo))
    found = {f.code: dict(f.values) for f in outcome(pdf(*pages))[1]}
    assert found["document-pictures"]["n"] == 1


def test_a_layer_that_is_switched_off_is_no_text() -> None:
    page: list[Thing] = [SEEN, Drawn("/OC /Layer BDC"), Words(FORGED, 60, 500), Drawn("EMC")]
    content = pdf(page).replace(b"/Im 7 0 R>>>>", b"/Im 7 0 R>>/Properties<</Layer 6 0 R>>>>")
    content = content.replace(b"6 0 obj\n<<>>", b"6 0 obj\n<</Type/OCG/Name(x)>>")
    shown = b"/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<<%s>>>>"
    view = b"/AS[<</Event/View/Category[/View]/OCGs[6 0 R]>>]"
    on, off, unviewed = (
        content.replace(b"/Pages 2 0 R", shown % state) for state in (b"", b"/OFF[6 0 R]", view)
    )
    unviewed = unviewed.replace(b"/Name(x)", b"/Name(x)/Usage<</View<</ViewState/OFF>>>>")
    for hidden in (off, unviewed):
        assert [p.text for p in read(hidden).passages] == [SEEN.text]
        assert "document-hidden-text" in [f.code for f in outcome(hidden)[1]]
    assert FORGED in " ".join(p.text for p in read(on).passages)


def test_words_that_are_filled_into_a_form_are_told() -> None:
    form = b"/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>"
    content = pdf([SEEN]).replace(b"/Pages 2 0 R", form, 1)
    content = content.replace(b"6 0 obj\n<<>>", b"6 0 obj\n<</FT/Tx/T(share)/V(95 %)>>")
    assert [f.code for f in outcome(content)[1]] == ["document-left-out"]


ANNOTATED = {
    "Text": "left-comments",
    "FreeText": "left-annotations",
    "Stamp": "left-annotations",
    "FileAttachment": "left-embedded",
    "Link": "",
    "Highlight": "",
}


def annotated(kind: str, more: str = "") -> bytes:
    quads = "/QuadPoints[50 715 450 715 50 695 450 695]"
    put = f"/Annots[<</Type/Annot/Subtype/{kind}/Rect[50 695 450 715]/Contents(x){quads}{more}>>]"
    page = [SEEN, Words("And of heat to 40 % by then.", 60, 600)]
    return pdf(page).replace(b"/Type/Page/", f"/Type/Page{put}/".encode())


@pytest.mark.parametrize(("kind", "told"), ANNOTATED.items())
def test_words_that_readers_put_on_a_page_are_told(kind: str, told: str) -> None:
    found = outcome(annotated(kind))[1]
    assert [dict(f.values).get("kind") for f in found] == ([f"@{told}"] if told else [])
    assert not outcome(annotated(kind, "/F 2"))[1]


@pytest.mark.parametrize(("value", "n"), [("/V(95 %)", 1), ("/V()", 0), ("", 0)])
def test_a_field_that_no_form_lists_is_told_with_its_page(value: str, n: int) -> None:
    field = f"/Annots[<</Subtype/Widget/FT/Tx/T(share)/Rect[50 500 450 515]{value}>>]".encode()
    head, last = pdf([SEEN], [Words("第二章 供热", 60, 600)]).rsplit(b"/Type/Page/", 1)
    told = [dict(f.values) for f in outcome(head + b"/Type/Page/" + field[1:] + b"/" + last)[1]]
    assert [(one["kind"], one["at"]) for one in told] == [("@left-fields", "¶2")] * n


def test_words_that_a_reader_struck_out_are_no_text() -> None:
    content = annotated("StrikeOut")
    assert [p.text for p in read(content).passages] == ["And of heat to 40 % by then."]
    assert [dict(f.values)["kind"] for f in outcome(content)[1]] == ["@hidden-struck"]


def test_files_within_a_document_are_told() -> None:
    held = b"/Names<</EmbeddedFiles<</Names[(a.txt)<</Type/Filespec/F(a.txt)/EF<</F 5 0 R>>>>]>>>>"
    content = pdf([SEEN]).replace(b"/Pages 2 0 R", b"/Pages 2 0 R" + held, 1)
    assert [dict(f.values)["kind"] for f in outcome(content)[1]] == ["@left-embedded"]


# --- two readers ---


def test_the_fuller_text_of_a_page_is_kept_and_the_page_is_named() -> None:
    page = [Words("The region is to reach 1.6 % by the year 2030", 60, 700, actual="The region")]
    assert texts(page) == ["The region is to reach 1.6 % by the year 2030"]
    assert codes(page) == ["document-pages-doubtful"]


def test_words_drawn_twice_a_hair_apart_stand_once() -> None:
    line, again = "The region is to reach 1.6 % by 2030", "reach 1.6 % by 2030"
    drawn = [Words(line, 60, 700), Words(again, 60.3 + 5 * line.index(again), 700)]
    assert texts(drawn) == [line]
    assert texts([Words(line, 60, 700), Words(line, 60.3, 700.2)]) == [line]


@pytest.mark.parametrize(
    "calls", [[6], [6, 6], [7, 7, 8, 8, 9, 9, 6]], ids=["once", "twice", "in a ring"]
)
def test_a_form_that_draws_itself_does_not_take_the_text_with_it(calls: list[int]) -> None:
    text = read(looping(calls))
    whole = " ".join(passage.text for passage in text.passages)
    assert "Plan of the region" in whole
    assert whole.count("Spending rises to 5 per cent") == 1


def looping(calls: list[int]) -> bytes:
    """A page that draws form 6, which draws the others, the last of which draws form 6."""
    numbers = sorted({6, *calls})
    words = "BT /F 12 Tf 72 700 Td (Spending rises to 5 per cent.) Tj ET"
    content = "BT /F 12 Tf 72 740 Td (Plan of the region.) Tj ET /X6 Do"
    resources = "/Resources<</Font<</F 5 0 R>>/XObject<<{}>>>>"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R{resources.format('/X6 6 0 R')}>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for place in range(len(numbers)):
        following = numbers[(place + 1) % len(numbers)]
        body = " ".join([words, *[f"/X{following} Do"] * calls.count(following)])
        drawn = resources.format(f"/X{following} {following} 0 R")
        objects.append(
            f"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]{drawn}/Length {len(body)}>>stream\n{body}\nendstream"
        )
    return file_of(objects, info=False)


# --- other ways of writing ---


@pytest.mark.parametrize("logical", [True, False], ids=["drawn as read", "drawn as seen"])
@pytest.mark.parametrize(
    "line",
    [
        "ترفع المدينة حصة الطاقة إلى 40 في المئة",
        "تبلغ الحصة 12.5% في سنة 2030",
        "העיר מגדילה את חלקם של הרכבים ל40 אחוזים",
    ],
)
def test_lines_from_right_to_left_are_read_as_written(line: str, logical: bool) -> None:
    drawn = line if logical else "".join(reversed([*_figures_turned(line)]))
    assert texts([Words(drawn, 60, 700)]) == [line]


def _figures_turned(line: str) -> str:
    """A line in which figures run backwards, so that they run forwards when all is reversed."""
    import re

    return re.sub(r"\d+(?:\.\d+)?%?", lambda m: m[0][::-1], line)


ROWS_DOWN = [("Firms", "120", "340"), ("Schools", "23", "41"), ("Farms", "7", "9")]


def test_the_sign_of_a_figure_stays_behind_it_in_a_line_from_right_to_left() -> None:
    assert texts([Words("דע 40%-ל םיבכרה לש םקלח", 60, 700)]) == ["חלקם של הרכבים ל-40% עד"]
    assert texts([Words("דע %40-ל םיבכרה לש םקלח", 60, 700)]) == ["חלקם של הרכבים ל-40% עד"]


def test_words_set_wide_stay_words_however_short_they_are() -> None:
    line = "THE PLAN OF TOWNS reaches 25 % in 2030"
    drawn: list[Thing] = []
    for n, word in enumerate(line.split()):
        at = 60.0 + 9 * (line.index(word) if n else 0)
        drawn += [Words(c, at + 9 * k, 700) for k, c in enumerate(word)]
    assert texts(drawn) == [line]


def test_the_last_letter_of_a_word_that_a_scanner_sets_by_itself_belongs_to_it() -> None:
    drawn: list[Thing] = []
    at = 60.0
    for word in ("Singapore", "138588", "founds", "laboratories"):
        drawn += [
            Words(word[:-1], at, 700, ink="0 g 1.3 Tc"),
            Words(word[-1], at + 6.3 * len(word) - 6.3, 700, ink="0 g 0 Tc"),
        ]
        at += 6.3 * len(word) + 4
    assert texts(drawn) == ["Singapore 138588 founds laboratories"]


def test_a_turned_page_and_a_label_up_its_side_are_read() -> None:
    turned = [Words(line, 100 + 13 * n, 100, turn="0 1 -1 0") for n, line in enumerate(LEFT)]
    assert texts(turned) == [" ".join(LEFT)]
    down = [Words(line, 400 - 13 * n, 700, turn="0 -1 1 0") for n, line in enumerate(LEFT)]
    assert texts(down) == [" ".join(LEFT)]
    beside = [Words(line, 400 - 13 * n, 300, turn="0 -1 1 0") for n, line in enumerate(RIGHT_SIDE)]
    assert texts([*down, *beside]) == WHOLE
    cells = [Words(t, 500 - 40 * n, y, turn="0 -1 1 0") for n, row in enumerate(ROWS_DOWN)
             for t, y in zip(row, (700, 550, 480), strict=True)]  # fmt: skip
    assert texts(cells) == [" | ".join(row) for row in ROWS_DOWN]
    label = Words("PHOTO: the archive of the town", 20, 100, turn="0 1 -1 0")
    assert texts([*column(LEFT, 60, 700), label]) == [" ".join(LEFT), label.text]


def test_lines_of_contents_are_passages_of_their_own() -> None:
    lines = [
        "1.4 What the region wants ................ 8",
        "1.4.1 Of its towns ..................... 8",
        "1.4.2 Of its firms ..................... 11",
    ]
    assert texts(column(lines, 60, 700)) == lines


def test_hyphens_are_kept_where_the_document_writes_them() -> None:
    lines = [
        "The knowledge-intensive firms of the region are asked to join the knowledge-",
        "intensive sector of the coun-",
        "try.",
    ]
    whole = " ".join(texts(column(lines, 60, 700)))
    assert "the knowledge-intensive sector of the country." in whole


def test_a_drawing_of_many_rules_is_no_table() -> None:
    rules: list[Thing] = [rule(60, 100 + n, 500, 100 + n) for n in range(700)]
    assert texts([*column(LEFT, 60, 700), *rules, Drawn("q Q")]) == [" ".join(LEFT)]


# --- vertical writing beside lines ---

HEAD_LINES = [
    "到二〇三〇年全省研发经费投入强度提高到百",
    "分之三以上并形成一批在全国有影响的创新平台。",
]
FOOT_LINE = "各市县按年度报告执行情况并向社会公开。"
DOWN = "研发投入强度提高到五个百分点以上并持续增长。"


def downward(text: str, x: float, y: float, step: float = 11) -> list[Thing]:
    """Characters one under the other; each with a blank, since a glyph that no font holds has no
    width for pdfium."""
    return [Words(f"{c} ", x, y - n * step) for n, c in enumerate(text)]


def two_down(x: float, y: float) -> list[Thing]:
    return [*downward(DOWN[:11], x, y), *downward(DOWN[11:], x - 16, y)]


def test_columns_of_vertical_writing_between_lines_are_read_down_and_from_the_right() -> None:
    page = [*column(HEAD_LINES, 60, 780), *two_down(400, 700), Words(FOOT_LINE, 60, 500)]
    assert texts(page) == ["".join(HEAD_LINES), DOWN, FOOT_LINE]
    assert codes(page) == []


def test_vertical_writing_beside_lines_is_read_whole_and_its_order_doubted() -> None:
    page = [*column(HEAD_LINES, 60, 700), *two_down(400, 700)]
    assert sorted(texts(page)) == sorted(["".join(HEAD_LINES), DOWN])
    assert codes(page) == ["document-order-doubtful"]


def test_vertical_writing_in_two_tiers_is_read_tier_by_tier() -> None:
    page = [*two_down(400, 700), *two_down(400, 500)]
    assert "".join(texts(page)) == DOWN * 2


def test_two_short_columns_above_vertical_writing_are_columns() -> None:
    right = ["台和一支结构合理的人才队伍同时建立按年度公", "开的评估办法由省科技主管部门组织实施。"]
    left = HEAD_LINES[0], "分之三以上并形成一批在全国有影响的创新平"
    sides = zip(column(left, 60, 780), column(right, 320, 780), strict=True)
    page = [*(w for pair in sides for w in pair), *two_down(400, 700)]
    assert texts(page) == ["".join([*left, *right]), DOWN]


def test_single_characters_in_the_rows_of_a_table_are_no_column() -> None:
    names = ["研发投入强度", "每万人口专利", "高新技术企业", "技术市场交易", "引进人才数量"]
    rows = [*column(names, 60, 700), *downward("是否是是否", 200, 700, step=13)]
    assert [text.split(" | ") for text in texts(rows)] == [
        [name, mark] for name, mark in zip(names, "是否是是否", strict=True)
    ]


def test_vertical_writing_in_a_cell_over_several_rows_is_one_cell() -> None:
    label = "科技创新指标"
    rules = [rule(60, 740, 300, 740), rule(90, 700, 300, 700), rule(60, 660, 300, 660)]
    rules += [rule(x, 660, x, 740) for x in (60, 90, 220, 300)]
    cells: list[Thing] = [
        Words("研发投入强度", 95, 728), Words("3.6", 225, 728),
        Words("高新技术企业", 95, 688), Words("300", 225, 688),
    ]  # fmt: skip
    assert texts([*rules, *downward(label, 70, 728, step=12), *cells]) == [
        f"{label} | 研发投入强度 | 3.6",
        "高新技术企业 | 300",
    ]


def test_columns_of_vertical_writing_in_one_cell_are_read_from_the_right() -> None:
    rules = [rule(60, 740, 300, 740), rule(120, 700, 300, 700), rule(60, 660, 300, 660)]
    rules += [rule(x, 660, x, 740) for x in (60, 120, 220, 300)]
    cells: list[Thing] = [
        Words("研发投入强度", 125, 728), Words("3.6", 225, 728),
        Words("高新技术企业", 125, 688), Words("300", 225, 688),
    ]  # fmt: skip
    right, left = downward("科技创新指", 100, 728, step=12), downward("标与任务", 86, 728, step=12)
    for columns in ([*right, *left], [*left, *right]):
        assert texts([*rules, *columns, *cells])[0] == "科技创新指标与任务 | 研发投入强度 | 3.6"
    between = [*rules, rule(97, 660, 97, 740)]
    assert texts([*between, *right, *left, *cells])[0].startswith("标与任务 | 科技创新指 | ")


def test_cells_that_only_a_rule_parts_are_two() -> None:
    rules = [rule(60, y, 300, y) for y in (740, 720, 700)]
    rules += [rule(x, 700, x, 740) for x in (60, 113, 300)]
    cells: list[Thing] = [
        Words("Firms 2030", 61, 726), Words("25", 115, 726),
        Words("Towns 2030", 61, 706), Words("12", 115, 706),
    ]  # fmt: skip
    assert texts([*rules, *cells]) == ["Firms 2030 | 25", "Towns 2030 | 12"]


# --- letters ---


@pytest.mark.parametrize(
    ("before", "ligature", "after", "word"),
    [
        ("di", "\ufb03", "cult", "difficult"),
        ("al", "\ufb02", "at", "alflat"),
        ("of", "\ufb04", "ine", "offfline"),
    ],
)
def test_a_ligature_close_to_one_of_its_letters_keeps_all(
    before: str, ligature: str, after: str, word: str
) -> None:
    drawn = [Words(before, 60, 700), Words(ligature + after, 57.5 + 5 * len(before), 700)]
    assert texts(drawn) == [word]


@pytest.mark.parametrize("turn", ["0.906 0.423 -0.423 0.906", "-0.358 0.934 -0.934 -0.358"])
def test_slanted_words_keep_their_blanks_and_double_letters(turn: str) -> None:
    line = "Offices of all little towns will issue it"
    assert texts([Words(line, 200, 300, turn=turn, ink="0 g 50 Tz")]) == [line]


def test_furniture_is_named_with_how_often_it_stood() -> None:
    pages = [with_edges(n, "Plan of the region 2030", f"Page {n + 1} of 5") for n in range(5)]
    (told,) = outcome(pdf(*pages))[1]
    assert told.code == "document-furniture"
    assert dict(told.values)["lines"] == (
        '"Plan of the region 2030" ×5、"Page # of 5" ×5',
        '"Plan of the region 2030" ×5, "Page # of 5" ×5',
    )


@pytest.mark.parametrize("up", [2.2, 3.0, 4.2])
def test_words_with_a_line_of_their_own_through_them_are_struck_out(up: float) -> None:
    """As Word and LibreOffice print a deletion that nobody accepted: "ab cd ef", of which the
    middle is struck."""
    line: list[Thing] = [
        Words("区域研发投入强度", 72, 700),
        Words("不低于", 152, 700),
        Words("力争达到百分之三。", 182, 700),
    ]
    beside: list[Thing] = [Words("下一段文字没有划去，照旧读取。", 72, 660)]
    struck = [*line, rule(152, 700 + up, 182, 700 + up), *beside]
    assert "不低于" not in "".join(texts(struck))
    assert "力争达到百分之三" in "".join(texts(struck))
    assert "document-hidden-text" in codes(struck)
    under = [*line, rule(152, 698, 182, 698), *beside]  # an insertion, as it is printed
    assert "不低于" in "".join(texts(under))
    grid = [*line, rule(60, 700 + up, 400, 700 + up), *beside]  # a line of a chart behind a label
    assert "不低于" in "".join(texts(grid))
