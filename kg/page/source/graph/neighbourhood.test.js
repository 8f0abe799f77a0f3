import assert from "node:assert/strict";
import test from "node:test";

import { neighbourhood, shortestPath } from "./neighbourhood.js";

// a - b - d, a - c - d, d - e; c is the stronger way, and f stands alone
const EDGES = [
  ["a", "b", 1],
  ["a", "c", 5],
  ["b", "d", 9],
  ["c", "d", 1],
  ["d", "e", 2],
];

function neighboursOf(id) {
  return EDGES.flatMap(([source, target, papers]) => {
    if (source === id) return [{ id: target, type: "USES", papers }];
    return target === id ? [{ id: source, type: "USES", papers }] : [];
  });
}

test("the nearest come first, the strongest of them before the others", () => {
  assert.deepEqual(neighbourhood("a", neighboursOf).nodes, ["a", "c", "b", "d", "e"]);
});

test("there are at most as many nodes as asked for, and only edges among them", () => {
  const { nodes, edges } = neighbourhood("a", neighboursOf, 3);
  assert.deepEqual(nodes, ["a", "c", "b"]);
  assert.deepEqual(edges, [
    { source: "a", target: "c", type: "USES", papers: 5 },
    { source: "a", target: "b", type: "USES", papers: 1 },
  ]);
});

test("a tie is broken by id", () => {
  const star = (id) => (id === "m" ? ["z", "k", "x"].map((other) => ({ id: other, type: "T", papers: 2 })) : []);
  assert.deepEqual(neighbourhood("m", star, 3).nodes, ["m", "k", "x"]);
});

test("an edge is listed once, whichever end it is seen from, and each type by itself", () => {
  const pair = (id) => {
    const other = id === "a" ? "b" : "a";
    return [
      { id: other, type: "USES", papers: 1 },
      { id: other, type: "COMPARES", papers: 1 },
    ];
  };
  assert.equal(neighbourhood("a", pair).edges.length, 2);
});

test("a direction that is given is kept", () => {
  const pair = (id) => [{ id: id === "a" ? "b" : "a", type: "PART_OF", papers: 1, inverse: id === "a" }];
  assert.deepEqual(neighbourhood("a", pair).edges, [{ source: "b", target: "a", type: "PART_OF", papers: 1 }]);
});

test("of two shortest paths, the one that starts with more papers", () => {
  assert.deepEqual(shortestPath("a", "e", neighboursOf), ["a", "c", "d", "e"]);
  assert.deepEqual(shortestPath("e", "a", neighboursOf), ["e", "d", "b", "a"]);
});

test("a path to itself is one node, and one to nowhere is none", () => {
  assert.deepEqual(shortestPath("a", "a", neighboursOf), ["a"]);
  assert.deepEqual(shortestPath("a", "f", neighboursOf), []);
});

test("a search ends after so many nodes", () => {
  const line = (id) => [{ id: id + 1, type: "T", papers: 1 }];
  assert.deepEqual(shortestPath(0, 100, line, 50), []);
  assert.equal(shortestPath(0, 100, line, 101).length, 101);
});
