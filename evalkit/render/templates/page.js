// What every page does: sections open for links, tables sort, filter and scroll, charts say their figures.
// It is joined with weights.js and wrapped in one function by evalkit.render.html.

// --- small tools ------------------------------------------------------------------------------
const words = JSON.parse(document.getElementById("words").textContent);
const root = document.documentElement, chinese = /^zh/.test(root.lang);
root.classList.add("js");

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? values[key] : all));
}
function make(name, text, attributes) {
  const element = document.createElement(name);
  if (text !== undefined && text !== null) element.textContent = text;
  Object.entries(attributes || {}).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}
function decoded(text) {
  try { return decodeURIComponent(text); } catch (fault) { return text; }
}

// --- sections: what a link leads to opens, and paper says what stayed folded --------------------
const filters = new Map(); // table → the box that filters it

function reveal() {
  const target = location.hash.length > 1 && document.getElementById(decoded(location.hash.slice(1)));
  if (!target) return;
  for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  const own = target.firstElementChild;
  if (own && own.tagName === "DETAILS") own.open = true;
  if (target.closest("[hidden]")) unfilter(target.closest("table"));
  measure(document.querySelectorAll("main .wide")); // before scrolling: a table that opens may come to scroll on its own
  target.scrollIntoView();
}
function unfilter(table) {
  const box = filters.get(table);
  if (!box) return;
  box.value = "";
  box.dispatchEvent(new Event("input"));
}
addEventListener("hashchange", reveal);
document.addEventListener("click", event => {
  const link = event.target.closest('a[href^="#"]');
  if (link && link.hash === location.hash) reveal(); // no hashchange comes when a link is followed twice
});
addEventListener("beforeprint", () => {
  const folded = [...document.querySelectorAll("main > section > details:not([open]) > summary")];
  const names = folded.map(summary => summary.textContent.trim()).join(chinese ? "、" : "; ");
  document.getElementById("folded").textContent = names && fill(words["p-folded"], { sections: names });
});

// --- the list of other reports closes on Esc and when the reader turns elsewhere ----------------
const others = document.querySelector(".others details");
if (others) {
  others.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !others.open) return;
    others.open = false;
    others.querySelector("summary").focus();
  });
  document.addEventListener("click", event => { if (!others.contains(event.target)) others.open = false; });
}

// --- tables: sort by a heading -----------------------------------------------------------------
function number(text) {
  const found = text.replace(/\u2212/g, "-").replace(/,/g, "").match(/-?\d+(\.\d+)?/);
  return found ? parseFloat(found[0]) : null;
}
function compare(a, b, numeric) {
  if (!numeric) return a.localeCompare(b, root.lang, { numeric: true });
  const x = number(a), y = number(b);
  if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
  return x - y;
}
function isRank(title, texts) { // by its title, or since every value is one more than the number of those below it
  if ([words.rank, words["rank-range"], words["rank-spread"]].includes(title)) return true;
  const values = texts.map(number).filter(value => value !== null);
  return values.length >= 5 && values.every(value => value === 1 + values.filter(other => other < value).length);
}
function closing(rows) { // means and totals: rows at the end with a name in bold
  const bold = row => (row.querySelector("th") || row.cells[0]).innerHTML.trim().match(/^<b>[^<]*<\/b>$/);
  let n = rows.length;
  while (n > 0 && bold(rows[n - 1])) n--;
  return rows.slice(n);
}
function sort(table, column) {
  const heads = [...table.tHead.rows[0].cells], head = heads[column], rows = [...table.tBodies[0].rows];
  const last = closing(rows), numeric = head.classList.contains("n"), key = row => row.cells[column].textContent.trim();
  const sorted = rows.slice(0, rows.length - last.length), before = head.getAttribute("aria-sort");
  const falling = before ? before === "ascending" : numeric && !isRank(head.textContent.trim(), sorted.map(key));
  heads.forEach(other => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", falling ? "descending" : "ascending");
  sorted.sort((a, b) => {
    const gap = numeric && (number(key(a)) === null || number(key(b)) === null);
    return compare(key(a), key(b), numeric) * (falling && !gap ? -1 : 1);
  });
  table.tBodies[0].append(...sorted, ...last);
}
function sortable(table) {
  const body = table.tBodies[0], heads = table.tHead ? [...table.tHead.rows[0].cells] : [];
  if (!body || body.rows.length < 3 || body.querySelector("tr.g,.d1,.d2,.d3")) return;
  table.classList.add("sorts");
  heads.forEach((head, column) => {
    if (!head.textContent.trim()) return;
    const button = make("button", null, { type: "button", class: "sort", title: words.sort });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, column));
  });
}

// --- tables: filter by a word; a heading stays with its rows, and rows with their heading --------
const FILTERED = 25; // rows from which a box is offered

function headings(rows) { // the rows that stand above each: its headings, or in a tree what it is part of
  const grouped = rows.some(row => row.classList.contains("g")), open = [];
  return rows.map(row => {
    const depth = +(row.cells[0].className.match(/\bd(\d)/) || [0, 0])[1];
    const heads = !grouped || row.classList.contains("g"), kept = heads ? 0 : 1;
    while (open.length > kept && open[open.length - 1].depth >= depth) open.pop();
    const above = open.map(heading => heading.row);
    if (heads) open.push({ row, depth });
    return above;
  });
}
function sift(rows, above, wanted) {
  const fits = new Set(rows.filter(row => row.textContent.toLowerCase().includes(wanted))), shown = new Set();
  rows.forEach((row, n) => {
    if (!fits.has(row) && !above[n].some(heading => fits.has(heading))) return;
    [row, ...above[n]].forEach(kept => shown.add(kept));
  });
  rows.forEach(row => { row.hidden = !shown.has(row); });
  return shown.size;
}
function filterable(table) {
  const body = table.tBodies[0];
  if (!body || body.rows.length < FILTERED) return;
  const label = make("label", words.filter), none = make("span", "", { role: "status" });
  const box = make("input", null, { type: "search" }), bar = make("p", null, { class: "filter" });
  label.append(make("span", ` ${table.parentElement.dataset.name}`, { class: "vh" }), " ", box);
  bar.append(label, " ", none);
  table.closest(".edge").before(bar);
  filters.set(table, box);
  box.addEventListener("input", () => {
    const rows = [...body.rows];
    none.textContent = sift(rows, headings(rows), box.value.trim().toLowerCase()) ? "" : words["filter-none"];
    reachable(table);
  });
}

// --- tables: one stop of the tab key each; arrow keys go from there to its other links ------------
const WALKED = 4; // links and headings from which a table is one stop

function stops(row) { return [...row.querySelectorAll("a[href], button")].filter(stop => stop.offsetParent); }
function stand(table, stop) {
  table.querySelectorAll('[tabindex="0"]').forEach(other => { other.tabIndex = -1; });
  stop.tabIndex = 0;
}
function middle(stop) { const box = stop.getBoundingClientRect(); return box.left + box.width / 2; }
function nearest(row, at) {
  return stops(row).reduce((a, b) => (a && Math.abs(middle(a) - at) <= Math.abs(middle(b) - at) ? a : b), null);
}
function next(table, stop, key) { // where a key leads from a stop; nothing where it leads nowhere
  const rows = [...table.rows].filter(row => stops(row).length), row = rows.indexOf(stop.closest("tr"));
  const own = stops(rows[row]), n = own.indexOf(stop), step = /Up|Left/.test(key) ? -1 : 1;
  if (key === "Home") return own[0];
  if (key === "End") return own[own.length - 1];
  if (/Left|Right/.test(key)) return own[n + step];
  const other = rows[row + step];
  return other && nearest(other, middle(stop));
}
function walkable(table) {
  const all = [...table.querySelectorAll("a[href], button")];
  if (all.length < WALKED) return;
  all.forEach(stop => { stop.tabIndex = -1; });
  all[0].tabIndex = 0;
  table.setAttribute("aria-describedby", "arrows");
  table.addEventListener("focusin", event => {
    stand(table, event.target);
    hint.hidden = !event.target.matches(":focus-visible");
  });
  table.addEventListener("focusout", () => { hint.hidden = true; });
  table.addEventListener("keydown", event => {
    if (!/^(Arrow(Up|Down|Left|Right)|Home|End)$/.test(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = next(table, event.target, event.key);
    event.preventDefault(); // at an edge as well: a page that jumps would lose the place
    if (to) to.focus();
  });
}
function reachable(table) { // the stop of a table may have been filtered away
  const stop = table.querySelector('[tabindex="0"]');
  if (!stop || stop.offsetParent) return;
  const first = [...table.rows].flatMap(stops)[0];
  if (first) stand(table, first);
}
const hint = document.getElementById("arrows");

// --- what scrolls: a tab stop only where it does, a shadow at the edge with more behind -----------
const TALL = 1.5; // screens from which a table scrolls on its own, below its headings

function look(area) {
  const table = area.querySelector("table"), head = table && table.tHead ? table.tHead.offsetHeight : 0;
  const rows = table && getComputedStyle(table).display === "table"; // and not laid out as cards
  const tall = rows && head > 0 && table.offsetHeight > TALL * innerHeight, stuck = area.querySelector("tbody th");
  const across = area.scrollWidth > area.clientWidth + 1, down = area.scrollHeight > area.clientHeight + 1;
  return { area, head, tall, across, scrolls: tall || across || down, stuck: stuck ? stuck.offsetWidth : 0 };
}
function settle({ area, head, tall, across, scrolls, stuck }) {
  area.classList.toggle("tall", tall);
  area.classList.toggle("across", across);
  area.style.setProperty("--head", `${head}px`);
  area.parentElement.style.setProperty("--stuck", `${stuck}px`);
  Object.entries({ tabindex: "0", role: "region", "aria-label": area.dataset.name }).forEach(([key, value]) => {
    if (scrolls) area.setAttribute(key, value);
    else area.removeAttribute(key);
  });
  shade(area);
}
function measure(areas) { [...areas].map(look).forEach(settle); }
function shade(area) {
  const left = Math.abs(area.scrollLeft), edge = area.parentElement;
  edge.classList.toggle("from", left > 1);
  edge.classList.toggle("more", left + area.clientWidth < area.scrollWidth - 1);
}
const resized = new ResizeObserver(found => requestAnimationFrame(() => {
  measure(new Set(found.map(entry => entry.target.closest(".wide"))));
}));
function scrolling(area) {
  resized.observe(area);
  if (area.firstElementChild) resized.observe(area.firstElementChild);
  area.addEventListener("scroll", () => shade(area), { passive: true });
}
document.querySelectorAll("main .wide > table").forEach(table => {
  sortable(table);
  filterable(table);
  walkable(table);
});
document.querySelectorAll("main .wide").forEach(scrolling);
measure(document.querySelectorAll("main .wide"));

// --- charts: what a mark says, beside the pointer -------------------------------------------------
const tip = make("div", "", { id: "tip", hidden: "", "aria-hidden": "true" });
document.body.append(tip);

function tell(event) {
  const mark = event.target.closest("svg [aria-label]");
  tip.hidden = !mark;
  if (!mark) return;
  tip.textContent = mark.getAttribute("aria-label");
  tip.style.left = `${Math.max(8, Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${event.clientY + 14}px`;
}
document.querySelectorAll("figure.chart").forEach(figure => {
  figure.addEventListener("pointermove", tell);
  figure.addEventListener("pointerdown", tell);
  figure.addEventListener("pointerleave", () => { tip.hidden = true; });
});

addEventListener("DOMContentLoaded", reveal);
