"""A reason that says a thing is not there, beside a tick that says it is.

Told only where the words leave little doubt: what the reason denies is most of what one ticked
check asks, and no check left open is as near. Of a check that is met in one of several ways, one
way is less than that. Plainer still: the reason denies an owner, funds, a target or a baseline,
and the criterion has one check about such a thing. A reason in both languages is read in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain

from evalkit.model.case import Rating
from evalkit.model.fields import in_language
from evalkit.model.rubric import Check

LEAST = 0.6  # share of what is denied that a check must name…
MOST = 0.45  # …and share of what the check asks that must be denied
_ZH = re.compile(
    r"(?:没有?+|尚?未(?![来必])|均?无(?![人线锡法论疑偿障])|缺[乏少]?+|找不到|看不到|不见)"
    r"(?![与把将按从由同跟])([^，。；！？：（）()]{2,30})"
)
# What stands before a denial and takes it back, or speaks of another time or of some only.
_ZH_NOT = re.compile(
    r"(?:不是|并非|不能说|不算|去年|上年|此前|以前|过去|曾|有的[^，。；]{0,6}|个别[^，。；]{0,6})$"
)
_EN_NOT = re.compile(
    r"(?:\bnot|\bthere (?:is|can be)|\b(?:last year|before|earlier|so far)\W*)\s*$", re.IGNORECASE
)
# A denial that stands behind what it denies; looked for by its own words first, which is quick.
_ZH_UNSAID = re.compile(
    r"(?:没有|未|尚未|未能)(?:写明|说明|设立|列出|给出|点名|明确|提及|提到)(?=[，。；！？]|$)"
)
_ZH_BEHIND = re.compile(r"([^，。；！？：（）()]{2,20}?)(?:均|都|也|还)?" + _ZH_UNSAID.pattern)
_EN_BEHIND = re.compile(
    r"([^,.;:!?()]{3,60}?)\s+(?:is|are)(?: not|n['’]t)\s+"
    r"(?:set up|named|stated|given|listed|mentioned)(?=[,.;!?]|$)",
    re.IGNORECASE,
)
_ZH_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+")
_ZH_BETWEEN = re.compile(r"[、和与及或“”‘’《》]|以及|也没有|也无")
_ZH_LEAD = re.compile(
    r"^(?:任何|明确|具体|写明|说明|给出|列出|点名|提出|提到|提及|提|见|设立|设置|设有|设|有|专门|相应"
    r"|的|其|对|被|在)+"
)
_EN = re.compile(
    r"\b(?:no|without|lacks?|lacking|nor|neither|missing|never (?:names?|gives?|states?|mentions?)"
    r"|(?:does|do|is|are) not (?:name|give|state|mention|list|set|have)(?:d|ed)?)\b"
    r"([^,.;:!?()]{3,80})",
    re.IGNORECASE,
)
_EN_BETWEEN = re.compile(r"\b(?:or|and|nor|but|though|while)\b", re.IGNORECASE)
_EN_WORD = re.compile(r"[a-z][a-z-]{2,}")
_EN_STOP = frozenset(
    re.findall(
        r"\w+",
        "the any its their and for with are was were has have had that this these those not only"
        " such what which who from into than own other all one two also yet given stated named",
    )
)
# Words that, denied by themselves, deny the one check that is about such a thing.
_PLAIN: Mapping[str, re.Pattern[str]] = {
    about: re.compile(words, re.IGNORECASE)
    for about, words in {
        "owner": r"(?:责任|负责|牵头)(?:单位|部门|机构)"
        r"|(?:responsible|lead|named) (?:body|department)(?: is named)?",
        "funds": r"(?:专项|专门)?(?:资金|经费)(?:数额|来源|安排)?"
        r"|(?:funds|funding|money)(?: (?:is|are) named)?",
        "date": r"(?:带数值和年份的|带年份的|有期限的|限期|量化)目标|dated (?:targets?|figures?)",
        "baseline": r"(?:同一指标的)?(?:现值|现状值|基期值?)|(?:present values?|baselines?)",
    }.items()
}
_ASIDE = re.compile(r"（[^）]*）|\([^)]*\)")


def denied(rating: Rating, checks: Sequence[Check]) -> tuple[tuple[Check, str], ...]:
    """The ticked checks that the reason denies, each with the words that do."""
    found: dict[str, tuple[Check, str]] = {}
    ticked = [check for check in checks if check.id in rating.checks]
    if rating.because is None or not ticked:
        return ()
    lang = "zh" if re.search(r"[\u4e00-\u9fff]", in_language(rating.because, "zh")) else "en"
    named = [check.about for check in checks]
    alone = [c for c in ticked if c.about in _PLAIN and named.count(c.about) == 1]
    for part in _denials(in_language(rating.because, lang), lang):
        for check in alone:
            if check.about is not None and _PLAIN[check.about].fullmatch(part.strip()):
                found.setdefault(check.id, (check, part.strip()))
        own = _pieces(part, lang)
        if len(own) < 2:
            continue
        near = [check for check in ticked if _named(own, check, lang)]
        if not near:
            continue
        shared = {check.id: len(own & _asked(check, lang)) for check in checks}
        best = max(shared.values())
        if [id for id, n in shared.items() if n == best] == [near[0].id]:
            found.setdefault(near[0].id, (near[0], part.strip()))
    return tuple(found.values())


def _denials(said: str, lang: str) -> list[str]:
    """What a reason says is not there, thing by thing."""
    zh = lang == "zh"
    clauses, between, taken_back = (
        (_ZH, _ZH_BETWEEN, _ZH_NOT) if zh else (_EN, _EN_BETWEEN, _EN_NOT)
    )
    after = [m[1] for m in clauses.finditer(said) if not taken_back.search(said[: m.start()])]
    stands_behind = not zh or _ZH_UNSAID.search(said)
    before = (_ZH_BEHIND if zh else _EN_BEHIND).findall(said) if stands_behind else ()
    parts = [part for match in (*after, *before) for part in between.split(match)]
    if zh:
        parts = [_ZH_LEAD.sub("", part.strip()) for part in parts]
    return [part for part in parts if part.strip()]


def _named(own: frozenset[str], check: Check, lang: str) -> bool:
    """Whether what is denied is most of what a check asks, and little else."""
    asked = _asked(check, lang)
    both = len(own & asked)
    return both >= LEAST * len(own) and both >= MOST * len(asked)


def _asked(check: Check, lang: str) -> frozenset[str]:
    """What a check asks in the main, without its examples."""
    return _main(in_language(check.asks, lang), lang)


@cache
def _main(asks: str, lang: str) -> frozenset[str]:
    kept = _ASIDE.sub("", asks)
    return _pieces(_ZH_LEAD.sub("", kept) if lang == "zh" else kept, lang)


def _pieces(text: str, lang: str) -> frozenset[str]:
    """Pairs of characters in Chinese, words in English: enough to tell one thing from another."""
    if lang == "zh":
        runs = _ZH_RUN.findall(text)
        return frozenset(chain.from_iterable(map(str.__add__, run, run[1:]) for run in runs))
    words = _EN_WORD.findall(text.lower())
    return frozenset(word.rstrip("s") for word in words if word not in _EN_STOP)
