// What scripts add to the pages of the site and the server, which can be read without: search, sorting, charts, files, the drawing.

import { chart } from "./chart.js";
import { h } from "./dom.js";
import { unfoldAll } from "./components.js";
import { drawingTools } from "./drawing-tools.js";
import { savers } from "./save.js";
import { searchBox } from "./search.js";
import { liveSearch, shardSearch } from "./shards.js";
import { sortable } from "./table.js";

const { root } = document.body.dataset;
const form = document.querySelector(".top .search"), live = form.hasAttribute("action"); // only a server has an address for it

/** Load a script that all pages share. */
function loaded(name) {
  return new Promise((done, failed) => document.head.append(h("script", { src: `${root}assets/${name}`, load: () => done(), error: failed })));
}

/** Return the texts of a table: of its headings, then of its rows; those of folded sentences are left out. */
function texts(table) {
  const text = cell => [...cell.childNodes].filter(node => node.nodeName !== "DETAILS").map(node => node.textContent).join("").replace(/\s+/g, " ").trim();
  return [...table.rows].map(row => [...row.cells].map(text));
}

function boards() {
  const sections = [...document.querySelectorAll(".board")];
  for (const section of sections) {
    const table = section.querySelector("table.rows"), rows = [...table.tBodies[0].rows];
    const { dataset, metric, direction } = section.dataset;
    const points = rows.map(row => ({ year: Number(row.dataset.year), score: Number(row.dataset.score), name: `${row.dataset.method}, ${row.querySelector(".paper").textContent}` }));
    const drawn = rows.length > 2 && chart(points, { lower: direction === "lower", title: `${dataset} · ${metric}` });
    if (drawn) section.querySelector("h2").after(drawn);
    rows.forEach(row => { row.querySelector(".value").dataset.sort = row.dataset.score; });
    if (rows.length > 1) sortable(table);
  }
  if (sections.length) {
    const tables = () => sections.filter(section => !section.hidden).map(section => [section, texts(section.querySelector("table.rows"))]);
    sections[0].before(filters(sections), savers("leaderboard", () => {
      const found = tables();
      return [["Dataset", "Metric", "Conditions", ...found[0][1][0]], ...found.flatMap(([{ dataset }, [, ...body]]) => body.map(row => [dataset.dataset, dataset.metric, dataset.conditions ?? "", ...row]))];
    }));
  }
  for (const table of document.querySelectorAll("table.compare")) {
    table.closest(".scroll").before(savers("compare", () => texts(table)));
    sortable(table);
  }
}

/** Return fields that show the rows of some years, or one metric or dataset. */
function filters(sections) {
  const values = of => [...new Set(sections.flatMap(of))].filter(Boolean).sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
  const years = values(section => [...section.querySelectorAll("tr[data-year]")].map(row => row.dataset.year));
  const query = new URLSearchParams(location.search);
  const fields = [["dataset", "Dataset", values(section => [section.dataset.dataset])], ["metric", "Metric", values(section => [section.dataset.metric])], ["from", "From year", years], ["to", "To year", years]];
  const form = h("form", { class: "filters", "aria-label": "Filter", submit: event => event.preventDefault() }, fields.filter(([, , all]) => all.length > 1).map(([name, label, all]) =>
    h("label", null, label, h("select", { name, change: () => { apply(); address(); } }, h("option", { value: "" }, "all"), all.map(value => h("option", { selected: query.get(name) === value }, value))))));
  const chosen = name => form.elements[name]?.value ?? "";
  const apply = () => {
    for (const section of sections) {
      const rows = [...section.querySelectorAll("tr[data-rank]")];
      for (const row of rows) row.hidden = (chosen("from") && !(Number(row.dataset.year) >= Number(chosen("from")))) || (chosen("to") && !(Number(row.dataset.year) <= Number(chosen("to"))));
      section.hidden = (chosen("dataset") && section.dataset.dataset !== chosen("dataset")) || (chosen("metric") && section.dataset.metric !== chosen("metric")) || rows.every(row => row.hidden);
    }
  };
  const address = () => {
    for (const [name] of fields) chosen(name) ? query.set(name, chosen(name)) : query.delete(name);
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}`);
  };
  apply();
  form.hidden = !form.childElementCount;
  return form;
}

/** Draw the surroundings of the page's node once they come into view. */
function drawing() {
  const data = document.getElementById("neighbourhood"), section = document.getElementById("graph");
  if (!data || !section) return;
  const { nodes, edges } = JSON.parse(data.textContent);
  if (nodes.length < 2) return;
  const canvas = h("div", { class: "graph", "aria-hidden": "true" }), tools = h("div", { class: "tools" }), chosen = h("p", { class: "tools chosen", role: "status" });
  section.querySelector("h2").after(canvas, tools, chosen);
  new IntersectionObserver(async (entries, observer) => {
    if (!entries.some(entry => entry.isIntersecting)) return;
    observer.disconnect();
    await loaded("graph.js");
    const { available, draw, legend } = globalThis.papergraphGraph;
    if (!available()) { canvas.remove(); section.querySelector("details").open = true; return; }
    const dark = matchMedia("(prefers-color-scheme: dark)"), named = new Map(nodes.map(node => [node.id, node]));
    const made = draw(canvas, { nodes, edges }, {
      dark: dark.matches, reducedMotion: matchMedia("(prefers-reduced-motion: reduce)").matches,
      onSelect: id => chosen.replaceChildren(...(named.has(id) ? [h("span", { class: `type ${named.get(id).label.toLowerCase()}` }, named.get(id).label), h("a", { class: "name", href: named.get(id).href }, named.get(id).name)] : [])),
      onOpen: id => { location.href = named.get(id).href; },
    });
    tools.append(...drawingTools(made, legend(dark.matches), new Set(nodes.map(node => node.label))));
    dark.addEventListener("change", () => made.setColors(dark.matches));
  }, { rootMargin: "200px" }).observe(canvas);
}

function search() {
  form.hidden = false;
  searchBox(form, live ? liveSearch(root) : shardSearch(root, loaded), href => { location.href = href; });
}

addEventListener("beforeprint", () => unfoldAll(document));
search();
boards();
drawing();
