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
