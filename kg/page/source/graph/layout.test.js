import assert from "node:assert/strict";
import test from "node:test";

import { Layout, onSpiral, roomFor } from "./layout.js";

const COUNT = 120;

function made(steps = 60) {
  const nodes = Array.from({ length: COUNT }, (_, i) => ({ ...onSpiral(i), size: 3 + (i % 5), fixed: i === 0 }));
  const edges = Array.from({ length: COUNT - 1 }, (_, i) => ({ source: i + 1, target: (i * 7) % (i + 1), weight: 1 }));
  return new Layout(nodes, edges, { steps, width: 800, height: 500 });
}

function places(layout, slice) {
  for (let slices = 0; !layout.done; slices++) {
    assert.ok(slices < 10_000);
    slice(layout);
  }
  return Array.from({ length: COUNT }, (_, i) => layout.shown(i));
}

test("the same places come out, however the steps are cut into slices", () => {
  const whole = places(made(), (layout) => layout.run(1e9));
  let time = 0;
  const clock = () => (time += 1);
  const cut = places(made(), (layout) => layout.run(5, 3, clock));
  assert.deepEqual(cut, whole);
});

test("a slice ends when its time is used up", () => {
  const layout = made();
  let time = 0;
  layout.run(1e9, 0); // the engine is warm
  layout.run(10, Infinity, () => (time += 4));
  assert.ok(layout.steps <= 3);
});

test("the first node stays in the middle, and the forces have numbers only", () => {
  const layout = made();
  for (let i = 0; i < 60; i++) layout.step();
  assert.deepEqual(layout.force(0), { x: 0, y: 0 });
  for (let i = 0; i < COUNT; i++) assert.ok(Number.isFinite(layout.force(i).x + layout.force(i).y));
});

test("nodes end up apart, and in the proportions of the area", () => {
  const layout = made(200);
  const found = places(layout, (one) => one.run(1e9));
  let touching = 0;
  for (let i = 0; i < COUNT; i++) {
    for (let j = 0; j < i; j++) {
      const distance = Math.hypot(found[i].x - found[j].x, found[i].y - found[j].y);
      if (distance < layout.radii[i] + layout.radii[j]) touching += 1;
    }
  }
  assert.equal(touching, 0);
  const reach = ["x", "y"].map((axis) => Math.max(...found.map((at) => at[axis])) - Math.min(...found.map((at) => at[axis])));
  assert.ok(reach[0] > reach[1]);
});

test("one node, and none, need no steps", () => {
  assert.ok(new Layout([{ x: 0, y: 0, size: 3 }], []).done);
  assert.ok(new Layout([], []).done);
});

test("a small screen has room for fewer nodes", () => {
  assert.equal(roomFor({ offsetWidth: 360, offsetHeight: 560 }), 92);
  assert.equal(roomFor({ offsetWidth: 1400, offsetHeight: 900 }), 300);
});
