import assert from "node:assert/strict";
import test from "node:test";

import { around, placed, shortened } from "./labels.js";

const AREA = { width: 1000, height: 600 };
const node = (id, x, y, more = {}) => ({ id, x, y, radius: 6, width: 80, height: 14, forced: false, ...more });

function boxes(nodes, found) {
  const byId = new Map(nodes.map((one) => [one.id, one]));
  return found.map(({ id, x, y }) => around(x + byId.get(id).width / 2, y, byId.get(id).width / 2, byId.get(id).height / 2));
}

test("a name stands beside its node, on the right if there is room", () => {
  const [{ x, y }] = placed([node("a", 500, 300)], AREA);
  assert.ok(x > 506 && x < 520);
  assert.equal(y, 300);
  const [left] = placed([node("a", 980, 300)], AREA);
  assert.ok(left.x + 80 < 980);
});

test("names cover neither each other nor nodes, and the first ones come first", () => {
  const nodes = Array.from({ length: 200 }, (_, i) => node(`n${i}`, 30 + ((i * 137) % 940), 20 + ((i * 89) % 560)));
  const found = placed(nodes, AREA);
  assert.ok(found.length > 20 && found.length < 200);
  assert.ok(found.some(({ id }) => id === "n0"));
  const shown = boxes(nodes, found);
  for (const [i, a] of shown.entries()) {
    for (const b of shown.slice(i + 1)) {
      assert.ok(a.left >= b.right || a.right <= b.left || a.top >= b.bottom || a.bottom <= b.top);
    }
  }
});

test("an important name may cover small nodes, one of a small node nothing", () => {
  const dots = Array.from({ length: 64 }, (_, i) => node(`d${i}`, 440 + (i % 8) * 17, 240 + Math.floor(i / 8) * 17, { radius: 2 }));
  const large = node("large", 500, 300, { radius: 20 });
  assert.ok(placed([large, ...dots], AREA).some(({ id }) => id === "large"));
  const small = node("small", 500, 300, { radius: 2 });
  assert.ok(!placed([node("far", 50, 50, { radius: 20 }), small, ...dots], AREA).some(({ id }) => id === "small"));
});

test("a forced name is shown even where there is no room, and no name of what is outside", () => {
  const wall = node("wall", 500, 300, { radius: 290 });
  assert.deepEqual(placed([wall, node("a", 500, 300)], AREA).filter(({ id }) => id === "a"), []);
  assert.equal(placed([wall, node("a", 500, 300, { forced: true })], AREA).filter(({ id }) => id === "a").length, 1);
  assert.deepEqual(placed([node("a", -5, 300)], AREA), []);
});

test("a long name is cut", () => {
  assert.equal(shortened("x".repeat(34)), "x".repeat(34));
  assert.equal(shortened(`${"x".repeat(32)} yyyy`), `${"x".repeat(32)}…`);
});
