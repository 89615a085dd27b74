// The same rules for thousands of cases: a column of numbers a node, NaN where there is none.
const leaves = data.leaves.map(({ values, at }) => { // distinct values, and for each case which of them
  const places = new Uint16Array(Uint8Array.from(atob(at), sign => sign.charCodeAt(0)).buffer);
  const value = new Float64Array(places.length), applies = new Uint8Array(places.length);
  places.forEach((place, n) => {
    applies[n] = values[place] === "na" ? 0 : 1;
    value[n] = typeof values[place] === "number" ? values[place] : NaN;
  });
  return { value, applies };
});
function column(node, made, chosen) { // one group's values, from those of its parts
  const size = data.cases.length, parts = node.children.map(child => made[child]), of = parts.length;
  const value = new Float64Array(size), covered = new Float64Array(size), applies = new Uint8Array(size);
  const held = new Array(of), shares = new Array(of);
  const counted = node.children.map(child => (nodes[child].counts ? chosen[child] : 0));
  const adds = node.aggregation === "arithmetic";
  for (let n = 0; n < size; n++) {
    let present = 0, among = 0, gap = 0, sum = 0;
    for (let k = 0; k < of; k++) {
      const part = parts[k], weight = part.applies[n] ? counted[k] : 0;
      const counts = data.by_count ? Number(weight > 0) : weight, own = part.value[n];
      const taken = own === own && (!data.withholds || enough(node.children[k], part.covered[n]));
      if (part.applies[n]) applies[n] = 1;
      among += counts;
      gap += counts * (1 - part.known[n]);
      held[k] = taken ? own : 1;
      shares[k] = taken ? weight : 0;
      if (taken) present += weight;
    }
    for (let k = 0; k < of; k++) {
      shares[k] = present > 0 ? shares[k] / present : 0;
      if (adds && shares[k] > 0) sum += shares[k] * held[k];
    }
    value[n] = present > 0 ? (adds ? sum : aggregate(node.aggregation, held, shares)) : NaN;
    covered[n] = among > 0 ? 1 - gap / among : 0;
  }
  return { value, covered, applies };
}
function enough(n, share) { return share >= nodes[n].least - TOLERANCE; }
function scored(chosen) {
  const made = [];
  nodes.forEach((node, n) => {
    const own = made[n] = node.children.length ? column(node, made, chosen) : { ...leaves[n] };
    own.covered = own.covered || own.value.map(value => (value === value ? 1 : 0));
    own.known = !node.children.length ? own.covered : own.covered.map(share => {
      return data.withholds && !enough(n, share) ? 0 : data.by_count ? Number(share > 0) : share;
    });
  });
  const { value, covered } = made[total];
  return Array.from(value, (own, n) => (own === own && enough(total, covered[n]) ? own : null));
}
function ranks(scores) { // from the highest down: how many are ahead only grows
  const order = scores.map((_, n) => n).filter(n => scores[n] !== null).sort((a, b) => scores[b] - scores[a]);
  const found = scores.map(() => 0);
  let ahead = 0;
  order.forEach(n => {
    while (scores[order[ahead]] > scores[n] + TOLERANCE) ahead++;
    found[n] = 1 + ahead;
  });
  return found;
}
