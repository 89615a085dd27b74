"""Chinese: labels and sentences of reports, in the habits of official documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evalkit.report.figure import (
    Figure,
    in_unit,
    level,
    number,
    percent,
    round_half_up,
    score,
    shift,
)
from evalkit.report.model import Runs, Strong, runs
from evalkit.report.words import labels_of
from evalkit.report.words.grammar import GRAMMARS
from evalkit.scoring.limits import NEAR, SHOWN

if TYPE_CHECKING:
    from evalkit.report.sections.changes import SuccessionFact
    from evalkit.report.sections.coherence import CoherenceFact
    from evalkit.report.sections.consistency import ConsistencyFact, ConsistencyOverAll
    from evalkit.report.sections.effects import Firmness, Heavier, Movers
    from evalkit.report.sections.groups import Contrast, Divided
    from evalkit.report.sections.outcomes import TargetFact
    from evalkit.report.sections.sensitivity import OutlookFact
    from evalkit.report.sections.shared import Shared
    from evalkit.report.sections.spread import Overview
    from evalkit.report.sections.weights import SecondOpinions

LABELS = labels_of("zh")
_G = GRAMMARS["zh"]
listed, first_of = _G.listed, _G.first_of


def _points(value: float) -> Figure:
    return score(value)


def argued(given: Sequence[tuple[str, float, str]]) -> str:
    """What each rater gave and why, where no one level stands for all."""
    return (
        "；".join(
            f"评分人{rater}评{level:g}级：{because.rstrip('。')}" for rater, level, because in given
        )
        + "。"
    )


def briefing_title(region: str) -> str:
    return f"{region}规划评价简报"


def ruled_out(titles: Sequence[str]) -> Runs:
    return runs(f"下列{len(titles)}条准则针对其他类别的地区，不适用于本地区：{'；'.join(titles)}。")


def how_scored(at: float, rule: str, value: Figure, share: float) -> Runs:
    parts = runs("采用等级", level(at), f"（{rule}）" if rule else "", "，得分", value)
    return (
        runs(parts, "，占总分", percent(share, 1), "。") if share else runs(parts, "，不计入总分。")
    )


def at_level(value: Figure) -> Runs:
    return runs(value, "级")


def facet(title: str, value: str, because: str) -> Runs:
    return runs(Strong(f"{title}：{value}"), f"。{because}" if because else "")


def target(t: TargetFact) -> Runs:
    unit = in_unit(t.unit)
    year = f"{t.year}年" if t.year else ""
    parts = runs(Strong(t.title), f"：{year}目标", number(t.value, t.decimals), unit)
    if t.baseline is not None:
        start = f"（{t.baseline_year}年）" if t.baseline_year else ""
        parts = runs(parts, "，基期值", number(t.baseline, t.decimals), unit, start)
    if t.latest is not None:
        parts = runs(
            parts,
            "；最新统计数据",
            number(t.latest.value, t.decimals),
            unit,
            f"（{t.latest.year}年）",
        )
    unit = "个百分点" if t.unit.startswith("%") else ""
    if t.reached:
        parts = runs(parts, "，已达到目标")
    elif t.course is not None and t.course.needed is not None:
        parts = runs(parts, "；此后年均须", *_rate(t.course.needed, t.decimals, unit))
        if t.course.achieved is not None:
            pace = LABELS[f"pace-{t.course.pace}"]
            parts = runs(
                parts,
                f"，{t.course.since}年以来年均",
                *_rate(t.course.achieved, t.decimals, unit),
                f"，{pace}",
            )
    elif t.needed is not None and t.needed > 0:
        parts = runs(parts, "；从基期算起，年均须提高", number(t.needed, t.decimals), unit)
    return runs(parts, f"（{t.at}）。" if t.at else "。", f"{t.note}。" if t.note else "")


def _rate(value: float, decimals: int, unit: str) -> Runs:
    return runs("提高" if value >= 0 else "降低", number(abs(value), decimals + 1), unit)


def apart(titles: Sequence[str]) -> Runs:
    if not titles:
        return ()
    shown = "、".join(titles[:MOST_NAMED])
    more = f"等{len(titles)}条" if len(titles) > MOST_NAMED else ""
    return runs(f"评分人意见相差较大、宜先合议的准则：{shown}{more}。")


def widest(title: str, low: str, low_value: Figure, high: str, high_value: Figure) -> Runs:
    return runs(
        "各规划差距最大的支柱是",
        Strong(f"“{title}”"),
        f"：最低{low}，",
        low_value,
        f"分；最高{high}，",
        high_value,
        "分。",
    )


def nobody(n: int, of: int, titles: list[str], label: str) -> Runs:
    shown = "".join(f"“{title}”" for title in titles)
    return runs(
        f"计入总分、至少半数规划适用的{of}条准则中，有{n}条没有一份规划超过“{label}”：{shown}{'等' if n > len(titles) else ''}。"
    )


def weights_note(draws: int, spread: float, within: float) -> str:
    low, high = round_half_up(1 - spread, 2), round_half_up(1 + spread, 2)
    return (
        f"“换用其他权重”的做法：每个权重各乘以一个{low}至{high}之间的随机系数，共{draws}次；"
        f"区间为名次居中的{round_half_up(within * 100, 0)}%。这是敏感性区间，不是置信区间，只说明名次对权重设定的依赖程度。"
    )


def consensus_note(rule: str, reconcile_at: float) -> str:
    rules = {
        "mean": "取各评分人等级的平均",
        "median": "取各评分人等级的中位数",
        "lowest": "取各评分人中最低的等级",
        "adjudicated": "取一致的等级；不一致时取裁定的等级",
    }
    return f"同一准则由多人评分时，{rules[rule]}；相差{reconcile_at:g}级及以上的，请评分人合议。"


def coverage_note(coverage: float) -> str:
    return f"支柱的适用权重至少评了{round_half_up(coverage * 100, 0)}%才给出得分；没有评的准则绝不按零分处理。"


def state(reason: str) -> str:
    return {
        "not-applicable": "不适用",
        "coverage-low": "已评部分不足",
        "nothing-rated": "未评",
        "": "已计分",
    }[reason]


def outlook(o: OutlookFact) -> Runs:
    place = (
        f"第{o.rank_low}位" if o.rank_low == o.rank_high else f"第{o.rank_low}至第{o.rank_high}位"
    )
    parts = runs(
        Strong(o.region),
        "：得分在",
        score(o.low),
        "至",
        score(o.high),
        f"之间，列{place}（共{o.n}个）",
    )
    if not o.n_alike:
        return runs(parts, "；与其他地区都能分出先后。" if o.n > 1 else "。")
    more = f"等{o.n_alike}个地区" if o.n_alike > len(o.alike) else ""
    return runs(
        parts, f"；与{'、'.join(o.alike) if more else listed(list(o.alike))}{more}难分先后。"
    )


def sensitivity(told: int, n: int, leader: OutlookFact) -> Runs:
    if n == 1:
        return runs("只有一份规划，谈不上名次；其得分仍有区间。")
    head: Runs = (
        runs(Strong(leader.region), "在", percent(leader.first), "的情形下居首。")
        if leader.region
        else ()
    )
    if told == n:
        return runs(head, "各地区之间都能分出先后。")
    if n == 2:
        return runs(head, "两地难分先后，看名次须同时看区间。")
    apart = (
        f"没有一个地区能与其余{n - 1}个都分出先后"
        if not told
        else f"{n}个地区中只有{told}个能与其余地区都分出先后"
    )
    return runs(head, f"{apart}，看名次须同时看区间。")


def movers(m: Movers) -> Runs:
    what = f"{m.region}总分" if m.region else "名次"
    if m.needed:
        return runs(f"抽取次数不足，尚不能判断哪一项设定最能改变{what}；约需{m.needed}次。")
    if m.still:
        return runs(f"所变动的各项设定都不改变{what}。")
    named = "、".join(LABELS[f"f-{e.factor}"] for e in m.most)
    parts = runs(f"最能改变{what}的是{named}")
    if len(m.most) == 1:
        (top,) = m.most
        parts = runs(
            parts, "，占其方差的", percent(top.total), "（单独占", percent(top.first), "）"
        )
    if m.then:
        parts = runs(
            parts,
            f"；其次是{LABELS[f'f-{m.then.factor}']}，占",
            percent(m.then.total),
            "（含相互作用，各项之和可超过100%）",
        )
    return runs(parts, "。")


def heavier(h: Heavier) -> Runs:
    return runs(
        Strong(f"“{h.title}”"),
        "的权重占",
        percent(h.weight),
        "，而各地总分的差异有",
        percent(h.influence),
        "来自这一支柱。",
    )


def firmness(f: Firmness) -> Runs:
    names = "、".join(f.leaders)
    if not f.without:
        return runs(f"无论舍去哪一条准则或哪一个支柱，{names}都居首位。")
    shown = "；".join(f"舍去“{title}”，则{'、'.join(who)}居首" for title, who in f.without[:2])
    more = f"；类似的还有{len(f.without) - 2}处" if len(f.without) > 2 else ""
    return runs(f"{names}的首位有赖于个别准则：{shown}{more}。")


def checks_met(c: ConsistencyFact) -> Runs:
    whole = c.met == int(c.met)
    parts = runs(
        number(c.applicable),
        "个检查点中满足",
        number(c.met, 0 if whole else 1),
        "个" if whole else "个（评分人不一致的按半个计）",
    )
    if not c.worst[0]:
        return runs(parts, "。")
    return runs(
        parts,
        f"，满足得最少的是{'、'.join(f'“{t}”' for t in c.worst[0])}（",
        percent(c.worst[1]),
        "）。",
    )


def consistency(c: ConsistencyFact) -> Runs:
    if c.index is None:
        return runs("已答的检查点不足，未计算一致性指数。")
    band = f"，属“{c.band}”" if c.band else ""
    parts = runs(
        number(c.applicable),
        "个检查点中满足",
        number(c.met, 0 if c.met == int(c.met) else 1),
        "个" if c.met == int(c.met) else "个（评分人不一致的按半个计）",
        "；一致性指数为",
        number(c.index, 2),
        f"（满分{c.most:g}）{band}",
    )
    if not c.best[0]:
        return runs(parts, "，各变量的满足比例相同。")
    return runs(
        parts,
        f"；满足比例最高的是{'、'.join(c.best[0])}（",
        number(c.best[1], 2),
        f"），最低的是{'、'.join(c.worst[0])}（",
        number(c.worst[1], 2),
        "）。",
    )


def second_opinions(o: SecondOpinions) -> Runs:
    if len(o.first) > 1 and all(n == o.n_methods for _, n in o.first):
        return runs(f"无论用哪种方法，{listed([name for name, _ in o.first])}都并列居首。")
    name, n = o.first[0]
    often = f"{o.n_methods}种方法下都" if n == o.n_methods else f"{o.n_methods}种方法中的{n}种下"
    parts = runs(Strong(name), f"在{often}居首")
    if len(o.first) > 1:
        parts = runs(parts, "；" + "、".join(f"{other}在{k}种下居首" for other, k in o.first[1:]))
    if o.steady:
        return runs(parts, "；各地名次都不变。")
    case, low, high = o.widest
    return runs(parts, f"；名次变动最大的是{case}，在第{low}位至第{high}位之间。")


def coherence(c: CoherenceFact) -> Runs:
    head = f"规划只有{c.n_cases}份，不足{c.least}份，不足以据此评判标准；" if c.few else ""
    same = f"{c.n_constant}条在各规划中得分相同" if c.n_constant else "没有在各规划中得分都相同的"
    against = f"{c.n_against}条与所在支柱的其余准则反向" if c.n_against else "没有与所在支柱反向的"
    pairs = (
        f"{c.n_pairs}对准则给各规划排的次序几乎相同或相反"
        if c.n_pairs
        else "没有排序几乎相同的两条"
    )
    parts = runs(f"{head}{c.n_items}条准则中，{same}，{against}，{pairs}。")
    if c.alphas:
        listed_alphas: Runs = ()
        for n, (title, alpha) in enumerate(c.alphas):
            listed_alphas = runs(listed_alphas, "、" if n else "", f"“{title}”", number(alpha, 2))
        parts = runs(parts, "Cronbach α：", listed_alphas, "。")
    return parts


def succession(s: SuccessionFact) -> Runs:
    if s.before is None or s.after is None:
        parts = runs(f"{_plan(s.older)}与{_plan(s.newer)}的总分不可比：其中一份没有总分。")
    else:
        change = s.after - s.before
        if abs(change) < SHOWN:
            head = runs(f"从{_plan(s.older)}到{_plan(s.newer)}，总分保持在", score(s.after), "分")
        else:
            way = "提高" if change > 0 else "降低"
            head = runs(
                f"从{_plan(s.older)}到{_plan(s.newer)}，总分由",
                score(s.before),
                "分到",
                score(s.after),
                f"分，{way}",
                _points(abs(change)),
                "分",
            )
        if s.versions[0] != s.versions[1]:
            head = runs(head, f"，分别按标准{s.versions[0]}版和{s.versions[1]}版评定")
            if s.plan is not None and s.rubric is not None:
                head = runs(
                    head, "，其中规划带来", shift(s.plan), "分，标准修订带来", shift(s.rubric), "分"
                )
            else:
                head = runs(head, "；旧规划在新版本下已评部分不足，两者的影响分不开")
        elif s.level == 1:
            head = runs(head, "；在所有情形下两者都持平")
        elif s.ahead is not None:
            head = runs(head, "；在", percent(s.ahead), "的情形下新规划领先")
            if s.level:
                head = runs(head, "，在", percent(s.level), "的情形下持平")
        parts = runs(head, "。")
    total = s.n_rose + s.n_fell + s.n_stayed
    apart = f"；另有{s.n_apart}条不可比" if s.n_apart else ""
    return runs(
        parts,
        f"可比的{total}条准则中，{s.n_rose}条上升，{s.n_fell}条下降，{s.n_stayed}条不变{apart}。",
    )


def _plan(name: str) -> str:
    """A plan by its year, or by its case's id."""
    return f"{name}年" if name.isdigit() else name


def consistency_over_all(c: ConsistencyOverAll) -> Runs:
    (low_region, low), (high_region, high) = c.lowest, c.highest
    parts = runs(
        "一致性指数最低",
        number(low, 2),
        f"（{low_region}），最高",
        number(high, 2),
        f"（{high_region}），满分{c.most:g}",
    )
    if c.fullest[0] == c.emptiest[0]:
        return runs(parts, "。")
    return runs(
        parts,
        f"；平均满足比例最高的变量是“{c.fullest[0]}”（",
        number(c.fullest[1], 2),
        f"），最低的是“{c.emptiest[0]}”（",
        number(c.emptiest[1], 2),
        "）。",
    )


def overview(o: Overview) -> Runs:
    parts = runs(f"{o.n}份规划平均", Strong(score(o.mean).text()), "分")
    if o.high[1] - o.low[1] < SHOWN:
        parts = runs(parts, "，得分相同")
    else:
        low, high = (f"（{first_of(list(names))}）" for names, _ in (o.low, o.high))
        parts = runs(
            parts, "，最低", score(o.low[1]), f"分{low}，最高", score(o.high[1]), f"分{high}"
        )
    if len(o.grades) == 1:
        return runs(parts, f"；等次均为“{o.grades[0][0]}”。")
    held = "，".join(f"“{label}”{n}份" for label, n in o.grades)
    return runs(parts, f"；{held}。" if held else "。")


def pillar_means(means: Sequence[tuple[str, float]]) -> Runs:
    (_, high), (worst, low) = means[0], means[-1]
    if high - low < NEAR:
        return runs("各支柱的平均得分接近，在", score(low), "至", score(high), "之间。")
    best: Runs = ()
    for title, mean in means[:-1]:
        if high - mean < NEAR and mean - low >= NEAR:
            best = runs(best, "和" if best else "", Strong(f"“{title}”"), "（", score(mean), "）")
    return runs(
        "平均得分较高的支柱是", best, "，最低的是", Strong(f"“{worst}”"), "（", score(low), "）。"
    )


def shared(s: Shared) -> Runs:
    return runs(f"{s.title}（{s.n}份中的{s.k}份）" if s.k < s.n else f"{s.title}（{s.n}份全部）")


def divided(d: Divided, alike: Sequence[str]) -> Runs:
    held: Runs = ()
    for n, (label, k, mean) in enumerate(d.groups):
        held = runs(held, "，" if n else "", f"“{label}”（{k}份）平均", score(mean), "分")
    if not d.told:
        return runs(
            f"按哪一种分组，总分都没有明显差别。相对最明显的是按{d.title}分：",
            held,
            "；但随机分组有",
            percent(d.found.chance),
            "也有这样大的差别。",
        )
    also = "".join(f"或按{title}" for title in alike)
    return runs(
        f"按{d.title}{also}分，各规划区分得最清楚。按{d.title}：",
        held,
        "；总分差异的",
        percent(d.found.share),
        "在组与组之间，随机分组只有",
        percent(d.found.chance),
        "有这样大的差别。",
    )


def contrast(c: Contrast) -> Runs:
    own = c.group
    if len(own.cases) == 1:
        return runs(Strong(own.label), f"：只有{c.best}，", score(own.mean), "分。")
    parts = runs(
        Strong(own.label),
        f"：{len(own.cases)}份规划平均",
        score(own.mean),
        "分，最高",
        c.best,
        "（",
        score(own.cases[0][1]),
        "），最低",
        c.last,
        "（",
        score(own.cases[-1][1]),
        "）",
    )
    if c.rest is not None:
        gap = own.mean - c.rest
        if abs(gap) < NEAR:
            parts = runs(parts, f"，与其余{c.n_rest}份（", score(c.rest), "）相当")
        else:
            parts = runs(
                parts, f"，{'高' if gap > 0 else '低'}于其余{c.n_rest}份", _points(abs(gap)), "分"
            )
    for found, said in ((c.ahead, "领先最多的是"), (c.behind, "落后最多的是")):
        if found:
            parts = runs(
                parts, f"；{said}“{found[0]}”（", score(found[1]), "比", score(found[2]), "）"
            )
    parts = runs(parts, "。")
    if c.only_low:
        shown = "".join(f"“{title}”" for title in c.only_low[:MOST_NAMED])
        more = f"等{len(c.only_low)}条准则" if len(c.only_low) > MOST_NAMED else ""
        below = "" if c.low_is_bottom else "及以下"
        parts = runs(
            parts, f"组内全部停留在“{c.low_label}”{below}、而组外多数做得更好的：{shown}{more}。"
        )
    return parts


MOST_NAMED = 5


def paces(found: Sequence[tuple[str, int]]) -> Runs:
    n = sum(k for _, k in found)
    return runs(
        f"各规划可核对的{n}项量化目标中，"
        + "，".join(f"{LABELS[f'pace-{pace}']}{k}项" for pace, k in found)
        + "。"
    )


def and_more(n: int) -> str:
    return f"等，另有{n}份"


def by_facet(title: str) -> str:
    return f"按{title}"
