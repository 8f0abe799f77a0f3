// The neighbourhood of a node, drawn and as an equal table, and the way from one node to another.

import { badge, cells, nodeLink, rows, scrolled, unfolding } from "../components.js";
import { unpacked } from "../data.js";
import { drawingTools } from "../drawing-tools.js";
import { h, many, route } from "../dom.js";
import { neighbourhood, shortestPath } from "../graph/neighbourhood.js";
import { choices } from "./choices.js";

const SIZES = [50, 150, 300], USUAL = 150, ADDED = 40, FEW = 60;
const COLUMNS = [["From"], ["Relation"], ["To"], ["Papers", true]];
const KINDS = ["Task", "Method", "Dataset", "Metric"];
let library = null;

/** Return the library that draws; its script is one that the policy of the page names. */
function drawingLibrary() {
  library ??= unpacked("graph").then(code => {
    const script = document.createElement("script");
    script.textContent = code;
    document.head.append(script);
    return globalThis.papergraphGraph;
  });
  return library;
}

export async function graphView(graph, query, change) {
  await graph.loadStatements();
  const at = graph.at(query.at ?? ""), to = graph.at(query.to ?? "");
  const form = h("form", { class: "filters", submit: event => event.preventDefault(), "aria-label": "Choose" },
    choices(graph, KINDS, query, change, { key: "at", text: "Start from" }),
    at !== undefined && choices(graph, KINDS, query, change, { key: "to", text: "Path to" }),
    at !== undefined && graph.kind(at) !== "Paper" && h("label", null, "Papers", h("select", { id: "filter-papers", change: event => change({ papers: event.target.value }) },
      h("option", { value: "" }, "left out"), h("option", { value: "yes", selected: query.papers === "yes" }, "shown"))),
    at !== undefined && h("label", null, "Nodes", h("select", { id: "filter-size", change: event => change({ size: event.target.value }) },
      SIZES.map(size => h("option", { value: size, selected: String(size) === (query.size ?? String(USUAL)) }, size)))));
  const heading = at === undefined ? "Graph" : graph.names[at];
  return {
    title: at === undefined ? "Graph" : `Graph of ${heading}`,
    content: [
      h("div", { class: "head" }, at !== undefined && h("p", { class: "kind" }, badge(graph.kind(at)), " and what is related to it"), h("h1", null, at === undefined ? heading : nodeLink(graph, at))),
      form,
      at === undefined ? [h("p", { class: "hint" }, "Choose a task, method, dataset or metric; what is related to it is drawn around it. Some to start from:"), h("ul", { class: "facts" }, graph.largest.map(([node]) => h("li", null, h("a", { class: "name", href: route("graph", { at: graph.address(node) }) }, graph.names[node]))))] : around(graph, at, to, query, change),
    ],
  };
}

function around(graph, at, to, query, change) {
  const withPapers = query.papers === "yes" || graph.kind(at) === "Paper";
  const neighboursOf = node => graph.neighbours(node).filter(({ id }) => withPapers || graph.kind(id) !== "Paper");
  const way = to === undefined ? [] : pathTo(graph, at, to, neighboursOf);
  const found = neighbourhood(at, neighboursOf, Number(query.size) || USUAL);
  merge(found, way, node => graph.neighbours(node));
  for (const address of query.with ?? []) if (graph.at(address) !== undefined) expand(graph, found, graph.at(address), neighboursOf);
  const canvas = h("div", { class: "graph", "aria-hidden": "true" });
  const said = h("p", { class: "hint", role: "status" }, many(found.nodes.length, "node"), ", ", many(found.edges.length, "relation"), ". Press a node to see what it is, twice to see more around it.");
  const chosen = h("p", { class: "tools chosen" }), tools = h("div", { class: "tools" });
  const table = h("div");
  const refresh = () => table.replaceChildren(edgeTable(graph, found));
  refresh();
  const grow = node => {
    const added = expand(graph, found, node, neighboursOf);
    refresh();
    query.with = [...new Set([...(query.with ?? []), graph.address(node)])];
    change({ with: query.with }, { quiet: true });
    return shape(graph, added);
  };
  draw(graph, canvas, found, at, way, {
    onSelect: (node, drawing) => chosen.replaceChildren(...(node === null ? [] : [badge(graph.kind(node)), nodeLink(graph, node),
      h("button", { type: "button", click: () => { const more = grow(node); drawing.add(more.nodes, more.edges); } }, "Expand"),
      h("a", { class: "button", href: route("graph", { at: graph.address(node) }) }, "In the middle"),
      h("a", { class: "button", href: route("graph", { at: graph.address(at), to: graph.address(node) }) }, "Path to it")])),
    onExpand: async node => grow(node),
    onDrawn: (drawing, legend) => tools.replaceChildren(...drawingTools(drawing, legend, new Set(found.nodes.map(node => graph.kind(node))))),
    onMissing: () => { canvas.remove(); said.append(" This browser cannot draw it (WebGL 2 is missing); the table has it all."); },
  });
  return [
    to === undefined ? null : h("p", { class: "note" }, way.length ? ["Path: ", way.map((node, place) => [place ? [" ", h("i", null, step(graph, way[place - 1], node)), " "] : "", nodeLink(graph, node)])] : "No path leads there."),
    said, chosen, canvas, tools, h("section", { id: "table" }, h("h2", null, "The same as a table"), table),
  ];
}

/** Return a path; through papers only where there is none without. */
function pathTo(graph, at, to, neighboursOf) {
  const way = shortestPath(at, to, neighboursOf);
  return way.length ? way : shortestPath(at, to, node => graph.neighbours(node));
}

/** Return what a step of a path says, in words. */
function step(graph, from, to) {
  const { subject, object, predicate, words } = graph.statements;
  for (const [at, out] of graph.statementsOf(from)) if ((out ? object[at] : subject[at]) === to) return words[predicate[at]][out ? 1 : 3];
  return "";
}

/** Add the nodes of a path, and its edges. */
function merge(found, way, neighboursOf) {
  const known = new Set(found.nodes);
  found.nodes.push(...way.filter(node => !known.has(node)));
  way.slice(1).forEach((node, place) => addEdges(found, way[place], neighboursOf, id => id === node));
}

/** Add the strongest neighbours of a node that are not there yet, and return what was added. */
function expand(graph, found, node, neighboursOf) {
  const known = new Set(found.nodes);
  const added = [...new Set(neighboursOf(node).sort((one, other) => other.papers - one.papers || one.id - other.id).map(({ id }) => id).filter(id => !known.has(id)))].slice(0, ADDED);
  const before = found.edges.length;
  found.nodes.push(...added);
  const all = new Set(found.nodes);
  for (const each of [...added, node]) addEdges(found, each, neighboursOf, id => all.has(id));
  return { nodes: added, edges: found.edges.slice(before) };
}

function addEdges(found, node, neighboursOf, wanted) {
  const key = ({ source, target, type }) => `${source} ${type} ${target}`;
  const known = new Set(found.edges.map(key));
  for (const { id, type, papers, inverse } of neighboursOf(node)) {
    const edge = { source: inverse ? id : node, target: inverse ? node : id, type, papers };
    if (wanted(id) && !known.has(key(edge))) { known.add(key(edge)); found.edges.push(edge); }
  }
}

/** Return nodes and edges as the drawing takes them. */
function shape(graph, { nodes, edges }) {
  return {
    nodes: nodes.map(node => ({ id: String(node), label: graph.kind(node), name: graph.names[node], degree: graph.papers[node] })),
    edges: edges.map(edge => ({ ...edge, source: String(edge.source), target: String(edge.target) })),
  };
}

async function draw(graph, canvas, found, at, way, { onSelect, onExpand, onDrawn, onMissing }) {
  const { available, draw: make, legend } = await drawingLibrary();
  if (!available()) return onMissing();
  await new Promise(requestAnimationFrame);
  if (!canvas.isConnected) return undefined; // another view came meanwhile
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const drawing = make(canvas, shape(graph, found), {
    dark: dark.matches, reducedMotion: matchMedia("(prefers-reduced-motion: reduce)").matches, center: String(at),
    onSelect: id => onSelect(id === null || id === undefined ? null : Number(id), drawing),
    onExpand: id => onExpand(Number(id)),
    onOpen: id => { location.hash = route(graph.address(Number(id))); },
  });
  const recolour = () => drawing.setColors(dark.matches);
  dark.addEventListener("change", recolour);
  canvas.leave = () => { dark.removeEventListener("change", recolour); drawing.destroy(); };
  canvas.drawing = drawing; // what a test asks for places on the screen
  onDrawn(drawing, legend(dark.matches));
  if (way.length) drawing.path(way.map(String));
  return drawing;
}

function edgeTable(graph, { edges }) {
  const { predicates, words } = graph.statements;
  const said = new Map(predicates.map((name, place) => [name, words[place][1]]));
  const row = ({ source, target, type, papers }) => h("tr", null, cells(COLUMNS, [nodeLink(graph, source), said.get(type) ?? type, nodeLink(graph, target), papers]));
  const table = part => scrolled("Relations", rows(COLUMNS, part.map(row)));
  const rest = edges.slice(FEW);
  return h("div", null, table(edges.slice(0, FEW)), rest.length > 0 && unfolding(`${rest.length} more`, () => table(rest), { class: "more" }));
}

/** Return the link from a card to its neighbourhood. */
export function neighbourTable(graph, at) {
  return h("section", { id: "graph" }, h("h2", null, "Graph"), h("p", null, h("a", { class: "button", href: route("graph", { at: graph.address(at) }) }, "What is related to it")));
}
