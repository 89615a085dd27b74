"use strict";
(function () {
  var words = JSON.parse(document.getElementById("words").textContent);
  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, key) { return key in values ? values[key] : all; });
  }
  function make(name, text, attributes) {
    var element = document.createElement(name);
    if (text !== undefined && text !== null) element.textContent = text;
    Object.keys(attributes || {}).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    return element;
  }

  // --- sections: what a link leads to opens, and everything opens for print -----------------
  function reveal() {
    var id = decodeURIComponent(location.hash.slice(1)), target = id && document.getElementById(id);
    for (var at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target && target.firstElementChild && target.firstElementChild.tagName === "DETAILS") target.firstElementChild.open = true;
    if (target) target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", function () {
    document.querySelectorAll("main details").forEach(function (d) { d.open = true; });
  });

  // --- tables: sort by a heading, filter by a word ------------------------------------------
  function number(text) {
    var found = text.replace(/\u2212/g, "-").replace(/,/g, "").match(/-?\d+(\.\d+)?/);
    return found ? parseFloat(found[0]) : null;
  }
  function compare(a, b, numeric) {
    if (numeric) {
      var x = number(a), y = number(b);
      if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
      return x - y;
    }
    return a.localeCompare(b, document.documentElement.lang);
  }
  function sortable(table) {
    var body = table.tBodies[0], heads = table.tHead ? Array.from(table.tHead.rows[0].cells) : [];
    if (!body || body.rows.length < 3 || body.querySelector("tr.g,.d1,.d2,.d3")) return;
    heads.forEach(function (head, column) {
      if (!head.textContent.trim()) return;
      var button = make("button", null, { type: "button", class: "sort", title: words.sort });
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener("click", function () {
        var numeric = head.classList.contains("n");
        var falling = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending" : numeric;
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", falling ? "descending" : "ascending");
        Array.from(body.rows).map(function (row, n) { return { row: row, n: n, key: row.cells[column].textContent.trim() }; })
          .sort(function (a, b) {
            var gap = numeric && (number(a.key) === null || number(b.key) === null);
            var order = compare(a.key, b.key, numeric);
            return (falling && !gap ? -order : order) || a.n - b.n;
          }).forEach(function (item) { body.appendChild(item.row); });
      });
    });
  }
  function filterable(table) {
    var body = table.tBodies[0];
    if (!body || body.rows.length < 12) return;
    var label = make("label", words.filter + " ", { class: "filter" }), input = make("input", null, { type: "search" });
    var none = make("span", "", { role: "status" });
    label.appendChild(input);
    var bar = make("p", null, { class: "filter" });
    bar.append(label, " ", none);
    table.parentElement.before(bar);
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase(), shown = 0;
      Array.from(body.rows).forEach(function (row) {
        var fits = !wanted || row.textContent.toLowerCase().includes(wanted);
        row.hidden = !fits;
        shown += fits;
      });
      none.textContent = shown ? "" : words["filter-none"];
    });
  }
  document.querySelectorAll("main .wide table").forEach(function (table) { sortable(table); filterable(table); });

  // --- charts: what a mark says, beside the pointer ------------------------------------------
  var tip = make("div", "", { id: "tip", hidden: "" });
  document.body.appendChild(tip);
  document.querySelectorAll("figure.chart").forEach(function (figure) {
    figure.addEventListener("pointermove", function (event) {
      var mark = event.target.closest("[aria-label][aria-roledescription]");
      var said = mark && figure.querySelector("svg").contains(mark) && mark.getAttribute("role") === "graphics-symbol" && !/axis|legend|title/.test(mark.getAttribute("aria-roledescription")) ? mark.getAttribute("aria-label") : "";
      tip.hidden = !said;
      if (said) {
        tip.textContent = said;
        tip.style.left = Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8) + "px";
        tip.style.top = event.clientY + 14 + "px";
      }
    });
    figure.addEventListener("pointerleave", function () { tip.hidden = true; });
  });

  // --- weights in the reader's hand ----------------------------------------------------------
  var held = document.getElementById("t-data");
  if (held) weigh(JSON.parse(held.textContent));
  reveal();

  function weigh(data) {
    var section = document.getElementById("tuning"), nodes = data.nodes, total = nodes.length - 1;
    var stated = nodes.map(function (node) { return node.weight; }), weights = stated.slice();
    var inputs = {}, TOLERANCE = 1e-9;
    section.hidden = false;

    // A node's value is made from its parts by their shares, as evalkit.score does it.
    function aggregate(kind, values, shares) {
      var sum = 0, n;
      if (kind === "minimum") {
        var least = 1;
        for (n = 0; n < values.length; n++) if (shares[n] > 0 && values[n] < least) least = values[n];
        return least;
      }
      for (n = 0; n < values.length; n++) {
        if (!(shares[n] > 0)) continue;
        if (kind === "geometric") sum += shares[n] * Math.log(values[n]);
        else if (kind === "harmonic") sum += shares[n] / values[n];
        else sum += shares[n] * values[n];
      }
      return kind === "geometric" ? Math.exp(sum) : kind === "harmonic" ? 1 / sum : sum;
    }
    function score(leaves, chosen) {
      var value = [], covered = [], applies = [];
      nodes.forEach(function (node, n) {
        if (!node.children.length) {
          applies[n] = leaves[n] !== "na";
          value[n] = applies[n] ? leaves[n] : null;
          covered[n] = value[n] === null ? 0 : 1;
          return;
        }
        var present = 0, among = 0, gap = 0, values = [], shares = [];
        applies[n] = node.children.some(function (c) { return applies[c]; });
        node.children.forEach(function (c) {
          var weight = applies[c] && nodes[c].counts ? chosen[c] : 0;
          among += weight;
          gap += weight * (1 - covered[c]);
          values.push(value[c] === null ? 1 : value[c]);
          shares.push(value[c] === null ? 0 : weight);
          if (value[c] !== null) present += weight;
        });
        shares = shares.map(function (share) { return present > 0 ? share / present : 0; });
        value[n] = present > 0 ? aggregate(node.aggregation, values, shares) : null;
        covered[n] = among > 0 ? 1 - gap / among : 0;
      });
      return covered[total] < data.coverage - TOLERANCE ? null : value[total];
    }
    function ranks(scores) {
      return scores.map(function (own) {
        return own === null ? 0 : 1 + scores.filter(function (other) { return other !== null && other > own + TOLERANCE; }).length;
      });
    }
    function all(chosen) { return data.cases.map(function (c) { return score(c[2], chosen); }); }

    // mulberry32: the same draws every time, so that a range does not flicker.
    function draws(chosen) {
      var seed = 1, found = data.cases.map(function () { return []; }), first = data.cases.map(function () { return 0; });
      function next() {
        seed = (seed + 0x6D2B79F5) | 0;
        var t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
      }
      for (var d = 0; d < data.draws; d++) {
        var moved = chosen.map(function (weight) { return weight * (1 + data.spread * (2 * next() - 1)); });
        ranks(all(moved)).forEach(function (rank, n) { found[n].push(rank); first[n] += rank === 1; });
      }
      var tail = (1 - data.within) / 2;
      return found.map(function (list, n) {
        list.sort(function (a, b) { return a - b; });
        return { low: list[Math.floor(tail * (list.length - 1))], high: list[Math.ceil((1 - tail) * (list.length - 1))], first: first[n] / data.draws };
      });
    }

    var scale = 100, before = ranks(all(stated));
    function shown(value) { return value === null ? "—" : (Math.round(value * scale * 10 + 1e-7) / 10).toFixed(1); }
    function grade(value) {
      var found = value === null ? null : data.grades.find(function (g) { return value >= g[0] - TOLERANCE; });
      return found ? found[1] : "—";
    }
    function changed() { return weights.some(function (weight, n) { return weight !== stated[n]; }); }

    function span(rank, range) {
      var low = Math.min(range.low, rank), high = Math.max(range.high, rank);
      return !rank ? "—" : low === high ? String(low) : low + "–" + high;
    }

    function draw() {
      var scores = all(weights), placed = ranks(scores), spread = draws(weights);
      var order = scores.map(function (_, n) { return n; }).sort(function (a, b) {
        return (placed[a] || 1e9) - (placed[b] || 1e9) || (data.cases[a][0] < data.cases[b][0] ? -1 : 1);
      });
      var table = make("table"), head = make("tr"), body = make("tbody");
      [["rank", 1], ["region", 0], ["t-now", 1], ["grade", 0], ["t-moved-to", 1], ["t-range", 1]].forEach(function (column) {
        head.appendChild(make("th", words[column[0]], { scope: "col", class: column[1] ? "n" : "" }));
      });
      order.forEach(function (n) {
        var row = make("tr", null, { "data-case": data.cases[n][0], "data-score": scores[n] === null ? "" : String(scores[n]) });
        var step = before[n] - placed[n], range = spread[n];
        row.appendChild(make("td", placed[n] || "—", { class: "n" }));
        row.appendChild(make("th", data.cases[n][1], { scope: "row" }));
        var cell = make("td", shown(scores[n]), { class: "n" }), bar = make("span", null, { class: "bar", "aria-hidden": "true" }), length = make("i");
        length.style.width = 100 * (scores[n] || 0) + "%";
        bar.appendChild(length);
        cell.appendChild(bar);
        row.appendChild(cell);
        row.appendChild(make("td", grade(scores[n])));
        row.appendChild(make("td", !placed[n] || !before[n] || !step ? "" : (step > 0 ? "▲" : "▼") + Math.abs(step), { class: "n" }));
        row.appendChild(make("td", span(placed[n], range), { class: "n" }));
        body.appendChild(row);
      });
      var thead = make("thead");
      thead.appendChild(head);
      table.append(make("caption", words["t-title"], { class: "vh" }), thead, body);
      document.getElementById("t-ranking").replaceChildren(table);
      say(order, scores, placed, spread);
    }

    function say(order, scores, placed, spread) {
      var known = order.filter(function (n) { return placed[n]; }), said = [];
      var name = function (n) { return data.cases[n][1]; };
      if (!known.length) said.push(words["t-none"]);
      else {
        var first = known[0], last = known[known.length - 1];
        said.push(fill(words[known.length > 1 ? "t-verdict" : "t-alone"], { first: name(first), best: shown(scores[first]), last: name(last), worst: shown(scores[last]) }));
        var moved = known.filter(function (n) { return before[n] && placed[n] !== before[n]; });
        if (!changed()) said.push(words["t-stated"]);
        else if (known.length > 1 && !moved.length) said.push(words["t-same"]);
        else if (moved.length) {
          var most = moved.reduce(function (a, b) { return Math.abs(placed[b] - before[b]) > Math.abs(placed[a] - before[a]) ? b : a; });
          said.push(fill(words["t-changed"], { n: moved.length, most: name(most), from: before[most], to: placed[most] }));
        }
        if (known.length > 1) said.push(fill(words["t-first"], { first: name(first), share: Math.round(100 * spread[first].first) + "%" }));
      }
      var box = document.getElementById("t-said");
      box.replaceChildren(make("p", said.join(/^zh/.test(document.documentElement.lang) ? "" : " ")));
    }

    function slider(n) {
      var node = nodes[n], id = "t-" + n, row = make("div", null, { class: "slide" });
      row.appendChild(make("label", node.title, { for: id }));
      var input = make("input", null, { type: "range", id: id, min: 0, max: node.reach, step: "any", "data-ref": node.ref });
      var out = make("output", null, { for: id });
      input.step = 0.1;
      inputs[n] = { input: input, out: out };
      input.addEventListener("input", function () { set(n, parseFloat(input.value)); later(); });
      row.append(input, out);
      return row;
    }
    function set(n, weight) {
      weights[n] = weight;
      if (!inputs[n]) return;
      inputs[n].input.value = weight;
      inputs[n].input.setAttribute("aria-valuetext", words["t-weight"] + " " + +weight.toFixed(3));
      inputs[n].out.textContent = +weight.toFixed(3);
    }
    function branch(children, into) {
      children.forEach(function (n) {
        if (!nodes[n].moves || !nodes[n].counts) return;
        into.appendChild(slider(n));
        var below = nodes[n].children.filter(function (c) { return nodes[c].moves; });
        if (below.length > 0) {
          var fold = make("details"), inside = make("div", null, { class: "below" });
          fold.append(make("summary", fill(words["t-parts"], { n: below.length, of: nodes[n].title })), inside);
          branch(nodes[n].children, inside);
          into.appendChild(fold);
        }
      });
    }
    var waiting = 0;
    function later() {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(function () {
        draw();
        history.replaceState(null, "", changed() ? "#weights=" + spelled() : location.pathname.split("/").pop() + location.search);
      });
    }
    function spelled() {
      return nodes.map(function (node, n) { return weights[n] === stated[n] ? "" : encodeURIComponent(node.ref) + ":" + weights[n]; }).filter(Boolean).join(",");
    }
    function file() {
      var pairs = nodes.map(function (node, n) { return weights[n] === stated[n] ? "" : "  " + node.ref + ": " + weights[n] + "\n"; }).join("");
      return "weights: " + data.pin + "\ntitle: " + JSON.stringify(words["t-by-hand"]) + "\n" + (pairs ? "set:\n" + pairs : "set: {}\n");
    }

    branch(nodes[total].children, document.getElementById("t-sliders"));
    stated.forEach(function (weight, n) { set(n, weight); });
    var given = /^#weights=(.*)$/.exec(location.hash);
    if (given) {
      given[1].split(",").forEach(function (pair) {
        var parts = pair.split(":"), n = nodes.findIndex(function (node) { return node.ref === decodeURIComponent(parts[0]); }), weight = parseFloat(parts[1]);
        if (n >= 0 && weight >= 0 && isFinite(weight)) set(n, weight);
      });
      section.scrollIntoView();
    }
    draw();
    document.getElementById("t-reset").addEventListener("click", function () {
      stated.forEach(function (weight, n) { set(n, weight); });
      later();
    });
    var told = document.getElementById("t-told");
    document.getElementById("t-link").addEventListener("click", function () {
      var link = location.href.split("#")[0] + (changed() ? "#weights=" + spelled() : "");
      if (navigator.clipboard) navigator.clipboard.writeText(link).then(function () { told.textContent = words["t-copied"]; }, function () { told.textContent = link; });
      else told.textContent = link;
    });
    document.getElementById("t-save").addEventListener("click", function () {
      var link = make("a", null, { download: data.file, href: URL.createObjectURL(new Blob([file()], { type: "text/yaml" })) });
      link.click();
      told.textContent = fill(words["t-saved"], { file: data.file });
    });
  }
})();
