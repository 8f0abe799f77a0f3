"""Speeds as ratios within one run: `make bench`. Nothing here decides a test.

The unit is one pass of spaCy's tokenizer over the same abstracts, so that the figures can be compared between machines.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import spacy

from kg.extract.pipeline import extract, make
from kg.graph import view
from kg.graph.log import Log
from kg.model import Paper
from kg.plan import Pipeline
from kg.read import read_papers
from kg.run import run
from kg.stores import embedded, oxigraph

ROOT = Path(__file__).parents[2]


def seconds(work: Callable[[], object]) -> float:
    """Return the median time of three calls."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print a line per stage: seconds, papers per second, and how many passes of the tokenizer it takes."""
    pages = [Path(argument) for argument in sys.argv[1:]] or [ROOT / "pipelines" / "sample"]
    papers = list({p.id: p for p in read_papers(pages) if isinstance(p, Paper)}.values())
    nlp, tokenizer = make(), spacy.blank("en").tokenizer
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        run(Pipeline(stores=()), map(str, pages), store / "g", progress=lambda *_: None)
        with Log.existing(store / "g") as log:
            nodes, edges = list(view.nodes(log)), list(view.edges(log))
            stages: dict[str, Callable[[], object]] = {
                "tokenizer": lambda: [tokenizer(paper.text) for paper in papers],
                "read": lambda: list(read_papers(pages)),
                "extract": lambda: list(extract(papers, nlp)),
                "nodes, edges": lambda: (list(view.nodes(log)), list(view.edges(log))),
                "embedded": lambda: embedded.load(store / "e", nodes, edges),
                "rdf": lambda: oxigraph.load(store / "o", nodes, edges),
            }
            unit = None
            print(f"{len(papers)} papers, {len(nodes)} nodes, {len(edges)} edges")
            print(f"{'stage':14}{'seconds':>10}{'papers/s':>10}{'ratio':>8}")
            for name, work in stages.items():
                taken = seconds(work)
                unit = unit or taken
                print(f"{name:14}{taken:10.3f}{len(papers) / taken:10.0f}{taken / unit:8.1f}")


if __name__ == "__main__":
    main()
