"""The speed and the memory of the exports of RDF, on graphs that are there: `python tests/bench/rdf.py GRAPH…`.

The unit is the processor time that it takes to build the same quads from rows in memory and to have pyoxigraph write them; for the
other formats, that of `kg export nquads`. `tests/bench/larger.py` makes large graphs.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
_IN_MEMORY, _IN_RDFLIB = 2_000_000, 500_000  # quads; more would take too much of it
Row = tuple[str, str, str, str | None, str | None]  # subject, predicate, object, its datatype or None, graph


def graph_and_options(evidence: Any) -> tuple[Any, Any]:
    """Return nodes and edges, and the options, as the command has them."""
    from kg import describe
    from kg.export import Options
    from kg.graph import view

    description = describe.described(evidence, describe.about_graph(evidence.settings))
    options = Options(links=tuple(view.links(evidence)), description=description)
    return (view.nodes(evidence), view.edges(evidence)), options


def export(folder: Path, form: str = "nquads") -> float:
    """Export a graph to a file, and return the seconds from the opened database to the last byte."""
    from kg.export import exporter, write
    from kg.workspace import open_graph

    with open_graph(folder, lambda *_: None) as evidence, Path("/dev/null").open("wb") as stream:
        start = time.process_time()
        graph, options = graph_and_options(evidence)
        write(exporter(form), graph, stream, evidence.settings.base, options)
        return time.process_time() - start


def size(folder: Path) -> int:
    """Return how many quads the export of a graph has."""
    from kg.rdf.factories import lines
    from kg.workspace import open_graph

    with open_graph(folder, lambda *_: None) as evidence:
        graph, options = graph_and_options(evidence)
        return sum(1 for _ in options.quads(lines(), *graph, evidence.settings.base, "nquads"))


def rows(folder: Path) -> list[Row]:
    """Return the quads of a graph as plain values."""
    from kg.rdf.factories import objects
    from kg.workspace import open_graph

    with open_graph(folder, lambda *_: None) as evidence:
        graph, options = graph_and_options(evidence)
        found: Iterator[Any] = options.quads(objects(), *graph, evidence.settings.base, "nquads")
        return [
            (
                quad.subject.value,
                quad.predicate.value,
                quad.object.value,
                quad.object.datatype.value if hasattr(quad.object, "datatype") else None,
                getattr(quad.graph_name, "value", None),
            )
            for quad in found
        ]


def by_pyoxigraph(of: list[Row]) -> float:
    """Return the seconds that the library takes to write these rows."""
    from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, serialize

    def quads() -> Iterator[Quad]:
        for subject, predicate, value, datatype, graph in of:
            yield Quad(
                NamedNode(subject),
                NamedNode(predicate),
                NamedNode(value) if datatype is None else Literal(value, datatype=NamedNode(datatype)),
                DefaultGraph() if graph is None else NamedNode(graph),
            )

    with Path("/dev/null").open("wb") as stream:
        start = time.process_time()
        serialize(quads(), stream, format=RdfFormat.N_QUADS)
        return time.process_time() - start


def by_rdflib(of: list[Row]) -> float:
    """Return the seconds that rdflib takes to write these rows."""
    from rdflib import Dataset, Literal, URIRef
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

    start = time.process_time()
    dataset = Dataset()
    for subject, predicate, value, datatype, graph in of:
        known = Literal(value, datatype=URIRef(datatype)) if datatype else URIRef(value)
        dataset.add((URIRef(subject), URIRef(predicate), known, URIRef(graph or DATASET_DEFAULT_GRAPH_ID)))  # type: ignore[arg-type]
    dataset.serialize("/dev/null", format="nquads", encoding="utf-8")
    return time.process_time() - start


def alone(folder: Path, form: str = "nquads") -> tuple[float, int]:
    """Return the seconds and the peak memory, in MB, of an export by a process of its own."""
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.bench.rdf import peak; "
        f"peak({str(folder)!r}, {form!r})"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    seconds, megabytes = done.stdout.split()
    return float(seconds), int(megabytes)


def peak(folder: str, form: str) -> None:
    """Export a graph, and print the seconds and the peak memory of this process in MB."""
    seconds = export(Path(folder), form)
    status = Path("/proc/self/status").read_text(
        encoding="ascii"
    )  # what the system keeps otherwise counts the parent too
    print(seconds, int(status.partition("VmHWM:")[2].split()[0]) // 1024)


def main() -> None:
    """Print a line for each graph, then for each of the other formats."""
    print(
        f"{'quads':>10}{'export s':>10}{'to pyoxigraph':>15}{'to rdflib':>11}{'peak MB':>9}{'to first':>10}"
    )
    graphs, first = [Path(name) for name in sys.argv[1:]], 0
    for folder in graphs:
        quads = size(folder)
        of = rows(folder) if quads < _IN_MEMORY else []
        ours = min(export(folder) for _ in range(3))
        library = min(by_pyoxigraph(of) for _ in range(3)) if of else float("nan")
        other = by_rdflib(of) if 0 < len(of) < _IN_RDFLIB else float("nan")
        del of
        _, megabytes = alone(folder)
        first = first or megabytes
        print(
            f"{quads:10,}{ours:10.2f}{library / ours:15.2f}{other / ours:11.1f}{megabytes:9}{megabytes / first:10.2f}",
            flush=True,
        )
    for folder in graphs:
        print(f"\n{folder.name:12}{'of nquads':>10}{'peak MB':>9}")
        unit, _ = alone(folder)
        for form in ("ntriples", "rdfxml", "turtle", "trig", "jsonld"):
            seconds, megabytes = alone(folder, form)
            print(f"{form:12}{seconds / unit:10.1f}{megabytes:9}", flush=True)


if __name__ == "__main__":
    main()
