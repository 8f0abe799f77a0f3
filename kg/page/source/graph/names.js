// The names on a drawing: those of nodes, the one under the pointer, and the types of the edges of a path.

import { around, placed, shortened, write } from "./labels.js";
import { mixed } from "./palette.js";

const FAMILY = "system-ui, sans-serif";
const OF_PATH = `italic 11px ${FAMILY}`;
const LINE = 1.3; // lines are so much higher than their letters
const LONGEST = 70; // characters of the name in a box
const WHILE_MOVING = 12;

const widths = new Map();

/** Write the names of nodes that have a place, and the types of the edges of a path. */
export function writeNames(sigma, appearance, context, settled) {
  const { ground, ink } = appearance.colors;
  // while everything moves, a few names are enough
  const nodes = candidates(sigma, appearance, context).slice(0, settled ? undefined : WHILE_MOVING);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ofPath = [...pathLabels(sigma, appearance, context)];
  const boxes = ofPath.map(({ x, y, width }) => around(x, y, width / 2, 7));
  for (const { id, x, y } of placed(nodes, sigma.getDimensions(), boxes)) {
    const { boxed, text, font } = byId.get(id);
    if (!boxed) write(context, text, x, y, { font, color: mixed(ground, ink, 0.92), ground });
  }
  for (const { text, x, y, width } of ofPath) {
    write(context, text, x - width / 2, y, { font: OF_PATH, color: ink, ground });
  }
}

/** Return a function by which sigma draws the box of the node under the pointer, and of the chosen one. */
export function boxOf(appearance) {
  return (context, { x, y, size, label, kind }) => {
    const { ground, ink, line } = appearance.colors;
    const name = label.length > LONGEST ? `${label.slice(0, LONGEST - 1).trimEnd()}…` : label;
    const fonts = [`600 13px ${FAMILY}`, `11px ${FAMILY}`];
    const inner = Math.max(width(context, name, fonts[0]), width(context, kind, fonts[1]));
    const wide = context.canvas.clientWidth;
    const right = x + size + 6 + inner + 16 <= wide || x < wide / 2;
    const left = right ? x + size + 6 : x - size - 22 - inner;
    context.beginPath();
    context.roundRect(left, y - 19, inner + 16, 38, 6);
    context.fillStyle = ground;
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = mixed(ground, line, 0.6);
    context.stroke();
    write(context, name, left + 8, y - 7, { font: fonts[0], color: ink, ground });
    write(context, kind, left + 8, y + 9, { font: fonts[1], color: mixed(ground, ink, 0.75), ground });
  };
}

function candidates(sigma, appearance, context) {
  const found = [];
  const first = sigma.getGraph().nodes()[0];
  sigma.getGraph().forEachNode((id) => {
    const data = sigma.getNodeDisplayData(id);
    if (data.hidden || !appearance.inFocus(id)) return;
    const radius = sigma.scaleSize(data.size);
    const letters = Math.round(10.5 + Math.min(4.5, radius / 3.4));
    const font = `${radius > 9 ? 600 : 400} ${letters}px ${FAMILY}`;
    const boxed = data.highlighted;
    const text = shortened(data.label);
    found.push({
      id,
      ...sigma.framedGraphToViewport(data),
      radius,
      text,
      font,
      boxed,
      width: boxed ? width(context, data.label, `600 13px ${FAMILY}`) + 16 : width(context, text, font),
      height: boxed ? 38 : letters * LINE,
      forced: boxed || id === first || Boolean(appearance.focus?.path),
    });
  });
  return found.sort((a, b) => b.forced - a.forced || b.radius - a.radius || (a.id < b.id ? -1 : 1));
}

function* pathLabels(sigma, { focus }, context) {
  if (!focus?.path) return;
  const graph = sigma.getGraph();
  for (const edge of focus.edges) {
    const [a, b] = graph.extremities(edge).map((id) => ({ id, ...sigma.framedGraphToViewport(sigma.getNodeDisplayData(id)) }));
    const [left] = a.x <= b.x ? [a] : [b];
    const said = graph.getEdgeAttribute(edge, "types").map(({ type, source }) => {
      const words = type.toLowerCase().replaceAll("_", " ");
      return source === left.id ? `${words} →` : `← ${words}`;
    });
    const text = said.slice(0, 2).join(", ");
    yield { text, width: width(context, text, OF_PATH), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }
}

function width(context, text, font) {
  const key = `${font}|${text}`;
  if (!widths.has(key)) {
    context.font = font;
    widths.set(key, context.measureText(text).width);
  }
  return widths.get(key);
}
