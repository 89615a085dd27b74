// --- the ranking of many: a window of it, paged, or around the case that the reader looks for ------
const WINDOW = 20, FOUND = 8; // rows of the window, names offered
const seek = document.getElementById("seek"), area = document.getElementById("t-ranking");
let top = 0, own = null, last = null; // the first row shown; the case looked for; what was last drawn

function heading() {
  const line = make("tr"), head = make("thead");
  [["rank", 1], ["region", 0], ["t-now", 1], ["grade", 0], ["t-moved-to", 1], ["rank-range", 1]].forEach(([name, numeric]) => {
    line.append(make("th", words[name], { scope: "col", class: numeric ? "n" : name === "region" ? "h" : "" }));
  });
  head.append(line);
  return head;
}
function linked(n, line) { // a row of the window: its name leads to the report on it
  const ending = data.endings[data.to[n]], name = line.querySelector("th");
  if (ending) name.replaceChildren(make("a", data.cases[n][1], { href: data.cases[n][0] + ending }));
  if (n === own) {
    line.className = "sought";
    line.setAttribute("aria-current", "true");
  }
  return line;
}
function ranking(order, scores, placed, ranges) {
  last = { order, scores, placed, ranges };
  if (own !== null) top = order.indexOf(own) - WINDOW / 2;
  page(top);
}
function page(to) {
  const { order, scores, placed, ranges } = last, most = Math.max(0, order.length - WINDOW);
  top = Math.min(Math.max(0, to), most);
  const shown = order.slice(top, top + WINDOW), table = make("table"), body = make("tbody");
  body.append(...shown.map(n => linked(n, row(n, scores[n], placed[n], ranges && ranges[n]))));
  table.append(make("caption", words["t-title"], { class: "vh" }), heading(), body);
  area.replaceChildren(table);
  measure([area]);
  said.textContent = fill(words["t-rows"], { from: top + 1, to: top + shown.length, n: order.length });
  [[first, top === 0], [back_, top === 0], [on, top === most], [end, top === most]].forEach(([button, stays]) => {
    button.setAttribute("aria-disabled", String(stays)); // and keeps the focus
  });
}
function turn(to) {
  own = null;
  page(to);
  area.scrollTop = 0;
}
function around(n) {
  own = n;
  box.value = data.cases[n][1];
  offer("");
  page(last.order.indexOf(n) - WINDOW / 2);
  area.querySelector(".sought").scrollIntoView({ block: "nearest" }); // the list has a height of its own
}
function matches(text) {
  const wanted = text.trim().toLowerCase();
  return wanted ? data.cases.map((_, n) => n).filter(n => data.cases[n].some(name => name.toLowerCase().includes(wanted))) : [];
}
function offer(text) {
  const found = matches(text), asked = text.trim() !== "";
  offers.replaceChildren(...found.slice(0, FOUND).map(n => {
    const button = make("button", data.cases[n][1], { type: "button", "data-case": data.cases[n][0] }), item = make("li");
    button.addEventListener("click", () => {
      around(n);
      box.focus();
    });
    item.append(button);
    return item;
  }));
  told.textContent = !asked ? "" : fill(words[found.length ? "t-found" : "t-found-none"], { n: found.length, shown: Math.min(found.length, FOUND) });
}
const box = make("input", null, { type: "search", id: "t-seek", autocomplete: "off" });
const offers = make("ul", null, { class: "offers" }), told = make("span", "", { role: "status" });
const said = make("span", "", { role: "status" }), pages = make("p", null, { class: "pages" });
const [first, back_, on, end] = ["t-page-first", "t-page-back", "t-page-on", "t-page-last"].map(name => {
  return make("button", words[name], { type: "button" });
});
box.addEventListener("input", () => offer(box.value));
box.addEventListener("keydown", event => {
  const found = event.key === "Enter" ? matches(box.value) : [];
  if (found.length) around(found[0]);
});
[[first, () => 0], [back_, () => top - WINDOW], [on, () => top + WINDOW], [end, () => last.order.length]].forEach(([button, to]) => {
  button.addEventListener("click", () => turn(to()));
});
pages.append(first, " ", back_, " ", said, " ", on, " ", end);
seek.append(make("label", words["t-seek"], { for: "t-seek" }), " ", box, " ", told, offers, pages);
seek.addEventListener("keydown", event => {
  const step = { PageUp: -WINDOW, PageDown: WINDOW }[event.key];
  if (!step) return;
  event.preventDefault();
  turn(top + step);
});
