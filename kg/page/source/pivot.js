// The table of a survey, methods by datasets and metrics, out of rows that were computed before; as kg/answers/compare.py makes it.

/** Return the order of results in a cell: a paper's own before a rival's, then the best, then by paper and place. */
function placed(results) {
  const order = at => [results.rival[at], results.lower[at] ? results.score[at] : -results.score[at], results.paper[at], results.start[at]];
  return (one, other) => compared(order(one), order(other));
}

function compared(one, other) {
  for (let place = 0; place < one.length; place++) {
    if (one[place] < other[place]) return -1;
    if (one[place] > other[place]) return 1;
  }
  return 0;
}

/**
 * Return {columns: [{names, nodes}], rows: [{name, method, cells: [{at, best} or null]}], papers, left}, `left` the columns that are left out, of those comparable results that
 * `wanted` accepts; the ends are nodes, `names` their names. The columns are the pairs with most methods; methods with most values
 * come first, then by the first column, then by name.
 */
export function pivot(results, names, wanted, { columns: most = 6, limit = 30 } = {}) {
  const byResult = placed(results);
  const of = new Map(); // "dataset metric" -> {pair, methods: name -> results}
  for (let at = 0; at < results.paper.length; at++) {
    if (results.kind[at] !== "absolute" || !results.comparable[at] || !wanted(at)) continue;
    const pair = [names[results.dataset[at]], names[results.metric[at]]], key = JSON.stringify(pair);
    if (!of.has(key)) of.set(key, { pair, nodes: [results.dataset[at], results.metric[at]], methods: new Map() });
    const { methods } = of.get(key), name = names[results.method[at]];
    methods.set(name, [...(methods.get(name) ?? []), at]);
  }
  const every = [...of.values()].sort((one, other) => compared([-one.methods.size, ...one.pair], [-other.methods.size, ...other.pair]));
  const chosen = every.slice(0, most);
  for (const { methods } of chosen) for (const cell of methods.values()) cell.sort(byResult);
  const counts = new Map();
  for (const { methods } of chosen) for (const name of methods.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const place = name => {
    const cell = chosen[0].methods.get(name);
    const score = cell ? (results.lower[cell[0]] ? results.score[cell[0]] : -results.score[cell[0]]) : 0;
    return [-counts.get(name), cell ? 0 : 1, score, name];
  };
  const ordered = [...counts.keys()].sort((one, other) => compared(place(one), place(other))).slice(0, limit);
  const best = chosen.map(({ methods }) => bestOf(results, ordered.map(name => methods.get(name)?.[0]).filter(at => at !== undefined)));
  const rows = ordered.map(name => ({
    name,
    method: results.method[chosen.map(({ methods }) => methods.get(name)?.[0]).find(at => at !== undefined)],
    cells: chosen.map(({ methods }, column) => {
      const at = methods.get(name)?.[0];
      return at === undefined ? null : { at, best: results.score[at] === best[column] && !results.conditions[at].length };
    }),
  }));
  const papers = [...new Set(rows.flatMap(({ cells }) => cells.filter(Boolean).map(({ at }) => results.paper[at])))].sort((one, other) => one - other);
  return { columns: chosen.map(({ pair, nodes }) => ({ names: pair, nodes })), rows, papers, left: every.length - chosen.length };
}

/** Return the best score of a column with two or more results, without those under conditions. */
function bestOf(results, firsts) {
  const plain = firsts.filter(at => !results.conditions[at].length);
  const order = at => [results.rival[at], results.lower[at] ? results.score[at] : -results.score[at]];
  return plain.length > 1 ? results.score[plain.reduce((one, other) => (compared(order(other).slice(1), order(one).slice(1)) < 0 ? other : one))] : null;
}

/** Return what stands in a cell of the table. */
export function written(results, at) {
  const under = results.conditions[at].length ? ` (${results.conditions[at].join(", ")})` : "";
  return `${results.written[at]}${under}${results.rival[at] ? "†" : ""}`;
}
