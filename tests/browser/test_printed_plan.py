"""A plan printed by a real browser, with running heads and page numbers, and read again: the same
paragraphs.

Printed with the font of the package, which is there on every machine, and with what the machine
has, if that has hanzi: some fonts put radicals in place of ideographs.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from evalkit import api
from evalkit.evidence.quotes import searchable, verify
from tests.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FONT = ROOT / "evalkit" / "fonts" / "NotoSansSC-Regular.ttf"
# Whether two hanzi look different; without a font both are the same box, or nothing.
HAS_HANZI = """() => {
  const drawn = text => {
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    pen.font = "40px serif";
    pen.fillText(text, 5, 50);
    return canvas.toDataURL();
  };
  return drawn("一") !== drawn("国");
}"""

CLAUSES = (
    "全社会研发经费投入强度达到{}%",
    "建设{}家重点实验室",
    "高新技术企业新增{}家",
    "完善科技成果转化机制",
    "引进海外高层次人才{}名",
    "推动科技创新和产业创新深度融合",
    "设立{}亿元专项资金",
    "深化东西部科技协作",
    "支持县域创新发展",
)


def plan(paragraphs: int = 70) -> list[str]:
    draw = random.Random(3)
    out = []
    for n in range(paragraphs):
        if n % 10 == 0:
            out.append(f"{'一二三四五六七'[n // 10]}、第{n}部分任务")
        clauses = [
            draw.choice(CLAUSES).format(draw.randint(1, 9999)) for _ in range(draw.randint(2, 40))
        ]
        out.append("，".join(clauses) + "。")
    return out


@pytest.fixture(scope="module", params=["font of the package", "fonts of the machine"])
def printed(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, request: pytest.FixtureRequest
) -> tuple[list[str], Path]:
    folder = tmp_path_factory.mktemp("printed")
    text = plan()
    body = "".join(f"<p>{line}</p>" for line in text)
    style = "p{text-indent:2em;text-align:justify;line-height:1.7;orphans:1;widows:1}"
    if request.param == "font of the package":
        style += f"@font-face{{font-family:own;src:url({FONT.as_uri()})}}p{{font-family:own}}"
    page_of_plan = f'<meta charset="utf-8"><style>{style}</style>{body}'
    (folder / "plan.html").write_text(page_of_plan, "utf-8")
    number = '<div style="font-size:9px;width:100%;text-align:center">— <span class="pageNumber"></span> —</div>'
    head = '<div style="font-size:9px;width:100%;text-align:center">某省科技创新规划（2026—2030年）</div>'
    page = browser.new_page()
    page.goto((folder / "plan.html").as_uri())
    if request.param == "fonts of the machine" and not page.evaluate(HAS_HANZI):
        pytest.skip("no font of this machine has hanzi: apt-get install fonts-noto-cjk")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.pdf(
        path=folder / "plan.pdf",
        format="A4",
        display_header_footer=True,
        header_template=head,
        footer_template=number,
        margin={"top": "2.5cm", "bottom": "2.5cm", "left": "2.5cm", "right": "2.5cm"},
    )
    page.close()
    return text, folder / "plan.pdf"


def test_a_printed_plan_has_its_paragraphs_back(printed: tuple[list[str], Path]) -> None:
    text, path = printed
    read, findings = api.document(path)
    assert read is not None
    assert read.n_pages >= 4
    assert [finding.code for finding in findings] == ["document-furniture"]
    found = ["".join(p.text.split()) for p in read.passages]
    assert "某省科技创新规划" not in "".join(found)
    same = sum(line in found for line in text)
    assert same >= 0.97 * len(text), [f for f in found if f not in text][:3]


def test_quotes_across_its_page_breaks_are_found_on_both_pages(
    printed: tuple[list[str], Path],
) -> None:
    text, path = printed
    read, _ = api.document(path)
    assert read is not None
    plan = searchable(read)
    across = 0
    for passage in read.passages:
        for offset, page in passage.pages[1:]:
            quote = passage.text[max(0, offset - 12) : offset + 12]
            verdict = verify(quote.strip("0123456789"), plan)
            if verdict.verified:
                across += any(stand.pages == (page - 1, page) for stand in verdict.stands)
    assert across >= 2
    for line in text[::7]:
        assert verify(line, plan).verified
