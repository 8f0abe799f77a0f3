// Where one arrives: what is here.

import { listed, nodeLink, papers } from "../components.js";
import { h, many, plural, route } from "../dom.js";

const NOUNS = { Paper: "paper", Author: "author", Venue: "venue", Task: "task", Method: "method", Dataset: "dataset", Metric: "metric", Repository: "code repository" };
const NEWEST = 10, LARGEST = 15;

export function start(graph) {
  const [first, end] = graph.range("Paper");
  const all = Array.from({ length: end - first }, (_, at) => first + at);
  const newest = [...all].sort((one, other) => latest(graph, other).localeCompare(latest(graph, one)) || one - other).slice(0, NEWEST);
  return {
    title: "",
    content: [
      h("div", { class: "head" }, h("h1", null, "What these papers say"),
        h("p", null, "Tasks, methods, datasets, metrics, code and results found in the abstracts of ", many(all.length, "paper"),
          "; every value leads to the sentence that says so.")),
      h("ul", { class: "counts" }, graph.kinds.map((kind, at) => graph.counts[at] > 0 && h("li", null, h("a", { href: route(plural(kind)) }, h("b", null, graph.counts[at].toLocaleString("en")), " ", noun(kind, graph.counts[at])))),
        graph.results.paper?.length > 0 && h("li", null, h("a", { href: route("leaderboards") }, h("b", null, graph.results.paper.length.toLocaleString("en")), " values, ", comparable(graph).toLocaleString("en"), " comparable"))),
      h("div", { class: "columns" },
        h("section", { id: "leaderboards" }, h("h2", null, "Leaderboards"), boardList(graph, "Dataset", LARGEST), h("p", null, h("a", { href: route("leaderboards") }, "All leaderboards"))),
        h("section", { id: "tasks" }, h("h2", null, "Largest tasks"), h("ul", { class: "facts" }, graph.largest.map(([node, count]) =>
          h("li", null, nodeLink(graph, node), " ", h("span", { class: "count" }, many(count, "paper"), " address it"))))),
        h("section", { id: "newest" }, h("h2", null, graph.years.some(Boolean) ? "Newest papers" : "Papers"), papers(graph, newest), h("p", null, h("a", { href: route("papers") }, "All papers"))),
        h("section", { id: "methods" }, h("h2", null, "Methods of most papers"), largest(graph, "Method"))),
      years(graph, all),
    ],
  };
}

function noun(kind, count) {
  return many(count, NOUNS[kind]).replace(/^[\d,]+ /, "");
}

/** Return how many values stand on the leaderboards of datasets. */
function comparable(graph) {
  return new Set(graph.boardsOf("Dataset").flatMap(({ node }) => graph.boards[node].filter(([, rank]) => rank).map(([at]) => at))).size;
}

function latest(graph, paper) {
  return graph.dates[paper] ?? String(graph.years[paper] ?? "");
}

function largest(graph, kind) {
  const [first, end] = graph.range(kind);
  const nodes = Array.from({ length: end - first }, (_, at) => first + at).sort((one, other) => graph.papers[other] - graph.papers[one] || one - other);
  return h("ul", { class: "facts" }, nodes.slice(0, LARGEST).map(node =>
    h("li", null, nodeLink(graph, node), " ", h("span", { class: "count" }, many(graph.papers[node], "paper")))));
}

/** Return the leaderboards of datasets or tasks, those of most papers first. */
export function boardList(graph, kind, most = Infinity) {
  const found = graph.boardsOf(kind);
  if (!found.length) return h("p", { class: "empty" }, "no results that can be compared");
  const show = ({ node, shown, papers: of, metrics }) => h("li", null, h("a", { class: "name", href: route(`leaderboard/${graph.address(node)}`) }, graph.names[node]), " ",
    h("span", { class: "count" }, `${many(shown, "value")} of ${many(of, "paper")}`), h("span", { class: "meta" }, "; ", metrics.join(", ")));
  return listed(found.slice(0, most), show, { class: "facts" }, most === Infinity ? 100 : most);
}

function years(graph, all) {
  const counts = graph.yearCounts(all);
  if (counts.length < 2) return null;
  return h("section", { id: "years" }, h("h2", null, "Papers by year"),
    h("ul", { class: "pager" }, counts.map(([year, count]) => h("li", null, h("a", { href: route("papers", { from: year, to: year }) }, year), " ", h("span", { class: "count" }, count.toLocaleString("en"))))));
}

/** Return the list of all leaderboards. */
export function boards(graph) {
  return {
    title: "Leaderboards",
    content: [
      h("div", { class: "head" }, h("h1", null, "Leaderboards"), h("p", null, "Datasets and tasks with values that can be compared, those of most papers first: ", comparable(graph).toLocaleString("en"), " of ", many(graph.results.paper?.length ?? 0, "value"), "; the others stand on the pages of what they measure.")),
      h("section", { id: "datasets" }, h("h2", null, "Datasets"), boardList(graph, "Dataset")),
      h("section", { id: "tasks" }, h("h2", null, "Tasks"), boardList(graph, "Task")),
    ],
  };
}
