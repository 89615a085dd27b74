"""Files to fill in: a case with every question it must answer, and a small rubric to start from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.evidence.places import say as at_place
from evalkit.evidence.quote_findings import shortened
from evalkit.evidence.search import Hit, Index
from evalkit.evidence.text import PlanText
from evalkit.model.fields import Text, in_language
from evalkit.model.rubric import Criterion, Pillar, Rubric
from evalkit.scoring.consensus import applies_to

_SAY = {
    "zh": {
        "head": ["案例：一个地区的一份规划，按“{title}”（{pin}）评分。", "井号之后是说明，可以保留也可以删去。填好后运行：evalkit check {file}"],
        "region": "地区名称；code 用来在 measures.csv 中查找数据", "plan": "规划名称、发布机关、日期（年-月-日）、起止年份",
        "facets": "声明本地情况，决定哪些准则适用；每项写一句理由", "one": "任选其一", "many": "可选多项，没有则写 []",
        "documents": "证据所在的文件；id 供下文引用",
        "ratings": ["评分：每条准则填 level（{levels}）、满足的检查点、理由和证据；没有查到就留空。",
                    "不适用：写 state: not-applicable 和 because。多人评分：写成列表，每项以 - rater: 开头。",
                    "证据写法：- {{document: gwr, at: ¶34, quote: 原文一句, note: 用自己的话概述}}；quote 可省；与准则相反的证据加 kind: contradicts。"],
        "asks": "问", "guide": "注意", "find": "在哪里找", "terms": "检索词", "checks": "检查点", "only": "仅适用于", "measures": "数据：每项写数值、年份和出处；同地区的 measures.csv 已有的可以不写",
        "found": "可能相关的段落（只是线索，不是评分）：", "nothing-found": "规划中没有检索到相关段落",
        "targets": "规划目标，用于与结果对照", "because": "为何是这一级、为何不到上一级",
    },
    "en": {
        "head": ["A case: one region's plan, rated under “{title}” ({pin}).", "Text after # explains; keep it or delete it. When filled in, run: evalkit check {file}"],
        "region": "Name of the region; code finds its rows in measures.csv", "plan": "Title, issuer, date (year-month-day), first and last year",
        "facets": "What the region declares about itself decides which criteria apply; give each a reason", "one": "one of", "many": "any of, or []",
        "documents": "Documents that evidence points into; ids are used below",
        "ratings": ["Ratings: for each criterion a level ({levels}), the checks that are met, a reason and evidence; leave blank what you did not find.",
                    "Not applicable: state: not-applicable, with because. Several raters: a list whose items start with - rater:.",
                    "Evidence: - {{document: gwr, at: ¶34, quote: \"its words\", note: in your own words}}; quote may be left out; evidence against it has kind: contradicts."],
        "asks": "Asks", "guide": "Note", "find": "Look in", "terms": "Search for", "checks": "Checks", "only": "only for", "measures": "Measured values: value, unit, year, source; not needed where measures.csv has them",
        "found": "Passages that may bear on it (where to look, not a rating):", "nothing-found": "no passage of the plan was found to bear on it",
        "targets": "What the plan promises, to be held against outcomes", "because": "why this level, and why not one higher",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A plan whose passages are offered under each criterion: its file as the case names it, its text, how many."""

    file: str
    text: PlanText
    most: int = 4


def new_case(
    rubric: Rubric, id: str, lang: str, facets: Mapping[str, tuple[str, ...]], file: str, source: Source | None = None
) -> str:
    """YAML of a case to fill in, with each applicable criterion's question, levels and checks as comments.

    Args:
        facets: facet → values already known; criteria they rule out are left out.
        source: a plan whose passages are offered as comments under the criteria they bear on, never as ratings.
    """
    index = Index([source.text]) if source is not None else None
    say = _SAY[lang]
    head = [line.format(title=in_language(rubric.title, lang), pin=rubric.pin, file=file) for line in say["head"]]
    lines = [*(f"# {line}" for line in head), f"case: {id}", f"rubric: {rubric.pin}", "", f"# {say['region']}",
             "region:", "  name: {zh: 某省, en: Some Province}", "  code: CN-XX", "", f"# {say['plan']}", "plan:",
             "  title: {zh: 某规划, en: Some plan}", "  issuer: {zh: 某省人民政府, en: Government of Some Province}",
             "  adopted: 2026-01-01", "  period: [2026, 2030]", ""]  # fmt: skip
    lines += _facets(rubric, lang, facets)
    lines += [
        f"# {say['documents']}",
        "documents:",
        "  - id: gwr",
        "    title: {zh: 某规划, en: Some plan}",
        "    date: 2026-01-01",
        *(
            [f"    file: {json.dumps(source.file, ensure_ascii=False)}", f"    sha256: {source.text.sha256}"]
            if source
            else []
        ),
        "",
    ]
    levels = f"{rubric.levels[0]}–{rubric.levels[-1]}" if rubric.levels else "—"
    lines += [f"# {line.format(levels=levels)}" for line in say["ratings"]]
    lines += [
        f"#   {anchor.level} {in_language(anchor.label, lang)}: {in_language(anchor.means, lang)}"
        for anchor in rubric.scale
    ]
    lines.append("ratings:")
    measured: list[str] = []
    for _, above, node in rubric.walk():
        if isinstance(node, Pillar):
            continue
        if not applies_to(node, above, facets)[0]:
            continue
        if node.measure is not None:
            measured.append(
                f"  # {node.id}: {{value: , unit: {json.dumps(in_language(node.measure.unit, lang), ensure_ascii=False)}, year: , source: }}   # {in_language(node.title, lang)}"
            )
            continue
        lines += _criterion(node, above, lang)
        if index is not None and source is not None:
            lines += _passages(index.find(node, source.most), lang)
    if measured:
        lines += ["", f"# {say['measures']}", "measures:", *measured]
        lines[-len(measured) - 1] = "# measures:"
    lines += [
        "",
        f"# {say['targets']}",
        "# targets:",
        "#   - {measure: …, value: 1.6, unit: …, year: 2030, baseline: {value: 1.0, year: 2023}, at: gwr ¶31}",
    ]
    return "\n".join(lines) + "\n"


def _facets(rubric: Rubric, lang: str, known: Mapping[str, tuple[str, ...]]) -> list[str]:
    if not rubric.facets:
        return []
    say = _SAY[lang]
    lines = [f"# {say['facets']}", "facets:"]
    for name, facet in rubric.facets.items():
        values = ", ".join(f"{value} ({in_language(title, lang)})" for value, title in facet.values.items())
        lines.append(f"  # {in_language(facet.title, lang)}; {say['many'] if facet.many else say['one']}: {values}")
        chosen = known.get(name)
        if chosen is None:
            lines.append(f"  # {name}: {{is: {'[]' if facet.many else '…'}, because: …}}")
        else:
            value = f"[{', '.join(chosen)}]" if facet.many else chosen[0]
            lines.append(f"  {name}: {{is: {value}, because: …}}")
    return [*lines, ""]


def _criterion(criterion: Criterion, above: tuple[Pillar, ...], lang: str) -> list[str]:
    say = _SAY[lang]
    colon = "：" if lang == "zh" else ": "

    def note(label: str, text: Text | str | None) -> list[str]:
        words = in_language(text, lang)
        return [f"  # {say[label]}{colon}{words}"] if words else []

    code = f"{criterion.code} " if criterion.code else ""
    lines = ["", f"  # ── {code}{in_language(criterion.title, lang)} · {in_language(above[-1].title, lang)}"]
    path: tuple[Pillar | Criterion, ...] = (*above, criterion)
    conditions = [f"{name}: {', '.join(values)}" for node in path for name, values in node.applies.items()]
    if conditions:
        lines.append(f"  # {say['only']} {'; '.join(conditions)}")
    lines += note("asks", criterion.asks) + note("guide", criterion.guidance) + note("find", criterion.look_for)
    terms = criterion.terms.get("zh" if lang == "zh" else "en", ())
    if terms:
        lines += note("terms", ", ".join(terms) if lang == "en" else "、".join(terms))
    lines += [f"  #   {number} {in_language(text, lang)}" for number, text in sorted((criterion.levels or {}).items())]
    if criterion.checks:
        lines.append(f"  # {say['checks']}{colon}")
        lines += [f"  #   {check.id}  {in_language(check.asks, lang)}" for check in criterion.checks]
    lines += [
        f"  {criterion.id}:",
        "    level:",
        "    checks: []",
        f"    because:    # {say['because']}",
        "    evidence: []",
    ]
    return lines


def _passages(hits: Sequence[Hit], lang: str) -> list[str]:
    """Passages that bear on a criterion, as comments: where to look, and no rating."""
    if not hits:
        return [f"    # {_SAY[lang]['nothing-found']}"]
    lines = [f"    # {_SAY[lang]['found']}"]
    for hit in hits:
        passage = hit.passage
        pages = None if passage.page is None else (passage.pages[0][1], passage.pages[-1][1])
        why = ", ".join(hit.terms[:4]) if lang == "en" else "、".join(hit.terms[:4])
        words = " ".join(shortened(passage.text).split())
        lines.append(
            _comment(f"      {at_place((passage.number, passage.until), pages)}{f' ({why})' if why else ''}  {words}")
        )
    return lines


def _comment(text: str) -> str:
    """A line of YAML comment: nothing in a plan's words can end it."""
    return "    #" + "".join(c if c.isprintable() else " " for c in text)






