// A field in which one chooses a concept by any of its names.

import { h } from "../dom.js";
import { finder, folded } from "../find.js";

const SHOWN = 50;
const made = new WeakMap();

/** Return the function that finds concepts with any of these labels, perhaps only some of them: typed -> entries with `node`. */
function conceptFinder(graph, labels, within = null) {
  if (!made.has(graph)) made.set(graph, new Map());
  const of = made.get(graph), key = `${labels.join(" ")}${within ? " with results" : ""}`, known = within && new Set(within);
  if (!of.has(key)) {
    const entries = [];
    for (const label of labels) {
      const [first, end] = graph.range(label);
      for (let node = first; node < end; node++) {
        if (known && !known.has(node)) continue;
        for (const name of [graph.names[node], ...(graph.aliases[node] ?? [])]) entries.push({ node, name, papers: graph.papers[node] });
      }
    }
    of.set(key, finder(entries));
  }
  return of.get(key);
}

/** Return a field that sets `query[key]` to the address of a concept with one of these labels; `add` adds it to those that are there. */
export function choices(graph, labels, query, change, { key = labels[0].toLowerCase(), text = labels[0], add = false, within = null } = {}) {
  const chosen = add ? undefined : graph.at(query[key] ?? "");
  const id = `filter-${key}`, said = h("span", { class: "doubt", role: "alert", hidden: true }), options = h("datalist", { id: `${id}-names` });
  const find = conceptFinder(graph, labels, within);
  const input = h("input", {
    id, type: "search", list: `${id}-names`, autocomplete: "off", value: chosen === undefined ? "" : graph.names[chosen], placeholder: add ? "all" : "any",
    input: () => options.replaceChildren(...find(input.value, SHOWN).map(({ node }) => h("option", { value: graph.names[node] }, labels.length > 1 ? graph.kind(node) : null))),
    change: () => {
      const [best] = find(input.value, 1), typed = folded(input.value);
      if (!typed) { if (!add) change({ [key]: "" }); return; }
      said.textContent = best ? "" : `nothing here is called ${input.value}`;
      said.hidden = Boolean(best);
      if (!best) { input.value = chosen === undefined ? "" : graph.names[chosen]; return; }
      change({ [key]: add ? [...new Set([...(query[key] ?? []), graph.address(best.node)])] : graph.address(best.node) });
    },
    keydown: event => { if (event.key === "Enter") { event.preventDefault(); input.dispatchEvent(new Event("change")); } },
  });
  return [h("label", null, text, input, options), said];
}
