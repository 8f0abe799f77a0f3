// Where nodes stand: ForceAtlas2 for a fixed number of steps, then nodes that overlap are moved apart. The same input
// gives the same places, however the steps are cut into slices.

import iterate from "graphology-layout-forceatlas2/iterate.js";

const PER_NODE = 10; // numbers that `iterate` keeps of a node: x, y, forces, mass, convergence, size, fixed
const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const SPACE = 10; // between nodes at the start
const FORCES = {
  linLogMode: true,
  outboundAttractionDistribution: false,
  adjustSizes: false,
  edgeWeightInfluence: 1,
  scalingRatio: 1,
  strongGravityMode: true,
  gravity: 0.01,
  slowDown: 1.5,
  barnesHutOptimize: false,
  barnesHutTheta: 0.6,
};
const MANY = 900; // nodes from which forces are approximated
const FEW = 60;
const WARM_UP = 80; // steps on those few
const APART = 60; // steps at most of moving nodes apart
const GAP = 5; // pixels between nodes

/** Return how many nodes an element has room for. */
export function roomFor({ offsetWidth, offsetHeight }) {
  return Math.min(300, Math.max(60, Math.round((offsetWidth * offsetHeight) / 2200)));
}

/** Return the place of the n-th node on a spiral like that of a sunflower. */
export function onSpiral(n, space = SPACE) {
  const radius = space * Math.sqrt(n);
  return { x: radius * Math.cos(n * GOLDEN), y: radius * Math.sin(n * GOLDEN) };
}

/** A layout in progress. Nodes are [{x, y, size, fixed}], edges [{source, target, weight}], with indices of nodes. */
export class Layout {
  constructor(nodes, edges, { steps = 300, width = 800, height = 600 } = {}) {
    this.nodes = matrixOfNodes(nodes, edges);
    this.edges = matrixOfEdges(edges);
    this.radii = nodes.map((node) => node.size);
    this.settings = { ...FORCES, barnesHutOptimize: nodes.length > MANY };
    this.area = { width, height };
    this.left = nodes.length > 1 ? steps : 0;
    this.places = null; // in pixels, once the forces are done
    this.apart = nodes.length > 1 ? APART : 0;
    this.steps = 0;
    this.few = few(this.nodes, edges);
  }

  get done() {
    return this.left === 0 && this.apart === 0;
  }

  /** Take steps until the time is used up, at least one and at most so many. */
  run(milliseconds, most = Infinity, now = () => performance.now()) {
    const end = now() + milliseconds;
    // lets the engine compile `iterate`, whose first step on all nodes would take two slices
    for (; this.few.left > 0 && now() < end; this.few.left--) iterate(this.settings, this.few.nodes, this.few.edges);
    if (this.few.left > 0) return;
    for (let taken = 0; !this.done && taken < most && (taken === 0 || now() < end); taken++) this.step();
  }

  step() {
    this.steps += 1;
    if (this.left > 0) {
      iterate(this.settings, this.nodes, this.edges);
      this.left -= 1;
      return;
    }
    this.places ??= this.inPixels();
    this.apart = moveApart(this.places, this.radii) ? this.apart - 1 : 0;
  }

  /** Return the place of a node as the forces have it: where it can start in a later layout. */
  force(i) {
    return { x: this.nodes[i * PER_NODE], y: this.nodes[i * PER_NODE + 1] };
  }

  /** Return the place of a node as it is shown: the layout has the proportions of the area. */
  shown(i) {
    if (this.places) return { x: this.places[2 * i], y: this.places[2 * i + 1] };
    const { x, y } = this.force(i);
    const [wide, high] = this.stretch();
    return { x: x * wide, y: y * high };
  }

  stretch() {
    const ratio = Math.sqrt(Math.min(2, Math.max(0.5, this.area.width / this.area.height)));
    return [ratio, 1 / ratio];
  }

  inPixels() {
    const places = Float64Array.from({ length: this.radii.length * 2 }, (_, at) => {
      const { x, y } = this.shown(at >> 1);
      return at % 2 ? y : x;
    });
    const reach = [0, 1].map((axis) => {
      const values = places.filter((_, at) => at % 2 === axis);
      return Math.max(...values) - Math.min(...values) || 1;
    });
    const scale = Math.min(this.area.width / reach[0], this.area.height / reach[1]);
    return places.map((value) => value * scale);
  }
}

function matrixOfNodes(nodes, edges) {
  const matrix = new Float32Array(nodes.length * PER_NODE);
  nodes.forEach(({ x, y, size, fixed }, i) => {
    matrix.set([x, y, 0, 0, 0, 0, 1, 1, size, fixed ? 1 : 0], i * PER_NODE);
  });
  for (const { source, target, weight } of edges) {
    for (const end of [source, target]) matrix[end * PER_NODE + 6] += weight;
  }
  return matrix;
}

function matrixOfEdges(edges) {
  const numbers = edges.flatMap(({ source, target, weight }) => [source * PER_NODE, target * PER_NODE, weight]);
  return Float32Array.from(numbers);
}

/** Return a copy of the first nodes and the edges among them, to try the forces on. */
function few(nodes, edges) {
  const among = edges.filter(({ source, target }) => source < FEW && target < FEW);
  return { nodes: nodes.slice(0, FEW * PER_NODE), edges: matrixOfEdges(among), left: WARM_UP };
}

/** Move nodes that touch half of the way apart each; return whether there were any. */
function moveApart(places, radii) {
  let touched = false;
  for (let i = 1; i < radii.length; i++) {
    for (let j = 0; j < i; j++) {
      const least = radii[i] + radii[j] + GAP;
      const dx = places[2 * i] - places[2 * j];
      const dy = places[2 * i + 1] - places[2 * j + 1];
      if (Math.abs(dx) >= least || Math.abs(dy) >= least) continue;
      const distance = Math.hypot(dx, dy);
      if (distance >= least - 0.01) continue;
      touched = true;
      // two nodes in one place part sideways
      const [ux, uy] = distance > 0 ? [dx / distance, dy / distance] : [1, 0];
      const share = (least - distance) / 2;
      places[2 * i] += ux * share;
      places[2 * i + 1] += uy * share;
      places[2 * j] -= ux * share;
      places[2 * j + 1] -= uy * share;
    }
  }
  return touched;
}
