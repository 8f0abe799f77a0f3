// Methods by datasets: the table of a survey, for chosen methods, datasets and a task.

import { nodeLink, scrolled, sentence, unfolding } from "../components.js";
import { part } from "../data.js";
import { h, many, route } from "../dom.js";
import { pivot, written } from "../pivot.js";
import { savers } from "../save.js";
import { boardList } from "./start.js";
import { choices } from "./choices.js";

export async function compare(graph, query, change) {
  await graph.loadTexts();
  const chosen = { method: nodes(graph, query.method), dataset: nodes(graph, query.dataset) };
  const task = graph.at(query.task ?? "");
  const some = task !== undefined || chosen.method.length > 0 || chosen.dataset.length > 0;
  const { results } = graph;
  const wanted = at => (task === undefined || results.tasks[at].includes(task)) &&
    (!chosen.method.length || chosen.method.includes(results.method[at])) && (!chosen.dataset.length || chosen.dataset.includes(results.dataset[at]));
  const table = some && results.paper ? pivot(results, graph.names, wanted, query.columns === "all" ? { columns: Infinity, limit: Infinity } : {}) : { columns: [], rows: [], papers: [], left: 0 };
  return {
    title: task === undefined ? "Compare" : `Compare: ${graph.names[task]}`,
    content: [
      h("div", { class: "head" }, h("h1", null, "Compare", task !== undefined && [": ", nodeLink(graph, task)]),
        h("p", null, "Methods by datasets. A cell has the best value that a paper claims for its own method, else what another says of it (†), with the conditions that its sentence names.")),
      h("form", { class: "filters", submit: event => event.preventDefault(), "aria-label": "Choose" },
        choices(graph, ["Task"], query, change), choices(graph, ["Method"], query, change, { add: true, text: "Only these methods", within: results.method }), choices(graph, ["Dataset"], query, change, { add: true, text: "Only these datasets", within: results.dataset })),
      ["method", "dataset"].map(key => chosen[key].length > 0 && h("ul", { class: "pager" }, chosen[key].map(node => h("li", null, nodeLink(graph, node), " ",
        h("button", { type: "button", "aria-label": `Without ${graph.names[node]}`, click: () => change({ [key]: chosen[key].filter(other => other !== node).map(other => graph.address(other)) }) }, "×"))))),
      some ? shown(graph, table, task, change, chosen) : [h("p", { class: "hint" }, "Choose a task, or methods, or datasets. These tasks have values to compare:"), boardListLinks(graph)],
    ],
  };
}

function nodes(graph, addresses) {
  return (addresses ?? []).map(address => graph.at(address)).filter(node => node !== undefined);
}

/** Return which of the chosen methods and datasets have no value in the table. */
function missing(graph, table, chosen, results) {
  const there = new Set(table.rows.flatMap(({ cells }) => cells.filter(Boolean).flatMap(({ at }) => [results.method[at], results.dataset[at]])));
  const without = [...chosen.method, ...chosen.dataset].filter(node => !there.has(node));
  return without.length > 0 && h("p", { class: "note" }, "Without a value that can be compared: ", without.map((node, at) => [at ? ", " : "", nodeLink(graph, node)]));
}

function boardListLinks(graph) {
  const list = boardList(graph, "Task", 30);
  for (const link of list.flat?.().flatMap?.(part => [...part.querySelectorAll("a.name")]) ?? []) link.href = route("compare", { task: link.getAttribute("href").replace("#/leaderboard/", "") });
  return list;
}

function shown(graph, table, task, change, chosen) {
  if (!table.rows.length) return h("p", { class: "empty" }, "Nothing here has results that can be compared.");
  const { results } = graph;
  const cell = found => found && h("td", { class: `number${found.best ? " best" : ""}` }, written(results, found.at));
  const made = h("table", { class: "compare" },
    h("thead", null, h("tr", null, h("th", { scope: "col" }, "Method"), table.columns.map(({ names, nodes: [dataset] }) => h("th", { scope: "col", class: "number" }, nodeLink(graph, dataset), ` ${names[1]}`)))),
    h("tbody", null, table.rows.map(({ method, cells }) => h("tr", null, h("th", { scope: "row" }, nodeLink(graph, method)), cells.map(found => cell(found) ?? h("td", { class: "number" }))))));
  const cited = found => [graph.cite[results.paper[found.at]]];
  const texts = () => [["method", ...table.columns.map(({ names }) => names.join(" "))],
    ...table.rows.map(({ name, cells }) => {
      const papers = new Set(cells.filter(Boolean).map(({ at }) => results.paper[at])), once = papers.size === 1;
      return [once ? { text: name, cite: cited(cells.find(Boolean)) } : name,
        ...cells.map(found => (found ? { text: written(results, found.at), best: found.best, cite: once ? [] : cited(found) } : ""))];
    })];
  const places = table.rows.flatMap(({ cells }) => cells.filter(Boolean).map(({ at }) => at));
  return [
    h("p", { class: "hint", role: "status" }, `${many(table.rows.length, "method")}, ${many(table.papers.length, "paper")}`),
    savers(task === undefined ? "compare" : `compare-${graph.local[task]}`, texts, async () => {
      const entries = await part("bibtex");
      return table.papers.map(paper => entries[paper]).join("");
    }),
    missing(graph, table, chosen, results),
    scrolled("Methods by datasets", made),
    table.left > 0 && h("p", { class: "tools" }, h("button", { type: "button", click: () => change({ columns: "all" }) }, `Show ${many(table.left, "more column")}`)),
    unfolding("The sentences behind these values", () => h("ul", { class: "sentences" }, places.map(at => sentence(graph, { ...Object.fromEntries(["paper", "sentence", "start", "end", "confidence"].map(name => [name, results[name][at]])) }, "result"))), { class: "more" }),
  ];
}
