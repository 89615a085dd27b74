"""A briefing and a memo as they will be, in both languages, of an imagined region: what a page has
to hold."""

from __future__ import annotations

import json
from datetime import date

from evalkit.report.model import (
    Aside,
    Block,
    Chart,
    Column,
    Drawing,
    Entry,
    Link,
    Paragraph,
    Point,
    Points,
    Quoted,
    Report,
    Row,
    Run,
    Section,
    Sibling,
    Sides,
    Strong,
    Table,
    cell,
)
from evalkit.report.numbers import number
from evalkit.report.words import labels_of

_SAID = {
    "zh": {
        "kicker": "政策评价简报 · 东山省",
        "title": "东山省2026年政府工作报告科技创新内容评价",
        "finding": "投入和成果转化写到了数量和年份；海外引才和产业链韧性停在原则。",
        "sub": "所评为年度政府工作报告；责任分工、资金和分年任务通常另有文件，不作为缺项。",
        "goals": "五项目标：三项能找到起点，一项落到2030年",
        "heads": "事项|起点|目标|年份|出处",
        "what": "研发投入强度|创新投入总额|企业研发费用占营收|创新联合体|劳动生产率",
        "unsaid": "未写",
        "strong": "写得实的",
        "thin": "写得虚的",
        "point": "研发强度有起点、当年目标和五年目标，并分别对财政、企业提出了要求",
        "below": "评价框架：四（三）第2段第1句：科技投入持续增长 · 政府、企业",
        "write": "建议补写",
        "writing": "第66段补海外引才，第51段补国际合作，第90段把协作写到技术。",
        "sure": "有多大把握",
        "sureness": "两位评分人分别通读全文，46项要求中44项意见一致，其余各差一级。",
        "standard": "评价依据",
        "standing": "一篇论述创新驱动的文章；等级和权重为评价标准所定。",
        "peers": "一、强在投入，弱在引才",
        "peering": "实心点是本省，空心点是其他报告，竖线是各份报告的均值。",
        "map": "二、各部分与均值之差",
        "quoted": "三、报告原文",
        "quote": "全社会研发投入强度达到百分之三点三五左右",
        "annex": "附件　方法",
        "part": "部分",
        "source": "来源：各地报告；作者计算。",
    },
    "en": {
        "kicker": "Briefing · Dongshan",
        "title": "Dongshan: what the 2026 work report says on innovation",
        "finding": "Funding and use of results have figures and years; people from abroad and "
        "resilience stay general.",
        "sub": "An annual work report: owners, money and yearly steps stand in other documents.",
        "goals": "Five targets: three with a baseline, one for 2030",
        "heads": "What|From|To|By|Where",
        "what": "R&D intensity|Innovation funding|Firms' R&D share|Consortia|Output",
        "unsaid": "not said",
        "strong": "Strong",
        "thin": "Thin",
        "point": "R&D intensity has a baseline, a target for the year and one for five years, and "
        "firms are asked for a share of their own",
        "below": "Asked in part 4 (3), paragraph 2, sentence 1: rising funding · government, firms",
        "write": "What to write",
        "writing": "Add recruiting abroad at ¶66, partners at ¶51 and technology at ¶90.",
        "sure": "How sure this is",
        "sureness": "Two raters read all of it; on 44 of 46 points they agree, on two they differ "
        "by one level.",
        "standard": "The standard",
        "standing": "An article on growth through innovation; levels and weights are the rubric's.",
        "peers": "1. Strong on funding, thin on people",
        "peering": "The dot is the region, rings are the others, the tick is the mean of all.",
        "map": "2. Distance from the mean, part by part",
        "quoted": "3. In the report's words",
        "quote": "research funding is to reach about 3.35% of output",
        "annex": "Annex · Method",
        "part": "Part",
        "source": "Source: the reports; our calculation.",
    },
}

_SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "width": 420,
    "height": 140,
    "background": "#ffffff",
    "config": {"font": "Noto Sans SC", "axis": {"labelColor": "#17212b", "gridColor": "#d3dae0"}},
    "data": {"values": [{"name": name, "value": n} for n, name in enumerate("ABCDE", 3)]},
    "mark": {"type": "bar", "color": "#0b5578"},
    "encoding": {
        "y": {"field": "name", "type": "nominal", "title": None},
        "x": {"field": "value", "type": "quantitative", "title": None},
    },
}


def _goals(said: dict[str, str]) -> Table:
    rows = []
    for n, what in enumerate(said["what"].split("|")):
        start = cell(said["unsaid"], tone="unsaid") if n > 2 else cell(f"{n + 3}.3%")
        place: tuple[Run, ...] = (Link(f"¶{19 + n}", "q-1"), ", ", Link(f"¶{66 + n}", "q-1"))
        goal = cell(Strong(f"{n + 3}.35%"))
        rows.append(Row((cell(what), start, goal, cell("2026"), cell(*place))))
    columns = tuple(Column(head) for head in said["heads"].split("|"))
    return Table(said["goals"], columns, tuple(rows), source=said["source"])


def _side(id: str, title: str, said: dict[str, str]) -> Entry:
    point = Point((Strong(said["what"].partition("|")[0]), " – ", said["point"]), (said["below"],))
    return Entry(id, (title,), (Points((point, point, point)),))


def _map(said: dict[str, str]) -> Table:
    tones = ("b3", "b2", "b1", "m0", "", "a1", "a2", "a3", "na", "l2")
    columns = (Column(""), *(Column(f"{said['part']} {n}", True) for n in range(10)))
    rows = [
        Row(
            (
                cell(f"{said['part']}{row}"),
                *(cell(number(10 * row + n), tone=tone) for n, tone in enumerate(tones)),
            ),
            id=f"m-{row}",
        )
        for row in range(5)
    ]
    return Table(said["map"], columns, tuple(rows), True, said["source"])


def _wide(said: dict[str, str]) -> Table:
    columns = tuple(Column(f"{said['part']} {n}", n > 0) for n in range(9))
    rows = tuple(
        Row((cell(f"{said['part']}{row}"), *(cell(number(row * n, 1)) for n in range(1, 9))))
        for row in range(6)
    )
    return Table(said["quoted"], columns, rows, source=said["source"])


def briefing(lang: str) -> Report:
    """A briefing: page one whole, a side head with a chart, a heat map, quotations, an annex."""
    said = _SAID[lang]
    summary: tuple[Block, ...] = (
        _goals(said),
        Sides((_side("strong", said["strong"], said), _side("thin", said["thin"], said))),
        Paragraph((Strong(said["write"]),)),
        Paragraph((said["writing"],)),
        Aside(said["sure"], (Paragraph((said["sureness"],)), Paragraph((said["sureness"],)))),
        Aside(said["standard"], (Paragraph((said["standing"],)),)),
    )
    chart = Chart(
        "c-peers",
        said["peers"],
        said["peering"],
        Drawing(lambda: json.dumps(_SPEC)),
        said["source"],
    )
    quote = Entry("q-1", (Strong("¶66"),), (Paragraph((Quoted(said["quote"]),)),))
    sections = (
        Section("peers", said["peers"], (Paragraph((said["peering"],)), chart)),
        Section("map", said["map"], (Paragraph((said["peering"],)), _map(said))),
        Section("quoted", said["quoted"], (quote, _wide(said))),
        Section("annex", said["annex"], (Paragraph((said["standing"],)),), annex=True),
    )
    return Report(
        "dongshan",
        lang,
        said["title"],
        said["sub"],
        summary,
        sections,
        f"evalkit · {said['standard']}",
        labels_of(lang),
        siblings=(Sibling("Briefing", "dongshan", "en" if lang == "zh" else "zh"),),
        date=date(2026, 11, 26),
        product="briefing",
        kicker=said["kicker"],
        finding=said["finding"],
    )


def memo(lang: str) -> Report:
    """A memo: page one and what to write, without contents."""
    said, made = _SAID[lang], briefing(lang)
    section = Section("write", said["write"], (Paragraph((said["writing"],)),))
    return Report(
        "memo",
        lang,
        made.title,
        made.subtitle,
        made.summary,
        (section,),
        made.foot,
        made.words,
        date=made.date,
        product="memo",
        kicker=made.kicker,
        finding=made.finding,
    )
