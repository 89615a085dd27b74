"""A rubric, a case and a rater in; what a rating form shows of them out: who it is for, and a block
of rows a criterion.

Writing and reading both start here, so that a cell which nobody touched reads as it was written.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import zip_longest

from evalkit.analysis.settling import Unsettled
from evalkit.model.case import Case, CaseFile, Rating
from evalkit.model.catalogue import messages
from evalkit.model.commitment import Commitment
from evalkit.model.fields import Text, Translations, in_language
from evalkit.model.language import LANGUAGES
from evalkit.model.rubric import Check, Criterion, Pillar, Rubric, RubricFile
from evalkit.model.scale import Scale
from evalkit.scoring.consensus import RatingRow, applies_to

FORM = 1  # of the layout: what a later evalkit must still read
FEWEST, FREE = 3, 2  # rows of a block; rows for more evidence than there is
MARK = re.compile(r"([a-z][a-z0-9-]*)#(\d+)(?::([a-z0-9-]+))?(\*?)")  # see Block.mark
Cells = dict[str, str]  # column → what the cell shows


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a form is for, as its hidden cells and its properties say it. ``case``: empty where the
    form is of a rubric alone; ``sha256``: of the rubric, its beginning."""

    case: str
    rubric: str
    sha256: str
    rater: str
    lang: str
    form: int = FORM
    settles: bool = False

    def __str__(self) -> str:
        told = {key: value for key, value in asdict(self).items() if key != "settles" or value}
        return json.dumps(told, ensure_ascii=False, sort_keys=True)


def identity_of(text: str) -> Identity | None:
    """The identity that a cell holds; None where it is something else."""
    if not text.startswith("{"):
        return None
    try:
        told = json.loads(text)
        case, rubric, sha256, rater, lang = (
            str(told[name]) for name in ("case", "rubric", "sha256", "rater", "lang")
        )
        own = Identity(case, rubric, sha256, rater, lang, settles=told.get("settles") is True)
    except (ValueError, KeyError, TypeError):
        return None
    return own if told.get("form") == FORM and own.lang in LANGUAGES else None


def is_mark(text: str) -> bool:
    """Whether a cell holds the hidden mark of a row."""
    return MARK.fullmatch(text.strip()) is not None


@dataclass(frozen=True)
class Block:
    """A criterion's rows. ``ref``: in the rubric; ``above``: pillars, outermost first; ``checks``:
    those that apply; ``rating``: what the rater gave before; ``apart``: what is to settle."""

    ref: str
    above: tuple[Pillar, ...]
    criterion: Criterion
    checks: tuple[Check, ...]
    rating: Rating | None
    apart: Unsettled | None = None

    @property
    def code(self) -> str:
        """What the row is called on the sheet."""
        return self.criterion.code or self.criterion.id

    @property
    def levels(self) -> tuple[float, ...]:
        return tuple(sorted(self.criterion.levels or {}))

    @property
    def n_rows(self) -> int:
        """As many as levels and checks need, and free ones for evidence."""
        held = len(self.rating.evidence) if self.rating is not None else 0
        cited = [len(row.rating.evidence) for row in self.apart.rows] if self.apart else []
        others = 1 + max(cited, default=0)  # level and reason, then a row a piece of evidence
        return max(FEWEST, len(self.levels), len(self.checks), held + FREE, others)

    def mark(self, n: int) -> str:
        """The hidden mark of a row: criterion, row, check; a star where the form shows a rating."""
        check = f":{self.checks[n].id}" if n < len(self.checks) else ""
        star = "*" if n == 0 and self.rating is not None else ""
        return f"{self.criterion.id}#{n}{check}{star}"


@dataclass(frozen=True)
class Content:
    """A whole form. ``both``: whether reasons and notes have a column in each language;
    ``commitments``: the rater's own that stand in the case's file; ``taken``: ids of all of the
    case's."""

    identity: Identity
    standard: RubricFile
    case: Case | None
    blocks: tuple[Block, ...]
    both: bool
    commitments: tuple[Commitment, ...] = ()
    taken: frozenset[str] = frozenset()

    @property
    def lang(self) -> str:
        return self.identity.lang

    @property
    def decides(self) -> bool:
        """Whether what the rater writes stands in place of the others' levels."""
        told = self.case.raters.get(self.identity.rater) if self.case is not None else None
        return self.identity.settles or (told is not None and told.role == "chair")

    @property
    def rubric(self) -> Rubric:
        return self.standard.rubric

    @cached_property
    def others(self) -> tuple[str, ...]:
        """Raters whose ratings the form shows."""
        rows = (row for block in self.blocks if block.apart for row in block.apart.rows)
        return tuple(sorted({row.rater for row in rows}))

    def given(self, block: Block) -> tuple[RatingRow, ...]:
        """What raters gave, in the order of the raters: side by side on the sheet."""
        rows = block.apart.rows if block.apart is not None else ()
        return tuple(sorted(rows, key=lambda row: self.others.index(row.rater)))

    @cached_property
    def beside(self) -> tuple[tuple[str, ...], ...]:
        """Raters whose ratings stand in each column: one, or, where not the same people rated
        everything, several."""
        held = [[row.rater for row in self.given(block)] for block in self.blocks]
        columns = zip_longest(*held)
        return tuple(tuple(n for n in self.others if n in column) for column in columns)

    @property
    def parts(self) -> tuple[SheetPart, ...]:
        """What stands on a sheet each: outermost pillars that have something to rate; one for all
        that is to settle."""
        if self.identity.settles:
            title = messages("forms", self.lang)["tab"]["settle"]
            return (SheetPart(".settle", "", title, self.blocks),)
        out = []
        for pillar in self.rubric.pillars:
            own = tuple(block for block in self.blocks if block.above[0] is pillar)
            if own:
                title = in_language(pillar.title, self.lang)
                out.append(SheetPart(pillar.id, pillar.code or "", title, own))
        return tuple(out)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """The blocks of one sheet; ``id``: the pillar's."""

    id: str
    code: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def full(self) -> str:
        """The title behind its code."""
        return f"{self.code} {self.title}".strip()


def content_of(
    standard: RubricFile,
    file: CaseFile | None,
    rater: str,
    lang: str,
    both: bool | None = None,
    *,
    settles: bool = False,
) -> Content:
    """What a form for a rater shows; of ratings the rater's own only.

    Args:
        both: whether there are columns in both languages; where it is not said, where the rater
            has written in the other language.
        settles: the rater's decisions, in place of what they rated.
    """
    case = file.case if file is not None else None
    name = " ".join(unicodedata.normalize("NFKC", rater).split())
    identity = Identity(
        case.case if case is not None else "",
        standard.rubric.pin,
        standard.sha256[:12],
        name,
        lang,
        settles=settles,
    )
    blocks = tuple(_blocks(standard.rubric, case, name, settles))
    if both is None:
        both = any(_elsewhere(text, lang) for text in _texts(blocks))
    mine = tuple(_coded(file, name)) if file is not None else ()
    taken = frozenset(c.id for c in case.commitments) if case is not None else frozenset()
    return Content(identity, standard, case, blocks, both, mine, taken)


def settling_content(
    standard: RubricFile, file: CaseFile, rater: str, lang: str, apart: Sequence[Unsettled]
) -> Content:
    """What a form for whoever settles shows: what is to settle, in its order, with what every
    rater gave."""
    content = content_of(standard, file, rater, lang, settles=True)
    of_ref = {block.ref: block for block in content.blocks}
    blocks = [replace(of_ref[own.ref], apart=own) for own in apart if own.ref in of_ref]
    return replace(content, blocks=tuple(blocks))


def _coded(file: CaseFile, rater: str) -> Iterator[Commitment]:
    """A rater's commitments that stand in the case's own file."""
    for n, commitment in enumerate(file.case.commitments):
        if commitment.rater == rater and f"commitments/{n}" not in file.elsewhere:
            yield commitment


def _blocks(rubric: Rubric, case: Case | None, rater: str, settles: bool) -> Iterator[Block]:
    facets = case.facet_values() if case is not None else {}
    for ref, criterion in rubric.rated.items():
        above = rubric.index[ref].above
        held = case.ratings_of(criterion.id) if case is not None else ()
        given = [rating for rating in held if not rating.blank]
        mine = (r for r in given if r.rater == rater and (r.adjudicates or not settles))
        own = sorted(mine, key=lambda r: r.adjudicates)
        if own or applies_to(criterion, above, facets)[0]:
            checks = criterion.checks_for(facets)
            yield Block(ref, above, criterion, checks, own[0] if own else None)


def _texts(blocks: Iterable[Block]) -> Iterator[Text | None]:
    for block in blocks:
        if block.rating is not None:
            yield block.rating.because
            yield from (evidence.note for evidence in block.rating.evidence)


def _elsewhere(text: Text | None, lang: str) -> bool:
    """Whether a text says something in a language that is not the form's."""
    return isinstance(text, Translations) and bool(text.en if lang == "zh" else text.zh)


# --- what the cells of a block show ----------------------------------------------------------


def answers_shown(block: Block, content: Content, words: Mapping[str, str]) -> list[Cells]:
    """The yellow cells of a block, row by row, as the rater's rating fills them; empty ones are
    left out. ``words``: what states and degrees of confidence are called."""
    rows: list[Cells] = [{} for _ in range(block.n_rows)]
    rating = block.rating
    if rating is None:
        return rows
    first = rows[0]
    first |= {"level": f"{rating.level:g}"} if rating.level is not None else {}
    if rating.state is not None and rating.state != "rated":
        first["state"] = words[rating.state]
    first |= {"confidence": words[rating.confidence]} if rating.confidence else {}
    first |= said("reason", rating.because, content)
    for n, check in enumerate(block.checks):
        if check.id in rating.checks:
            rows[n]["tick"] = TICK
    for n, evidence in enumerate(rating.evidence):
        own = {"document": evidence.document, "at": evidence.at, "quote": evidence.quote}
        rows[n] |= {key: value for key, value in own.items() if value}
        rows[n] |= said("note", evidence.note, content)
        rows[n] |= {"against": TICK} if evidence.kind == "contradicts" else {}
    return rows


TICK = "✓"


def said(name: str, text: Text | None, content: Content) -> Cells:
    """A text in its columns: one, or one a language."""
    if text is None:
        return {}
    if isinstance(text, str):
        return {column_for(name, content.lang, content.both): text}
    if not content.both:
        return {name: in_language(text, content.lang)}
    pairs = (("zh", text.zh), ("en", text.en))
    return {f"{name}_{lang}": own for lang, own in pairs if own}


def column_for(name: str, lang: str, both: bool) -> str:
    """The column that holds a text in a language."""
    return f"{name}_{lang}" if both else name


def columns_of(content: Content) -> tuple[str, ...]:
    """The columns of a pillar's sheet, in their order; those that are filled in stand together."""
    other = LANGUAGES[1 - LANGUAGES.index(content.lang)]

    def texts(name: str) -> tuple[str, ...]:
        if not content.both:
            return (name,)
        return f"{name}_{content.lang}", f"{name}_{other}"

    n = range(len(content.beside))
    return (
        *("id", "code", "criterion", "levels", "check", *(f"met-{i}" for i in n), "tick"),
        *(*(f"given-{i}" for i in n), "level", "state", "hint"),
        *(*texts("reason"), "confidence", "document", "at", "quote", *texts("note"), "against"),
    )


FILLED = frozenset(
    {
        *("tick", "level", "state", "confidence", "document", "at", "quote", "against"),
        *(f"{name}{lang}" for name in ("reason", "note") for lang in ("", "_zh", "_en")),
    }
)
FIRST_ROW = frozenset({"level", "state", "confidence", "reason", "reason_zh", "reason_en"})


def question(block: Block, lang: str) -> list[str]:
    """What stands below one another in the column of the criterion: its title, what it asks, where
    to look."""
    criterion = block.criterion
    told = (criterion.title, criterion.asks, criterion.look_for)
    return [in_language(text, lang) for text in told]


def level_text(block: Block, n: int, labels: Mapping[float, str], lang: str) -> str:
    """The n-th level of a block with its label and what it means; empty where there is none."""
    if n >= len(block.levels):
        return ""
    level = block.levels[n]
    means = in_language((block.criterion.levels or {})[level], lang)
    colon = "：" if lang == "zh" else ": "
    return f"{level:g} {labels[level]}{colon}{means}" if level in labels else f"{level:g} {means}"


def check_text(block: Block, n: int, lang: str) -> str:
    """The n-th check with its number; empty where there is none."""
    if n >= len(block.checks):
        return ""
    return f"{n + 1}. {in_language(block.checks[n].asks, lang)}"


def scale_of(content: Content, block: Block) -> Scale:
    """The levels that a criterion may be rated at."""
    return content.rubric.scales[block.criterion.id]


def labels_of(content: Content, block: Block) -> dict[float, str]:
    """What the levels of a block are called: those of the rubric's scale."""
    if scale_of(content, block).own or not set(block.levels) <= set(content.rubric.levels):
        return {}
    return {a.level: in_language(a.label, content.lang) for a in content.rubric.scale}
