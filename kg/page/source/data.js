// The graph of the page: unpacked from the blocks of the file, part by part, and looked up by the numbers of its nodes.

const loaded = new Map();

/** Return the text that a block of the file holds, in base64 and gzip. */
export async function unpacked(name) {
  const block = document.getElementById(`data-${name}`);
  const bytes = Uint8Array.from(atob(block.textContent), character => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  block.remove(); // the text is not needed twice
  return new Response(stream).text();
}

/** Return a part of the data, unpacked when it is first asked for. */
export function part(name) {
  if (!loaded.has(name)) loaded.set(name, unpacked(name).then(JSON.parse));
  return loaded.get(name);
}

/** The nodes, papers, results and leaderboards; statements and texts once they are loaded. */
export class Graph {
  constructor(index) {
    Object.assign(this, index);
    this.starts = [];
    this.counts.reduce((start, count, kind) => (this.starts[kind] = start) + count, 0);
    this.total = this.names.length;
  }

  /** Compute what several views need of the results: the conflict of each, and what has a leaderboard. */
  prepare() {
    this.conflictOf = new Map(this.conflicts.flatMap(([, places], conflict) => places.map(at => [at, conflict])));
  }

  /** Return [{node, shown, papers, metrics}] of the nodes of a kind that have a leaderboard, those of most papers first. */
  boardsOf(kind) {
    const { paper, metric } = this.results;
    const found = [];
    for (const [node, rows] of Object.entries(this.boards)) {
      const shown = rows.filter(([, rank]) => rank).map(([at]) => at);
      if (!shown.length || this.kind(Number(node)) !== kind) continue;
      const counts = new Map();
      for (const at of shown) counts.set(this.names[metric[at]], (counts.get(this.names[metric[at]]) ?? 0) + 1);
      const metrics = [...counts].sort(([one, left], [other, right]) => right - left || (one < other ? -1 : 1)).slice(0, 3).map(([name]) => name);
      found.push({ node: Number(node), shown: shown.length, papers: new Set(shown.map(at => paper[at])).size, metrics });
    }
    return found.sort((one, other) => other.papers - one.papers || other.shown - one.shown || (this.names[one.node] < this.names[other.node] ? -1 : 1));
  }

  /** Return the label of a node. */
  kind(node) {
    let kind = this.kinds.length - 1;
    while (this.starts[kind] > node) kind--;
    return this.kinds[kind];
  }

  /** Return how many nodes have a label. */
  count(kind) {
    return this.counts[this.kinds.indexOf(kind)];
  }

  /** Return the numbers of the nodes with a label. */
  range(kind) {
    const place = this.kinds.indexOf(kind);
    return [this.starts[place], this.starts[place] + this.counts[place]];
  }

  /** Return where a node has its view: the part of its IRI behind the base. */
  address(node) {
    return `${this.kind(node).toLowerCase()}/${this.local[node]}`;
  }

  /** Return the node with an address, undefined for none. */
  at(address) {
    if (!this.numbers) {
      this.numbers = new Map();
      for (let node = 0; node < this.total; node++) this.numbers.set(this.address(node), node);
    }
    return this.numbers.get(address);
  }

  /** Load the statements, and index them by their ends. */
  async loadStatements() {
    if (this.statements) return;
    const statements = await part("statements");
    const { subject, object, count } = statements;
    this.ofSubject = byEnd(subject, this.total);
    this.ofObject = byEnd(object, this.total);
    this.first = new Uint32Array(count.length + 1); // where the evidence of a statement begins
    count.forEach((many, at) => { this.first[at + 1] = this.first[at] + many; });
    this.statements = statements;
  }

  /** Load abstracts, sentences and marks. */
  async loadTexts() {
    this.texts ??= await part("texts");
  }

  /** Yield the statements of a node: [statement, whether the node is its subject]. */
  *statementsOf(node) {
    for (const at of this.ofSubject(node)) yield [at, true];
    for (const at of this.ofObject(node)) yield [at, false];
  }

  /** Return the papers behind a statement, each once, with the surest evidence first. */
  papersOf(statement) {
    const { paper } = this.statements.evidence;
    return [...new Set(paper.slice(this.first[statement], this.first[statement + 1]))];
  }

  /** Return [{id, type, papers}] of the nodes that a statement joins with this one. */
  neighbours(node) {
    const { subject, object, predicate, predicates } = this.statements;
    return [...this.statementsOf(node)].map(([at, out]) => ({
      id: out ? object[at] : subject[at], type: predicates[predicate[at]], papers: this.papersOf(at).length, inverse: !out,
    }));
  }

  /** Return the text of a paper that offsets refer to. */
  text(paper) {
    const abstract = this.texts.abstracts[paper];
    return abstract === null ? this.names[paper] : `${this.names[paper]}\n${abstract}`;
  }

  /** Return [before, mention, after] of a sentence, or null where a source and no sentence says it. */
  sentence(paper, number, start, end) {
    if (number < 0) return null;
    const span = this.texts.sentences[paper][number];
    if (typeof span === "string") return [span, "", ""];
    const text = this.text(paper);
    const [from, to] = [Math.max(start, span[0]), Math.min(Math.max(end, start), span[1])];
    return [slice(text, span[0], from), slice(text, from, to), slice(text, to, span[1])];
  }

  /** Return the years of papers, in order, each with their number. */
  yearCounts(papers) {
    const counts = new Map();
    for (const paper of papers) if (this.years[paper]) counts.set(this.years[paper], (counts.get(this.years[paper]) ?? 0) + 1);
    return [...counts].sort(([one], [other]) => one - other);
  }
}

/** Return a function from a node to the places at which a column has it. */
function byEnd(column, total) {
  const first = new Uint32Array(total + 1);
  for (const node of column) first[node + 1]++;
  for (let node = 0; node < total; node++) first[node + 1] += first[node];
  const next = first.slice(), places = new Uint32Array(column.length);
  column.forEach((node, at) => { places[next[node]++] = at; });
  return node => places.subarray(first[node], first[node + 1]);
}

/** Return a part of a text by offsets in characters, as Python counts them: one outside the basic plane is one. */
export function slice(text, start, end) {
  return /[\ud800-\udbff][\udc00-\udfff]/.test(text) ? [...text].slice(start, end).join("") : text.slice(start, end);
}
