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
