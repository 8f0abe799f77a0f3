import assert from "node:assert/strict";
import { test } from "node:test";

import { csv, latex, markdown } from "./save.js";

const rows = [["method", "value"], ["=cmd|' /C calc'!A0", "-1.5%"], ['a "b", c\nd', "50% & more_{x}"]];

test("cells of CSV are quoted, and formulas made harmless", () => {
  assert.equal(csv(rows), "method,value\r\n'=cmd|' /C calc'!A0,-1.5%\r\n\"a \"\"b\"\", c d\",50% & more_{x}\r\n");
});

test("cells of Markdown are one line, and their marks escaped", () => {
  assert.equal(markdown(rows).split("\n")[3], '| a "b", c d | 50% & more\\_\\{x\\} |');
  assert.equal(markdown([["a"], ["<b>|"]]).split("\n")[2], "| &lt;b&gt;\\| |");
});

test("cells of LaTeX are escaped", () => {
  assert.match(latex(rows), /50\\% \\& more\\_\\\{x\\\} \\\\/);
  assert.match(latex([["a"], ["\\input{x}"]]), /\\textbackslash\{\}input\\\{x\\\}/);
});
