// What lies around a node, and the shortest way between two. `neighboursOf(id)` returns [{id, type, papers}]; an entry
// may say `inverse: true` where the edge leads from the neighbour to the node, or `false` where it leads to it.

/** Return {nodes, edges}: at most `limit` ids, breadth first, edges of more papers first, and every edge among them. */
export function neighbourhood(start, neighboursOf, limit = 300) {
  const found = new Set([start]);
  for (const id of found) {
    // a set is walked in the order of insertion, with what is added meanwhile
    if (found.size >= limit) break;
    for (const next of strongestFirst(neighboursOf(id))) {
      if (found.size >= limit) break;
      found.add(next.id);
    }
  }
  return { nodes: [...found], edges: edgesAmong(found, neighboursOf) };
}

/**
 * Return the ids of a path with the fewest steps, both ends included, or [] if there is none among the first `most`
 * nodes. Of equally short ones that whose first step has more papers, then the second, and so on; then by id.
 */
export function shortestPath(from, to, neighboursOf, most = 20000) {
  const cameFrom = new Map([[from, null]]);
  for (const id of cameFrom.keys()) {
    if (id === to) return wayTo(to, cameFrom);
    for (const next of strongestFirst(neighboursOf(id))) {
      if (cameFrom.has(next.id)) continue;
      if (cameFrom.size >= most) break;
      cameFrom.set(next.id, id);
    }
  }
  return [];
}

function strongestFirst(neighbours) {
  return [...neighbours].sort((a, b) => b.papers - a.papers || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function edgesAmong(ids, neighboursOf) {
  const edges = new Map();
  for (const id of ids) {
    for (const { id: other, type, papers, inverse } of strongestFirst(neighboursOf(id))) {
      if (!ids.has(other)) continue;
      const [source, target] = inverse ? [other, id] : [id, other];
      // seen from both ends, an edge without a direction is still one
      const ends = inverse === undefined ? [source, target].sort() : [source, target];
      const key = JSON.stringify([...ends, type]);
      if (!edges.has(key)) edges.set(key, { source, target, type, papers });
    }
  }
  return [...edges.values()];
}

function wayTo(id, cameFrom) {
  const way = [];
  for (let at = id; at !== null; at = cameFrom.get(at)) way.push(at);
  return way.reverse();
}
