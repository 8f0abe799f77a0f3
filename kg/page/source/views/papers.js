// The papers, filtered; what is shown can be saved.

import { papers as paperList } from "../components.js";
import { part } from "../data.js";
import { h, many } from "../dom.js";
import { folded } from "../find.js";
import { savers } from "../save.js";
import { choices } from "./choices.js";

const FIRST = 100;

export async function papers(graph, query, change) {
  await Promise.all([graph.loadStatements(), query.q && graph.loadTexts()]);
  const [first, end] = graph.range("Paper");
  const years = [...new Set(graph.years.filter(Boolean))].sort((one, other) => one - other);
  const accepts = filters(graph, query);
  const found = Array.from({ length: end - first }, (_, at) => first + at).filter(accepts);
  found.sort((ORDERS.get(query.sort) ?? newest)(graph));
  const select = (key, label, options) => h("label", null, label, h("select", { id: `filter-${key}`, name: key, change: event => change({ [key]: event.target.value }) },
    options.map(([value, text]) => h("option", { value, selected: String(value) === (query[key] ?? "") }, text))));
  const some = values => [["", "all"], ...values.map(value => [value, value])];
  return {
    title: "Papers",
    content: [
      h("div", { class: "head" }, h("h1", null, "Papers")),
      h("form", { class: "filters", submit: event => event.preventDefault(), "aria-label": "Filter" },
        h("label", null, "Words of title, author, abstract", h("input", { id: "filter-q", name: "q", type: "search", value: query.q ?? "", input: event => change({ q: event.target.value }, { typing: true }) })),
        years.length > 1 && [select("from", "From year", some(years)), select("to", "To year", some(years))],
        choices(graph, ["Task"], query, change), choices(graph, ["Method"], query, change), choices(graph, ["Dataset"], query, change),
        select("code", "Code", [["", "all"], ["yes", "with a link"], ["no", "without"]]),
        select("sort", "Order", years.length ? [["", "newest first"], ["oldest", "oldest first"], ["title", "by title"]] : [["", "by id"], ["title", "by title"]])),
      h("p", { class: "hint", role: "status" }, `${many(found.length, "paper")}${found.length < end - first ? ` of ${(end - first).toLocaleString("en")}` : ""}`),
      Object.keys(FILTERS).some(key => query[key]) && h("p", { class: "tools" }, h("button", { type: "button", click: () => change(Object.fromEntries(Object.keys(FILTERS).map(key => [key, ""]))) }, "Clear the filters"),
        ["task", "method", "dataset"].some(key => query[key]) && h("span", { class: "hint" }, "Papers on subtasks, kinds and variants are included.")),
      found.length > 0 && savers("papers", () => table(graph, found), async () => {
        const entries = await part("bibtex");
        return [...found].sort((one, other) => one - other).map(paper => entries[paper]).join("");
      }, () => printed(graph, found)),
      found.length ? paperList(graph, found, () => null, FIRST) : nothing(graph, query, first, end, change),
    ],
  };
}

const newest = graph => (one, other) => (graph.years[other] ?? 0) - (graph.years[one] ?? 0) || String(graph.dates[other] ?? "").localeCompare(String(graph.dates[one] ?? "")) || one - other;
const ORDERS = new Map([
  ["oldest", graph => (one, other) => (graph.years[one] ?? 9999) - (graph.years[other] ?? 9999) || one - other],
  ["title", graph => (one, other) => graph.names[one].localeCompare(graph.names[other], "en")],
]);

const FILTERS = { q: "words", from: "first year", to: "last year", task: "task", method: "method", dataset: "dataset", code: "code" };

/** Return how many papers there would be without each of the filters, to press. */
function nothing(graph, query, first, end, change) {
  const without = Object.keys(FILTERS).filter(key => query[key]).map(key => {
    const accepts = filters(graph, { ...query, [key]: "" });
    let count = 0;
    for (let paper = first; paper < end; paper++) count += accepts(paper);
    return [key, count];
  });
  return [h("p", { class: "empty" }, "No paper matches all of this."), h("div", { class: "tools" }, without.filter(([, count]) => count).map(([key, count]) =>
    h("button", { type: "button", click: () => change({ [key]: "" }) }, `${many(count, "paper")} without the ${FILTERS[key]} filter`)),
    query.from && query.to && Number(query.from) > Number(query.to) && h("button", { type: "button", click: () => change({ from: query.to, to: query.from }) }, `${query.from} is after ${query.to}: swap them`))];
}

/** Return whether a paper is wanted, by the values of a query. */
function filters(graph, query) {
  const words = folded(query.q ?? "").split(" ").filter(Boolean);
  const ends = ["task", "method", "dataset"].filter(key => query[key]).map(key => papersWith(graph, query[key]));
  const coded = query.code && papersThat(graph, "HAS_REPOSITORY");
  return paper => {
    const year = graph.years[paper];
    if ((query.from && !(year >= Number(query.from))) || (query.to && !(year <= Number(query.to)))) return false;
    if (coded && coded.has(paper) !== (query.code === "yes")) return false;
    if (!ends.every(set => set.has(paper))) return false;
    if (!words.length) return true;
    const text = searched(graph, paper);
    return words.every(word => text.includes(` ${word}`));
  };
}

const texts = new Map();

/** Return the title, authors and abstract of a paper, folded. */
function searched(graph, paper) {
  if (!texts.has(paper)) texts.set(paper, ` ${folded([graph.names[paper], ...graph.authors[paper].map(author => graph.names[author]), graph.texts.abstracts[paper] ?? ""].join(" "))}`);
  return texts.get(paper);
}

const NARROWER = ["SUBTASK_OF", "SUBCLASS_OF", "VARIANT_OF"];

/** Return the papers that speak of a concept, given by its address, or of a narrower one, otherwise than in passing. */
function papersWith(graph, address) {
  const { subject, predicate, predicates } = graph.statements, node = graph.at(address);
  const concepts = new Set(node === undefined ? [] : [node]), found = new Set();
  for (const concept of concepts) {
    for (const at of graph.ofObject(concept)) {
      const name = predicates[predicate[at]];
      if (NARROWER.includes(name)) concepts.add(subject[at]);
      else if (name !== "MENTIONS" && graph.kind(subject[at]) === "Paper") found.add(subject[at]);
    }
  }
  return found;
}

function papersThat(graph, name) {
  const { subject, predicate, predicates } = graph.statements, wanted = predicates.indexOf(name);
  return new Set(subject.filter((_, at) => predicate[at] === wanted));
}

/** Return the papers as a table for a text: titles with their keys, and what they are about. */
function printed(graph, found) {
  const [head, ...rows] = table(graph, found), at = name => head.indexOf(name);
  return [{ title: "", rows: [["Paper", "Year", "Tasks", "Proposes", "Code"], ...rows.map((row, place) =>
    [{ text: row[at("title")], cite: [graph.cite[found[place]]] }, row[at("year")], row[at("tasks")], row[at("proposes")], row[at("code")]])] }];
}

/** Return the papers as rows of texts, below the names of the columns. */
function table(graph, found) {
  const { object, predicate, predicates, subject } = graph.statements;
  const of = (paper, name) => [...graph.ofSubject(paper)].filter(at => predicates[predicate[at]] === name && subject[at] === paper).map(at => graph.names[object[at]]).join("; ");
  return [["id", "title", "authors", "year", "venue", "tasks", "proposes", "code", "url"], ...found.map(paper => [
    graph.id[paper], graph.names[paper], graph.authors[paper].map(author => graph.names[author]).join("; "), graph.years[paper],
    graph.venues[paper] >= 0 ? graph.names[graph.venues[paper]] : "", of(paper, "ADDRESSES"), of(paper, "PROPOSES"), of(paper, "HAS_REPOSITORY"), graph.urls[paper],
  ])];
}
