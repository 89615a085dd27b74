"""A criterion of a case in; what the plan writes there out: the level, the rater's reason in a
clause, in what it says is there or is missing, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evalkit.model.rubric import Criterion
from evalkit.report.context import Context
from evalkit.report.facts import RatedCriterion, chosen
from evalkit.report.places import passages

PLACES = 3  # named of those that a reason rests on
BUT = {  # where a reason turns from what is there to what is not
    "zh": re.compile(
        r"[；。，](?=(?:但|不过|然而|可是|却|没有|尚未|还没|未|缺|仍|只有|也没有|至于|怎样|与|哪)[^；。]*"
        r"(?:没有|未|缺|只|不))"
    ),
    "en": re.compile(
        r"(?:[;,] (?=but |yet |however|though |no |not |nothing |without |with no )"
        r"|(?<=[a-z0-9)’”%])\. (?=[A-Z]))"
    ),
}
LACKING = {
    "zh": re.compile("没有|未|只|缺|不"),
    "en": re.compile(
        r"\b(?:no|not|nor|never|none|nothing|without|only|missing|lacks?)\b", re.IGNORECASE
    ),
}
PART = {"zh": re.compile("[；。]"), "en": re.compile("; ")}  # where a part with a verb ends
DENIES = {
    "zh": re.compile(
        "没有|尚未|还没|未(?:能|写|提|见|说|列|定|给|点|明)|缺|泛提|只(?:说|是|写|提)"
    ),
    "en": re.compile(
        r"\b(?:no|not|nor|neither|never|none|nothing|without|missing|absent|lack(?:s|ing)?"
        r"|un(?:said|stated|named))\b",
        re.IGNORECASE,
    ),
}
SENTENCE = {"zh": re.compile("(?<=。)"), "en": re.compile(r"(?<=[a-z0-9)’”%]\.) (?=[A-Z])")}
_HAN = re.compile("[\u4e00-\u9fff]")
_END = re.compile(r"[。；]|;(?=\s)|[.](?=\s+[A-Z“\"(])|[.;]$")


@dataclass(frozen=True, slots=True)
class Written:
    """What a plan writes on a criterion, as its rater says: ``level`` None where it is not
    rated."""

    level: float | None
    clause: str
    places: tuple[str, ...]
    applies: bool = True


def clause(text: str) -> str:
    """The first clause of a text, up to its first full stop or semicolon, without that."""
    said = text.strip()
    end = _END.search(said)
    return said[: end.start()] if end and end.start() else said


def carried(reason: str, lang: str) -> str:
    """What a reason says is there: its text before it turns to what is not, by a word or in a part
    of its own."""
    first = SENTENCE[lang].split(reason)[0]
    turn = BUT[lang].search(reason)
    kept = reason[: turn.start()] if turn and turn.start() > len(reason) // 5 else first
    parts = [*PART[lang].finditer(kept)]
    denies = (p.start() for p in parts if DENIES[lang].search(PART[lang].split(kept[p.end() :])[0]))
    return kept[: next(denies, len(kept))].rstrip("。.；;，, ")


def lacking(reason: str, lang: str) -> str:
    """What a reason says is missing: its first sentence, or all of it where that does not say so
    yet."""
    first = SENTENCE[lang].split(reason)[0]
    return (first if LACKING[lang].search(first) else reason).rstrip("。. ")


NOT = {"zh": re.compile("没有|未|缺|无|不"), "en": re.compile(r"\b(?:no|not|nothing|without)\b")}


def lacking_first(text: str, most: int) -> str:
    """A text on what is missing cut to ``most`` characters: from the first clause that says so,
    where the beginning alone would not."""
    lang = "zh" if _HAN.search(text) else "en"
    short = shortened(text, most)
    if NOT[lang].search(short) or not NOT[lang].search(text):
        return short
    starts = [found.end() for found in _PAUSE[lang].finditer(text) if _closed(text[: found.end()])]
    tails = (text[start:] for start in starts)
    tail = next((tail for tail in tails if NOT[lang].search(shortened(tail, most))), text)
    said = re.sub("^(?:但|也|却|而|but |and |yet )", "", tail)
    return shortened(said[:1].upper() + said[1:], most)


_PAUSE = {"zh": re.compile("[，；。]"), "en": re.compile(r"[,;] |(?<=[a-z0-9)’”%])\. ")}


def shortened(text: str, most: int) -> str:
    """The first clauses of a text, as many as ``most`` characters hold; at least one."""
    if len(text) <= most:
        return text
    pause = _PAUSE["zh" if _HAN.search(text) else "en"]
    ends = [found.start() for found in pause.finditer(text) if _closed(text[: found.start()])]
    fitting = [end for end in ends if end <= most]
    return text[: fitting[-1] if fitting else ends[0] if ends else len(text)]


def whole_parts(text: str, most: int) -> str:
    """The first clauses of a text, as many as ``most`` characters hold, without a last part that
    the cut leaves unfinished: in English what stands before a comma may still lack its verb."""
    short = shortened(text, most)
    if _HAN.search(text) or len(short) == len(text) or text[len(short)] != ",":
        return short
    ends = [end.start() for end in PART["en"].finditer(short) if _closed(short[: end.start()])]
    return short[: ends[-1]] if ends else short


def _closed(text: str) -> bool:
    """Whether no bracket is open at the end of a text."""
    return all(text.count(a) == text.count(b) for a, b in ("（）", "()", "“”"))


def written(ctx: Context, case: str, ref: str) -> Written:
    """What a plan writes on a rated criterion; an empty clause where nobody gave a reason."""
    evaluation = ctx.evaluation
    outcome, node = evaluation.ratings.agreed.get((case, ref)), evaluation.rubric.index[ref].node
    if outcome is None or not isinstance(node, Criterion):
        return Written(None, "", ())
    rows = evaluation.rows_of.get((case, ref), ())
    rating = chosen(RatedCriterion(ref, node, outcome, rows, 0.0, None))
    applies = outcome.state != "not-applicable"
    if rating is None:
        return Written(outcome.level, "", (), applies)
    about = evaluation.file_of[case].case
    cited = [f"{e.document} {e.at}" for e in rating.evidence if e.at][:PLACES]
    where = passages(ctx, about, cited)
    return Written(outcome.level, clause(ctx.say(rating.because)), where, applies)
