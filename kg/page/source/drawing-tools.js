// What stands below a drawing: buttons in place of the wheel and of dragging, and what the shapes mean.

import { h } from "./dom.js";

/** Return the buttons and the legend of a drawing, of the labels that are there; `legend` is [{label, color, path}]. */
export function drawingTools(drawing, legend, labels) {
  const button = (label, text, press) => h("button", { type: "button", "aria-label": label, click: press }, text);
  return [
    button("Zoom in", "+", () => drawing.zoom(1.5)), button("Zoom out", "−", () => drawing.zoom(1 / 1.5)), button("Show all of it", "All", () => drawing.fit()),
    h("span", { class: "shapes" }, legend.filter(({ label }) => labels.has(label)).map(({ label, color, path }) =>
      h("span", null, h("svg", { viewBox: "-2 -2 4 4", width: "14", height: "14", "aria-hidden": "true" }, h("path", { d: path, fill: color })), ` ${label}`))),
  ];
}
