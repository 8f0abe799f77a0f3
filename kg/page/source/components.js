// What several views show: types, links, facts with their sentences, lists of papers, tables of results.

import { h, many, route } from "./dom.js";

const FIRST = 25; // facts that are shown at once
const SENTENCES = 20; // of one fact

/** Return the badge of a type. */
export function badge(label) {
  return h("span", { class: `type ${label.toLowerCase()}` }, label);
}

/** Return a link to the view of a node. */
export function nodeLink(graph, node, name) {
  return h("a", { class: graph.kind(node) === "Paper" ? "paper" : "name", href: route(graph.address(node)) }, name ?? graph.names[node]);
}

/** Return one sentence with the mention marked and its paper behind it. */
export function sentence(graph, { paper, sentence: number, start, end, confidence }, kind = "") {
  const parts = graph.sentence(paper, number, start, end);
  const of = [nodeLink(graph, paper), graph.years[paper] ? ` · ${graph.years[paper]}` : ""];
  if (!parts) return h("li", null, h("span", { class: "source" }, "stated by the source of ", of));
  const [before, mention, after] = parts;
  return h("li", null, h("q", null, before, mention && h("mark", { class: kind.toLowerCase() || "other" }, mention), after), " ",
    h("span", { class: "source" }, of, ` · confidence ${confidence.toFixed(2)}`));
}

/** Return the sentences behind statements, the surest first, as a list that is made when it is opened. */
export function sentences(graph, statements, summary, kindOf) {
  const { evidence } = graph.statements;
  return unfolding(summary, () => {
    const places = statements.flatMap(at => Array.from({ length: graph.first[at + 1] - graph.first[at] }, (_, n) => [graph.first[at] + n, at]));
    places.sort(([one], [other]) => evidence.confidence[other] - evidence.confidence[one] || one - other);
    const more = places.length - SENTENCES;
    return h("ul", { class: "sentences" },
      places.slice(0, SENTENCES).map(([place, at]) => sentence(graph, Object.fromEntries(Object.keys(evidence).map(name => [name, evidence[name][place]])), kindOf(at))),
      more > 0 && h("li", { class: "meta" }, `and ${more} more`));
  });
}

/** Return a `details` whose content is made when it is first opened. */
export function unfolding(summary, content, attributes) {
  const made = h("details", attributes, h("summary", null, summary));
  const fill = () => {
    if (made.childElementCount === 1) made.append(...[content()].flat());
  };
  made.addEventListener("toggle", () => made.open && fill());
  if (attributes?.open) fill();
  return made;
}

/** Return the first items of a list, and the others folded below. */
export function listed(items, show, attributes, first = FIRST) {
  const list = part => h("ul", attributes, part.map(show));
  const rest = items.length - first;
  return rest > 3 ? [list(items.slice(0, first)), unfolding(`${rest.toLocaleString("en")} more`, () => list(items.slice(first)), { class: "more" })] : [list(items)];
}

/** Return a section of facts: each is the other end of statements, with the papers behind it. */
export function facts(graph, { id, title, facts: found }) {
  return h("section", { id }, h("h2", null, title, " ", h("span", { class: "count" }, found.length.toLocaleString("en"))),
    listed(found, fact => h("li", null, nodeLink(graph, fact.other), " ", badge(graph.kind(fact.other)), " ",
      sentences(graph, fact.statements, many(fact.papers, "paper"), () => graph.kind(fact.other))), { class: "facts" }));
}

/** Return a list of papers, each with its year and venue, and `more(paper)` behind it. */
export function papers(graph, found, more = () => null) {
  const about = paper => [graph.years[paper], graph.venues[paper] >= 0 && graph.names[graph.venues[paper]]].filter(Boolean).join(" · ");
  return listed(found, paper => h("li", null, nodeLink(graph, paper), " ", h("span", { class: "meta" }, about(paper)), " ", more(paper)), { class: "papers" });
}

/** Return a box in which a wide table scrolls. */
export function scrolled(label, table) {
  return h("div", { class: "scroll", role: "region", "aria-label": label, tabindex: "0" }, table);
}

/** Return a table without the columns that nothing stands in; columns are [name, whether it has numbers]. */
export function rows(columns, body) {
  const empty = columns.map((_, at) => body.every(row => !row.cells[at].hasChildNodes()));
  for (const row of body) [...row.cells].forEach((cell, at) => empty[at] && cell.remove());
  return h("table", { class: "rows" },
    h("thead", null, h("tr", null, columns.filter((_, at) => !empty[at]).map(([name, numeric]) => h("th", { scope: "col", class: numeric ? "number" : null }, name)))),
    h("tbody", null, body));
}

/** Return the cells of a row below the names of its columns. */
export function cells(columns, values) {
  return columns.map(([name, numeric, also], at) => h("td", { class: [numeric && "number", also].filter(Boolean).join(" ") || null, "data-name": name }, values[at]));
}

/** Return a result as it is written, with the signs that it needs: of a rival, of a conflict. */
export function value(graph, at) {
  const { written, rival, score, raw } = graph.results;
  const conflict = graph.conflictOf.get(at), same = String(score[at]) === raw[at] || Number(raw[at].replaceAll(",", "")) === score[at];
  return [
    written[at],
    rival[at] ? h("span", { class: "sign", title: "stated by another paper that compares with it" }, "†") : null,
    same ? null : [" ", h("span", { class: "score" }, `= ${Math.round(score[at] * 1000) / 1000}`)],
    conflict === undefined ? null : [" ", h("a", { class: "sign", href: route("conflicts", { at: conflict + 1 }), title: "papers report other values", "aria-label": "papers report other values" }, "≠")],
  ];
}

/** Return the sentence of a result, folded. */
export function resultSentence(graph, at) {
  const { paper, sentence: number, start, end, confidence } = graph.results;
  return unfolding("sentence", () => h("ul", { class: "sentences" },
    sentence(graph, { paper: paper[at], sentence: number[at], start: start[at], end: end[at], confidence: confidence[at] }, "result")));
}

/** Return a table of results of any kind, as on the page of a concept or a paper. */
export function resultTable(graph, found, label) {
  const { method, dataset, metric, paper, kind, conditions } = graph.results;
  const columns = [["Method"], ["Dataset"], ["Metric"], ["Value", true, "value"], ["Paper"], ["Year", true]];
  const end = node => (node < 0 ? null : nodeLink(graph, node));
  return scrolled(label, rows(columns, found.map(at => h("tr", null, cells(columns, [
    end(method[at]), end(dataset[at]), [end(metric[at]), conditions[at].map(one => [" ", h("span", { class: "condition" }, one)])],
    [value(graph, at), kind[at] === "absolute" ? null : h("span", { class: "meta" }, ` ${kind[at]}`)],
    [nodeLink(graph, paper[at]), " ", resultSentence(graph, at)], graph.years[paper[at]],
  ])))));
}
