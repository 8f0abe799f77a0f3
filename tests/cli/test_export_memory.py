"""What an export of RDF needs of memory does not grow with the graph."""

import pytest

from tests.bench.larger import larger
from tests.bench.rdf import alone, size

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("form", ["nquads", "ntriples", "rdfxml", "turtle", "trig"])
def test_ten_times_the_graph_needs_hardly_more_memory(form, graphs):
    small, large = graphs
    assert alone(large, form)[1] <= 1.2 * alone(small, form)[1]


@pytest.fixture(scope="module")
def graphs(graph, tmp_path_factory):
    """Return a graph of some hundred thousand quads, and one ten times as large."""
    folder = tmp_path_factory.mktemp("larger")
    times = 150_000 // size(graph) + 1
    for name, factor in (("small", times), ("large", 10 * times)):
        larger(graph, folder / name, factor)
    assert size(folder / "large") > 9.5 * size(folder / "small") > 1_000_000
    return folder / "small", folder / "large"
