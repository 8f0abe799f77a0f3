import assert from "node:assert/strict";
import { test } from "node:test";

import { finder, folded } from "./find.js";

const entries = ["BERT", "RoBERTa", "BERT-large", "sentence BERT", "Bertinetto", "naïve Bayes"].map((name, node) => ({ node, name, papers: node }));

test("names are compared without case, punctuation and forms of characters", () => {
  assert.equal(folded("  ImageNet-1K (val) "), "imagenet 1k val");
  assert.equal(folded("ﬁne‐tuning"), "fine tuning");
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
