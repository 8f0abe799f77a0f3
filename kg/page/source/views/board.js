// A leaderboard: rows that can be compared, in groups, and apart from them those that are doubtful.

import { badge, cells, nodeLink, resultSentence, rows, scrolled, unfolding, value } from "../components.js";
import { chart } from "../chart.js";
import { part } from "../data.js";
import { h, many, route } from "../dom.js";
import { savers } from "../save.js";
import { sortable } from "../table.js";

const COLUMNS = [["Rank", true, "rank"], ["Method"], ["Value", true, "value"], ["Paper"], ["Year", true], ["Confidence", true]];
const DOUBTFUL = [["Method"], ["Value", true, "value"], ["Dataset"], ["Metric"], ["Paper"], ["Year", true], ["Why", false, "doubt"]];

export async function board(graph, at, query, change) {
  await graph.loadTexts();
  const name = graph.names[at], { results } = graph;
  const every = graph.boards[at] ?? [];
  const years = [...new Set(every.map(([row]) => graph.years[results.paper[row]]).filter(Boolean))].sort((one, other) => one - other);
  const metrics = names(graph, every.filter(([, rank]) => rank).map(([row]) => results.metric[row]));
  const other = graph.kind(at) === "Dataset" ? "task" : "dataset";
  const others = names(graph, every.filter(([, rank]) => rank).flatMap(([row]) => (other === "task" ? results.tasks[row] : results.dataset[row])));
  const wanted = ([row]) => {
    const year = graph.years[results.paper[row]];
    const ends = other === "task" ? results.tasks[row] : [results.dataset[row]];
    return (!query.from || year >= Number(query.from)) && (!query.to || year <= Number(query.to)) && (!query.metric || graph.names[results.metric[row]] === query.metric) &&
      (!query[other] || ends.some(end => graph.names[end] === query[other]));
  };
  const found = every.filter(wanted), shown = found.filter(([, rank]) => rank), doubtful = found.filter(([, rank]) => !rank);
  const groups = grouped(graph, shown);
  const select = (key, label, values) => values.length > 1 && h("label", null, label, h("select", { id: `filter-${key}`, name: key, change: event => change({ [key]: event.target.value }) },
    h("option", { value: "" }, "all"), values.map(each => h("option", { value: each, selected: String(each) === query[key] }, each))));
  const papersShown = () => [...new Set(shown.map(([row]) => results.paper[row]))];
  return {
    title: `Leaderboard of ${name}`,
    content: [
      h("div", { class: "head" }, h("p", { class: "kind" }, badge(graph.kind(at)), " leaderboard"), h("h1", null, nodeLink(graph, at)),
        h("p", null, "Values that abstracts report, best first. Those of one dataset and metric, under the conditions that their sentences name, stand in one table; settings can still differ, so read the sentences.")),
      h("form", { class: "filters", submit: event => event.preventDefault(), "aria-label": "Filter" },
        select("metric", "Metric", metrics), select(other, other === "task" ? "Task" : "Dataset", others), select("from", "From year", years), select("to", "To year", years)),
      h("p", { class: "hint", role: "status" }, `${many(shown.length, "value")} of ${many(papersShown().length, "paper")}`),
      shown.length > 0 && savers(`leaderboard-${graph.local[at]}`, () => table(graph, groups), async () => {
        const entries = await part("bibtex");
        return papersShown().sort((one, two) => one - two).map(paper => entries[paper]).join("");
      }, () => printed(graph, groups)),
      groups.length === 0 && h("p", { class: "empty" }, doubtful.length ? "Nothing here is sure enough to be compared; the doubtful values are below." : "Nothing here has these properties."),
      groups.map((group, place) => section(graph, group, place, query, change)),
      doubtful.length > 0 && unfolding(many(doubtful.length, "doubtful value"), () => scrolled("Doubtful values", rows(DOUBTFUL, doubtful.map(row => doubtfulRow(graph, row)))), { class: "more", id: "doubtful", open: groups.length === 0 }),
    ],
  };
}

function names(graph, nodes) {
  return [...new Set(nodes.filter(node => node >= 0).map(node => graph.names[node]))].sort((one, other) => one.localeCompare(other, "en"));
}

/** Return the rows of each dataset, metric and conditions, in their order. */
function grouped(graph, shown) {
  const { dataset, metric, conditions } = graph.results;
  const groups = new Map();
  for (const [row, rank] of shown) {
    const key = JSON.stringify([graph.names[dataset[row]], graph.names[metric[row]], conditions[row]]);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push([row, rank]);
  }
  return [...groups.values()];
}

function section(graph, group, place, query, change) {
  const { dataset, metric, conditions, method, paper, confidence, score, lower, local } = graph.results;
  const [[first]] = group;
  const label = `${graph.names[dataset[first]]} · ${graph.names[metric[first]]}`;
  const body = group.map(([row, rank]) => h("tr", { id: local[row], "data-rank": rank, "data-score": score[row], "data-year": graph.years[paper[row]], "data-confidence": confidence[row] },
    cells(COLUMNS, [rank, nodeLink(graph, method[row]), value(graph, row), [nodeLink(graph, paper[row]), " ", resultSentence(graph, row)], graph.years[paper[row]], confidence[row].toFixed(2)])));
  group.forEach(([row], at) => { body[at].cells[2].dataset.sort = score[row]; });
  const made = rows(COLUMNS, body);
  if (group.length > 1) sortable(made, query.sort, sort => change({ sort }, { quiet: true }));
  return h("section", { class: "board", id: `board-${place + 1}`, "data-dataset": graph.names[dataset[first]], "data-metric": graph.names[metric[first]], "data-conditions": conditions[first].join(", ") },
    h("h2", null, h("a", { href: route(graph.address(dataset[first])) }, graph.names[dataset[first]]), " · ", graph.names[metric[first]], " ", conditions[first].map(one => h("span", { class: "condition" }, one)), " ", h("span", { class: "count" }, lower[first] ? "lower is better" : "higher is better")),
    group.length > 2 && chart(group.map(([row]) => ({ year: graph.years[paper[row]], score: score[row], name: `${graph.names[method[row]]}, ${graph.names[paper[row]]}` })), { lower: Boolean(lower[first]), title: label }),
    scrolled([label, ...conditions[first]].join(", "), made));
}

function doubtfulRow(graph, [row, , doubt]) {
  const { dataset, metric, method, paper, doubts, doubt: own } = graph.results;
  const end = node => (node < 0 ? null : nodeLink(graph, node));
  return h("tr", null, cells(DOUBTFUL, [end(method[row]), value(graph, row), end(dataset[row]), end(metric[row]), [nodeLink(graph, paper[row]), " ", resultSentence(graph, row)], graph.years[paper[row]], doubt ?? doubts[own[row]]]));
}

/** Return the groups as tables for a text: methods with the keys of their papers. */
function printed(graph, groups) {
  const { dataset, metric, conditions, method, paper, written, rival } = graph.results;
  return groups.map(group => ({
    title: [graph.names[dataset[group[0][0]]], graph.names[metric[group[0][0]]], ...conditions[group[0][0]]].join(", "),
    rows: [["Method", "Value", "Year"], ...group.map(([row, rank]) => [{ text: graph.names[method[row]], cite: [graph.cite[paper[row]]] },
      { text: `${written[row]}${rival[row] ? "†" : ""}`, best: rank === 1 && group.length > 1 }, graph.years[paper[row]]])],
  }));
}

/** Return the rows that are shown, as texts. */
function table(graph, groups) {
  const { dataset, metric, conditions, method, paper, confidence, score, written, rival } = graph.results;
  return [["dataset", "metric", "conditions", "rank", "method", "value", "score", "year", "confidence", "paper", "id"],
    ...groups.flat().map(([row, rank]) => [graph.names[dataset[row]], graph.names[metric[row]], conditions[row].join(", "), rank, graph.names[method[row]],
      `${written[row]}${rival[row] ? "†" : ""}`, score[row], graph.years[paper[row]], confidence[row], graph.names[paper[row]], graph.id[paper[row]]])];
}

/** Return where papers report different values for the same thing. */
export async function conflicts(graph, query) {
  await graph.loadTexts();
  const { method, dataset, metric, conditions, paper, confidence } = graph.results;
  const columns = [["Value", true, "value"], ["Paper"], ["Year", true], ["Confidence", true]];
  return {
    title: "Conflicts",
    at: query.at && `conflict-${query.at}`,
    content: [
      h("div", { class: "head" }, h("h1", null, "Conflicts"), h("p", null, "Papers that report different values for one method, dataset, metric and conditions.")),
      graph.conflicts.length === 0 && h("p", { class: "empty" }, "No two papers here disagree."),
      graph.conflicts.map(([apart, [first, ...more]], place) => h("section", { class: "conflict", id: `conflict-${place + 1}` },
        h("h2", null, nodeLink(graph, method[first]), " · ", nodeLink(graph, dataset[first]), " · ", graph.names[metric[first]], " ", conditions[first].map(one => h("span", { class: "condition" }, one)), " ", h("span", { class: "count" }, `apart by ${apart}`)),
        scrolled(`${graph.names[method[first]]}, ${graph.names[dataset[first]]}, ${graph.names[metric[first]]}`, rows(columns, [first, ...more].map(row => h("tr", null, cells(columns, [value(graph, row), [nodeLink(graph, paper[row]), " ", resultSentence(graph, row)], graph.years[paper[row]], confidence[row].toFixed(2)]))))))),
    ],
  };
}
