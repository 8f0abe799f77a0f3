import assert from "node:assert/strict";
import { test } from "node:test";

import { finder, folded, nearest } from "./find.js";

const entries = ["BERT", "RoBERTa", "BERT-large", "sentence BERT", "Bertinetto", "naïve Bayes"].map((name, node) => ({ node, name, papers: node }));

test("names are compared without case, punctuation and forms of characters", () => {
  assert.equal(folded("  ImageNet-1K (val) "), "imagenet 1k val");
  assert.equal(folded("ﬁne‐tuning"), "fine tuning");
  assert.equal(folded("José Muñoz, Ørsted & Łukasz"), "jose munoz orsted lukasz");
});

test("the name itself comes first, then names that begin so, then words, then the rest, each by papers", () => {
  assert.deepEqual(finder(entries)("bert").map(({ name }) => name), ["BERT", "Bertinetto", "BERT-large", "sentence BERT", "RoBERTa"]);
});

test("a node is found once, by the best of its names", () => {
  const found = finder([{ node: 1, name: "a model of BERT", papers: 3 }, { node: 1, name: "BERT", papers: 3 }])("bert");
  assert.deepEqual(found, [{ node: 1, name: "BERT", papers: 3 }]);
});

test("nothing is found for nothing, and no more than asked", () => {
  assert.deepEqual(finder(entries)(" - "), []);
  assert.equal(finder(entries)("b", 2).length, 2);
});

test("words are found in any order", () => {
  assert.deepEqual(finder([{ node: 1, name: "bandits with code", papers: 1 }])("code bandit").map(({ node }) => node), [1]);
});

test("a misspelt name has near ones, the likeliest first", () => {
  const names = ["variational inference", "causal inference", "variation", "transformer"].map((name, node) => ({ node, name, papers: 1 }));
  assert.equal(nearest(names)("varational inference")[0].name, "variational inference");
  assert.equal(nearest(names)("tranformer")[0].name, "transformer");
  assert.deepEqual(nearest(names)("zzzzzz"), []);
});
