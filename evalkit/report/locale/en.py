"""English: labels and sentences of reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evalkit.model.fields import in_language
from evalkit.report.figure import Figure, in_unit, level, number, percent, round_half_up, score, shift
from evalkit.report.model import Note, Runs, Strong, runs
from evalkit.scoring.limits import NEAR, SHOWN
from evalkit.scoring.normalise import FORMULAS

if TYPE_CHECKING:
    from evalkit.report.sections.agreement import AgreementFact
    from evalkit.report.sections.changes import SuccessionFact
    from evalkit.report.sections.coherence import CoherenceFact
    from evalkit.report.sections.consistency import ConsistencyFact, ConsistencyOverAll
    from evalkit.report.sections.coordination import CoordinationFact, InStep
    from evalkit.report.sections.effects import Firmness, Heavier, Movers
    from evalkit.report.sections.groups import Contrast, Divided
    from evalkit.report.sections.outcomes import OutcomeFact, TargetFact
    from evalkit.report.sections.ranking import Ahead, Teachers
    from evalkit.report.sections.sensitivity import OutlookFact
    from evalkit.report.sections.shared import Shared
    from evalkit.report.sections.spread import Overview
    from evalkit.report.sections.strengths import Item
    from evalkit.report.sections.verdict import Verdict
    from evalkit.report.sections.weights import SecondOpinions

LABELS: dict[str, str] = {
    "comparison": "Comparison of plans", "portfolio": "Portfolio of plans", "briefing": "Briefing", "summary": "In short",
    "ranking": "Ranking", "rank": "Rank", "region": "Region", "plan": "Plan", "score": "Score", "grade": "Grade",
    "coverage": "Coverage", "bounds": "Range if gaps are filled", "rank-range": "Rank under other weights",
    "pillars": "Pillars", "pillar": "Pillar", "share": "Share of total", "weight": "Weight", "mean": "Mean of plans",
    "place": "Place", "criteria": "Criteria, plan by plan", "criteria-measured": "Measured criteria, scores from 0 to 100", "what-moves": "What moves ranks and totals", "nobody-better": "no plan does better", "criterion": "Criterion", "code": "Code",
    "leaders": "Who leads on what", "leader": "Best rated", "best": "Best", "facets": "By facet", "facet": "Facet",
    "value": "Value", "cases": "Plans", "overall": "Total", "level": "Level", "rater": "Rater", "raters": "Raters",
    "consensus": "Level used", "checks": "Checks met", "reason": "Reason", "evidence": "Evidence",
    "document": "Document", "strengths": "Strengths", "gaps": "Gaps", "path": "Differentiated path",
    "lenses": "Values and channels", "outcomes": "Measured outcomes", "targets": "Targets", "measure": "Measure",
    "year": "Year", "latest": "Latest statistic", "baseline": "Baseline", "target": "Target", "needed": "Needed a year",
    "source": "Source", "missing": "What was missing", "all-criteria": "All criteria", "method": "Method",
    "annex-scores": "How each score is made up", "annex-evidence": "Ratings and evidence",
    "annex-method": "Method and provenance", "annex-ratings": "Ratings behind each cell", "ratings-note": "Each cell holds the levels that the raters gave, in the order of the raters; after “→” the level set by adjudication. Reasons, evidence and lines of the files stand in the annexes of each briefing.", "comma": ", ", "colon": ": ", "gap": " ", "ratings-grid": "Levels given", "measured-grid": "Figures measured",
    "formula": "Formula", "by-rule": "Rule", "file-line": "File and line", "low": "lowest", "high": "highest", "scale": "Scale",
    "goalposts": "Scored between", "finding": "Finding", "severity": "Severity", "where": "Where",
    "not-applicable": "n/a", "missing-mark": "–", "legend": "Shades and levels",
    "no-strengths": "No criterion in the total reaches “{label}”.",
    "relative": "No criterion in the total reaches “{label}”. Furthest above the mean of the plans are:",
    "relative-more": "Beyond that, furthest above the mean of the plans:",
    "no-gaps-lowest": "No criterion in the total stays at “{label}”.",
    "no-gaps": "No criterion in the total stays at “{label}” or below.",
    "none-rated": "No criterion in the total is rated.",
    "nothing-missing": "Every criterion that applies is rated, and every measurement is at hand.",
    "not-applicable-list": "Not applicable, and so outside the score:", "unrated-list": "Not rated:",
    "apart-list": "Raters two or more levels apart:", "facet-reason": "for regions of another kind",
    "beyond": "capped", "contents": "Contents", "skip": "Skip to the text",
    "path-intro": "Which criteria apply depends on the kind of region.",
    "lenses-intro": "Shown beside the total, not in it: the same passages may already count in the pillars.",
    "outcomes-intro-counted": "Statistics that are scored. Places go by the figures themselves.",
    "outcomes-intro": "Statistics held beside the plan; they do not enter the total. Places go by the figures themselves.",
    "adjudicated": "adjudicated",
    "contradicts": "contradicts", "confidence": "confidence", "high-c": "high", "medium-c": "medium", "low-c": "low",
    "rubric": "Rubric", "as-of": "As of", "files": "Files behind this report", "lines-of": "Line numbers are those of {file}.", "line": "line {n}", "line-no": "Line", "r-mean": "mean of the raters", "r-median": "median of the raters", "r-lowest": "lowest of the raters", "r-adjudicated": "adjudicated", "sources-cited": "Documents cited", "hash": "SHA-256 begins", "level-counted": "counts as",
    "findings": "Notes on the files", "no-findings": "Nothing was found in the files that needs attention.", "fallback": "Some texts exist in Chinese only and are shown so.",
    "made": "Made with evalkit {version} from {rubric}, as of {date}.", "tied": "all the same", "alone": "applies to {who} only", "n-tied": "{n} tied",
    "priorities": "Where one level more adds most", "now-then": "Level", "gain": "Total gains", "weakest-gain": "Weakest pillar gains", "next-asks": "The next level asks", "learn-from": "Whom to learn from",
    "priorities-note": "Each criterion is raised by one level, the others left as they are. What that would cost is not estimated; higher levels are usually harder to reach.",
    "sensitivity": "How sure are the ranks?", "how-sure": "How sure is this?", "middle": "Middle", "score-range": "Score range", "rank-spread": "Rank range", "first-share": "First in", "grade-share": "Likeliest grade",
    "a-spread": "weights multiplied by factors from {low} to {high}", "a-dirichlet": "weights drawn around the stated ones (Dirichlet)", "a-any": "all weights equally likely",
    "a-raters": "any of a criterion's raters may be right", "a-doubt": "a rating may be one step off (high confidence {high}, medium or none {medium}, low {low})",
    "a-missing": "what is missing may be anything on its scale", "a-consensus": "several raters come to one level by {rules}", "a-normalisation": "measured values put on the scale by {rules}", "a-aggregation": "the total by {rules}", "a-leave-out": "one criterion left out at a time, or none",
    "a-none": "nothing is varied",
    "sensitivity-note": "The scores were worked out {draws:,} times, each time varying: {what}. Ranges hold the middle {within} of the draws and always the stated result. They are sensitivity ranges, not confidence intervals: they cover what is named here and nothing else.",
    "assumption": "Assumption", "effects": "Which assumption moves the ranking", "first-effect": "Alone", "total-effect": "With interactions", "error-bar": "Error bar", "moves-most": "What moves each total most", "most": "Most", "then": "Then",
    "f-weights": "weights", "f-raters": "which rater counts", "f-doubt": "doubt about single ratings", "f-missing": "what is missing", "f-normalisation": "normalisation", "f-aggregation": "rule of the total", "f-leave-out": "leaving a criterion out",
    "effects-note": "Share of the variance of the result that an assumption makes: alone (first effect, Saltelli et al. 2010) and with all it does together with others (total effect, Jansen 1999), from {draws:,} draws, twice and once more for each assumption; error bars hold 95% of bootstrap resamples. Where noise alone puts the first effect above the total, both are their mean.", "effects-ranking": "The result is the mean number of places a case moves.", "effects-total": "Which assumption moves the total",
    "influence-table": "Weight and influence", "influence": "Influence", "correlation": "Correlation with the total",
    "influence-note": "Influence: share of the differences between totals that comes from a pillar, cov(contribution, total) / var(total), over the {n} plans here (Shorrocks 1982); negative where a pillar narrows the differences. It is a trait of these plans, not of those to come. A dash: a mean other than the arithmetic stands above it.",
    "left-out-table": "What leaving out does", "left-out": "Left out", "moved-cases": "Plans that move", "most-moved": "Moves most", "places": "Rank", "mean-shift": "Mean change of totals",
    "consistency": "Consistency of the checks", "pmc": "PMC", "concavity": "Concavity",
    "consistency-note": "{formula}, max = {most}. x is 1 where a check is met and 0 where not; where raters differ, the share of them who found it met. A variable none of whose checks applies is left out. Source: {source}.",
    "weights-file": "Other weights", "weighed-note": "The weights are not the rubric's own: they come from “{title}”. {why}",
    "weights-part": "Part", "weights-table": "Weights of the parts of: {of}", "opinions-table": "Ranks by other weights and rules", "second-opinions": "Second opinions on the ranking",
    "w-stated": "Stated", "w-equal": "Equal", "w-points": "Judges' points", "w-ahp": "AHP", "w-entropy": "Entropy", "w-critic": "CRITIC", "w-pca": "PCA", "w-criteria-alike": "All criteria alike", "w-geometric": "Geometric total", "w-topsis": "TOPSIS", "w-copeland": "Copeland",
    "doubt-few-cases": "comes from the plans at hand, and those are fewer than {least}: not to be relied on.", "doubt-too-few": "gives nothing with fewer than {least} plans.", "doubt-constant": "nothing varies between the plans, so there are no weights.", "doubt-against": "{parts} runs against the rest; squared loadings hide the sign.", "doubt-incomplete": "parts that not every case has are left out.",
    "panel-line": "{judge} on {of}: consistency ratio {ratio}.", "panel-triad": " Least fitting: {a} over {b} {ab}, {b} over {c} {bc}, yet {a} over {c} {ac}.",
    "opinions-note": "Weights that come from the plans (entropy, CRITIC, PCA) reward what varies, not what matters: a second look, no reason to change the rubric.",
    "outcome-field": "Plans and outcomes", "quadrant": "Stands", "q-both": "plan and outcome above the mean", "q-plan": "plan above, outcome below", "q-outcome": "outcome above, plan below", "q-neither": "both below", "q-near": " (near the line)",
    "outcome-note": "The lines are the means of these plans; a plan nearer than two points to one is marked.", "outcome-before": " The figures are of {years}, the plans of {plans}: they show who delivered before, not what these plans did.",
    "courses": "Targets on their path", "on-path": "A straight path would stand at", "achieved": "Achieved a year", "since": "since", "pace": "Pace", "pace-reached": "reached", "pace-on-course": "on course", "pace-slower": "somewhat behind", "pace-far": "well behind", "pace-unknown": "not known",
    "courses-note": "Needed: from the latest figure to the target, a year. On course: no more than was achieved a year over the years known; somewhat behind: up to 1.5 times that; well behind: more, or a turn of direction.",
    "series": "Measures over the years", "first-figure": "First figure", "change": "Change",
    "coherence": "How the rubric behaves over these plans", "scales": "Do the criteria of a pillar go together?", "items": "Criteria", "complete-cases": "Plans with every criterion", "cronbach": "Cronbach's α",
    "items-table": "Criteria to look at", "item-rest": "With the rest of its pillar", "seen": "What shows", "does-not-vary": "the same in every case", "runs-against": "runs against its pillar",
    "pairs-table": "Criteria that say the same, or the opposite", "other-criterion": "and", "rank-correlation": "Rank correlation",
    "coherence-note": "α: Cronbach (1951), over the plans that have every criterion of the pillar, given where they are as many as the rubric's least sample; 0.7 is the usual least for a scale, but a pillar of different demands need not be one. Correlations are Spearman's, from ±0.9 on two criteria are listed as a pair, below −0.1 a criterion runs against the mean of its pillar's others; what applies to fewer cases than that is left out. With few cases and few levels all of this is a hint where to read, no verdict on a criterion.",
    "since-last": "Since the last plan", "moves-table": "Criteria that moved", "moved-pillars": "Total and pillars", "way": "What happened",
    "way-rose": "rose", "way-fell": "fell", "way-reworded": "not comparable: the rubric asks something else", "way-begun": "has a level only now", "way-ended": "had a level before",
    "agreement": "How far raters agree", "scope": "Over", "all-units": "Everything", "units": "Criteria rated twice", "identical": "Same level", "within-one": "Within one step",
    "alpha-nominal": "α nominal", "alpha-ordinal": "α ordinal", "alpha-interval": "α interval", "alpha-range": "Range of ordinal α", "kappa": "κ", "icc-one": "ICC(2,1)", "icc-all": "ICC(2,k)",
    "pair": "Raters {name}", "worklist": "Disagreements, by what they do to the total", "effect": "Moves the total by", "given": "What each gave, and why",
    "agreement-note": "α: Krippendorff (2011), 1 where all agree and 0 where they agree no more than by chance; its range holds the middle 95% when criteria are drawn anew. By Krippendorff's own reading, 0.8 and above is reliable, 0.667 the least for tentative conclusions. κ: quadratic weights (Cohen 1968). ICC: two-way random, absolute agreement, of one rater and of the mean of all (Shrout and Fleiss 1979). Below {fewest} criteria no coefficient is given.",
    "degrees": "Coupling coordination degrees", "points-apart": "Points apart", "in-step-line": "both alike", "coordination": "In step?", "systems": "Systems", "coupling": "Coupling C", "development": "Development T", "degree": "Degree D",
    "band": "Band", "lags": "Who lags", "obstacles": "What holds it back", "obstacle-share": "Share of what is lacking", "level-with": "level",
    "coordination-note": "{formula}; T is the weighted mean of the systems' values, D = √(C·T), all from 0 to 1. Source: {source}. Values rest on the rubric's scales: adding a case changes none of them.",
    "name": "Name", "meaning": "Meaning", "issuer": "Issued by", "date": "Date",
    "error": "error", "warning": "warning", "note": "note", "ceilings": "What a level needs",
    "first": "First",
    "read-level": "Levels run from {low} to {high}. A score is the weighted mean of levels, put on 0–100: every criterion at {third} gives {third_score}.",
    "sheet-summary": "Summary", "sheet-scores": "Scores", "sheet-ratings": "Ratings", "sheet-measures": "Measures", "sheet-evidence": "Evidence", "sheet-findings": "Findings", "sheet-method": "Method", "sheet-working": "Working",
    "scores": "Scores", "about-summary": "Only yellow cells are yours to change, four kinds of them: levels and highest levels that count on “{ratings}”, values on “{measures}”, weights on “{scores}”. Everything else is a formula or fixed: scores, ranks and grades follow. What is reported is what the report says, and stays.",
    "about-scores": "0–100. Yellow: weights, yours to change; the weight of a pillar that is not in the total moves nothing and is not yellow. A dash: too little is rated for a score. Every score above is made from those below it, by weight.",
    "about-ratings": "Yellow: level and highest level that counts, yours to change. A level counts only up to the highest level beside it; one above it is red, and raising it alone changes nothing. Rows without yellow move no score. Criteria that nobody rated have an empty row.",
    "about-measures": "Yellow: values, yours to change; numbers only, blank where there is none. The normalised score runs from 0 to 1.", "about-evidence": "The places that ratings rest on.", "about-findings": "What there is to say about files and ratings.",
    "about-working": "Every node, level by level, from 0 to 1; all formulas, nothing to change here.", "block-value": "First block: scores.", "block-coverage": "Coverage", "block-low": "What is missing at worst", "block-high": "What is missing at best",
    "key": "Key", "ceiling": "Highest that counts", "counted": "Counts as", "decides": "Decides", "yes": "yes", "no": "no", "transformed": "Transformed", "score-01": "Normalised", "unit": "Unit",
    "means": "What it says", "look-at": "Look at", "rank-reported": "Reported rank", "criterion-id": "Criterion id", "input-check": "Input check: {n} inputs to look at", "input-check-one": "Input check: 1 input to look at", "all-sheets": "All sheets",
    "about-summary-rated": "Only yellow cells are yours to change, three kinds of them: levels and highest levels that count on “{ratings}”, weights on “{scores}”. Everything else is a formula or fixed: scores, ranks and grades follow. What is reported is what the report says, and stays.",
    "share-stated": " Share of total: where everything applies and is rated.", "share-rated": " Share of total: by what is rated of this plan.", "block-check": "Inputs to look at", "block-sample": "What normalisation over the sample rests on",
    "sample-n": "Cases", "sample-lowest": "Lowest", "sample-highest": "Highest", "sample-mean": "Mean", "sample-sd": "sd (n − 1)",
    "choose-ceiling": "The highest level that counts is a level of the rubric, from {low} to {high}.", "choose-value": "A measured value is a number; leave it blank where there is none.",
    "hint-level": "A level counts only up to the highest level beside it: to count a higher one, raise that too. n/a may also be written 不适用; blank means not rated.", "hint-ceiling": "The highest level that checks and evidence carry: a level above it counts as this one.",
    "hint-value": "The normalised score and the total follow. What is not a number counts as missing.", "hint-weight": "Weights count in proportion to those beside them under the same heading. What is not a number, or is below nought, counts as nought.",
    "note-level": "Not a level of the rubric: please mend", "note-ceiling": "Highest level is not on the scale: please mend", "note-above": "Above the highest level that counts: counts only up to it", "note-outside": "Others gave a level: this n/a does not count",
    "note-value": "Not a number: counts as missing", "note-log": "No number above nought, so no logarithm: counts as missing", "note-sqrt": "No number of nought or more, so no square root: counts as missing",
    "idle-adjudicated": "Adjudicated: that level decides", "idle-facets": "Does not apply to this region", "idle-unscored": "Not scored",
    "weight-counted": "Weight that counts", "aggregation": "Aggregation", "not-counted": "not in the total", "low-now": "Gaps at worst", "high-now": "Gaps at best", "score-reported": "As reported",
    "kind": "Kind", "supports": "supports", "quote": "Quote", "at": "Place", "way-out": "What to do", "choose-level": "Choose a level of the rubric, or n/a; leave it blank where nobody rated.", "choose-weight": "A weight is a number, nought or more.",
    "g-arithmetic": "arithmetic mean", "g-geometric": "geometric mean", "g-harmonic": "harmonic mean", "g-minimum": "lowest part", "gf-arithmetic": "Σ share × value", "gf-geometric": "Π value ^ share", "gf-harmonic": "1 / Σ (share / value)", "gf-minimum": "the smallest value among the parts",
    **{f"nf-{name}": formula for name, formula in FORMULAS.items()},
    "n-level": "scaled level", "n-goalposts": "goalposts", "n-target": "distance to target", "n-step": "steps", "n-minmax": "min–max over the sample", "n-zscore": "z-score over the sample", "n-rank": "rank in the sample", "n-percentile": "percentile in the sample", "n-share-of-best": "share of the best in the sample",
    "c-ranking": "Totals and the ranges they lie in", "c-likelihood": "How likely is each rank?", "c-likeliest": "The likeliest rank (and how likely it is)", "c-consistent": "Consistency index", "c-beside": "Beside the other plans (means in brackets)", "none": "none", "na-short": "·", "c-coordination": "{a} against {b}", "c-quadrants": "Plans and measured outcomes", "c-plan-axis": "Total of the plan",
    "c-consistency": "Share of checks met, by variable", "c-profile": "Beside the other plans", "c-reach": "lowest to highest of all", "c-measured": "measured", "c-way": "straight path to the target",
    "g-strengths": "Main strengths", "g-gaps": "Main gaps", "g-step": "In step?", "g-figures": "At a glance", "g-range": "Range of the score", "g-places": "Range of the rank", "g-beside": "Relative strengths (short of “{label}”, above the mean)",
    "about-score": "Scores judge what the document says and how specifically, not what is done. Ranges show where score and rank lie when ratings, weights and other assumptions vary: see the annex on method.",
    "rounding-note": "Differences are worked out before rounding and may be 0.1 off the figures shown. “¶” gives the number of the paragraph in the document.",
    "spread": "How the plans spread", "spread-table": "Total and pillars", "grades-table": "Grades", "from-score": "From", "plans": "Plans", "n-plans": "Number", "lowest": "Lowest", "highest": "Highest", "apart": "Apart", "group": "Group", "groups": "Groups",
    "between": "Between groups", "by-chance": "Random groupings, on average", "chance": "Random groupings that differ as much", "divides": "How much each grouping tells apart", "low-high": "Lowest to highest", "c-groups": "Totals by group (the tick is the mean of the group)",
    "divides-note": "Between groups: the share of the differences (variance) between totals that comes from the groups' means (correlation ratio η², Pearson 1905). It grows with the number of groups and falls with the number of plans whatever the groups are; beside it therefore stand its mean for random groupings of the same sizes, and how many of 2,000 such groupings differ as much (permutation test, Fisher 1935). Facets of which a plan may have several values are not listed.",
    "shared": "What most plans do well, and what most lack", "most-do": "At “{label}” or better in more than half", "most-lack": "At “{label}” or below in more than half", "others-do": "Better in", "others-lack": "Not yet in",
    "reached": "How many plans reach each level", "reached-note": "Each cell counts the plans rated at that level or above; the darker, the larger their share of the plans rated.", "reach-level": "≥ {level}", "rated": "Rated", "mean-level": "Mean level",
    "state": "State of ratings and files", "n-raters": "Raters", "n-ratings": "Ratings", "n-places": "Places cited", "n-errors": "Errors", "n-warnings": "Warnings", "n-notes": "Notes",
    "means-note": "Means of groups and of all plans are plain means: every plan counts the same, whatever the region's population or economy. Plans without a total are left out.",
    "t-parts": "{n} parts of “{of}”",
    "t-title": "Try other weights", "t-about": "Move a slider: scores, ranks and the sentence about them follow, by the rules of the report. The mark on a slider is the stated weight. While all weights are the stated ones, the last column is the report’s own; for other weights this page draws it anew around those you choose. The text and the other tables keep to the stated weights.",
    "t-banner": "The text and tables below use the stated weights; yours are under", "t-share": "Of the total", "t-was": "stated {weight}", "t-changes": "Weights changed", "t-change": "{title}: {weight} instead of {stated}",
    "t-heard": "{weight}, {share} of the total", "t-heard-moved": "{weight}, {share} of the total; stated: {stated}",
    "p-summary": "Summary", "p-top": "Top", "p-folded": "Folded on the page and therefore not printed: {sections}.",
    "t-reset": "Back to the stated weights", "t-link": "Copy link", "t-copied": "Copied", "t-save": "Download weights", "t-saved": "Saved as {file}. Put it into the folder that holds your cases/ and run there: evalkit score cases/ -r {file}", "t-weight": "Weight", "t-moved-to": "Change", "t-now": "Score",
    "t-verdict": "With these weights {first} scores highest, {best}, and {last} lowest, {worst}.", "t-alone": "With these weights {first} scores {best}.", "t-none": "With these weights no case has a score.", "t-stated": "These are the rubric's own weights.", "t-same": "No case changes its rank.", "t-changed": "Cases that change rank: {n}; most: {most}, from {from} to {to}.",
    "t-first": "Around these weights {first} is first in {share} of the draws.", "t-by-hand": "Chosen on the report page", "sort": "sort", "filter": "Filter", "filter-none": "no row fits", "others": "Other reports", "language": "中文", "fold": "open or close",
}  # fmt: skip


def listed(items: list[str]) -> str:
    """a; a and b; a, b and c."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def first_of(items: list[str]) -> str:
    """Up to four names; beyond that three and how many more."""
    return listed(items) if len(items) <= 4 else f"{', '.join(items[:3])} and {len(items) - 3} more"


def annex_title(number: int, title: str) -> str:
    return f"Annex {chr(64 + number)} · {title}"


def section_title(number: int, title: str) -> str:
    return f"{number}. {title}"


def _ordinal(n: int) -> str:
    suffix = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


def _count(n: int, one: str, many: str) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return f"{words[n] if n < len(words) else n} {one if n == 1 else many}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _points(value: float) -> Figure:
    return Figure(value, 1, 100, "")


def verdict(v: Verdict) -> Runs:
    s = v.standing
    if s.value is None and not v.n_applicable:
        return runs(Strong(v.region), " has no total score: no criterion applies.")
    if s.value is None:
        return runs(
            Strong(v.region), " has no total score: ", percent(s.coverage),
            " of the applicable weight is rated, less than the rubric asks for. Filled at worst and at best, the total would lie between ",
            score(s.low), " and ", score(s.high), ".",
        )  # fmt: skip
    parts = runs("The plan of ", Strong(v.region), " scores ", score(s.value, "s-overall"), " out of 100")
    if v.grade:
        grade = v.grade
        label, means = in_language(grade.label, "en"), in_language(grade.means, "en")
        parts = runs(parts, ": ", Strong(label.lower()), f" ({_lower(means)})" if means else "")
    parts = runs(parts, ".")
    if v.n_ranked > 1:
        parts = runs(parts, " ", _place(v))
    if s.coverage < 1:
        parts = runs(
            parts, " ", percent(s.coverage), " of the applicable weight is rated; if the rest were filled, the score would lie between ",
            score(s.low), " and ", score(s.high), ".",
        )  # fmt: skip
    return parts


def _lower(text: str) -> str:
    """A title inside a sentence; abbreviations (S&T, R&D) and names of several words keep their capital."""
    first, _, after = text.partition(" ")
    proper = after[:1].isupper() or any(c.isupper() for c in first[1:])  # Yangtze Delta; Beijing–Tianjin–Hebei
    return (
        text
        if len(text) == 1 or proper or not (first[1:2].islower() or len(first) == 1)
        else text[:1].lower() + text[1:]
    )


def _place(v: Verdict) -> Runs:
    s = v.standing
    place = "last" if s.rank == v.n_ranked else f"{'joint ' if v.tied > 1 else ''}{_ordinal(s.rank)}"
    parts = runs(f"It ranks {place} of {v.n_ranked} plans")
    if v.peers:
        label, rank, n = v.peers
        parts = runs(
            parts,
            f" and {'last' if rank == n else _ordinal(rank)} of the {_count(n, '', '').strip()} marked “{_lower(label)}”",
        )
    low, high = v.reach
    what = "Allowing for doubt about ratings as well as weights" if v.by_all else "Under other weights"
    if low == high:
        return runs(parts, f". {what}, it keeps that place.")
    return runs(parts, f". {what}, it could stand anywhere from {_ordinal(low)} to {_ordinal(high)}.")


def pillars(v: Verdict) -> Runs:
    named = listed([_lower(title) for title in v.outside])
    verb = "does" if len(v.outside) == 1 else "do"
    outside = (
        f"{_capital(named)} {verb} not apply, so the total is made of the other pillars alone."
        if v.outside and v.pillars
        else ""
    )
    if len(v.pillars) < 2:
        return runs(outside)
    best, worst = v.pillars[0], v.pillars[-1]
    gap = best.value - worst.value
    then = f" {outside}" if outside else ""
    if gap < NEAR:
        return runs(
            f"The {_count(len(v.pillars), 'pillar', 'pillars').split()[0]} pillars lie close together, from ",
            score(worst.value, f"s-{worst.ref}"), " to ", score(best.value, f"s-{best.ref}"), f".{then}",
        )  # fmt: skip
    return runs(
        "It is strongest in ", Strong(_lower(best.title)), " (", score(best.value, f"s-{best.ref}"), ") and weakest in ",
        Strong(_lower(worst.title)), " (", score(worst.value, f"s-{worst.ref}"), "), ", _points(gap), f" points apart.{then}",
    )  # fmt: skip


def balance(v: Verdict) -> Runs:
    if not v.n_rated:
        return runs(f"None of the {v.n_applicable} criteria that apply is rated.") if v.n_applicable else ()
    by = f" by {_count(v.n_raters, '', '').strip()} raters" if v.n_raters > 1 else ""
    total = (
        f"All {v.n_applicable} criteria that apply are rated{by}"
        if v.n_applicable > 1
        else f"The one criterion that applies is rated{by}"
    )
    if v.n_rated < v.n_applicable:
        total = f"{_capital(_count(v.n_rated, '', '').strip())} of {v.n_applicable} criteria that apply {'is' if v.n_rated == 1 else 'are'} rated{by}"
    if not v.n_high and not v.n_low:
        among = f"none of the {v.n_counted} in the total stands" if v.n_counted > 1 else "it does not stand"
        return runs(f"{total}; {among} out either way.")
    high = f"{_some(v.n_high, 'reaches', 'reach')} “{_lower(v.high_label)}”{'' if v.high_is_top else ' or better'}"
    low = f"{_some(v.n_low, 'stays', 'stay')} at “{_lower(v.low_label)}”{'' if v.low_is_bottom else ' or below'}"
    return runs(f"{total}; of the {v.n_counted} in the total, {high} and {low}.")


def _some(n: int, one: str, many: str) -> str:
    return f"none {one}" if n == 0 else _count(n, one, many)


def outcome(v: Verdict) -> Runs:
    if v.outcome is None or v.n_outcomes < 2 or not v.standing.rank:
        return ()
    low, high = v.reach
    head = runs("On measured outcomes the region scores ", score(v.outcome.value, f"s-{v.outcome.ref}"),
                f", {_ordinal(v.outcome_rank)} of {v.n_outcomes}")  # fmt: skip
    if v.outcome_rank < low:
        return runs(head, ": its results rank above its plan.")
    return runs(
        head,
        ": its plan ranks above its results."
        if v.outcome_rank > high
        else ", not clearly different from its plan's rank.",
    )


def rating_item(title: str, code: str, at: float, reason: str, places: Sequence[str], ref: str) -> Runs:
    where = (Note("; ".join(places)),) if places else ()
    tag = f"{code} " if code else ""
    return runs(Strong(f"{tag}{title}"), " · level ", level(at, ref), f". {reason}", where)


def low_measures(found: Sequence[tuple[str, float]]) -> Runs:
    parts: Runs = ()
    for title, value in found:
        parts = runs(parts, "; " if parts else "", f"{title} (", score(value), ")")
    return runs("Measured criteria in the total with low scores: ", parts, ".")


def argued(given: Sequence[tuple[str, float, str]]) -> str:
    """What each rater gave and why, where no one level stands for all."""
    return " ".join(f"Rater {rater} gave {level:g}: {because.rstrip('.')}." for rater, level, because in given)


def briefing_title(region: str) -> str:
    return f"{region}: briefing on the plan"


def ruled_out(titles: Sequence[str]) -> Runs:
    n = len(titles)
    head = "One criterion is" if n == 1 else f"These {n} criteria are"
    return runs(
        f"{head} for regions of another kind and {'does' if n == 1 else 'do'} not apply here: {'; '.join(titles)}."
    )


def how_scored(at: float, rule: str, value: Figure, share: float) -> Runs:
    parts = runs("Level used: ", level(at), f" ({rule})" if rule else "", "; score ", value)
    return runs(parts, "; ", percent(share, 1), " of the total.") if share else runs(parts, "; not part of the total.")


def at_level(value: Figure) -> Runs:
    return runs("level ", value)


def more_items(n: int) -> str:
    return f"{_capital(_count(n, 'more criterion', 'more criteria'))} of this kind {'is' if n == 1 else 'are'} not listed here."


def facet(title: str, value: str, because: str) -> Runs:
    return runs(Strong(f"{title}: {value}"), f" – {because}" if because else "")


def target(t: TargetFact) -> Runs:
    parts = runs(Strong(t.title), ": ", number(t.value, t.decimals), in_unit(t.unit))
    if t.year:
        parts = runs(parts, f" by {t.year}")
    if t.baseline is not None:
        parts = runs(parts, ", from ", number(t.baseline, t.decimals))
        if t.baseline_year:
            parts = runs(parts, f" in {t.baseline_year}")
    if t.latest is not None:
        parts = runs(parts, "; latest statistic ", number(t.latest.value, t.decimals), f" ({t.latest.year})")
    unit = " percentage points" if t.unit.startswith("%") else ""
    if t.reached:
        parts = runs(parts, ", so the target is met")
    elif t.course is not None and t.course.needed is not None:
        parts = runs(
            parts, "; from there it needs ", Figure(t.course.needed, t.decimals + 1, 1, "", "", True), f"{unit} a year"
        )
        if t.course.achieved is not None:
            had = Figure(t.course.achieved, t.decimals + 1, 1, "", "", True)
            pace = LABELS[f"pace-{t.course.pace}"]
            parts = runs(parts, ", against ", had, f" a year since {t.course.since}: {pace}")
    elif t.needed is not None and t.needed > 0:
        parts = runs(
            parts,
            "; the target needs ",
            Figure(t.needed, t.decimals, 1, "", "", True),
            f"{unit} a year from its baseline",
        )
    return runs(parts, f" ({t.at})." if t.at else ".", f" {t.note}." if t.note else "")


MANY = 18  # names in one sentence that nobody reads to the end


def ranking(leaders: list[str], n: int, best: Figure, last: list[str], worst: Figure) -> Runs:
    if len(leaders) == n:
        return runs(Strong(listed(leaders) if n < MANY else f"All {n} plans"), " have the same score, ", best, ".")
    closes = "closes" if len(last) == 1 else "close"
    verb = "leads" if len(leaders) == 1 else "lead together"
    return runs(
        Strong(first_of(leaders)), f" {verb} with ", best, f" points; {first_of(last)} {closes} the field of {n} with ",
        worst, ". Best and last are ", _points((best.value or 0) - (worst.value or 0)), " points apart.",
    )  # fmt: skip


def unranked(names: list[str], n: int) -> Runs:
    verb = "has" if len(names) == 1 else "have"
    return runs(f"{listed(names)} {verb} no total, since too little is rated.")


def close(groups: list[list[str]]) -> Runs:
    parts: Runs = ()
    for names in groups:
        parts = runs(parts, "; " if parts else "", Strong(listed(names)))
    return runs("Too close to call under other weights: ", parts, ".")


def close_pairs(n: int, of: int) -> Runs:
    return runs(
        f"Of {of} pairs of neighbours in the ranking, {n} cannot be told apart under other weights: read ranks with their ranges."
    )


def repeated(names: list[str]) -> Runs:
    return runs(f"One region has several plans, ranked each on its own: {listed(names)}.")


def superseded(newer: str) -> Runs:
    return runs(f"The region has a later plan: see {newer}.") if newer else ()


def incomplete(shown: Sequence[tuple[str, float, float | None, float | None]], n: int) -> Runs:
    parts: Runs = ()
    for name, coverage, low, high in shown:
        parts = runs(
            parts, "; " if parts else "", f"{name} (", percent(coverage), " rated; between ", score(low), " and ", score(high), " if filled)"
        )  # fmt: skip
    more = f"; and {n - len(shown)} more" if n > len(shown) else ""
    return runs("Not rated throughout, so that ranks may move: ", parts, f"{more}.")


def apart(titles: Sequence[str]) -> Runs:
    if not titles:
        return ()
    shown = list(titles[:MOST_NAMED])
    more = f" and {len(titles) - MOST_NAMED} more" if len(titles) > MOST_NAMED else ""
    named = f"{', '.join(shown)}{more}" if more else listed(shown)
    return runs(f"Raters are far apart and should settle first: {named}.")


def firm(name: str, often: float | None) -> Runs:
    if often is None:
        return runs(f"The first place of {name} holds under nearly all the weights tried.")
    return runs(
        f"Weights alone hardly ever move {name} from first place; with doubt about ratings counted in, it comes first in ",
        percent(often), " of the draws.",
    )  # fmt: skip


def widest(title: str, low: str, low_value: Figure, high: str, high_value: Figure) -> Runs:
    return runs(
        "The plans differ most in ", Strong(_lower(title)), ": from ", low_value, f" ({low}) to ",
        high_value, f" ({high}).",
    )  # fmt: skip


def nobody(n: int, of: int, titles: list[str], label: str) -> Runs:
    verb = "stays" if n == 1 else "stay"
    head = (
        f"Of the {of} criteria in the total that apply to at least half of the plans, {_count(n, '', '').strip()} {verb} at "
        f"“{_lower(label)}” or below in every plan"
    )
    shown = listed([_lower(title) for title in titles])
    return runs(f"{head}, among them {shown}." if n > len(titles) else f"{head}: {shown}.")


def weights_note(draws: int, spread: float, within: float) -> str:
    low, high = round_half_up(1 - spread, 2), round_half_up(1 + spread, 2)
    return (
        f"Ranks under other weights: every weight is multiplied by its own factor between {low} and {high}, {draws:,} times;"
        f" the range holds the middle {round_half_up(within * 100, 0)}% of the ranks. These are sensitivity ranges, not"
        " confidence intervals: they say how much the ranking leans on the stated weights."
    )


def consensus_note(rule: str, reconcile_at: float) -> str:
    rules = {"mean": "the mean of the raters' levels", "median": "the median of the raters' levels",
             "lowest": "the lowest of the raters' levels", "adjudicated": "the level they agree on, or that an adjudicator sets"}  # fmt: skip
    return f"Where several people rated a criterion, {rules[rule]} counts; from {reconcile_at:g} levels apart on they are asked to reconcile."


def coverage_note(coverage: float) -> str:
    return f"A pillar is scored where at least {round_half_up(coverage * 100, 0)}% of its applicable weight is rated; what is not rated is never counted as zero."


def state(reason: str) -> str:
    return {
        "not-applicable": "not applicable",
        "coverage-low": "too little is rated",
        "nothing-rated": "not rated",
        "": "scored",
    }[reason]


def coordination(c: CoordinationFact) -> Runs:
    named = listed([name for name, _ in c.systems])
    if c.apart is None:
        return runs(f"Too little is rated to say whether {named} advance in step.")
    (first, value), *others = c.systems
    values = runs(f"{_capital(first)} stands at ", score(value))
    for name, value in others:
        values = runs(values, f", {name} at ", score(value))
    if not c.behind:
        return runs(values, ". None lags.")
    how = {"in": ", which still counts as in step", "lags": "", "out": ", clearly out of step"}[c.step]
    parts = runs(values, f". {_capital(c.behind)} is ", _points(c.apart), f" points behind{how}")
    if c.obstacles:
        parts = runs(parts, f"; what holds it back most: {listed([_lower(o) for o in c.obstacles])}")
    return runs(parts, ".")


def in_step(s: InStep) -> Runs:
    often = f"all {s.n} plans" if s.n_behind == s.n else f"{s.n_behind} of {s.n} plans"
    little = (
        f", in {_count(s.n_little, '', '').strip()} of them by so little that it counts as in step"
        if s.n_little
        else ""
    )
    return runs(
        f"{_capital(s.behind)} scores below {s.ahead} in {often}{little}; it is furthest behind in {listed(list(s.widest))}, by ",
        _points(s.most), " points.",
    )  # fmt: skip


def agreement(a: AgreementFact) -> Runs:
    plans = f"each of {a.n_cases} plans was" if a.n_cases > 1 else "the plan was"
    said = f"{plans} rated by {'two' if a.n_a_case == 2 else 'several'} raters"
    if not a.n_a_case:
        said = (
            f"some criteria of {a.n_cases} plans were rated by several people"
            if a.n_cases > 1
            else "some criteria were rated by several people"
        )
    pairs = f"of {a.n_criteria} pairs of ratings of one criterion, "
    if a.n_a_case != 2:
        pairs = f"of all pairs of ratings on the {a.n_criteria} criteria that several rated, "
    parts = runs(f"{_capital(said)}; {pairs}", percent(a.identical), " give the same level")
    if a.within_one >= 1:
        parts = runs(parts, ", and none is more than one step apart")
    else:
        parts = runs(parts, ", and ", percent(a.within_one), " are within one step of each other")
    if a.alpha is not None:
        parts = runs(parts, "; Krippendorff's ordinal α is ", Figure(a.alpha, 2))
        if a.low is not None and a.high is not None:
            parts = runs(parts, " (", Figure(a.low, 2), " to ", Figure(a.high, 2), " when criteria are drawn anew)")
    return runs(parts, ".")


def agreement_here(n_same: int, n: int, widest: float) -> Runs:
    most = f"{widest:g} level{'' if widest == 1 else 's'}"
    if n == 1:
        return runs(f"Raters {'agree' if n_same else f'differ by {most}'} on the one criterion rated twice.")
    if n_same == n:
        return runs(f"Raters gave the same level to all {n} criteria rated twice.")
    return runs(
        f"Raters gave the same level to {n_same} of the {n} criteria rated twice; where they differ, it is by {most} at most."
    )


def outlook(o: OutlookFact) -> Runs:
    place = _ordinal(o.rank_low) if o.rank_low == o.rank_high else f"{_ordinal(o.rank_low)} to {_ordinal(o.rank_high)}"
    parts = runs(Strong(o.region), ": between ", score(o.low), " and ", score(o.high), f" points, {place} of {o.n}")
    if not o.n_alike:
        return runs(parts, "; clearly distinguishable from every other." if o.n > 1 else ".")
    more = f" and {o.n_alike - len(o.alike)} more" if o.n_alike > len(o.alike) else ""
    named = f"{', '.join(o.alike)}{more}" if more else listed(list(o.alike))
    return runs(parts, f"; not clearly distinguishable from {named}.")


def sensitivity(told: int, n: int, leader: OutlookFact) -> Runs:
    if n == 1:
        return runs("With one plan there is no ranking to be sure of; its score has a range all the same.")
    head: Runs = (
        runs(Strong(leader.region), " comes first in ", percent(leader.first), " of the draws. ")
        if leader.region
        else ()
    )
    if told == n:
        return runs(head, "Every region can be told apart from every other.")
    if n == 2:
        return runs(head, "The two are not clearly apart, so read each rank with its range.")
    apart = (
        "No region is"
        if not told
        else f"Only {_count(told, 'region', 'regions')} of {n} {'is' if told == 1 else 'are'}"
    )
    return runs(head, f"{apart} clearly ahead of or behind every other, so read each rank with its range.")


def movers(m: Movers) -> Runs:
    what = f"the total of {m.region}" if m.region else "the ranking"
    if m.needed:
        return runs(f"The draws are too few to say which assumption moves {what}; about {m.needed} would do.")
    if m.still:
        return runs(f"Nothing that was varied moves {what}.")
    named = listed([LABELS[f"f-{e.factor}"] for e in m.most])
    parts = runs(f"What moves {what} most: {named}")
    if len(m.most) == 1:
        (top,) = m.most
        parts = runs(parts, ", ", percent(top.total), " of its variance (", percent(top.first), " alone)")
    if m.then:
        parts = runs(
            parts, f"; then {LABELS[f'f-{m.then.factor}']}, ", percent(m.then.total), " (shares include interactions, so together they may exceed 100%)"
        )  # fmt: skip
    return runs(parts, ".")


def heavier(h: Heavier) -> Runs:
    return runs(
        Strong(h.title), " carries ", percent(h.weight), " of the weight and accounts for ", percent(h.influence),
        " of the differences between totals.",
    )  # fmt: skip


def firmness(f: Firmness) -> Runs:
    names = listed(list(f.leaders))
    verb = "stays" if len(f.leaders) == 1 else "stay"
    if not f.without:
        return runs(f"{names} {verb} first whichever criterion or pillar is left out.")
    shown = [f"without “{title}”, {listed(list(who))}" for title, who in f.without[:2]]
    more = f", and in {_count(len(f.without) - 2, 'other way', 'other ways')}" if len(f.without) > 2 else ""
    return runs(f"The first place of {names} hangs on single nodes: {'; '.join(shown)} would lead{more}.")


def checks_met(c: ConsistencyFact) -> Runs:
    parts = runs(number(c.met, 0 if c.met == int(c.met) else 1), " of ", number(c.applicable), " checks met")
    if not c.worst[0]:
        return runs(parts, ".")
    return runs(parts, f", fewest in {listed([_lower(t) for t in c.worst[0]])} (", percent(c.worst[1]), ").")


def consistency(c: ConsistencyFact) -> Runs:
    if c.index is None:
        return runs("Too few checks are answered for a consistency index.")
    band = f" (“{c.band}”)" if c.band else ""
    parts = runs(
        "Of ", number(c.applicable), " checks ", number(c.met, 0 if c.met == int(c.met) else 1), " are met; the consistency index is ",
        number(c.index, 2), f" of {c.most:g}{band}",
    )  # fmt: skip
    if not c.best[0]:
        return runs(parts, ", the same share in every variable.")
    return runs(
        parts, f", highest in {listed([_lower(t) for t in c.best[0]])} (", number(c.best[1], 2),
        f"), lowest in {listed([_lower(t) for t in c.worst[0]])} (", number(c.worst[1], 2), ").",
    )  # fmt: skip


def second_opinions(o: SecondOpinions) -> Runs:
    if len(o.first) > 1 and all(n == o.n_methods for _, n in o.first):
        return runs(f"{listed([name for name, _ in o.first])} share first place by every method.")
    name, n = o.first[0]
    often = f"all {o.n_methods}" if n == o.n_methods else f"{n} of {o.n_methods}"
    parts = runs(Strong(name), f" comes first by {often} methods")
    if len(o.first) > 1:
        others = listed([f"{other} by {_count(k, '', '').strip()}" for other, k in o.first[1:]])
        parts = runs(parts, f", {others}")
    if o.steady:
        return runs(parts, "; every plan keeps its place.")
    case, low, high = o.widest
    return runs(parts, f"; the place that varies most is that of {case}, from {_ordinal(low)} to {_ordinal(high)}.")


def outcome_field(o: OutcomeFact) -> Runs:
    said = {"both": "above both means", "plan": "above the mean in the plan only", "outcome": "above it in the outcome only",
            "neither": "below both"}  # fmt: skip
    clear = {name: [region for region in regions if region not in o.near] for name, regions in o.groups.items()}
    shown = [f"{said[name]}: {listed(regions)}" for name, regions in clear.items() if regions]
    near = [region for regions in o.groups.values() for region in regions if region in o.near]
    shown += [f"within two points of a mean, and left open: {listed(near)}"] if near else []
    parts = runs(f"{_capital('; '.join(shown))}.")
    if o.correlation is not None:
        parts = runs(
            parts, f" Rank correlation of plan and {_lower(o.title)} over {o.n} regions: ", Figure(o.correlation, 2, 1, "", "", True), "."
        )  # fmt: skip
    return parts


def coherence(c: CoherenceFact) -> Runs:
    head = (
        f"{_capital(_count(c.n_cases, 'plan is', 'plans are'))} too few to judge the rubric by ({c.least} would do); "
        if c.few
        else ""
    )
    said = [
        f"{_some(c.n_constant, 'has', 'have')} the same score in every plan",
        f"{_some(c.n_against, 'runs', 'run')} against the rest of {'their pillar' if c.n_against > 1 else 'its pillar'}",
        f"{_count(c.n_pairs, 'pair puts', 'pairs put')} the plans in nearly the same order, or the reverse",
    ]  # fmt: skip
    parts = runs(f"{head}{'of' if head else 'Of'} {c.n_items} criteria {said[0]}, {said[1]}, and {said[2]}.")
    if c.alphas:
        listed_alphas: Runs = ()
        for n, (title, alpha) in enumerate(c.alphas):
            listed_alphas = runs(listed_alphas, ", " if n else "", f"{_lower(title)} ", number(alpha, 2))
        parts = runs(parts, " Cronbach's α: ", listed_alphas, ".")
    return parts


def succession(s: SuccessionFact) -> Runs:
    if s.before is None or s.after is None:
        parts = runs(f"From {s.older} to {s.newer} the totals cannot be compared, since one of them is not scored.")
    else:
        change = s.after - s.before
        if abs(change) < SHOWN:
            head = runs(f"From {s.older} to {s.newer} the total stayed at ", score(s.after))
        else:
            way = "rose" if change > 0 else "fell"
            head = runs(
                f"From {s.older} to {s.newer} the total {way} by ", _points(abs(change)), " points, from ", score(s.before), " to ",
                score(s.after),
            )  # fmt: skip
        if s.versions[0] != s.versions[1]:
            head = runs(head, f", under versions {s.versions[0]} and {s.versions[1]} of the rubric")
            if s.plan is not None and s.rubric is not None:
                head = runs(
                    head, ": ", shift(s.plan), " from the plan, ", shift(s.rubric),
                    " from the rubric",
                )  # fmt: skip
            else:
                head = runs(
                    head, "; too little of the older plan is rated under the newer version to tell the two apart"
                )
        elif s.ahead is not None:
            head = runs(head, "; the newer plan is ahead in ", percent(s.ahead), " of the draws")
        parts = runs(head, ".")
    total = s.n_rose + s.n_fell + s.n_stayed
    apart = f"; {_count(s.n_apart, 'criterion is', 'criteria are')} not comparable" if s.n_apart else ""
    return runs(
        parts,
        f" Of {_count(total, 'criterion', 'criteria')} {_some(s.n_rose, 'rose', 'rose')}, {_some(s.n_fell, 'fell', 'fell')} and {_some(s.n_stayed, 'stayed', 'stayed')}{apart}.",
    )


def consistency_over_all(c: ConsistencyOverAll) -> Runs:
    (low_region, low), (high_region, high) = c.lowest, c.highest
    parts = runs(
        "The index runs from ",
        number(low, 2),
        f" ({low_region}) to ",
        number(high, 2),
        f" ({high_region}) of {c.most:g}",
    )
    if c.fullest[0] == c.emptiest[0]:
        return runs(parts, ".")
    return runs(
        parts, f"; on average most checks are met in {_lower(c.fullest[0])} (", number(c.fullest[1], 2),
        f"), fewest in {_lower(c.emptiest[0])} (", number(c.emptiest[1], 2), ").",
    )  # fmt: skip


def glance_item(i: Item) -> Runs:
    tag = f"{i.code} " if i.code else ""
    label = f" (“{_lower(i.label)}”)" if i.label else ""
    parts = runs(Strong(f"{tag}{i.title}"), ": level ", level(i.level, i.ref), label)
    if i.margin is None:
        return parts
    mean = f"the mean of the {_count(i.of, '', '').strip()} plans it applies to" if i.of else "the mean"
    if abs(i.margin) < NEAR:
        return runs(parts, f", about {mean}")
    more = ": most plans are weak here" if i.weak else ""
    return runs(parts, ", ", _points(abs(i.margin)), f" points {'above' if i.margin > 0 else 'below'} {mean}{more}")


def leaders_apart(a: Ahead) -> Runs:
    parts = runs(Strong(a.first), f" leads {a.second} by ", _points(a.by), " points")
    if a.parts:
        parts = runs(parts, ", mostly from ")
        for n, (title, gap) in enumerate(a.parts):
            joint = "" if not n else " and " if n == len(a.parts) - 1 else ", "
            parts = runs(parts, joint, f"{_lower(title)} (", shift(gap), ")")
    if a.against:
        parts = runs(parts, f"; on {_lower(a.against[0])} it is ", _points(a.against[1]), " behind")
    return runs(parts, ".")


def learn_from(t: Teachers, again: bool, between: int) -> Runs:
    of = f"these {t.of}" if again else f"the {t.of} criteria in the total that apply to at least half of the plans,"
    shown = listed([f"{name} ({n})" for name, n in t.cases])
    best = "" if t.top else " or better"
    rest = f" The other {_count(between, '', '').strip()} lie between." if again and between else ""
    return runs(
        f"On {_count(t.n, '', '').strip()} of {of} some plan reaches “{_lower(t.label)}”{best}; most often at the top, alone or tied, are {shown}: "
        f"whom to learn from.{rest}"
    )  # fmt: skip


def overview(o: Overview) -> Runs:
    parts = runs(f"The {o.n} plans average " if o.n > 1 else "The plan scores ", Strong(score(o.mean).text()))
    if o.high[1] - o.low[1] < SHOWN:
        parts = runs(parts, ", all with the same score")
    else:
        low, high = (f" ({first_of(list(names))})" for names, _ in (o.low, o.high))
        parts = runs(parts, ", from ", score(o.low[1]), f"{low} to ", score(o.high[1]), high)
    if len(o.grades) == 1:
        return runs(parts, f". All are graded “{_lower(o.grades[0][0])}”.")
    held = listed([f"{_count(n, '', '').strip()} “{_lower(label)}”" for label, n in o.grades])
    return runs(parts, f". Grades: {held}." if held else ".")


def pillar_means(means: Sequence[tuple[str, float]]) -> Runs:
    (_, high), (worst, low) = means[0], means[-1]
    if high - low < NEAR:
        return runs("The pillars average much the same, from ", score(low), " to ", score(high), ".")
    best: Runs = ()
    for title, mean in means[:-1]:
        if high - mean < NEAR and mean - low >= NEAR:
            best = runs(best, " and " if best else "", Strong(_lower(title)), " (", score(mean), ")")
    return runs(
        "On average the plans are strongest in ", best, ", weakest in ", Strong(_lower(worst)), " (", score(low), ")."
    )


def shared(s: Shared) -> Runs:
    return runs(f"{s.title} ({s.k} of {s.n})" if s.k < s.n else f"{s.title} (all {s.n})")


def divided(d: Divided, alike: Sequence[str]) -> Runs:
    held: Runs = ()
    for n, (label, k, mean) in enumerate(d.groups):
        held = runs(
            held,
            ", " if n else "",
            f"“{_lower(label)}” ({k}) averages " if not n else f"“{_lower(label)}” ({k}) ",
            score(mean),
        )
    title = _lower(d.title)
    if not d.told:
        return runs(
            f"No grouping clearly tells the totals apart. Grouping by {title} comes nearest: ", held, "; but ", percent(d.found.chance),
            " of random groupings differ as much.",
        )  # fmt: skip
    also = "".join(f" or by {_lower(t)}" for t in alike)
    return runs(
        f"Grouping by {title}{also} tells the plans apart best. By {title}: ", held, "; ", percent(d.found.share),
        " of the differences between totals lie between these groups, and only ", percent(d.found.chance), " of random groupings differ as much.",
    )  # fmt: skip


def contrast(c: Contrast) -> Runs:
    own = c.group
    if len(own.cases) == 1:
        return runs(Strong(own.label), f": {c.best} alone, ", score(own.mean), ".")
    parts = runs(
        Strong(own.label), f": {_count(len(own.cases), '', '').strip()} plans with a mean of ", score(own.mean), ", from ",
        score(own.cases[-1][1]), f" ({c.last}) to ", score(own.cases[0][1]), f" ({c.best})",
    )  # fmt: skip
    if c.rest is not None:
        gap = own.mean - c.rest
        others = "the other plan" if c.n_rest == 1 else f"the other {_count(c.n_rest, '', '').strip()}"
        if abs(gap) < NEAR:
            parts = runs(parts, f", much like {others} (", score(c.rest), ")")
        else:
            parts = runs(parts, ", ", _points(abs(gap)), f" points {'above' if gap > 0 else 'below'} {others}")
    for found, said in ((c.ahead, "furthest ahead"), (c.behind, "furthest behind")):
        if found:
            parts = runs(parts, f"; {said} on {_lower(found[0])} (", score(found[1]), " against ", score(found[2]), ")")
    parts = runs(parts, ".")
    if c.only_low:
        shown = listed([_lower(title) for title in c.only_low[:MOST_NAMED]])
        n = len(c.only_low)
        among = f" on {_count(n, '', '').strip()} criteria, among them" if n > MOST_NAMED else " on"
        below = "" if c.low_is_bottom else " or below"
        parts = runs(
            parts,
            f" All of them stay at “{_lower(c.low_label)}”{below}, where most others do more,{among} {shown}.",
        )
    return parts


MOST_NAMED = 5


def paces(found: Sequence[tuple[str, int]]) -> Runs:
    n = sum(k for _, k in found)
    held = listed([f"{_count(k, '', '').strip()} {_lower(LABELS[f'pace-{pace}'])}" for pace, k in found])
    return runs(f"Of {_count(n, 'target', 'targets')} in the plans that can be checked against figures: {held}.")


def and_more(n: int) -> str:
    return f" and {n} more"


def by_facet(title: str) -> str:
    return f"By {_lower(title)}"


def part_title(number: int, title: str) -> str:
    """The title of a part of a section."""
    return title
