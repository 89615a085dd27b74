"""A memo in each language, in the shape that memos are composed in: about Zhejiang's report, in
words of ours."""

from __future__ import annotations

from datetime import date

from evalkit.report.model import (
    Block,
    Cell,
    Column,
    Look,
    Paragraph,
    Point,
    Points,
    Report,
    Row,
    Section,
    Strong,
    Table,
    cell,
)

NUMBERS = {
    "zh": (
        ("事项", "起点", "目标", "年份", "出处（段）"),
        ("全社会研发投入强度", "3.3%左右", "3.35%；3.5%以上", "2026；2030", "34、66、43"),
        ("全口径科技创新投入", "7232亿元", "7800亿元", "2026", "19、66"),
        ("规上工业企业研发费用占营收", "未写", "3.25%左右", "2026", "66"),
        ("战略性新兴产业占规上工业增加值", "未写", "35%左右", "2026", "70"),
        ("人工智能核心产业营收", "6800亿元左右", "增长20%以上", "2026", "19、67"),
        ("龙头企业牵头的创新联合体", "组建15个", "新组建10个以上", "2026", "19、65"),
        ("全员劳动生产率", "未写", "30万元/人左右", "2030", "43"),
        ("“415X”集群营收", "未写", "突破13万亿元", "2030", "51"),
    ),
    "en": (
        ("What", "From", "To", "By", "Where (¶)"),
        ("R&D spending, share of GDP", "about 3.3%", "3.35%; at least 3.5%", "2026; 2030", "34"),
        ("All spending on innovation", "¥723.2 billion", "¥780 billion", "2026", "19, 66"),
        ("R&D by larger firms, share of revenue", "not stated", "about 3.25%", "2026", "66"),
        ("Emerging industries, share of value added", "not stated", "about 35%", "2026", "70"),
        ("Revenue of the AI industry", "about ¥680 billion", "up 20% or more", "2026", "19, 67"),
        ("Consortia led by major firms", "15 formed", "at least 10 more", "2026", "19, 65"),
        ("Output per worker", "not stated", "about ¥300,000", "2030", "43"),
        ("Revenue of the “415X” clusters", "not stated", "over ¥13 trillion", "2030", "51"),
    ),
}
STRONG = {
    "zh": (
        ("投入", "研发强度有起点、当年目标和五年目标，财政、企业、省属国企各有要求（第66段）。"),
        ("成果转化", "概念验证、中试、先用后付、首台套逐环都有安排，前两环有数量（第65、66段）。"),
        ("企业主体", "联合体10个以上，协同攻关项目400项以上，由企业出题（第65段）。"),
    ),
    "en": (
        ("Money.", "Spending has a start, an aim for the year and one for 2030 (¶66)."),
        ("From laboratory to market.", "Proof of concept and pilots have numbers (¶65–66)."),
        ("Firms in the lead.", "Ten consortia and 400 joint projects, set by industry (¶65)."),
    ),
}
THIN = {
    "zh": (
        ("海外人才", "只有引进领军人才的表述，没有渠道、领域、数量和期限（第51、66段）。"),
        ("国际合作", "只有参与全球科技合作一句，没有对象、领域和项目（第51段）。"),
        ("产业链韧性", "列为风险，应对只到增强韧性，没有短板清单和预警责任（第39、52段）。"),
    ),
    "en": (
        ("Talent from abroad.", "It says neither how, in which fields, nor how many (¶51, ¶66)."),
        ("International cooperation.", "One clause, without partner, field or project (¶51)."),
        ("Supply chains.", "A risk (¶39); no list of weak links, nobody to watch them (¶52)."),
    ),
}
BELOW = {
    "zh": "标准第12段要求写明渠道和数量；由省委组织部、省科技厅负责。",
    "en": "The framework (¶12) asks for channels and numbers; for the science department to write.",
}
WRITE = {
    "zh": (
        "第66段补海外引才的渠道、领域和数量。",
        "第51段补合作对象和项目。",
        "第90段把东西部协作写到技术。",
    ),
    "en": (
        "In ¶66, channels, fields and numbers of recruitment abroad.",
        "In ¶51, partners and projects.",
        "In ¶90, the technology of the east–west partnership.",
    ),
}
SURE = {
    "zh": "两位评分人分别通读全文，46项要求中44项意见一致，其余各差一级。12份报告中，浙江写得最具体；"
    "但个别评分若差一级，重庆、陕西也可能居首，名次不宜过分看重。评的是文本，不是工作成效。",
    "en": "Two raters read the whole report independently and agreed on 44 of 46 points. Of twelve "
    "reports this is the most specific, but if single ratings are off by a level, Chongqing or "
    "Shaanxi could come first: do not make much of the order. It measures what the text says.",
}
WORDS = {
    "zh": (
        "浙江省2026年政府工作报告科技创新内容评价",
        "依据《区域创新与人才政策评价标准》（某某等，2026年）",
        "投入和转化写得具体，海外人才和国际合作没有抓手。",
        "所评为年度政府工作报告。责任分工、资金安排通常写在任务分解和预算中，这里不作为缺项。",
        "一、报告承诺了什么|二、写得实的|三、写得虚的|四、建议补写|五、有多大把握",
        "据第一版标准和2026年11月24日的评分制作。",
        "某省政策研究室",
    ),
    "en": (
        "Science and innovation in Zhejiang’s 2026 government work report",
        "Standard: Regional innovation and talent (Authors and others, 2026)",
        "Money and commercialisation are specific; talent from abroad is not.",
        "This is an annual work report. Who is responsible and what it costs usually stand in "
        "other documents; their absence here is not counted as a gap.",
        "What the report commits to|Where it is specific|Where it is thin|What to write"
        "|How sure is this",
        "Made from version 1 of the standard and ratings of 24 November 2026.",
        "Policy Research Office",
    ),
}


def memo(lang: str) -> Report:
    """A memo of two pages."""
    title, standard, finding, kind, heads, foot, office = WORDS[lang]
    stop = "：" if lang == "zh" else " "
    columns = tuple(map(Column, NUMBERS[lang][0]))
    rows = tuple(Row(tuple(map(_number, row))) for row in NUMBERS[lang][1:])
    said = heads.split("|")
    parts: tuple[tuple[Block, ...], ...] = (
        (Table(said[0].partition("、")[2] or said[0], columns, rows),),
        (Points(tuple(Point((Strong(a), stop, b)) for a, b in STRONG[lang])),),
        (Points(tuple(Point((Strong(a), stop, b), (BELOW[lang],)) for a, b in THIN[lang])),),
        (Points(tuple(Point((text,)) for text in WRITE[lang])),),
        (Paragraph((SURE[lang],)),),
    )
    sections = tuple(
        Section(f"s{n}", head, blocks)
        for n, (head, blocks) in enumerate(zip(said, parts, strict=True))
    )
    return Report(
        "zhejiang",
        lang,
        title,
        standard,
        (Paragraph((kind,)),),
        sections,
        foot,
        look=Look(organisation=office),
        date=date(2026, 11, 24),
        product="memo",
        finding=finding,
    )


def _number(text: str) -> Cell:
    return cell(text, tone="unsaid" if text in ("未写", "not stated") else "")
