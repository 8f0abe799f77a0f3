"""A small graph with results, a conflict, names that are made to do harm, and its pages."""

import pytest

from kg.page.addresses import ServerLinks
from kg.page.render import Pages
from kg.workspace import open_graph
from tests.reported import graph, report

EVIL = "<script>alert(1)</script>"
SAID = (
    report("a", "91.2", task="sorting stones"),
    report("b", "0.953", "", method="TideNet", task="sorting stones"),
    report("c", "87.0", role="compared", task="sorting stones", year=2021),
    report("d", "93.0", role="compared", task="sorting stones"),
    report("e", "1,120", year=None),
    report("f", "50.1", method=EVIL, dataset='" onmouseover="alert(1)', metric="bidi \u202e metric", task="a & b's task"),
    report("g", "2.1", kind="gain"),
)  # fmt: skip


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return graph(tmp_path_factory.mktemp("graph") / "graph.kg", *SAID)


@pytest.fixture(scope="session")
def evidence(folder):
    with open_graph(folder, lambda *_: None) as found:
        yield found


@pytest.fixture(scope="session")
def pages(evidence):
    return Pages(evidence, ServerLinks())
