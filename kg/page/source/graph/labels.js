// Names beside nodes: as many as fit without covering each other or a node, the most important first.

const MOST = 34; // characters of a name
const MARGIN = 5; // pixels around a name that stay free
const CELL = 48; // pixels of a side of a cell of the grid
const LARGE = 0.45; // of the largest radius: from there on a name may cover small nodes
const SMALL = 0.5; // of the radius of the node itself
const MOST_COVERED = 5; // small nodes, fewer than that

/** Return a name as it is shown beside a node. */
export function shortened(name) {
  return name.length > MOST ? `${name.slice(0, MOST - 1).trimEnd()}…` : name;
}

/**
 * Return [{id, x, y}], the left end and the middle line of the names that have a place in the area. Nodes are [{id, x, y,
 * radius, width, height, forced}] in pixels, by importance; `width` and `height` are those of the name, and a forced one is
 * shown even where it covers another. `others` are boxes that stay free.
 */
export function placed(nodes, area, others = []) {
  const taken = new Grid();
  const large = LARGE * Math.max(0, ...nodes.map((node) => node.radius));
  for (const other of others) taken.add(other);
  for (const node of nodes) taken.add({ ...around(node.x, node.y, node.radius, node.radius), ...node });
  const found = [];
  for (const node of nodes) {
    if (!within(node, area)) continue;
    const place = best(node, taken, area, node.radius >= large);
    if (place === null) continue;
    taken.add(place);
    found.push({ id: node.id, x: place.left + MARGIN, y: (place.top + place.bottom) / 2 });
  }
  return found;
}

/** Return the place that covers the fewest small nodes, the first of equals; null if there is none. */
function best(node, taken, area, large) {
  const all = places(node);
  // a name of importance may cover the dots around it, one of a dot only free ground
  let least = node.forced ? Infinity : large ? MOST_COVERED : 1;
  let found = null;
  for (const place of all) {
    if (place.left < 0 || place.right > area.width || place.top < 0 || place.bottom > area.height) continue;
    const cost = taken.cost(place, node);
    if (cost < least) [least, found] = [cost, place];
    if (least === 0) break;
  }
  return found ?? (node.forced ? all[0] : null); // none is inside of the area
}

function places({ x, y, radius, width, height }) {
  const reach = width / 2 + MARGIN;
  const half = height / 2;
  const beside = radius + reach - 1;
  const slant = radius * 0.7;
  return [
    around(x + beside, y, reach, half),
    around(x - beside, y, reach, half),
    around(x, y + radius + half + 1, reach, half),
    around(x, y - radius - half - 1, reach, half),
    around(x + slant + reach - 1, y + slant + half - 2, reach, half),
    around(x + slant + reach - 1, y - slant - half + 2, reach, half),
    around(x - slant - reach + 1, y + slant + half - 2, reach, half),
    around(x - slant - reach + 1, y - slant - half + 2, reach, half),
  ];
}

/** Return the box around a point. */
export function around(x, y, reach, half) {
  return { left: x - reach, right: x + reach, top: y - half, bottom: y + half };
}

function within({ x, y }, { width, height }) {
  return x > 0 && y > 0 && x < width && y < height;
}

/** Boxes of nodes and names, found by where they are. */
class Grid {
  #cells = new Map();

  add(box) {
    for (const cell of cells(box)) {
      if (!this.#cells.has(cell)) this.#cells.set(cell, []);
      this.#cells.get(cell).push(box);
    }
  }

  /** Return how many small nodes a name would cover, at most; one that is not small, or a name, counts for many. */
  cost(place, { id, radius }) {
    const covered = new Set(); // a box can be in several cells
    for (const cell of cells(place)) {
      for (const other of this.#cells.get(cell) ?? []) {
        if (other.id !== id && overlap(place, other)) covered.add(other);
      }
    }
    let cost = 0;
    // a name has no radius
    for (const other of covered) cost += other.radius < radius * SMALL ? 1 : MOST_COVERED;
    return cost;
  }
}

function overlap(a, b) {
  return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
}

function cells({ left, right, top, bottom }) {
  const found = [];
  for (let i = Math.floor(left / CELL); i <= Math.floor(right / CELL); i++) {
    for (let j = Math.floor(top / CELL); j <= Math.floor(bottom / CELL); j++) found.push(i * 10_000 + j);
  }
  return found;
}

/** Draw a name, with a border in the colour of the ground that keeps it legible on lines. */
export function write(context, text, x, y, { font, color, ground }) {
  context.font = font;
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = ground;
  context.strokeText(text, x, y);
  context.fillStyle = color;
  context.fillText(text, x, y);
}
