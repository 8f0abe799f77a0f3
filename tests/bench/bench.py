"""Speeds as ratios within one run: `make bench`. Nothing here decides a test.

The unit is one pass of spaCy's tokenizer over the same abstracts, so that the figures can be compared between
machines.
"""

import io
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import spacy
from lxml import etree

from kg.evidence.database import EvidenceDatabase
from kg.extract.language import extract, make
from kg.graph import view
from kg.model import Paper
from kg.pipeline import Pipeline
from kg.read import READERS, read_papers
from kg.run import run
from kg.stores import embedded, oxigraph

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from tests.compliance.formats import MADE, XML, sample  # noqa: E402

READ = 5_000  # papers of a file of each format
ABSTRACT = "We propose FooNet, a network for semantic parsing, and evaluate it on three datasets. " * 14


def seconds(work: Callable[[], object]) -> float:
    """Return the median time of three calls."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def reading() -> None:
    """Print a line per format: papers per second, and how many times the bare parser's time that is, for JSON lines or XML."""
    pairs = [(f"FooNet {n}: a network for semantic parsing", ABSTRACT) for n in range(READ)]
    lines, tree = sample("papers", pairs), sample("pubmed", pairs)
    bare = {
        "json": seconds(lambda: [json.loads(line) for line in io.BytesIO(lines)]),
        "xml": seconds(
            lambda: [element.clear() for _, element in etree.iterparse(io.BytesIO(tree), tag="PubmedArticle")]
        ),
    }
    print(
        f"\n{'format':16}{'papers/s':>10}{'ratio':>8}  to a bare parser: json.loads a line, or lxml.iterparse"
    )
    for form in sorted(set(MADE) - {"dblp", "frontmatter"}):
        data, read = sample(form, pairs), import_module(READERS[form]).read
        taken = seconds(lambda read=read, data=data: sum(1 for _ in read(io.BytesIO(data), "bench")))
        unit = bare["xml" if form in XML else "json"]
        print(f"{form:16}{READ / taken:10.0f}{taken / unit:8.1f}")


def main() -> None:
    """Print a line per stage: seconds, papers per second, and how many passes of the tokenizer it takes."""
    pages = [Path(argument) for argument in sys.argv[1:]] or [ROOT / "pipelines" / "sample"]
    papers = list({p.id: p for p in read_papers(pages) if isinstance(p, Paper)}.values())
    nlp, tokenizer = make(), spacy.blank("en").tokenizer
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        run(Pipeline(stores=()), map(str, pages), store / "g", progress=lambda *_: None)
        with EvidenceDatabase.existing(store / "g") as evidence:
            nodes, edges = list(view.nodes(evidence)), list(view.edges(evidence))
            stages: dict[str, Callable[[], object]] = {
                "tokenizer": lambda: [tokenizer(paper.text) for paper in papers],
                "read": lambda: list(read_papers(pages)),
                "extract": lambda: list(extract(papers, nlp)),
                "nodes, edges": lambda: (list(view.nodes(evidence)), list(view.edges(evidence))),
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
    reading()


if __name__ == "__main__":
    main()
