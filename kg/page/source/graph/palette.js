// How each type of node looks: its shape, and its colour on a light and on a dark ground. All shapes have the same area.

export const TYPES = {
  Task: { shape: "hexagon", light: "#b27a00", dark: "#f0bf45" },
  Method: { shape: "circle", light: "#1f78b8", dark: "#6cb8f2" },
  Dataset: { shape: "square", light: "#2c8a3c", dark: "#78cf83" },
  Metric: { shape: "diamond", light: "#8b45b5", dark: "#cf9df2" },
  Paper: { shape: "page", light: "#7a8591", dark: "#929ca7" },
  Repository: { shape: "triangle", light: "#454e59", dark: "#ccd3db" },
  Author: { shape: "wedge", light: "#0c8285", dark: "#56c7c2" },
  Venue: { shape: "cross", light: "#b03a6f", dark: "#f391b8" },
};
const OTHER = { shape: "circle", light: "#6b7683", dark: "#a4adb7" };

/** The numbers by which the shader knows the shapes. */
export const SHAPES = ["circle", "square", "diamond", "hexagon", "page", "triangle", "wedge", "cross"];

const GROUNDS = {
  light: { ground: "#ffffff", ink: "#1b1f24", line: "#57616d" },
  dark: { ground: "#16191d", ink: "#e8eaed", line: "#98a3af" },
};
// The corners of each shape around 0, y upwards; a circle has none.
const CORNERS = {
  square: turned(4, 1.253, 45),
  diamond: turned(4, 1.253, 0),
  hexagon: turned(6, 1.1, 0),
  triangle: turned(3, 1.555, 0),
  wedge: turned(3, 1.555, 180),
  page: [[-0.752, 1.044], [0.752, 1.044], [0.752, -1.044], [-0.752, -1.044]],
  cross: [
    [-0.417, 1.15], [0.417, 1.15], [0.417, 0.417], [1.15, 0.417], [1.15, -0.417], [0.417, -0.417],
    [0.417, -1.15], [-0.417, -1.15], [-0.417, -0.417], [-1.15, -0.417], [-1.15, 0.417], [-0.417, 0.417],
  ],
};

/** Return the colours of the ground, the text, the lines, and of each type. */
export function palette(dark) {
  const side = dark ? "dark" : "light";
  return { ...GROUNDS[side], of: (label) => (TYPES[label] ?? OTHER)[side] };
}

/** Return the number of the shape of a type. */
export function shapeOf(label) {
  return SHAPES.indexOf((TYPES[label] ?? OTHER).shape);
}

/** Return [{label, color, path}] for a legend: `path` is that of an SVG with viewBox "-2 -2 4 4". */
export function legend(dark = false) {
  return Object.keys(TYPES).map((label) => ({ label, color: palette(dark).of(label), path: outline(TYPES[label].shape) }));
}

/** Return a colour that is `part` of the way from one to the other, both as #rrggbb. */
export function mixed(from, to, part) {
  const [a, b] = [from, to].map((colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)));
  const hex = a.map((value, i) => Math.round(value + (b[i] - value) * part).toString(16).padStart(2, "0"));
  return `#${hex.join("")}`;
}

function outline(shape) {
  if (shape === "circle") return "M-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0Z";
  return `M${CORNERS[shape].map(([x, y]) => `${x} ${-y}`).join("L")}Z`;
}

function turned(sides, radius, degrees) {
  return Array.from({ length: sides }, (_, i) => {
    const angle = (degrees / 180 + (2 * i) / sides) * Math.PI;
    return [radius * Math.sin(angle), radius * Math.cos(angle)].map((value) => Math.round(value * 1000) / 1000);
  });
}
