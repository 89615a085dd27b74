# A stand-in for the R package COINr, for tests where it is not installed: the functions that an
# exported script calls, written from the package's documentation (Becker et al. 2022, JOSS 7(78);
# bluefoxr.github.io/COINr, articles coins, screening, denomination, imputation, treat, normalise,
# aggregate, results). It keeps to what they say of arguments and results, and does nothing else.
library <- function(...) invisible(NULL)

new_coin <- function(iData, iMeta, quietly = FALSE) {
  stopifnot(is.character(iData$uCode), !anyDuplicated(iData$uCode), !anyDuplicated(names(iData)),
            length(unique(iData$Time)) <= 1, !any(iData$uCode %in% names(iData)),
            is.numeric(iMeta$Level), is.numeric(iMeta$Direction), is.numeric(iMeta$Weight),
            is.character(iMeta$iCode), is.character(iMeta$Parent), !anyDuplicated(iMeta$iCode),
            iMeta$Type %in% c("Indicator", "Aggregate", "Group", "Denominator", "Other"))
  columns <- setdiff(names(iData), c("uCode", "uName", "Time"))
  stopifnot(columns %in% iMeta$iCode, iMeta$iCode[iMeta$Type != "Aggregate"] %in% columns)
  tree <- iMeta[!is.na(iMeta$Level), ]
  up <- match(tree$Parent, tree$iCode)
  stopifnot(sum(is.na(up)) == 1, tree$Level[which(is.na(up))] == max(tree$Level),
            !is.na(tree$Weight), all(tree$Level[up] == tree$Level + 1, na.rm = TRUE),
            tree$Direction %in% c(-1, 1), (tree$Level == 1) == (tree$Type == "Indicator"),
            tree$iCode[tree$Level > 1] %in% tree$Parent)
  inds <- tree$iCode[tree$Type == "Indicator"]
  stopifnot(vapply(iData[inds], is.numeric, TRUE))
  list(Meta = iMeta, Unit = iData, Data = list(Raw = iData[c("uCode", inds)]))
}
put <- function(coin, name, values) { coin$Data[[name]] <- values; coin }
values_of <- function(data) data[setdiff(names(data), "uCode")]

Screen <- function(coin, dset, unit_screen, dat_thresh, Force = NULL) {
  stopifnot(unit_screen == "byNA")
  data <- coin$Data[[dset]]
  stays <- rowMeans(!is.na(values_of(data))) >= dat_thresh
  if (!is.null(Force)) stays[match(Force$uCode, data$uCode)] <- Force$Include
  put(coin, "Screened", data[stays, ])
}
Denominate <- function(coin, dset, denomby) {
  data <- coin$Data[[dset]]
  row <- match(data$uCode, coin$Unit$uCode)
  for (n in seq_len(nrow(denomby))) {
    by <- coin$Unit[[denomby$Denominator[n]]][row] / denomby$ScaleFactor[n]
    data[[denomby$iCode[n]]] <- data[[denomby$iCode[n]]] / by
  }
  put(coin, "Denominated", data)
}
i_mean <- function(x) replace(x, is.na(x), mean(x, na.rm = TRUE))
i_median <- function(x) replace(x, is.na(x), stats::median(x, na.rm = TRUE))
by_group <- function(x, f, how) {
  for (group in unique(f[!is.na(f)])) {
    at <- !is.na(f) & f == group
    if (any(!is.na(x[at]))) x[at] <- how(x[at])
  }
  x
}
i_mean_grp <- function(x, f) by_group(x, f, i_mean)
i_median_grp <- function(x, f) by_group(x, f, i_median)
Impute <- function(coin, dset, f_i, use_group = NULL) {
  data <- coin$Data[[dset]]
  row <- match(data$uCode, coin$Unit$uCode)
  more <- if (is.null(use_group)) list() else list(f = coin$Unit[[use_group]][row])
  data[-1] <- lapply(values_of(data), function(x) do.call(f_i, c(list(x), more)))
  put(coin, "Imputed", data)
}

skew <- function(x) {
  x <- x[!is.na(x)]; n <- length(x); m <- x - mean(x)
  sqrt(n * (n - 1)) / (n - 2) * mean(m^3) / mean(m^2)^1.5
}
kurt <- function(x) {
  x <- x[!is.na(x)]; n <- length(x); m <- x - mean(x)
  (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (mean(m^4) / mean(m^2)^2 - 3) + 6)
}
check_SkewKurt <- function(x, na.rm = TRUE, skew_thresh = 2, kurt_thresh = 3.5) {
  list(Pass = abs(skew(x)) < skew_thresh | kurt(x) < kurt_thresh, Skew = skew(x), Kurt = kurt(x))
}
winsorise <- function(x, na.rm = TRUE, winmax = 5, skew_thresh = 2, kurt_thresh = 3.5) {
  high <- low <- integer(0); mark <- rep("", length(x))
  while (!isTRUE(check_SkewKurt(x, TRUE, skew_thresh, kurt_thresh)$Pass) &&
         length(high) + length(low) < winmax) {
    if (skew(x) >= 0) {
      high <- which(x == max(x, na.rm = TRUE)); x[high] <- max(x[-high], na.rm = TRUE)
    } else {
      low <- which(x == min(x, na.rm = TRUE)); x[low] <- min(x[-low], na.rm = TRUE)
    }
  }
  mark[high] <- "winhi"; mark[low] <- "winlo"
  list(x = x, nwin = length(high) + length(low), treated = mark)
}
log_CT <- function(x, na.rm = TRUE) {
  low <- min(x, na.rm = TRUE)
  list(x = log(x - low + 0.01 * (max(x, na.rm = TRUE) - low)), treated = rep("log_CT", length(x)))
}
Treat <- function(coin, dset, global_specs, indiv_specs = list()) {
  data <- coin$Data[[dset]]
  for (code in setdiff(names(data), "uCode")) {
    own <- indiv_specs[[code]]
    if (identical(own, "none")) next
    specs <- if (is.null(own)) global_specs else utils::modifyList(global_specs, own)
    x <- data[[code]]
    passes <- function(v) do.call(specs$f_pass, c(list(v), specs$f_pass_para))$Pass
    if (!isFALSE(passes(x))) next
    first <- do.call(specs$f1, c(list(x), specs$f1_para))$x
    data[[code]] <- if (isFALSE(passes(first))) {
      second <- do.call(specs$f2, c(list(x), specs$f2_para))
      stopifnot(is.character(second$treated), length(second$treated) == length(x))
      second$x
    } else first
  }
  put(coin, "Treated", data)
}

n_minmax <- function(x, l_u = c(0, 100)) {
  low <- min(x, na.rm = TRUE); high <- max(x, na.rm = TRUE)
  l_u[1] + (l_u[2] - l_u[1]) * (x - low) / (high - low)
}
n_zscore <- function(x, m_sd = c(0, 1)) {
  m_sd[1] + m_sd[2] * (x - mean(x, na.rm = TRUE)) / stats::sd(x, na.rm = TRUE)
}
n_dist2ref <- function(x, iref, cap_max = FALSE) {
  1 - (x[iref] - x) / (x[iref] - min(x, na.rm = TRUE))
}
n_goalposts <- function(x, gposts, direction = 1, trunc2posts = TRUE) {
  y <- (x - gposts[1]) / (gposts[2] - gposts[1])
  gposts[3] * pmin(pmax(y, 0), 1)
}
Normalise <- function(coin, dset, indiv_specs) {
  data <- coin$Data[[dset]]
  for (code in setdiff(names(data), "uCode")) {
    own <- indiv_specs[[code]]
    way <- coin$Meta$Direction[coin$Meta$iCode == code]
    data[[code]] <- do.call(own$f_n, c(list(x = way * data[[code]]), own$f_n_para))
  }
  put(coin, "Normalised", data)
}

a_amean <- function(x, w) {
  there <- !is.na(x)
  if (any(there)) sum(w[there] * x[there]) / sum(w[there]) else NA
}
Aggregate <- function(coin, dset, f_ag, dat_thresh = NULL, f_ag_para = NULL) {
  data <- coin$Data[[dset]]
  tree <- coin$Meta[!is.na(coin$Meta$Level), ]
  levels <- max(tree$Level)
  stopifnot(length(f_ag) %in% c(1, levels - 1), length(dat_thresh) %in% c(0, 1, levels - 1))
  f_ag <- rep_len(f_ag, levels - 1)
  least <- if (is.null(dat_thresh)) rep(-1, levels - 1) else rep_len(dat_thresh, levels - 1)
  for (level in 2:levels) for (code in tree$iCode[tree$Level == level]) {
    parts <- tree[!is.na(tree$Parent) & tree$Parent == code, ]
    data[[code]] <- apply(data[parts$iCode], 1, function(x) {
      if (mean(!is.na(x)) < least[level - 1]) NA
      else do.call(f_ag[level - 1], list(x = unname(x), w = parts$Weight))
    })
  }
  put(coin, "Aggregated", data)
}
get_results <- function(coin, dset, tab_type, nround = 2) {
  data <- coin$Data[[dset]]
  tree <- coin$Meta[!is.na(coin$Meta$Level), ]
  tree <- tree[order(-tree$Level), ]
  total <- data[[tree$iCode[1]]]
  data$Rank <- rank(-total, na.last = "keep", ties.method = "min")
  out <- data[order(-total), c("uCode", "Rank", tree$iCode)]
  is_number <- vapply(out, is.numeric, TRUE)
  out[is_number] <- round(out[is_number], nround)
  out
}
