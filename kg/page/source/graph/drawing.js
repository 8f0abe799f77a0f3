// A drawing of a part of the graph: what it holds, what is in focus, and what the pointer does.

import Sigma from "sigma";

import { Appearance, radii } from "./appearance.js";
import { Content } from "./content.js";
import { boxOf, writeNames } from "./names.js";
import { ShapeProgram } from "./node-program.js";

const SLICE = 6; // milliseconds of layout in a frame
const PER_FRAME = 12; // steps of it while they are shown
const STEPS = 320;
const STEPS_MORE = 160; // after nodes were added
const PADDING = 42; // pixels

/**
 * Draw nodes, [{id, label, name, degree}], and edges, [{source, target, type, papers}], into a container. Options: `center`,
 * the node that stays in the middle; `dark`; `reducedMotion`; and what is called: `onSelect(id or null)` after a click,
 * `onExpand(id)` after a double click or Enter, which returns a promise of {nodes, edges} to add, and `onOpen(id)` by `open`.
 */
export function draw(container, { nodes, edges }, options = {}) {
  return new Drawing(container, nodes, edges, options);
}

class Drawing {
  #hovered = null;
  #path = [];
  #frame = null;
  #stats = { steps: 0, slices: 0, longestSlice: 0, longestRender: 0, layoutTime: 0, settled: false };

  constructor(container, nodes, edges, options) {
    this.container = container;
    this.options = options;
    this.appearance = new Appearance(Boolean(options.dark));
    const radius = radii(nodes.map((node) => node.degree), this.#area());
    this.content = new Content(nodes, edges, radius, options.center);
    this.appearance.setLines(this.content.graph.size);
    container.setAttribute("aria-hidden", "true");
    container.tabIndex = -1; // takes keys after a click, but is no stop for the keyboard
    if (options.reducedMotion) container.style.visibility = "hidden";
    this.sigma = new Sigma(this.content.graph, container, this.#settings());
    this.#listen();
    this.#layOut(STEPS);
  }

  /** Select a node, or none if `id` is null; `onSelect` is not called. */
  select(id) {
    this.appearance.chosen = this.content.graph.hasNode(id) ? id : null;
    this.#path = [];
    if (this.appearance.chosen !== null) this.#bringIntoView(id);
    this.#refocus();
  }

  /** Show the nodes of a path and the edges between them, and fade all others; an empty one ends that. */
  path(ids) {
    this.#path = ids.filter((id) => this.content.graph.hasNode(id));
    this.appearance.chosen = null;
    this.#refocus();
  }

  /** Add nodes and edges; those that are there already stay. New ones appear beside a neighbour. */
  add(nodes, edges) {
    if (this.content.add(nodes, edges, Boolean(this.options.reducedMotion))) this.#layOut(STEPS_MORE);
  }

  /** Ask `onExpand` for what is around a node, and add it. */
  async expand(id = this.appearance.chosen) {
    if (id === null || !this.options.onExpand) return;
    const more = await this.options.onExpand(id);
    if (more && this.sigma) this.add(more.nodes, more.edges);
  }

  /** Tell `onOpen` to open the selected node. */
  open() {
    if (this.appearance.chosen !== null) this.options.onOpen?.(this.appearance.chosen);
  }

  /** Zoom in by a factor, or out by one below 1. */
  zoom(factor) {
    const camera = this.sigma.getCamera();
    this.#moveTo({ ratio: camera.getBoundedRatio(camera.ratio / factor) });
  }

  /** Show all of it. */
  fit() {
    this.#moveTo({ x: 0.5, y: 0.5, ratio: 1 });
  }

  /** Return where a node is in the container, {x, y} in pixels, or null if it is not there. */
  placeOf(id) {
    const data = this.sigma.getNodeDisplayData(id);
    return data ? this.sigma.framedGraphToViewport(data) : null;
  }

  /** Fill the container again after its size has changed. */
  resize() {
    this.sigma?.refresh({ schedule: true });
  }

  setColors(dark) {
    this.appearance.setDark(dark);
    this.sigma.refresh({ schedule: true });
  }

  /** Return the numbers of nodes and edges, and the milliseconds that laying out took. */
  stats() {
    return { nodes: this.content.graph.order, edges: this.content.graph.size, ...this.#stats };
  }

  destroy() {
    cancelAnimationFrame(this.#frame);
    this.observer.disconnect();
    this.container.removeEventListener("keydown", this.onKey);
    this.sigma.kill();
    this.sigma = null;
  }

  #settings() {
    const still = this.options.reducedMotion;
    return {
      allowInvalidContainer: true, // one that is not shown yet
      defaultNodeType: "shape",
      nodeProgramClasses: { shape: ShapeProgram },
      defaultDrawNodeHover: boxOf(this.appearance),
      renderLabels: false, // names.js writes them
      zIndex: true,
      stagePadding: PADDING,
      minEdgeThickness: 1,
      minCameraRatio: 0.06,
      maxCameraRatio: 2,
      enableCameraRotation: false,
      zoomDuration: still ? 1 : 180,
      inertiaDuration: still ? 1 : 200,
      doubleClickZoomingDuration: still ? 1 : 180,
      nodeReducer: (id, data) => this.appearance.node(id, data),
      edgeReducer: (id, data) => this.appearance.edge(id, data),
    };
  }

  #listen() {
    const { sigma } = this;
    let start = 0;
    sigma.on("beforeRender", () => (start = performance.now()));
    sigma.on("afterRender", () => {
      writeNames(sigma, this.appearance, sigma.getCanvases().labels.getContext("2d"), this.#stats.settled);
      this.#stats.longestRender = Math.max(this.#stats.longestRender, performance.now() - start);
    });
    sigma.on("enterNode", ({ node }) => this.#hover(node));
    sigma.on("leaveNode", () => this.#hover(null));
    sigma.on("clickNode", ({ node }) => this.#choose(node));
    sigma.on("clickStage", () => this.#choose(null));
    sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
      preventSigmaDefault();
      this.expand(node);
    });
    this.onKey = ({ key }) => {
      if (key === "Enter") this.expand();
      if (key === "Escape") this.#choose(null);
    };
    this.container.addEventListener("keydown", this.onKey);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.container);
  }

  #area() {
    const { offsetWidth, offsetHeight } = this.container;
    return {
      width: Math.max(200, offsetWidth - 2 * PADDING),
      height: Math.max(200, offsetHeight - 2 * PADDING),
    };
  }

  #layOut(steps) {
    cancelAnimationFrame(this.#frame);
    this.layout = this.content.layout({ steps, ...this.#area() });
    this.#stats.settled = false;
    this.began = performance.now();
    performance.mark("kg-layout-start");
    this.#frame = requestAnimationFrame(() => this.#slice());
  }

  #slice() {
    const start = performance.now();
    const { layout, options } = this;
    layout.run(SLICE, options.reducedMotion ? Infinity : PER_FRAME);
    // after a slow step, what is shown waits for the next frame
    const late = performance.now() - start > SLICE + 1.5;
    if (!late && (layout.done || (layout.steps > 0 && !options.reducedMotion))) this.content.place(layout);
    this.#stats.slices += 1;
    this.#stats.longestSlice = Math.max(this.#stats.longestSlice, performance.now() - start);
    if (layout.done && !late) this.#settle();
    else this.#frame = requestAnimationFrame(() => this.#slice());
  }

  #settle() {
    performance.mark("kg-layout-end");
    this.container.style.visibility = "";
    this.sigma.refresh({ schedule: true }); // with all names
    Object.assign(this.#stats, {
      steps: this.#stats.steps + this.layout.steps,
      layoutTime: performance.now() - this.began,
      settled: true,
    });
  }

  #hover(id) {
    this.#hovered = id;
    this.container.style.cursor = id === null ? "" : "pointer";
    this.#refocus();
  }

  #choose(id) {
    this.appearance.chosen = id;
    this.#path = [];
    this.#refocus();
    this.container.focus({ preventScroll: true });
    this.options.onSelect?.(id);
  }

  /** Find what is in focus: what is around the node under the pointer, else a path, else what is around the chosen. */
  #refocus() {
    const around = this.#hovered ?? (this.#path.length > 0 ? null : this.appearance.chosen);
    this.appearance.focus = around === null ? this.#alongPath() : this.#around(around);
    this.sigma.refresh({ schedule: true });
  }

  #around(id) {
    return { nodes: new Set([id, ...this.content.graph.neighbors(id)]), edges: new Set(this.content.graph.edges(id)), path: false };
  }

  #alongPath() {
    if (this.#path.length === 0) return null;
    const steps = this.#path.slice(1).map((id, i) => this.content.graph.edge(this.#path[i], id));
    return { nodes: new Set(this.#path), edges: new Set(steps.filter(Boolean)), path: true };
  }

  /** Move the camera to a node that is out of view; before a refresh, which takes its place from sigma until the next frame. */
  #bringIntoView(id) {
    const { x, y } = this.placeOf(id);
    const { width, height } = this.sigma.getDimensions();
    if (x >= 0 && y >= 0 && x <= width && y <= height) return;
    this.#moveTo({ x: this.sigma.getNodeDisplayData(id).x, y: this.sigma.getNodeDisplayData(id).y });
  }

  #moveTo(state) {
    this.sigma.getCamera().animate(state, { duration: this.options.reducedMotion ? 1 : 200 });
  }
}
