// What a drawing holds: its nodes with their places, and one line for all edges between two of them.

import { UndirectedGraph } from "graphology";

import { Layout, onSpiral } from "./layout.js";

const BESIDE = 8; // pixels between nodes that appear beside another

/** A graph of graphology whose attributes are what sigma and the layout need. */
export class Content {
  graph = new UndirectedGraph();

  /** The node `center`, or else the first one, stays in the middle. */
  constructor(nodes, edges, radius, center = nodes[0]?.id) {
    this.radius = radius;
    this.center = center;
    const middle = nodes.filter(({ id }) => id === center);
    [...middle, ...nodes.filter(({ id }) => id !== center)].forEach((node, i) =>
      this.#addNode(node, onSpiral(i), { fixed: node.id === center, hidden: false }),
    );
    this.#addEdges(edges);
  }

  /** Add what is not there yet, new nodes beside a neighbour; return whether there was any. */
  add(nodes, edges, hidden) {
    const { order, size } = this.graph;
    const fresh = nodes.filter((node) => !this.graph.hasNode(node.id));
    fresh.forEach((node, i) => this.#addNode(node, this.#beside(node.id, edges, i), { fixed: false, hidden }));
    this.#addEdges(edges);
    return this.graph.order > order || this.graph.size > size;
  }

  /** Return a layout that starts from the places of now. */
  layout(options) {
    const index = new Map(this.graph.nodes().map((id, i) => [id, i]));
    const nodes = this.graph.mapNodes((_, { forceX, forceY, size, fixed }) => ({ x: forceX, y: forceY, size, fixed }));
    const edges = this.graph.mapEdges((_, { papers, crowd }, source, target) => ({
      source: index.get(source),
      target: index.get(target),
      // a hub does not draw everything into one heap
      weight: (1 + Math.log2(papers)) / Math.sqrt(Math.max(1, crowd / 6)),
    }));
    return new Layout(nodes, edges, options);
  }

  /** Put the nodes where a layout has them. */
  place(layout) {
    let i = 0;
    this.graph.updateEachNodeAttributes(
      (_, data) => {
        const force = layout.force(i);
        const { x, y } = layout.shown(i++);
        return { ...data, x, y, forceX: force.x, forceY: force.y, hidden: data.hidden && !layout.done };
      },
      { attributes: ["x", "y", "forceX", "forceY", "hidden"] },
    );
  }

  #addNode({ id, label, name, degree }, { x, y }, rest) {
    if (this.graph.hasNode(id)) return;
    this.graph.addNode(id, { kind: label, name, size: this.radius(degree), x, y, forceX: x, forceY: y, ...rest });
  }

  #addEdges(edges) {
    const { graph } = this;
    for (const { source, target, type, papers } of edges) {
      if (source === target || !graph.hasNode(source) || !graph.hasNode(target)) continue;
      if (!graph.hasEdge(source, target)) graph.addEdge(source, target, { types: [], papers: 0 });
      const line = graph.getEdgeAttributes(source, target);
      if (line.types.some((known) => known.type === type && known.source === source)) continue;
      line.types.push({ type, source });
      line.papers = Math.max(line.papers, papers);
    }
    graph.updateEachEdgeAttributes(
      (_, data, source, target) => ({ ...data, crowd: Math.max(graph.degree(source), graph.degree(target)) }),
      { attributes: ["zIndex"] }, // which depends on it; and sigma knows edges that are new only after it has ordered all
    );
  }

  #beside(id, edges, i) {
    const ends = edges.filter(({ source, target }) => source === id || target === id);
    const others = ends.map(({ source, target }) => (source === id ? target : source));
    const other = others.find((end) => this.graph.hasNode(end));
    const { forceX = 0, forceY = 0 } = other === undefined ? {} : this.graph.getNodeAttributes(other);
    const { x, y } = onSpiral(i + 1, BESIDE);
    return { x: forceX + x, y: forceY + y };
  }
}
