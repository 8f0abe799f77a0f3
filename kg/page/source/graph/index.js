// The drawing of a graph, as the global `papergraphGraph`.

export { available } from "./webgl.js"; // first: it makes sigma loadable without WebGL
export { draw } from "./drawing.js";
export { legend } from "./palette.js";
export { roomFor } from "./layout.js";
