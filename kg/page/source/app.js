// The self-contained page: its frame, and the view that the fragment of the address names.

import { Graph, part } from "./data.js";
import { badge, unfoldAll } from "./components.js";
import { h, many, outside, plural, route } from "./dom.js";
import { finder, nearest } from "./find.js";
import { searchBox } from "./search.js";
import { board, conflicts } from "./views/board.js";
import { compare } from "./views/compare.js";
import { graphView } from "./views/graph.js";
import { node } from "./views/node.js";
import { paper } from "./views/paper.js";
import { papers } from "./views/papers.js";
import { list } from "./views/list.js";
import { boards, start } from "./views/start.js";

const MENU = [["leaderboards", "Leaderboards"], ["compare", "Compare"], ["papers", "Papers"], ["conflicts", "Conflicts"], ["graph", "Graph"]];
const LISTS = new Set(["method", "dataset", "with"]); // of these a query may have several
const LISTED = new Map(["Task", "Method", "Dataset", "Metric", "Repository", "Author", "Venue"].map(kind => [plural(kind), kind]));
const VIEWS = new Map(Object.entries({ leaderboards: boards, compare, papers, conflicts, graph: graphView }));
const FOUND = 12; // entries below the search box
const TYPING = 150; // milliseconds after which what was typed becomes part of the address

performance.mark("kg-start");
const main = h("main", { id: "main", tabindex: "-1" });
const places = new Map(); // where each view was scrolled to
let graph, shown = null, turn = 0;

/** Return {path, query} of the fragment of the address. */
function where() {
  const [path, text = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const found = new URLSearchParams(text), several = path === "compare" || path === "graph", query = Object.create(null);
  for (const name of new Set(found.keys())) query[name] = several && LISTS.has(name) ? found.getAll(name) : found.get(name);
  return { path, query };
}

/** Return what a path names: {title, content}. */
function view(path, query, change) {
  if (!path) return start(graph);
  if (path === "search") return found(query.q ?? "");
  if (LISTED.has(path)) return list(graph, LISTED.get(path), query, change);
  if (VIEWS.has(path)) return VIEWS.get(path)(graph, query, change);
  const at = graph.at(path.replace(/^leaderboard\//, ""));
  if (at === undefined) return missing(path);
  if (path.startsWith("leaderboard/")) return board(graph, at, query, change);
  return graph.kind(at) === "Paper" ? paper(graph, at) : node(graph, at);
}

function found(typed) {
  const { found: all, near, total } = search(typed, 200), listed = all.length ? all : near;
  return {
    title: `Search: ${typed}`,
    content: [
      h("div", { class: "head" }, h("h1", null, "Search: ", typed)),
      h("p", { class: "hint" }, total ? `${total.toLocaleString("en")} found${total > all.length ? `; these are the first ${all.length}` : ""}` : near.length ? "Nothing has this name; did you mean" : "Nothing has this name."),
      [...Map.groupBy?.(listed, ({ label }) => label) ?? [["", listed]]].map(([kind, same]) => [
        kind && h("h2", null, plural(kind).replace(/^./, letter => letter.toUpperCase()), " ", h("span", { class: "count" }, same.length)),
        h("ul", { class: "facts" }, same.map(({ label, name, also, papers: of, href }) => h("li", null, h("a", { class: label === "Paper" ? "paper" : "name", href }, name), " ", badge(label),
          also && h("span", { class: "meta" }, ` also ${also}`), label !== "Paper" && h("span", { class: "count" }, ` ${many(of, "paper")}`)))),
      ]),
    ],
  };
}

function missing(path) {
  return { title: "Not here", content: [h("h1", null, "Not here"), h("p", null, "This graph has nothing at ", h("code", null, path), ". The search finds names, other names and titles.")] };
}

async function show({ back = false } = {}) {
  const mine = ++turn, { path, query } = where();
  const change = (values, { quiet = false, typing = false } = {}) => go(route(path, { ...query, ...values }), { quiet, typing });
  const { title, content, at } = await view(path, query, change);
  if (mine !== turn) return;
  const focus = document.activeElement?.id, caret = document.activeElement?.selectionStart, same = shown === path;
  for (const canvas of main.querySelectorAll(".graph")) canvas.leave?.();
  main.replaceChildren(...content.flat(Infinity).filter(each => each instanceof Node));
  main.dataset.view = path || "start";
  document.title = title ? `${title} – ${graph.title}` : graph.title;
  for (const link of document.querySelectorAll(".menu a")) link.toggleAttribute("aria-current", false) || (link.hash.slice(2) === path.split("/")[0].replace(/^leaderboard$/, "leaderboards") && link.setAttribute("aria-current", "page"));
  const before = focus && main.querySelector(`#${CSS.escape(focus)}`);
  if (before && same) {
    before.focus({ preventScroll: true });
    if (caret !== null && caret !== undefined && before.setSelectionRange) before.setSelectionRange(caret, caret);
  } else if (shown !== null && !same) main.focus({ preventScroll: true });
  if (at && document.getElementById(at)) document.getElementById(at).scrollIntoView();
  else if (back) scrollTo({ top: places.get(location.hash) ?? 0, behavior: "instant" });
  else if (!same) scrollTo({ top: 0, behavior: "instant" });
  const box = document.getElementById("q");
  if (!same && document.activeElement !== box) box.value = "";
  shown = path;
  performance.mark("kg-shown");
}

let waiting;
/** Go to a view: as a new step of the history, or, while somebody types or a view has changed itself already, in place of the present one. */
function go(href, { quiet = false, typing = false } = {}) {
  clearTimeout(waiting);
  if (href === location.hash) return;
  if (quiet) history.replaceState(null, "", href);
  else if (typing) waiting = setTimeout(() => { history.replaceState(null, "", href); show(); }, TYPING);
  else {
    places.set(location.hash, scrollY);
    history.pushState(null, "", href);
    show();
  }
}

let find;
/** Return what a text finds. */
function search(typed, limit) {
  return (find ??= searcher())(typed, limit);
}

/** Return the search: names and other names of nodes, the titles of papers. */
function searcher() {
  const entries = [];
  for (let at = 0; at < graph.total; at++) {
    entries.push({ node: at, name: graph.names[at], papers: graph.papers[at] });
    for (const name of graph.aliases[at] ?? []) entries.push({ node: at, name, papers: graph.papers[at] });
  }
  const find = finder(entries), like = nearest(entries);
  const shown = ({ node: at, name }) => ({ label: graph.kind(at), name: graph.names[at], also: name === graph.names[at] ? "" : name, papers: graph.papers[at], href: route(graph.address(at)) });
  return (typed, limit = FOUND) => {
    performance.mark("kg-search-start");
    const all = find(typed, Infinity), near = all.length ? [] : like(typed);
    performance.measure("kg-search", "kg-search-start");
    return { found: all.slice(0, limit).map(shown), near: near.map(shown), total: all.length, href: route("search", { q: typed }) };
  };
}

function frame() {
  const form = h("form", { class: "search", role: "search", submit: event => event.preventDefault() },
    h("label", { class: "hidden", for: "q" }, "Search"),
    h("input", { id: "q", type: "search", placeholder: graph.count("Author") ? "Search names, titles, authors" : "Search names and titles", autocomplete: "off", spellcheck: "false" }));
  document.getElementById("app").replaceChildren(
    h("a", { class: "skip", href: "#main", click: event => { event.preventDefault(); main.focus(); } }, "Skip to the content"),
    h("header", { class: "top" }, h("a", { class: "brand", href: "#/" }, graph.title), form,
      h("nav", { class: "menu", "aria-label": "Pages" }, MENU.filter(([path]) => path !== "conflicts" || graph.conflicts.length).map(([path, name]) => h("a", { href: route(path) }, name)))),
    main,
    h("footer", { class: "foot" }, h("p", null, "Found in abstracts by papergraph; every value leads to its sentence. Values can be wrong: read the sentence."),
      graph.signature.length > 0 && h("p", null, graph.signature.map(([text, url], at) => [at ? " · " : "", outside(url, text)]))));
  return form;
}

async function begin() {
  if (!globalThis.DecompressionStream) {
    document.getElementById("app").replaceChildren(h("p", null, "This page needs a browser of 2023 or later."));
    return;
  }
  graph = new Graph(await part("index"));
  performance.mark("kg-data");
  graph.prepare();
  const form = frame();
  searchBox(form, typed => search(typed), href => go(href));
  document.addEventListener("click", event => {
    const link = event.target.closest?.("a[href^='#/']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(link.getAttribute("href"));
  });
  addEventListener("popstate", () => show({ back: true }));
  history.scrollRestoration = "manual";
  await show();
  performance.mark("kg-ready");
  performance.measure("kg-open", "kg-start", "kg-ready");
  requestIdleCallback?.(() => (find ??= searcher()));
  addEventListener("beforeprint", () => unfoldAll(main));
}

begin();
