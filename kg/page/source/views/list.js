// All nodes of a type, those of most papers first.

import { inParts, nodeLink } from "../components.js";
import { h, many, plural } from "../dom.js";
import { folded } from "../find.js";

const SHOWN = 200;

export function list(graph, kind, query, change) {
  const [first, end] = graph.range(kind), words = folded(query.q ?? "").split(" ").filter(Boolean);
  const named = node => ` ${folded([graph.names[node], ...(graph.aliases[node] ?? [])].join(" "))}`;
  const found = Array.from({ length: end - first }, (_, at) => first + at).filter(node => words.every(word => named(node).includes(` ${word}`)));
  found.sort((one, other) => graph.papers[other] - graph.papers[one] || one - other);
  const title = plural(kind).replace(/^./, letter => letter.toUpperCase());
  return {
    title,
    content: [
      h("div", { class: "head" }, h("h1", null, title)),
      h("form", { class: "filters", submit: event => event.preventDefault(), "aria-label": "Filter" },
        h("label", null, "Words of the name", h("input", { id: "filter-q", name: "q", type: "search", value: query.q ?? "", input: event => change({ q: event.target.value }, { typing: true }) }))),
      h("p", { class: "hint", role: "status" }, `${many(found.length, kind.toLowerCase())}, those of most papers first`),
      inParts(found, node => h("li", null, nodeLink(graph, node), " ", h("span", { class: "count" }, many(graph.papers[node], "paper"))), { class: "facts" }, SHOWN),
    ],
  };
}
