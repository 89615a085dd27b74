function shares() { // of the total, as stated by the weights: what does not apply to a case is left aside
  const found = nodes.map(() => 0);
  found[total] = 1;
  for (let n = total; n >= 0; n--) {
    const counted = nodes[n].children.filter(child => nodes[child].counts);
    const sum = counted.reduce((all, child) => all + weights[child], 0);
    counted.forEach(child => { found[child] = sum > 0 ? found[n] * weights[child] / sum : 0; });
  }
  return found;
}

// --- ranges of ranks: the report's own for the stated weights, else drawn around those chosen -----
function chance(seed) { // mulberry32: the same draws every time, so that a range does not flicker
  return () => {
    seed = (seed + 0x6D2B79F5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
function drawn(chosen) {
  const next = chance(1), found = data.cases.map(() => []), first = data.cases.map(() => 0);
  for (let draw = 0; draw < data.draws; draw++) {
    const moved = chosen.map(weight => weight * (1 + data.spread * (2 * next() - 1)));
    ranks(scored(moved)).forEach((rank, n) => { found[n].push(rank); first[n] += rank === 1; });
  }
  const tail = (1 - data.within) / 2;
  return found.map((list, n) => {
    list.sort((a, b) => a - b);
    const low = list[Math.floor(tail * (list.length - 1))], high = list[Math.ceil((1 - tail) * (list.length - 1))];
    return { low, high, first: first[n] / data.draws };
  });
}
const reported = data.ranges.map(([low, high]) => ({ low, high, first: null }));
const before = ranks(scored(stated));

// --- what the reader sees: the ranking, and a sentence about it -----------------------------------
function shown(value) {
  if (value === null) return "—";
  const { low, high, decimals } = data.units, tens = 10 ** decimals;
  return (Math.round((low + (high - low) * value) * tens + 1e-7) / tens).toFixed(decimals).replace("-", "−");
}
function plain(weight) { return String(+weight.toFixed(3)); }
function grade(n, value) {
  if (data.graded[n] !== null) return data.graded[n];  // whatever is weighed
  const found = value === null ? null : data.grades.find(band => value >= band[0] - TOLERANCE);
  return found ? found[1] : "—";
}
function changed() { return weights.some((weight, n) => weight !== stated[n]); }
function span(rank, range) {
  if (!rank) return "—";
  if (!range) return "…";
  const low = Math.min(range.low, rank), high = Math.max(range.high, rank);
  return low === high ? String(low) : `${low}–${high}`;
}
function row(n, value, rank, range) {
  const made = make("tr", null, { "data-case": data.cases[n][0], "data-score": value === null ? "" : String(value) });
  const cell = make("td", shown(value), { class: "n" }), bar = make("span", null, { class: "bar", "aria-hidden": "true" });
  const length = make("i"), step = before[n] && rank ? before[n] - rank : 0;
  length.style.width = `${100 * (value || 0)}%`;
  bar.append(length);
  cell.append(bar);
  made.append(
    make("td", rank || "—", { class: "n" }), make("th", data.cases[n][1], { scope: "row" }), cell, make("td", grade(n, value)),
    make("td", step ? (step > 0 ? "▲" : "▼") + Math.abs(step) : "", { class: "n" }), make("td", span(rank, range), { class: "n" }),
  );
  return made;
}
