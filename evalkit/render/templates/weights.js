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
