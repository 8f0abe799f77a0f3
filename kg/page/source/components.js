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

/** Return a sentence with the mention marked, or null where a source and no sentence says it. */
function quote(graph, { paper, sentence: number, start, end }, kind) {
  const parts = graph.sentence(paper, number, start, end);
  if (!parts) return null;
  const [before, mention, after] = parts;
  return h("q", null, before, mention && h("mark", { class: kind.toLowerCase() || "other" }, mention), after);
}

/** Return one sentence with the mention marked and its paper behind it. */
export function sentence(graph, { paper, sentence: number, start, end, confidence }, kind = "") {
  const quoted = quote(graph, { paper, sentence: number, start, end }, kind);
  const of = [nodeLink(graph, paper), graph.years[paper] ? ` · ${graph.years[paper]}` : ""];
  if (!quoted) return h("li", null, h("span", { class: "source" }, "stated by the source of ", of));
  return h("li", null, quoted, " ",
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

/** Open everything that is folded, as paper cannot be pressed. */
export function unfoldAll(within) {
  for (const folded of within.querySelectorAll("details:not(.more)")) folded.open = true;
}

/** Return the first items of a list, with a button for the next ones. */
export function inParts(items, show, attributes, size) {
  const list = h("ul", attributes, items.slice(0, size).map(show));
  let shown = Math.min(size, items.length);
  const more = h("button", { type: "button", click: () => {
    list.append(...items.slice(shown, shown + size).map(show));
    shown = Math.min(shown + size, items.length);
    label();
  } });
  const label = () => {
    more.textContent = `${Math.min(size, items.length - shown)} more of ${(items.length - shown).toLocaleString("en")}`;
    more.hidden = shown >= items.length;
  };
  label();
  return [list, h("p", { class: "tools" }, more)];
}

/** Return the first items of a list, and the others folded below. */
export function listed(items, show, attributes, first = FIRST) {
  const list = part => h("ul", attributes, part.map(show));
  const rest = items.length - first;
  return rest > 3 ? [list(items.slice(0, first)), unfolding(`${rest.toLocaleString("en")} more`, () => list(items.slice(first)), { class: "more" })] : [list(items)];
}

/** Return a section of facts: each is the other end of statements, with the papers behind it, or the sentences where one paper states them all. */
export function facts(graph, { id, title, facts: found }, ofPaper = false) {
  return h("section", { id }, h("h2", null, title, " ", h("span", { class: "count" }, found.length.toLocaleString("en"))),
    listed(found, fact => h("li", null, nodeLink(graph, fact.other), " ", badge(graph.kind(fact.other)), " ",
      sentences(graph, fact.statements, ofPaper ? "sentence" : many(fact.papers, "paper"), () => graph.kind(fact.other))), { class: "facts" }));
}

/** Return a list of papers, each with its first author, year and venue, and `more(paper)` behind it; in parts of `size`, or the rest folded. */
export function papers(graph, found, more = () => null, size = 0) {
  const by = ([first, ...others]) => first !== undefined && `${graph.names[first]}${others.length ? " et al." : ""}`;
  const about = paper => [by(graph.authors[paper]), graph.years[paper], graph.venues[paper] >= 0 && graph.names[graph.venues[paper]]].filter(Boolean).join(" · ");
  const show = paper => h("li", null, nodeLink(graph, paper), " ", h("span", { class: "meta" }, about(paper)), " ", more(paper));
  return size ? inParts(found, show, { class: "papers" }, size) : listed(found, show, { class: "papers" });
}

/** Return a box in which a wide table scrolls. */
export function scrolled(label, table) {
  return h("div", { class: "scroll", role: "region", "aria-label": label, tabindex: "0" }, table);
}

const MEANT = { Confidence: "how sure the program is that the sentence says so, from 0 to 1" };

/** Return a table without the columns that nothing stands in; columns are [name, whether it has numbers]. */
export function rows(columns, body) {
  const empty = columns.map((_, at) => body.every(row => !row.cells[at].hasChildNodes()));
  for (const row of body) [...row.cells].forEach((cell, at) => empty[at] && cell.remove());
  return h("table", { class: "rows" },
    h("thead", null, h("tr", null, columns.filter((_, at) => !empty[at]).map(([name, numeric]) => h("th", { scope: "col", class: numeric ? "number" : null, title: MEANT[name] }, name)))),
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

const KINDS = { factor: "times", gain: "gain" };

/** Return a table of results, as on the page of a node; its own column is left out, and what is doubtful stands folded below, with the reason. */
export function resultTables(graph, found, own, first) {
  const { doubt, doubts } = graph.results;
  const sure = found.filter(at => !doubts[doubt[at]]), doubtful = found.filter(at => doubts[doubt[at]]);
  const rest = sure.slice(first);
  return [
    sure.length > 0 && resultTable(graph, sure.slice(0, first), own, "Results"),
    rest.length > 0 && unfolding(`${rest.length} more`, () => resultTable(graph, rest, own, "More results"), { class: "more" }),
    doubtful.length > 0 && unfolding(many(doubtful.length, "doubtful value"), () => resultTable(graph, doubtful, own, "Doubtful values"), { class: "more" }),
  ];
}

function resultTable(graph, found, own, label) {
  const { method, dataset, metric, paper, sentence: number, start, end: last, kind, conditions, doubt, doubts } = graph.results;
  const columns = [["Method"], ["Dataset"], ["Metric"], ["Value", true, "value"], ...(own === "Paper" ? [["Sentence"]] : [["Paper"], ["Year", true]]), ["Why", false, "doubt"]].filter(([name]) => name !== own);
  const end = node => (node < 0 ? null : nodeLink(graph, node));
  const values = at => ({
    Method: end(method[at]), Dataset: end(dataset[at]), Metric: [end(metric[at]), conditions[at].map(one => [" ", h("span", { class: "condition" }, one)])],
    Value: [value(graph, at), kind[at] === "absolute" ? null : h("span", { class: "meta" }, ` ${KINDS[kind[at]] ?? kind[at]}`)],
    Paper: [nodeLink(graph, paper[at]), " ", resultSentence(graph, at)], Year: graph.years[paper[at]], Sentence: quote(graph, { paper: paper[at], sentence: number[at], start: start[at], end: last[at] }, "result"), Why: doubts[doubt[at]] || null,
  });
  return scrolled(label, rows(columns, found.map(at => h("tr", null, cells(columns, columns.map(([name]) => values(at)[name]))))));
}
