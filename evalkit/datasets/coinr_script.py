"""What COINr is given in; the lines of R that build the index with it, step by step as the rubric
says, out.

Functions that COINr has are called by name. For the others the script defines its own, which COINr
takes as it takes its own (``f_n``, ``f1``, ``f2``, ``f_ag``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from evalkit.datasets.coinr import HUNDRED, Coin, Leaf
from evalkit.model.catalogue import phrase
from evalkit.model.finding import side_by_side
from evalkit.model.rubric import Measure, Outliers, Prepare
from evalkit.scoring.preparing import AS_MEASURED

FILE = "coinr.R"
DEEPEST = 5  # levels that COINr has its own parameters for
MOST = 8  # names of one kind that are told
READ = r"""library(COINr)

# the folder of this script, where R knows it
here <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
here <- if (length(here) == 1) dirname(here) else "."
read <- function(name) {
  read.csv(file.path(here, name), fileEncoding = "UTF-8-BOM", na.strings = "", check.names = FALSE)
}
iMeta <- read("iMeta.csv")
iData <- read("iData.csv")
for (name in c("uCode", "uName", iMeta$iCode[iMeta$Type == "Group"])) {
  iData[[name]] <- as.character(iData[[name]])
}
for (name in iMeta$iCode[iMeta$Type %in% c("Indicator", "Denominator")]) {
  iData[[name]] <- as.numeric(iData[[name]])
}
"""

# what COINr has no function for
SCALES = r"""
# scores from 0 to top; COINr hands over x times its direction
n_evalkit <- function(x, rule, direction = 1, top = 100, transform = "none", ends = NULL,
                      best = NULL, from = NULL, score = NULL) {
  x <- direction * x
  f <- switch(transform, log = function(v) suppressWarnings(log(v)),
              sqrt = function(v) suppressWarnings(sqrt(v)), identity)
  kept <- function(low, high) f(pmin(pmax(x, low), high))
  share <- function(zero, one) {
    (kept(min(zero, one), max(zero, one)) - f(zero)) / (f(one) - f(zero))
  }
  y <- f(x)
  y[!is.finite(y)] <- NA
  of_sample <- c("minmax", "zscore", "zscore-open", "rank", "borda", "percentile")
  if (rule %in% of_sample) y <- direction * y
  n <- sum(!is.na(y))
  out <- switch(rule,
    goalposts = if (direction < 0) share(ends[2], ends[1]) else share(ends[1], ends[2]),
    target = share(ends[1], ends[2]),
    interval = if (is.null(ends)) {
      a <- f(best[1]); b <- f(best[2])
      most <- max(a - min(y, na.rm = TRUE), max(y, na.rm = TRUE) - b, 0)
      away <- pmax(a - y, y - b, 0)
      1 - if (most > 0) away / most else away
    } else {
      pmin(if (ends[1] < best[1]) share(ends[1], best[1]) else 1,
           if (best[2] < ends[2]) share(ends[2], best[2]) else 1)
    },
    minmax = {
      low <- min(y, na.rm = TRUE); high <- max(y, na.rm = TRUE)
      span <- if (is.null(ends)) c(0, 1) else ends / top
      span[1] + (span[2] - span[1]) * (y - low) / (high - low)
    },
    zscore = pmin(pmax(0.5 + (y - mean(y, na.rm = TRUE)) / stats::sd(y, na.rm = TRUE) / 6, 0), 1),
    "zscore-open" = (y - mean(y, na.rm = TRUE)) / stats::sd(y, na.rm = TRUE),
    rank = (rank(y, ties.method = "average", na.last = "keep") - 1) / (n - 1),
    borda = (rank(y, ties.method = "min", na.last = "keep") - 1) / (n - 1),
    percentile = (rank(y, ties.method = "average", na.last = "keep") - 0.5) / n,
    "share-of-best" = {
      y <- ifelse(x < 0, NA, x)
      if (direction > 0) y / max(y, na.rm = TRUE)
      else ifelse(y == min(y, na.rm = TRUE), 1, min(y, na.rm = TRUE) / y)
    },
    step = {
      base <- if (direction < 0) score[1] else 0
      c(base, score)[findInterval(x, from) + 1]
    })
  out[is.na(x) | (is.na(y) & rule %in% c("interval", "share-of-best"))] <- NA
  top * out
}
"""
DISTANCE = r"""
# the distance to a unit, after a transformation
n_distance <- function(x, row, direction, transform) {
  y <- direction * suppressWarnings(switch(transform, log = log, sqrt = sqrt)(direction * x))
  y[!is.finite(y)] <- NA
  1 - (y[row] - y) / (y[row] - min(y, na.rm = TRUE))
}
"""
KEEP = r"""
# outliers that are left after winsorising stay: no second treatment
as_winsorised <- function(x, winmax, skew_thresh, kurt_thresh, na.rm = TRUE) {
  winsorise(x, na.rm = na.rm, winmax = winmax, skew_thresh = skew_thresh,
            kurt_thresh = kurt_thresh)[c("x", "treated")]
}
"""
MOVED = r"""
# outliers of what is transformed are drawn in after the transformation, and come to the value of
# another unit; which values have outliers is asked there too
never_passes <- function(x, ...) list(Pass = FALSE)
winsorise_moved <- function(x, transform, winmax, skew_thresh, kurt_thresh, na.rm = TRUE) {
  y <- suppressWarnings(switch(transform, log = log(x), sqrt = sqrt(x)))
  y[!is.finite(y)] <- NA
  if (sum(!is.na(y)) < 4) return(list(x = x, treated = rep("", length(x))))
  done <- winsorise(y, na.rm = na.rm, winmax = winmax, skew_thresh = skew_thresh,
                    kurt_thresh = kurt_thresh)
  at <- which(done$treated != "")
  x[at] <- x[match(done$x[at], y)]
  list(x = x, treated = done$treated)
}
"""
BOX_COX = r"""
# Box and Cox (1964), with the power of greatest likelihood between -5 and 5
box_cox_best <- function(x, na.rm = TRUE) {
  low <- min(x, na.rm = TRUE)
  logs <- log(if (low > 0) x else x - low + 0.01 * (max(x, na.rm = TRUE) - low))
  logs <- logs - mean(logs, na.rm = TRUE)
  powered <- function(p) if (abs(p) < 1e-9) logs else expm1(p * logs) / p
  loss <- function(p) log(stats::var(powered(p), na.rm = TRUE))
  grid <- seq(-5, 5, by = 0.1)
  at <- which.min(vapply(grid, loss, 0))
  ends <- grid[c(max(at - 1, 1), min(at + 1, length(grid)))]
  p <- stats::optimize(loss, ends, tol = 1e-12)$minimum
  list(x = powered(p), treated = rep("box_cox", length(x)))
}
"""
MEANS = {
    "geometric": r"""
# one zero gives zero; a_gmean() stops at it
a_geometric <- function(x, w) {
  there <- !is.na(x) & w > 0
  if (!any(there)) NA else exp(sum(w[there] * log(x[there])) / sum(w[there]))
}
""",
    "harmonic": r"""
# one zero gives zero; a_hmean() stops at it
a_harmonic <- function(x, w) {
  there <- !is.na(x) & w > 0
  if (!any(there)) NA else sum(w[there]) / sum(w[there] / x[there])
}
""",
    "minimum": r"""
a_minimum <- function(x, w) {
  there <- !is.na(x) & w > 0
  if (!any(there)) NA else min(x[there])
}
""",
}
POWER = r"""
# a power mean
{name} <- function(x, w) {{
  there <- !is.na(x) & w > 0
  if (!any(there)) return(NA)
  if ({power} < 0 && any(x[there] == 0)) return(0)
  (sum(w[there] * x[there]^{power}) / sum(w[there]))^(1 / {power})
}}
"""


def script(coin: Coin, prepare: Prepare, lang: str) -> str:
    """The whole script."""
    blocks = [_head(coin, lang), READ, *_functions(coin, prepare)]
    steps = [_new(coin)]
    now = "Raw"
    for name, lines in _prepared(coin, prepare, lang):
        steps.append(lines.replace("{dset}", _text(now)))
        now = name
    steps += [_normalised(coin, now), _aggregated(coin, lang)]
    return "".join([*blocks, *steps])


def _say(lang: str, key: str, **values: object) -> str:
    return phrase("datasets", lang, f"coinr.{key}", **values)


def left_words(coin: Coin, lang: str) -> list[str]:
    """What COINr has no place for, a sentence each."""
    return [_say(lang, f"left.{key}", names=_named(names, lang)) for key, names in coin.left]


def _named(names: Sequence[str], lang: str) -> str:
    """Names side by side; of many the first, and how many there are."""
    own = side_by_side(names, MOST)[lang == "en"]
    return f"{own} ({len(names)})" if len(names) > MOST else own


def _head(coin: Coin, lang: str) -> str:
    lines = [_say(lang, "head"), _say(lang, "results")]
    if coin.left:
        lines += ["", _say(lang, "left-head"), *(f"- {line}" for line in left_words(coin, lang))]
    return "".join(f"# {line}".rstrip() + "\n" for line in lines) + "\n"


def _functions(coin: Coin, prepare: Prepare) -> Iterator[str]:
    """The functions that are needed beside COINr's."""
    if any(not _native(leaf) for leaf in coin.leaves):
        yield SCALES
    if any(x.rule and x.rule.normalisation == "distance" and not _native(x) for x in coin.leaves):
        yield DISTANCE
    rule = prepare.outliers
    if rule is not None and any(_treated(leaf) for leaf in coin.leaves):
        own = {_then(leaf, rule) for leaf in coin.leaves if _treated(leaf)}
        yield from ([KEEP] if "as_winsorised" in own else [])
        yield from ([MOVED] if "winsorise_moved" in own else [])
        yield from ([BOX_COX] if "box_cox_best" in own else [])
    for mean in dict.fromkeys(coin.means):
        if isinstance(mean, float | int):
            yield POWER.format(name=_mean(mean), power=f"{mean:.15g}")
        elif mean in MEANS:
            yield MEANS[mean]


def _new(coin: Coin) -> str:
    # a column that only one of the two reads is no harm
    return "\ncoin <- new_coin(iData, iMeta, quietly = TRUE)\n"


def _prepared(coin: Coin, prepare: Prepare, lang: str) -> Iterator[tuple[str, str]]:
    """The steps before normalising, in the rubric's order: the name of what each makes, and its
    lines."""
    if prepare.screen is not None:
        # COINr counts every indicator of every unit, and knows no weights here
        told = {key for key, _ in coin.left}
        alike = prepare.screen.by == "count" and not {"rated", "applies"} & told
        codes, forced = _vector([_text(code) for code in coin.screened]), ""
        if coin.screened and not alike:
            forced = f",\n  Force = data.frame(uCode = {codes}, Include = FALSE)"
        least = _number(prepare.screen.least if alike else 0)
        lines = f'"byNA", dat_thresh = {least}{forced}'
        yield "Screened", f"coin <- Screen(coin, dset = {{dset}}, unit_screen = {lines})\n"
    per = [leaf for leaf in coin.leaves if leaf.per is not None]
    if per:
        yield "Denominated", _divided(per)
    impute = prepare.impute
    if impute is not None and impute.method not in ("none", "last", "linear", "em"):
        function = f"i_{impute.method.replace('group-mean', 'mean_grp')}"
        function = function.replace("group-median", "median_grp")
        group = f", use_group = {_text(coin.group)}" if impute.method.startswith("group-") else ""
        own = f"f_i = {_text(function)}{group}"
        yield "Imputed", f"coin <- Impute(coin, dset = {{dset}}, {own})\n"
    if coin.imputed:
        comment = _say(lang, "imputed")
        rows = "".join(
            f"coin$Data$Imputed[coin$Data$Imputed$uCode == {_text(unit)}, {_text(code)}] <- "
            f"{_number(value)}\n"
            for unit, code, value in coin.imputed
        )
        yield "Imputed", f"# {comment}\ncoin$Data$Imputed <- coin$Data[[{{dset}}]]\n{rows}"
    if prepare.outliers is not None and any(_treated(leaf) for leaf in coin.leaves):
        yield "Treated", _treatment(coin.leaves, prepare.outliers)


def _divided(leaves: Sequence[Leaf]) -> str:
    codes = _vector([_text(leaf.code) for leaf in leaves])
    by = _vector([_text(leaf.per[0]) for leaf in leaves if leaf.per])
    times = _vector([_number(float(leaf.per[1].times)) for leaf in leaves if leaf.per])
    rows = f"  iCode = {codes},\n  Denominator = {by},\n  ScaleFactor = {times})"
    return f"coin <- Denominate(coin, dset = {{dset}}, denomby = data.frame(\n{rows})\n"


# --- outliers --------------------------------------------------------------------------------


FEWEST = 4  # values that a kurtosis takes


def _treated(leaf: Leaf) -> bool:
    """Whether outliers of an indicator are treated."""
    rule, there = leaf.rule, [value for value in leaf.values if value is not None]
    own = rule is not None and rule.by_sample and rule.outliers != "none"
    return own and len(there) >= FEWEST


def _then(leaf: Leaf, rule: Outliers) -> str:
    measure = leaf.rule
    if measure is not None and measure.transform != "none":
        return "winsorise_moved"
    kept = measure is not None and measure.normalisation in AS_MEASURED
    then = "none" if kept else rule.then
    return {"log": "log_CT", "box-cox": "box_cox_best", "none": "as_winsorised"}[then]


def _treatment(leaves: Sequence[Leaf], rule: Outliers) -> str:
    limits = f"skew_thresh = {_number(rule.when.skew)}, kurt_thresh = {_number(rule.when.kurtosis)}"
    win = f"winmax = {rule.winsorise}, {limits}"

    def second(name: str, leaf: Leaf | None = None) -> str:
        if name == "winsorise_moved" and leaf is not None and leaf.rule is not None:
            para = f"list(transform = {_text(leaf.rule.transform)}, {win})"
            same = f"{_text(name)}, f1_para = {para}, f2 = {_text(name)}, f2_para = {para}"
            return f'f1 = {same},\n      f_pass = "never_passes", f_pass_para = list()'
        para = f"list(na.rm = TRUE, {win})" if name == "as_winsorised" else "list(na.rm = TRUE)"
        return f"f2 = {_text(name)}, f2_para = {para}"

    usual = {"log": "log_CT", "box-cox": "box_cox_best", "none": "as_winsorised"}[rule.then]
    every = (
        f'  global_specs = list(\n    f1 = "winsorise", f1_para = list(na.rm = TRUE, {win}),\n'
        f"    {second(usual)},\n"
        f'    f_pass = "check_SkewKurt", f_pass_para = list(na.rm = TRUE, {limits}))'
    )
    own = [f'{_name(leaf.code)} = "none"' for leaf in leaves if not _treated(leaf)]
    own += [
        f"{_name(leaf.code)} = list({second(name, leaf)})"
        for leaf in leaves
        if _treated(leaf) and (name := _then(leaf, rule)) != usual
    ]
    each = ",\n  indiv_specs = list(\n    " + ",\n    ".join(own) + ")" if own else ""
    return f"coin <- Treat(coin, dset = {{dset}},\n{every}{each})\n"


# --- normalising and aggregating -------------------------------------------------------------


def _native(leaf: Leaf) -> bool:
    """Whether a function of COINr's does what the rule says."""
    rule = leaf.rule
    if rule is None:
        return True
    own = (
        rule.normalisation in ("minmax", "goalposts", "target", "distance") or rule.cap is not None
    )
    return rule.transform == "none" and own


def _normalised(coin: Coin, dset: str) -> str:
    own = ",\n    ".join(f"{_name(x.code)} = {_specified(x, coin, dset)}" for x in coin.leaves)
    return f"coin <- Normalise(coin, dset = {_text(dset)}, indiv_specs = list(\n    {own}))\n"


def _specified(leaf: Leaf, coin: Coin, dset: str) -> str:
    """The function that normalises an indicator, and what it is given."""
    rule = leaf.rule
    if rule is None:
        return _called("n_goalposts", gposts=_vector(["0", "100", "100"]))
    sign = -1 if rule.better == "lower" else 1
    name = rule.normalisation
    if name == "distance":
        unit = _text(coin.reference.get(leaf.code, ""))
        row = f"match({unit}, coin$Data[[{_text(dset)}]]$uCode)"
        moved = rule.transform if rule.transform != "none" else ""
        if moved:
            return _called("n_distance", row=row, direction=str(sign), transform=_text(moved))
        return _called("n_dist2ref", iref=row)
    if _native(leaf) and name == "minmax":
        return _called("n_minmax", l_u=_numbers(rule.range or (0, coin.top)))
    if _native(leaf) and name == "zscore":
        return _called("n_zscore", m_sd=_vector(["0", "1"]))
    if _native(leaf):
        low, high = _posts(rule)
        if name == "goalposts" and sign < 0:
            low, high = high, low
        # COINr hands over values times their direction: so are their ends
        return _called("n_goalposts", gposts=_numbers((sign * low, sign * high, coin.top)))
    para = {"rule": _text(name), "direction": str(sign)}
    if coin.top != HUNDRED:
        para["top"] = _number(coin.top)
    if rule.cap is not None:
        para["rule"] = _text("zscore-open")
    if rule.transform != "none":
        para["transform"] = _text(rule.transform)
    if name in ("goalposts", "target") or (name == "interval" and rule.goalposts is not None):
        para["ends"] = _numbers(_posts(rule))
    if name == "minmax" and rule.range is not None:
        para["ends"] = _numbers(rule.range)
    if name == "interval" and rule.best is not None:
        para["best"] = _numbers(rule.best)
    if name == "step":
        steps = sorted(rule.steps, key=lambda step: step.from_)
        para["from"] = _numbers([step.from_ for step in steps])
        para["score"] = _numbers([step.score for step in steps])
    return _called("n_evalkit", **para)


def _posts(rule: Measure) -> tuple[float, float]:
    if rule.normalisation == "target":
        return float(rule.start or 0), float(rule.target or 0)
    low, high = rule.goalposts or (0.0, 1.0)
    return float(low), float(high)


def _called(name: str, **para: str) -> str:
    own = ", ".join(f"{key} = {value}" for key, value in para.items())
    return f"list(f_n = {_text(name)}, f_n_para = list({own}))"


def _aggregated(coin: Coin, lang: str) -> str:
    means = [_text(_mean(mean)) for mean in coin.means]
    rule = means[0] if len({*means}) == 1 else _vector(means)
    least = _vector([_number(share) for share in coin.least]) if coin.least else ""
    deep = coin.levels > DEEPEST
    # COINr counts on as many levels unless it is given something for each
    least = f", dat_thresh = {least or '0'}" if least or deep else ""
    least += ", f_ag_para = list(NULL)" if deep else ""
    return (
        f'coin <- Aggregate(coin, dset = "Normalised", f_ag = {rule}{least})\n\n'
        f"# {_say(lang, 'compare')}\n"
        'results <- get_results(coin, dset = "Aggregated", tab_type = "Full", nround = 12)\n'
        'write.csv(results, file.path(here, "results.csv"), row.names = FALSE)\n'
    )


def _mean(rule: str | float) -> str:
    """The function of a mean: COINr's, or one that the script defines."""
    if isinstance(rule, str):
        return "a_amean" if rule == "arithmetic" else f"a_{rule}"
    return "a_power_" + re.sub(r"[^0-9]", "_", f"{rule:g}".replace("-", "less_"))


# --- R ---------------------------------------------------------------------------------------


def _text(text: str) -> str:
    """A text as R reads it."""
    return json.dumps(text, ensure_ascii=False)


def _name(code: str) -> str:
    """A name within a list."""
    return code if re.fullmatch(r"[A-Za-z][A-Za-z0-9_.]*", code) else f"`{code}`"


def _number(value: float) -> str:
    held = f"{value:.15g}"
    return held if float(held) == value else repr(float(value))


def _numbers(values: Sequence[float]) -> str:
    return _vector([_number(float(value)) for value in values])


def _vector(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"c({', '.join(parts)})"
