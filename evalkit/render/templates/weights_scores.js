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
