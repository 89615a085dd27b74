"""Drafting advice: what a plan should write, where in it that belongs, whom to follow, and a
sentence to fill in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.analysis.advice import Advice, Model, Place
from evalkit.evidence.passages import likeness
from evalkit.model.case import Case
from evalkit.model.fields import Text, both, in_language
from evalkit.model.rubric import Check, Criterion
from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts, case_facts
from evalkit.report.framework import ask_of
from evalkit.report.model import Block, Bullets, Entry, Paragraph, Point, Quoted, Runs, Strong, runs
from evalkit.report.places import passages
from evalkit.report.table import Cols, table
from evalkit.report.words.grammar import GRAMMARS
from evalkit.scoring.tolerances import TOLERANCE

BLANK = "____"
SAME = 0.7  # share of a note's words from which the words of the plan say it
ALIKE = 0.5  # share of words from which of two drafts one is enough
_ASIDE = re.compile(r"（[^（）]*）| ?\([^()]*\)")
_CLAUSE = re.compile(r"[；：]|[;:] ")  # where the first part of a text ends
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class MissingFact:
    """What is missing: what one proposal takes up, numbered where it is more than one thing, and
    what else; ``asks``: the text of the next level, where no check says it."""

    first: tuple[str, ...]
    also: tuple[str, ...] = ()
    asks: str = ""


@dataclass(frozen=True, slots=True)
class ByNatureFact:
    """Unmet points, over all entries, about what a document of this kind does not carry."""

    n: int
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhereFact:
    """Where it belongs. ``basis``: here | beside | review | nowhere; ``also``: other places.
    ``words``: those of the plan at hand; ``ended``: whether they end with their sentence;
    ``note``: a rater's, empty where the words say it."""

    basis: str
    at: str = ""
    words: Quoted | None = None
    note: str = ""
    also: tuple[str, ...] = ()
    ended: bool = True


@dataclass(frozen=True, slots=True)
class ModelFact:
    """Another plan that does it: where, in its words or as a rater notes; ``points``: the numbers
    of the points that it shows, where it does not show them all."""

    region: str
    at: str
    words: Quoted | None
    note: str
    points: str = ""


@dataclass(frozen=True, slots=True)
class NoModelFact:
    """That nobody is to be followed. ``why``: none | lacks | past | unshown | unseen, of the plan
    that comes closest; ``level``: the words for its level."""

    others: int
    why: str
    region: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class ShortFact:
    """A place, and what is to be written there."""

    at: str
    tasks: tuple[str, ...]


def of_case(
    ctx: Context,
    about: CaseFacts,
    most: int | None = None,
    full: bool = False,
    more: bool = True,
) -> tuple[Block, ...]:
    """What a plan should write, an entry a criterion; the ``most`` most pressing. ``full``: with
    every point that is missing, and every model; ``more``: with how many are left."""
    kind = ctx.evaluation.kind_of(about.case)
    if not ctx.rubric.rated or (kind is not None and kind.looks_back):
        return ()
    found = ctx.results.advice(about.case, ctx.plans)
    if not found:
        rated = any(c.outcome.level is not None for c in about.rated)
        return (_note_up_to(ctx, "advice-none") if rated else ctx.note("advice-unrated"),)
    entries = [_entry(ctx, about, own, full) for own in found[:most]]
    left = found[most:] if most is not None else ()
    rest = [ctx.note("advice-more", n=len(left))] if left and more else []
    note = "advice-note" if ctx.rubric.has_total else "advice-unweighted"
    return (_note_up_to(ctx, note), *_by_nature(ctx, found), *entries, *rest)


def _note_up_to(ctx: Context, name: str) -> Paragraph:
    """A note that says up to which level there is advice: by its name, where criteria share a
    scale."""
    if not ctx.rubric.levels:
        return ctx.note(f"{name}-own")
    return ctx.note(
        name, label=facts.label_at(ctx.results, facts.high_level(ctx.results), ctx.lang)
    )


def further(ctx: Context, about: CaseFacts, most: int) -> tuple[Block, ...]:
    """What is left after the ``most`` most pressing, a line each: on what, the first thing to
    write, and where it belongs."""
    left = ctx.results.advice(about.case, ctx.plans)[most:]
    columns: Cols[Advice] = (
        ctx.col("criterion", lambda own: ctx.title(own.ref)),
        ctx.col("advice-first", lambda own: _first_task(ctx, own)),
        ctx.col("where", lambda own: _first_place(ctx, about, own)),
    )
    return (table(ctx.labels["advice-further"], left, columns),) if left else ()


def _first_task(ctx: Context, own: Advice) -> str:
    """The first thing to write, in few words: what it is about, where the rubric says so, else the
    first part of what the check asks."""
    if not own.first:
        return ctx.grammar.unstopped(_next_level(ctx, own))
    check = own.first[0]
    if check.about is not None:
        return ctx.labels[f"about-{check.about}"]
    return _CLAUSE.split(_bare(ctx.grammar.to_do(ctx.say(check.asks))), maxsplit=1)[0]


def _first_place(ctx: Context, about: CaseFacts, own: Advice) -> str:
    ahead = (p for p in own.places if p.basis != "review")
    return next((_at(ctx, about.file.case, place) for place in ahead), "—")


def _by_nature(ctx: Context, found: Sequence[Advice]) -> list[Paragraph]:
    """What is not counted as missing, since it stands elsewhere."""
    beyond = [check for own in found for check in own.not_expected]
    abouts = dict.fromkeys(check.about for check in beyond if check.about is not None)
    without = tuple(ctx.labels[f"about-{name}"] for name in abouts)
    fact = ByNatureFact(len(beyond), without)
    return [Paragraph(ctx.words.advice.by_nature(fact))] if beyond else []


def in_short(
    ctx: Context, about: CaseFacts, refs: Sequence[str], most: int = 2
) -> tuple[Point, ...]:
    """What to write on some criteria, a sentence each, of the ``most`` first checks."""
    found = {own.ref: own for own in ctx.results.advice(about.case, ctx.plans)}
    chosen = (_short(ctx, about, found[ref], most) for ref in refs if ref in found)
    return tuple(Point(ctx.words.advice.short(fact)) for fact in chosen)


def _short(ctx: Context, about: CaseFacts, own: Advice, most: int) -> ShortFact:
    """The place and the first checks, without their examples."""
    place = next((p for p in own.places if p.basis != "review"), None)
    at = _at(ctx, about.file.case, place) if place is not None else ctx.title(own.ref)
    tasks = tuple(_bare(ctx.grammar.to_do(ctx.say(check.asks))) for check in own.first[:most])
    return ShortFact(at, tasks or (ctx.grammar.unstopped(_next_level(ctx, own)),))


def _bare(text: str) -> str:
    """A text without what stands in brackets."""
    return _ASIDE.sub("", text)


def _entry(ctx: Context, about: CaseFacts, own: Advice, full: bool) -> Entry:
    said = ctx.words.advice
    blocks: list[Paragraph | Bullets] = [
        _line(ctx, "missing", said.missing(_missing(ctx, own, full))),
        _line(ctx, "where", said.where(_where(ctx, about, own.places))),
        *_models(ctx, own, full),
    ]
    if draft := proposal(ctx, about, own):
        theirs = _in_their_words(ctx, about, own)
        blocks.append(_line(ctx, "draft", (ctx.grammar.gap.join(filter(None, (draft, theirs))),)))
    if ask := ask_of(ctx, own.ref, titled=False):
        blocks.append(Paragraph(ask))
    return Entry(f"a-{_criterion(ctx, own).id}", (ctx.title(own.ref),), tuple(blocks))


def _line(ctx: Context, name: str, said: Runs) -> Paragraph:
    return Paragraph(runs(Strong(ctx.labels[f"advice-{name}"]), ctx.grammar.colon, said))


def _criterion(ctx: Context, own: Advice) -> Criterion:
    return ctx.rubric.rated[own.ref]


def _next_level(ctx: Context, own: Advice) -> str:
    levels = _criterion(ctx, own).levels or {}
    return ctx.say(levels.get(own.next_level)) if own.next_level is not None else ""


def _missing(ctx: Context, own: Advice, full: bool) -> MissingFact:
    def to_do(check: Check) -> str:
        return ctx.grammar.to_do(ctx.say(check.asks))

    also = [check for check in own.missing if check not in own.first] if full else []
    first = [to_do(check) if full else _bare(to_do(check)) for check in own.first]
    numbers = _numbers(ctx, own) if len(first) > 1 else [""] * len(first)
    return MissingFact(
        first=tuple(n + said for n, said in zip(numbers, first, strict=True)),
        also=tuple(_bare(to_do(check)) for check in also),
        asks=_next_level(ctx, own),
    )


def _numbers(ctx: Context, own: Advice) -> list[str]:
    """What the points of a proposal are numbered by: the last number, where there are more."""
    signs = ctx.labels["advice-numbers"].split("|")
    return [signs[min(n, len(signs) - 1)] for n in range(len(own.first))]


def _where(ctx: Context, about: CaseFacts, places: Sequence[Place]) -> WhereFact:
    if not places:
        return WhereFact("nowhere")
    first, *others = places
    basis = {"neighbour": "beside", "found": "beside", "review": "review"}.get(first.basis, "here")
    case = about.file.case
    return WhereFact(
        basis=basis,
        at=_at(ctx, case, first),
        words=_quoted(ctx, first),
        note=_remark(ctx, first),
        also=tuple(_at(ctx, case, place) for place in others),
        ended=not first.cut[1],
    )


def _quoted(ctx: Context, place: Place) -> Quoted | None:
    """The words of a place, with a sign where their sentence begins before them."""
    begun, _ = place.cut
    words = (ctx.labels["advice-cut"] if begun else "") + place.words
    return Quoted(words) if place.words else None


def _remark(ctx: Context, place: Place) -> str:
    """What a rater notes of a place; nothing where the words of the plan say the same."""
    said = ctx.grammar.unstopped(ctx.say(place.note))
    return "" if likeness(place.words, said) >= SAME else said


def _at(ctx: Context, case: Case, place: Place) -> str:
    """A place, as a reader would say it; the document too, where it is not the plan."""
    return ctx.grammar.joined(passages(ctx, case, [f"{place.document} {place.at}"]))


def _note(ctx: Context, place: Place) -> str:
    """What a rater notes of a place; nothing where words in the reader's language say it."""
    told = place.words and (ctx.lang == "zh") == bool(_HAN.search(place.words))
    return "" if told else ctx.grammar.unstopped(ctx.say(place.note))


def _models(ctx: Context, own: Advice, full: bool) -> list[Paragraph | Bullets]:
    items = [ctx.words.advice.model(_model(ctx, own, m)) for m in own.models[: None if full else 1]]
    if len(items) == 1:
        return [_line(ctx, "models", items[0])]
    if items:
        head = Strong(ctx.labels["advice-models"])
        return [Paragraph(runs(head, ctx.grammar.colon.rstrip())), Bullets(tuple(items))]
    if not own.others:
        return []
    near = own.nearest
    scale = ctx.rubric.scales[_criterion(ctx, own).id]
    if near is None or (near.why == "lacks" and near.level <= max(own.level, scale.low)):
        fact = NoModelFact(own.others, "none")
    else:
        reached = max(at for at in scale.levels if at <= near.level + TOLERANCE)
        label = facts.label_at(ctx.results, int(reached), ctx.lang) if not scale.own else ""
        label = label or ctx.label("at-level", level=f"{reached:g}")
        fact = NoModelFact(own.others, near.why, ctx.region(near.case), label)
    return [_line(ctx, "models", ctx.words.advice.no_model(fact))]


def _model(ctx: Context, own: Advice, model: Model) -> ModelFact:
    case = ctx.evaluation.file_of[model.case].case
    words = Quoted(model.place.words) if model.place.words else None
    at = _at(ctx, case, model.place)
    shown = [
        n.strip()
        for n, check in zip(_numbers(ctx, own), own.first, strict=True)
        if check.id in model.shows
    ]
    points = ctx.grammar.joined(shown) if len(shown) < len(own.first) else ""
    return ModelFact(ctx.region(model.case), at, words, _note(ctx, model.place), points)


def _in_their_words(ctx: Context, about: CaseFacts, own: Advice) -> str:
    """The draft in the language of the plan, where its words are at hand and that is another than
    the reader's."""
    words = "".join(place.words for place in own.places)
    theirs = "zh" if _HAN.search(words) else "en"
    drafts = proposal(ctx, about, own, theirs) if words and theirs != ctx.lang else ""
    again = drafts == proposal(ctx, about, own)
    return ctx.grammar.aside(drafts).strip() if drafts and not again else ""


def proposal(ctx: Context, about: CaseFacts, own: Advice, lang: str = "") -> str:
    """The drafts of the first checks as one text, in the reader's language or another, with the
    region's name and its partner's filled in, none that says much the same as one before it; empty
    where the rubric has none."""
    lang = lang or ctx.lang
    drafts: list[str] = []
    told: list[Check] = []
    for check in own.first:
        text = _draft(about, own, check, lang)
        if text and not any(_alike(check, one) for one in told):
            drafts.append(text)
            told.append(check)
    return GRAMMARS[lang].gap.join(drafts)


def _alike(one: Check, other: Check) -> bool:
    """Whether two drafts share most of their words, in the rubric's first language."""
    a, b = (in_language(check.draft, "zh") for check in (one, other))
    return min(likeness(a, b), likeness(b, a)) >= ALIKE


def _draft(about: CaseFacts, own: Advice, check: Check, lang: str) -> str:
    def named(name: Text | None) -> str:
        return GRAMMARS[lang].without_kind(in_language(name, lang))

    place, peer = named(about.file.case.region.name), named(own.partner) or BLANK
    return in_language(check.draft, lang).replace("{place}", place).replace("{peer}", peer)


def asked(ctx: Context, cases: Sequence[str], most: int | None = None) -> tuple[Block, ...]:
    """The advice for some cases in full, plan by plan."""
    out: list[Block] = []
    for case in cases:
        head = [Paragraph((Strong(ctx.region(case)),))] if len(cases) > 1 else []
        out += [*head, *of_case(ctx, case_facts(ctx.results, case), most, full=True, more=False)]
        left = len(ctx.results.advice(case, ctx.plans)[most:]) if most is not None else 0
        out += [ctx.note("advice-unlisted", n=left)] if left else []
    return tuple(out)


def data(ctx: Context, case: str, most: int | None = None) -> dict[str, object]:
    """What JSON holds."""
    about = case_facts(ctx.results, case)
    found = ctx.results.advice(case, ctx.plans)[:most]
    return {"case": case, "advice": [_item(ctx, about, own) for own in found]}


def _item(ctx: Context, about: CaseFacts, own: Advice) -> dict[str, Any]:
    return {
        "ref": own.ref,
        "level": own.level,
        "share": own.share,
        "distance": own.distance,
        "missing": [check.id for check in own.missing],
        "first": [check.id for check in own.first],
        "not_expected": [check.id for check in own.not_expected],
        "next_level": own.next_level,
        "places": [_place(place) for place in own.places],
        "models": [
            {
                "case": model.case,
                "met": model.met,
                "shows": model.shows,
                "shared": model.shared,
                "level": model.level,
                "place": _place(model.place),
            }
            for model in own.models
        ],
        "nearest": own.nearest,
        "draft": proposal(ctx, about, own) or None,
    }


def _place(place: Place) -> dict[str, Any]:
    zh, en = _sides(place.note)
    return {
        "document": place.document,
        "at": place.at,
        "basis": place.basis,
        "raters": place.raters,
        "words": place.words or None,
        "cut": place.cut,
        "note": zh,
        "note_en": en,
    }


def _sides(text: Text | None) -> tuple[str | None, str | None]:
    zh, en = both(text)
    return zh or None, en or None
