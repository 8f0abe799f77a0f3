// The card of a concept, an author, a venue or a repository: its names, and every fact with its sentences.

import { badge, facts, papers, resultTables, sentences, unfolding } from "../components.js";
import { h, many, outside, route } from "../dom.js";
import { folded } from "../find.js";
import { neighbourTable } from "./graph.js";

const MOST_RESULTS = 15;

export async function node(graph, at) {
  await Promise.all([graph.loadStatements(), graph.loadTexts()]);
  const kind = graph.kind(at), name = graph.names[at];
  const sections = sectionsOf(graph, at);
  const results = resultsOf(graph, at);
  const recorded = kind === "Author" || kind === "Venue" ? papersOf(graph, at, kind) : null;
  const contents = [...sections.map(({ id, title, facts: { length } }) => [id, title, length]), ...(results.length ? [["results", "Results", results.length]] : [])];
  return {
    title: name,
    content: [
      head(graph, at, kind, name),
      contents.length > 2 && h("ul", { class: "contents" }, contents.map(([id, title, count]) =>
        h("li", null, h("a", { href: `#${id}`, click: event => jump(event, id) }, title), " ", h("span", { class: "count" }, count)))),
      results.length > 0 && h("section", { id: "results" }, h("h2", null, "Results ", h("span", { class: "count" }, results.length)),
        graph.boards[at] && h("p", null, h("a", { href: route(`leaderboard/${graph.address(at)}`) }, `Leaderboard of ${name}`)),
        resultTables(graph, results, kind, MOST_RESULTS)),
      recorded && h("section", { id: "papers" }, h("h2", null, "Papers ", h("span", { class: "count" }, recorded.length)), papers(graph, recorded)),
      sections.map(section => (section.papers ? paperSection(graph, section) : facts(graph, section))),
      neighbourTable(graph, at),
    ],
  };
}

/** Scroll to a part of the view; its address is taken by the view itself. */
function jump(event, id) {
  event.preventDefault();
  const section = document.getElementById(id);
  section.scrollIntoView();
  section.tabIndex = -1;
  section.focus({ preventScroll: true });
}

function head(graph, at, kind, name) {
  const aliases = otherNames(graph, at), merges = graph.statements.merges[at] ?? [], matches = graph.statements.matches[at] ?? [];
  const [direction, unit] = graph.statements.metrics[at] ?? [];
  return h("div", { class: "head" }, h("p", { class: "kind" }, badge(kind), " ", h("span", { class: "count" }, many(graph.papers[at], "paper"))),
    h("h1", null, name),
    aliases.length > 0 && h("p", { class: "also" }, "also ", aliases.map((alias, place) => [place ? ", " : "", h("b", null, alias)])),
    direction && h("p", { class: "also" }, `${direction === "lower" ? "lower" : "higher"} is better${unit ? `, usually in ${unit}` : ""}`),
    kind === "Repository" && h("p", null, outside(`https://${name}`)),
    kind === "Author" && /^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/.test(graph.local[at]) && h("p", null, outside(`https://orcid.org/${graph.local[at]}`)),
    matches.length > 0 && h("ul", { class: "keys" }, matches.map(([predicate, target, named, reason, source]) =>
      h("li", null, h("span", { class: "meta" }, predicate === "exactMatch" ? "same as" : "close to"), " ", outside(target, named || target), " ", h("span", { class: "meta" }, `${source}: ${reason}`)))),
    merges.length > 0 && unfolding("How these names were merged", () => h("ul", { class: "plain" }, merges.map(([form, reason]) => h("li", null, h("b", null, form), ` ${reason}`))), { class: "more" }));
}

/** Return the other names of a node, one for each that does not differ in case and punctuation only. */
function otherNames(graph, at) {
  const names = new Map([[folded(graph.names[at]), null]]);
  for (const name of graph.aliases[at] ?? []) if (!names.has(folded(name))) names.set(folded(name), name);
  return [...names.values()].slice(1);
}

/** Return the statements of a node as sections [{id, title, facts, papers}], in the order of the page; those that papers make of it apart. */
export function sectionsOf(graph, at) {
  const { subject, object, predicate, places, words } = graph.statements;
  const found = new Map();
  for (const [statement, out] of graph.statementsOf(at)) {
    const title = words[predicate[statement]][out ? 0 : 2], other = out ? object[statement] : subject[statement];
    if (!found.has(title)) found.set(title, { id: title.toLowerCase().replaceAll(" ", "-"), title, place: places[predicate[statement]], papers: graph.kind(other) === "Paper", of: new Map() });
    const { of } = found.get(title);
    of.set(other, [...(of.get(other) ?? []), statement]);
  }
  return [...found.values()].sort((one, other) => one.place - other.place || one.title.localeCompare(other.title)).map(section => ({
    ...section,
    facts: [...section.of].map(([other, statements]) => ({ other, statements, papers: new Set(statements.flatMap(one => graph.papersOf(one))).size }))
      .sort((one, other) => (section.papers ? (graph.years[other.other] ?? 0) - (graph.years[one.other] ?? 0) : other.papers - one.papers) || (graph.names[one.other] < graph.names[other.other] ? -1 : 1)),
  }));
}

function paperSection(graph, { id, title, facts: found }) {
  const statements = new Map(found.map(fact => [fact.other, fact.statements]));
  const { object } = graph.statements;
  return h("section", { id }, h("h2", null, title, " ", h("span", { class: "count" }, found.length.toLocaleString("en"))),
    papers(graph, found.map(fact => fact.other), paper => sentences(graph, statements.get(paper), "sentence", at => graph.kind(object[at]))));
}

/** Return the results that name a node, those of leaderboards first. */
export function resultsOf(graph, at) {
  const { method, dataset, metric, tasks, paper, kind, confidence } = graph.results;
  const places = (paper ?? []).map((_, place) => place).filter(place => [method[place], dataset[place], metric[place], paper[place]].includes(at) || (graph.kind(at) === "Task" && tasks[place].includes(at)));
  return places.sort((one, other) => (kind[one] === "absolute" ? 0 : 1) - (kind[other] === "absolute" ? 0 : 1) || confidence[other] - confidence[one] || one - other);
}

function papersOf(graph, at, kind) {
  const [first, end] = graph.range("Paper");
  const found = [];
  for (let paper = first; paper < end; paper++) if (kind === "Venue" ? graph.venues[paper] === at : graph.authors[paper].includes(at)) found.push(paper);
  return found.sort((one, other) => (graph.years[other] ?? 0) - (graph.years[one] ?? 0) || one - other);
}
