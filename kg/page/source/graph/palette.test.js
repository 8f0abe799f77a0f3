import assert from "node:assert/strict";
import test from "node:test";

import { legend, mixed, palette, shapeOf, SHAPES, TYPES } from "./palette.js";

function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

for (const dark of [false, true]) {
  test(`nodes and names stand out from the ${dark ? "dark" : "light"} ground`, () => {
    const { ground, ink, of } = palette(dark);
    assert.ok(contrast(ink, ground) >= 7);
    for (const label of Object.keys(TYPES)) assert.ok(contrast(of(label), ground) >= 3, label);
  });
}

test("each type has a shape of its own, and an unknown one is a circle", () => {
  const shapes = Object.keys(TYPES).map(shapeOf);
  assert.deepEqual([...shapes].sort(), [...SHAPES.keys()]);
  assert.equal(SHAPES[shapeOf("Idea")], "circle");
});

test("a legend has an outline for each type", () => {
  for (const { color, path } of legend(true)) {
    assert.match(color, /^#[0-9a-f]{6}$/);
    assert.match(path, /^M[-\dL.a ]+Z$/);
  }
});

test("colours are mixed", () => {
  assert.equal(mixed("#000000", "#ffffff", 0), "#000000");
  assert.equal(mixed("#000000", "#ff8000", 1), "#ff8000");
  assert.equal(mixed("#000000", "#ffffff", 0.5), "#808080");
});
