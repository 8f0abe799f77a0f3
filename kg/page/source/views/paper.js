// A paper: its abstract with the mentions marked, and what it says.

import { badge, facts, nodeLink, papers, resultTables } from "../components.js";
import { part, slice } from "../data.js";
import { h, outside, route } from "../dom.js";
import { download } from "../save.js";
import { neighbourTable } from "./graph.js";
import { resultsOf, sectionsOf } from "./node.js";

const KINDS = ["Task", "Method", "Dataset", "Metric", "Result", "Repository"];

export async function paper(graph, at) {
  await Promise.all([graph.loadStatements(), graph.loadTexts()]);
  const results = resultsOf(graph, at);
  const sections = sectionsOf(graph, at);
  const cited = citedBy(graph, at);
  return {
    title: graph.names[at],
    content: [
      head(graph, at),
      abstract(graph, at),
      h("div", { class: "tools" }, h("button", { type: "button", click: async () => download(`${graph.local[at].replace(/[^\w.-]+/g, "-")}.bib`, (await part("bibtex"))[at], "application/x-bibtex") }, "BibTeX"),
        h("a", { class: "button", href: route("graph", { at: graph.address(at) }) }, "Graph")),
      results.length > 0 && h("section", { id: "results" }, h("h2", null, "Results ", h("span", { class: "count" }, results.length)), resultTables(graph, results, "Paper", 25)),
      sections.map(section => facts(graph, section, true)),
      graph.cites[at].length > 0 && h("section", { id: "cites" }, h("h2", null, "Cites, of these papers ", h("span", { class: "count" }, graph.cites[at].length)), papers(graph, graph.cites[at])),
      cited.length > 0 && h("section", { id: "cited-by" }, h("h2", null, "Cited by, of these papers ", h("span", { class: "count" }, cited.length)), papers(graph, cited)),
      neighbourTable(graph, at),
    ],
  };
}

function head(graph, at) {
  const authors = graph.authors[at], venue = graph.venues[at], url = graph.urls[at];
  return h("div", { class: "head" }, h("p", { class: "kind" }, badge("Paper")), h("h1", null, graph.names[at]),
    (authors.length > 0 || venue >= 0 || graph.years[at]) && h("p", { class: "byline" },
      authors.length > 0 && [h("ul", { class: "authors" }, authors.map(author => h("li", null, nodeLink(graph, author)))), " "].slice(0, 1),
      venue >= 0 && [authors.length ? " · " : "", nodeLink(graph, venue)],
      graph.years[at] && [authors.length || venue >= 0 ? " · " : "", graph.dates[at] ?? graph.years[at]]),
    h("ul", { class: "keys" },
      graph.ids[at].map(([scheme, name, link]) => scheme !== "id" && h("li", null, h("span", { class: "meta" }, scheme), link ? outside(link, name) : name)),
      url && h("li", null, h("span", { class: "meta" }, "at"), outside(url)),
      graph.citationKeys[at].map(key => h("li", null, h("span", { class: "meta" }, "cited as"), h("code", null, key)))));
}

/** Return the abstract; marks may lie in each other. */
function abstract(graph, at) {
  const text = graph.text(at), begin = [...graph.names[at]].length + 1;
  if (graph.texts.abstracts[at] === null || graph.texts.abstracts[at] === "") return h("p", { class: "empty" }, "Only the title of this paper is known.");
  const marks = graph.texts.marks[at].filter(([start]) => start >= begin);
  const kinds = KINDS.filter(kind => marks.some(([, , of]) => of === kind));
  return [
    h("div", { class: "abstract" }, h("p", null, marked(graph, text, begin, [...text].length, marks))),
    kinds.length > 0 && h("p", { class: "legend" }, kinds.map(kind => h("mark", { class: kind.toLowerCase() }, kind))),
  ];
}

function marked(graph, text, from, to, marks) {
  const seen = new Set();
  const within = (start, end, inside) => {
    const parts = [];
    let place = start;
    for (let next = 0; next < inside.length;) {
      const mark = inside[next], [first, last] = mark;
      let after = next + 1;
      while (after < inside.length && inside[after][0] < last) after++;
      parts.push(slice(text, place, first), element(mark, within(first, last, inside.slice(next + 1, after))));
      place = last;
      next = after;
    }
    return [...parts, slice(text, place, end)];
  };
  const element = ([, , kind, node, about], content) => {
    const role = kind === "Result" ? "" : graph.texts.roles[about];
    const first = node >= 0 && role && role !== "mentioned" && !seen.has(node);
    seen.add(node);
    const said = kind === "Result" ? [kind, about].filter(Boolean).join("; ") : [kind, role, node >= 0 ? graph.names[node] : ""].filter(Boolean).join(", ");
    const inner = node >= 0 ? h("a", { href: route(graph.address(node)) }, content) : content;
    return h("mark", { class: kind.toLowerCase(), title: said, "data-role": first ? role : null }, inner);
  };
  return within(from, to, marks);
}

function citedBy(graph, at) {
  const found = [];
  graph.cites.forEach((cited, paper) => { if (cited.includes(at)) found.push(paper); });
  return found;
}
