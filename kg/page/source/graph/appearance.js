// Colours and sizes of nodes and edges, at rest and while some of them are in focus.

import { mixed, palette, shapeOf } from "./palette.js";

const FADED = 0.86; // of the way to the ground
const LEAST = 3; // pixels of a radius
const MORE = 11; // that the best linked node has on top

/** Return a function that gives the radius of a node by its degree, for so many nodes on an area. */
export function radii(degrees, { width, height }) {
  const sorted = [...degrees].sort((a, b) => a - b);
  const top = Math.max(8, sorted[Math.floor(sorted.length * 0.97)] ?? 0); // one hub does not make all others small
  const room = Math.min(1.15, Math.max(0.6, Math.sqrt((width * height) / Math.max(1, sorted.length)) / 44));
  return (degree) => room * (LEAST + MORE * Math.min(1.3, Math.sqrt(degree / top)));
}

/** How things look: `focus` is null or {nodes, edges} of what is not to fade, `chosen` the node that is selected. */
export class Appearance {
  constructor(dark) {
    this.setDark(dark);
    this.focus = null;
    this.chosen = null;
    this.sparse = 0;
  }

  setDark(dark) {
    this.colors = palette(dark);
  }

  /** Draw few lines stronger than many. */
  setLines(count) {
    this.sparse = Math.min(1, 40 / Math.max(1, count));
  }

  inFocus(id) {
    return this.focus === null || this.focus.nodes.has(id);
  }

  node(id, { kind, name, size, x, y, hidden }) {
    const { of, ground, ink } = this.colors;
    const seen = this.inFocus(id);
    return {
      x,
      y,
      hidden,
      kind,
      label: name,
      type: "shape",
      shape: shapeOf(kind),
      size: id === this.chosen ? size + 2 : size,
      color: seen ? of(kind) : mixed(of(kind), ground, FADED),
      rim: id === this.chosen ? ink : ground,
      highlighted: id === this.chosen,
      zIndex: (seen ? 2 : 0) + (id === this.chosen ? 1 : 0),
    };
  }

  edge(id, { papers, crowd }) {
    const { ground, line, ink } = this.colors;
    const seen = this.focus?.edges.has(id);
    const size = Math.min(4, 1.2 + 0.5 * Math.log2(papers) + 0.6 * this.sparse);
    // the many lines of a hub would hide the few that tell something
    const strength = Math.min(0.8, (0.5 + 0.12 * Math.log2(papers)) * Math.min(1, 3 / Math.sqrt(crowd)) + 0.1 + 0.3 * this.sparse);
    if (seen && this.focus.path) return { size: size + 1.6, color: ink, zIndex: 9 };
    if (seen) return { size, color: mixed(ground, line, Math.min(0.95, strength + 0.3)), zIndex: 8 };
    return { size, color: mixed(ground, line, this.focus ? 0.07 : strength), zIndex: Math.round(strength * 7) };
  }
}
