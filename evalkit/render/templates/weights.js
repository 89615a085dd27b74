// Weights in the reader's hand: sliders, the ranking they give, a link and a file that keep them.
// It stands after page.js on a page that has the data for it.

const data = JSON.parse(document.getElementById("t-data").textContent);
const section = document.getElementById("tuning");
const nodes = data.nodes, total = nodes.length - 1, TOLERANCE = 1e-9;
const stated = nodes.map(node => node.weight), sliders = new Map(); // node → its slider
const MOST = 1e6, DRAWN_AFTER = 300, SAID_AFTER = 600; // milliseconds of rest
let weights = stated.slice();

// --- scores: a node's value is made from its parts by their shares, as evalkit.score does it -----
function aggregate(kind, values, shares) {
  if (kind === "minimum") return Math.min(1, ...values.filter((_, n) => shares[n] > 0));
  if (typeof kind === "number") return power(kind, values, shares);
  let sum = 0;
  values.forEach((value, n) => {
    if (!(shares[n] > 0)) return;
    sum += shares[n] * (kind === "geometric" ? Math.log(value) : kind === "harmonic" ? 1 / value : value);
  });
  return kind === "geometric" ? Math.exp(sum) : kind === "harmonic" ? 1 / sum : sum;
}
function power(exponent, values, shares) {
  const parts = values.map((value, n) => [value, shares[n]]).filter(part => part[1] > 0);
  const most = (exponent > 0 ? Math.max : Math.min)(...parts.map(part => part[0]));
  if (!(most > 0)) return 0;
  return most * parts.reduce((sum, part) => sum + part[1] * (part[0] / most) ** exponent, 0) ** (1 / exponent);
}
function score(leaves, chosen) {
  const value = [], covered = [], applies = [], known = []; // known: what of it counts as rated above
  nodes.forEach((node, n) => {
    if (!node.children.length) {
      applies[n] = leaves[n] !== "na";
      value[n] = applies[n] ? leaves[n] : null;
      known[n] = covered[n] = value[n] === null ? 0 : 1;
      return;
    }
    let present = 0, among = 0, gap = 0;
    applies[n] = node.children.some(child => applies[child]);
    const parts = node.children.map(child => {
      const weight = applies[child] && nodes[child].counts ? chosen[child] : 0;
      const counts = data.by_count ? Number(weight > 0) : weight;
      const taken = value[child] !== null && (!data.withholds || enough(child, covered[child]));
      among += counts;
      gap += counts * (1 - known[child]);
      if (taken) present += weight;
      return { value: taken ? value[child] : 1, weight: taken ? weight : 0 };
    });
    const shares = parts.map(part => (present > 0 ? part.weight / present : 0));
    value[n] = present > 0 ? aggregate(node.aggregation, parts.map(part => part.value), shares) : null;
    covered[n] = among > 0 ? 1 - gap / among : 0;
    known[n] = data.withholds && !enough(n, covered[n]) ? 0 : data.by_count ? Number(covered[n] > 0) : covered[n];
  });
  return enough(total, covered[total]) ? value[total] : null;
}
function enough(n, share) { return share >= nodes[n].least - TOLERANCE; }
function scored(chosen) { return data.cases.map(one => score(one[2], chosen)); }
function ranks(scores) {
  return scores.map(own => (own === null ? 0 : 1 + scores.filter(other => other !== null && other > own + TOLERANCE).length));
}
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
function ranking(order, scores, placed, ranges) {
  const table = make("table"), head = make("tr"), body = make("tbody"), top = make("thead");
  [["rank", 1], ["region", 0], ["t-now", 1], ["grade", 0], ["t-moved-to", 1], ["rank-range", 1]].forEach(([name, numeric]) => {
    head.append(make("th", words[name], { scope: "col", class: numeric ? "n" : name === "region" ? "h" : "" }));
  });
  top.append(head);
  body.append(...order.map(n => row(n, scores[n], placed[n], ranges && ranges[n])));
  table.append(make("caption", words["t-title"], { class: "vh" }), top, body);
  const area = document.getElementById("t-ranking");
  area.replaceChildren(table);
  measure([area]);
}
function sentence(order, scores, placed, ranges) {
  const known = order.filter(n => placed[n]), name = n => data.cases[n][1];
  if (!known.length) return words["t-none"];
  const first = known[0], last = known[known.length - 1], several = known.length > 1;
  const tied = known.filter(n => placed[n] === 1), level = tied.length > 1;
  const ends = { tied: tied.map(name).join(chinese ? "、" : ", "), first: name(first), best: shown(scores[first]), last: name(last), worst: shown(scores[last]) };
  const key = !several ? "t-alone" : tied.length === known.length ? "t-level" : level ? "t-shared" : "t-verdict";
  const said = [fill(words[key], ends)];
  const moved = known.filter(n => before[n] && placed[n] !== before[n]);
  if (!changed()) said.push(words["t-stated"]);
  else if (several && !moved.length) said.push(words["t-same"]);
  else if (moved.length) {
    const most = moved.reduce((a, b) => (Math.abs(placed[b] - before[b]) > Math.abs(placed[a] - before[a]) ? b : a));
    said.push(fill(words["t-changed"], { n: moved.length, most: name(most), from: before[most], to: placed[most] }));
  }
  const share = several && !level && ranges && ranges[first].first;
  if (typeof share === "number") said.push(fill(words["t-first"], { first: name(first), share: `${Math.round(100 * share)}%` }));
  return said.join(chinese ? "" : " ");
}
function draw(ranges) {
  const scores = scored(weights), placed = ranks(scores);
  const order = scores.map((_, n) => n).sort((a, b) => {
    return (placed[a] || 1e9) - (placed[b] || 1e9) || (data.cases[a][0] < data.cases[b][0] ? -1 : 1);
  });
  ranking(order, scores, placed, ranges);
  const said = sentence(order, scores, placed, ranges);
  document.getElementById("t-said").replaceChildren(make("p", said));
  return said;
}

// --- sliders: each with its weight, its share of the total and the stated weight -------------------
function slider(n) {
  const node = nodes[n], id = `t-${n}`, line = make("div", null, { class: "slide" }), track = make("span", null, { class: "track" });
  const input = make("input", null, { type: "range", id, min: 0, max: node.reach, step: 0.1, "data-ref": node.ref });
  const out = make("output", null, { for: id }), share = make("span", null, { class: "share" }), was = make("span", null, { class: "was" });
  const label = make("label", node.title, { for: id });
  input.addEventListener("input", () => { weights[n] = parseFloat(input.value); refresh(); later(); });
  track.append(input);
  line.append(label, track, out, share, was);
  sliders.set(n, { line, track, input, out, share, was });
  return line;
}
function branch(children, into) {
  children.filter(n => nodes[n].moves && nodes[n].counts).forEach(n => {
    into.append(slider(n));
    const below = nodes[n].children.filter(child => nodes[child].moves && nodes[child].counts);
    if (!below.length) return;
    const fold = make("details"), inside = make("div", null, { class: "within" });
    fold.append(make("summary", fill(words["t-parts"], { n: below.length, of: nodes[n].title })), inside);
    branch(below, inside);
    into.append(fold);
  });
}
function refresh() { // sliders, marks and the list of changes, from the weights
  const found = shares(), changes = [];
  sliders.forEach(({ line, track, input, out, share, was }, n) => {
    const weight = plain(weights[n]), old = plain(stated[n]), part = `${(100 * found[n]).toFixed(1)}%`, moved = weights[n] !== stated[n];
    input.max = Math.max(nodes[n].reach, Math.ceil(weights[n]));
    if (parseFloat(input.value) !== weights[n]) input.value = weights[n];
    track.style.setProperty("--at", stated[n] / input.max);
    line.classList.toggle("moved", moved);
    out.textContent = weight;
    share.textContent = part;
    was.textContent = fill(words["t-was"], { weight: old });
    input.setAttribute("aria-valuetext", fill(words[moved ? "t-heard-moved" : "t-heard"], { weight, share: part, stated: old }));
    if (moved) changes.push(fill(words["t-change"], { title: nodes[n].title, weight, stated: old }));
  });
  const list = make("ul");
  list.append(...changes.map(change => make("li", change)));
  const box = document.getElementById("t-changes");
  box.hidden = !changes.length;
  box.replaceChildren(make("h3", words["t-changes"]), list);
  frame();
}
function frame() { // what the rest of the page has to know: a banner, the link to the other language
  const banner = document.getElementById("t-banner"), moved = changed();
  banner.hidden = !moved;
  root.classList.toggle("weighed", moved);
  root.style.setProperty("--bar", `${banner.offsetHeight}px`);
  document.querySelectorAll("a[hreflang]").forEach(link => {
    link.href = link.getAttribute("href").split("#")[0] + (moved ? `#weights=${spelled()}` : "");
  });
}

// --- time: scores at once, ranges and the spoken sentence when the reader rests --------------------
let frames = 0, ranging = 0, saying = 0;

function show() {
  clearTimeout(ranging);
  const moved = changed();
  draw(moved ? null : reported);
  if (moved) ranging = setTimeout(() => draw(drawn(weights)), DRAWN_AFTER);
}
function later() {
  cancelAnimationFrame(frames);
  clearTimeout(saying);
  frames = requestAnimationFrame(() => {
    show();
    keep(changed() ? `#weights=${spelled()}` : bare());
  });
  saying = setTimeout(() => {
    document.getElementById("t-aloud").textContent = document.getElementById("t-said").textContent;
  }, SAID_AFTER);
}

// --- the address keeps the weights; so does each step of the history, beside an anchor -------------
function spelled() {
  return nodes.map((node, n) => (weights[n] === stated[n] ? "" : `${encodeURIComponent(node.ref)}:${weights[n]}`)).filter(Boolean).join(",");
}
function read(text) {
  const found = stated.slice();
  text.split(",").forEach(pair => {
    const [ref, given] = pair.split(":"), n = nodes.findIndex(node => node.ref === decoded(ref)), weight = parseFloat(given);
    if (n >= 0 && weight >= 0 && weight <= MOST) found[n] = weight;
  });
  return found;
}
function keep(address) { history.replaceState(changed() ? { weights: spelled() } : null, "", address); }
function bare() { return location.href.split("#")[0]; }
function inAddress() { return (/^#weights=(.*)$/.exec(location.hash) || [])[1]; }
function take(text) {
  weights = read(text);
  refresh();
  sliders.forEach(({ line }, n) => {
    if (weights[n] === stated[n]) return;
    for (let at = line; at !== section; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  });
  show();
}
function arrive() {
  const given = inAddress();
  if (given !== undefined && !history.state) { // a link with weights; the steps that we keep have a state
    take(given);
    section.scrollIntoView();
    keep(location.href);
  } else if (changed() || history.state) {
    keep(given === undefined ? location.href : changed() ? `#weights=${spelled()}` : bare());
  }
}

// --- buttons -----------------------------------------------------------------------------------------
function back() {
  weights = stated.slice();
  refresh();
  later();
}
function copy() {
  const told = document.getElementById("t-told"), link = bare() + (changed() ? `#weights=${spelled()}` : "");
  const shows = () => { told.textContent = link; };
  if (navigator.clipboard) navigator.clipboard.writeText(link).then(() => { told.textContent = words["t-copied"]; }, shows);
  else shows();
}
function file() {
  const pairs = nodes.map((node, n) => (weights[n] === stated[n] ? "" : `  ${node.ref}: ${weights[n]}\n`)).join("");
  return `weights: ${data.pin}\ntitle: ${JSON.stringify(words["t-by-hand"])}\n${pairs ? `set:\n${pairs}` : "set: {}\n"}`;
}
function save() {
  const address = URL.createObjectURL(new Blob([file()], { type: "text/yaml" }));
  make("a", null, { download: data.file, href: address }).click();
  document.getElementById("t-told").textContent = fill(words["t-saved"], { file: data.file });
}

section.hidden = false;
document.querySelectorAll("[data-scripted]").forEach(element => { element.hidden = false; });
branch(nodes[total].children, document.getElementById("t-sliders"));
refresh();
draw(reported);
Object.entries({ "t-reset": back, "t-undo": back, "t-link": copy, "t-save": save }).forEach(([id, does]) => {
  document.getElementById(id).addEventListener("click", does);
});
addEventListener("hashchange", arrive);
if (inAddress() !== undefined) {
  take(inAddress());
  keep(location.href);
  addEventListener("DOMContentLoaded", () => section.scrollIntoView());
} else if (history.state && history.state.weights) take(history.state.weights);
