"""The named queries give the same rows on the embedded store, on Neo4j and in SPARQL, and the rows that they should give."""

import math
import re
from collections.abc import Callable

import pytest

from kg.errors import UsageError
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.ids import DEFAULT_BASE
from kg.query.named import bind, load_query, names
from kg.stores import embedded, neo4j, oxigraph
from tests.compliance.graph import graph
from tests.neo4j_server import neo4j_uri  # noqa: F401 - a fixture

Ask = Callable[[str, dict[str, str]], tuple[list[str], list[tuple[object, ...]]]]

EXAMPLES = {
    "benchmarks-without-code": [{}, {"task": "asr"}],
    "best-results": [
        {},
        {"dataset": "pebbleset"},
        {"task": "speech recognition"},
        {"metric": "acc"},
        {"method": "glownet", "limit": "2"},
    ],
    "builds-on": [{}, {"method": "tideformer"}],
    "co-occurring-methods": [{}, {"method": "tideformer"}, {"limit": "3"}],
    "code-for-method": [{}, {"method": "glow net"}, {"method": "attention pooling"}],
    "compared-with": [{}, {"method": "glownet"}],
    "datasets-for-task": [{}, {"task": "asr"}],
    "datasets-introduced": [{}, {"task": "speech recognition"}],
    "datasets-of-one-method": [{}, {"task": "picture classification"}, {"min_confidence": "0.3"}],
    "methods-for-task": [{}, {"task": "picture classification"}, {"task": "τάξη"}],
    "methods-introduced": [{}, {"task": "image classification"}],
    "methods-of-author": [{}, {"author": "jane doe"}, {"author": "j doe"}, {"author": "0000 0002 1825 0097"}],
    "metrics-of-task": [{}, {"task": "image classification"}],
    "most-cited": [{}],
    "most-evaluated-datasets": [{}, {"limit": "1"}],
    "newest-papers": [{}, {"task": "speech recognition"}],
    "paper": [
        {"paper": "title:00000000000000bb"},
        {"paper": "EchoCorpus\nin two lines"},
        {"paper": "odd id/ä?#%20 😀"},
    ],
    "papers-of-author": [{}, {"author": "j doe"}, {"author": "hans ørsted"}],
    "papers-without-code": [{}, {"task": "speech recognition"}],
    "popular-tasks": [{}],
    "related": [
        {"paper": "arxiv:2101.00001"},
        {"paper": "TideFormer"},
        {"paper": "TideFormer", "min_confidence": "0.4", "limit": "2"},
        {"paper": "EchoCorpus\nin two lines"},
        {"paper": "title:00000000000000cc"},
    ],
    "rival-pairs": [{}],
    "subtasks": [{}, {"task": "picture classification"}],
    "timeline": [{}, {"method": "glow net"}, {"method": "zeta"}],
    "venues-of-task": [{}, {"task": "image classification"}],
}
CASES = [
    pytest.param(name, given, id=f"{name}-{number}")
    for name, cases in EXAMPLES.items()
    for number, given in enumerate(cases)
]

ROWS = {
    ("papers-of-author", "author=j doe"): [
        ("Jane Doe", 2022, "GlowNet-XL, larger and brighter", "arxiv:2203.00002", 1),
        ("J. Doe", 2022, "TideFormer", "doi:10.1234/tide.(7)<a>", 1),
        ("Jane Doe", 2021, "GlowNet: bright networks", "arxiv:2101.00001", 1),
    ],
    ("most-cited", ""): [
        ("GlowNet: bright networks", "arxiv:2101.00001", 2021, 2, 2),
        ("TideFormer", "doi:10.1234/tide.(7)<a>", 2022, 1, 0),
    ],
    ("venues-of-task", "task=image classification"): [
        ("Journal of Light", "image classification", 1),
        ('Waves & "Tides"', "image classification", 1),
    ],
    ("best-results", "dataset=pebbleset"): [
        (
            "PebbleSet",
            "accuracy",
            None,
            99.9,
            "99.9",
            "%",
            "Old but accurate",
            "arxiv:cs/0101001",
            0.6875,
            "Result 10: 99.9%.",
        ),
        (
            "PebbleSet",
            "accuracy",
            "GlowNet-XL",
            95.0,
            "95.0",
            "%",
            "GlowNet-XL, larger and brighter",
            "arxiv:2203.00002",
            0.1875,
            "Result 2: 95.0%.",
        ),
        (
            "PebbleSet",
            "accuracy",
            "GlowNet",
            94.5,
            "94.5",
            "%",
            "GlowNet: bright networks",
            "arxiv:2101.00001",
            0.0625,
            "Result 0: 94.5%.",
        ),
        (
            "PebbleSet",
            "accuracy",
            "GlowNet",
            94.5,
            "94.5",
            "%",
            "GlowNet-XL, larger and brighter",
            "arxiv:2203.00002",
            0.25,
            "Result 3: 94.5%.",
        ),
        (
            "PebbleSet",
            "accuracy",
            "TideFormer",
            94.5,
            "94.5",
            "%",
            "TideFormer",
            "doi:10.1234/tide.(7)<a>",
            0.4375,
            "Result 6: 94.5%.",
        ),
    ],
    ("best-results", "dataset=echocorpus"): [
        (
            "EchoCorpus",
            "word error rate",
            None,
            3.1,
            "3.1",
            "",
            "Another look at TideFormer",
            "title:00000000000000aa",
            0.5625,
            "Result 8: 3.1.",
        ),
        (
            "EchoCorpus",
            "word error rate",
            "TideFormer",
            3.25,
            "3.25",
            "%",
            "TideFormer",
            "doi:10.1234/tide.(7)<a>",
            0.5,
            "Result 7: 3.25%.",
        ),
    ],
    ("methods-for-task", ""): [
        ("image classification", "GlowNet", 2, 0.65234375),
        ("speech recognition", "TideFormer", 2, 0.546875),
        ("Τάξη 😀", "😀Net", 1, 0.68359375),
        ("Τάξη 😀", "ﬀNet", 1, 0.6171875),
        ("fine-grained image classification", "GlowNet-XL", 1, 0.60546875),
        ("image classification", "TideFormer", 1, 0.55078125),
        ("Τάξη 😀", "Éclair", 1, 0.17578125),
        ("speech recognition", "Mist", 1, 0.1171875),
        ("image classification", "Zeta", 1, 0.03515625),
    ],
    ("code-for-method", ""): [
        ("GlowNet", "https://github.com/glow/glownet", True, "GlowNet: bright networks", "arxiv:2101.00001"),
        (
            "GlowNet",
            "https://github.com/glow/glownet",
            False,
            "How robust is GlowNet?",
            "title:00000000000000ff",
        ),
        (
            "GlowNet-XL",
            "https://github.com/glow/glownet",
            True,
            "GlowNet-XL, larger and brighter",
            "arxiv:2203.00002",
        ),
        (
            "TideFormer",
            "https://gitlab.com/wave's/tide\"former",
            True,
            "TideFormer",
            "doi:10.1234/tide.(7)<a>",
        ),
        (
            "attention pooling",
            "https://gitlab.com/wave's/tide\"former",
            True,
            "TideFormer",
            "doi:10.1234/tide.(7)<a>",
        ),
    ],
    ("compared-with", "method=glownet"): [
        ("GlowNet", "TideFormer", 3, 0.40234375),
        ("GlowNet", "GlowNet-XL", 1, 0.3515625),
    ],
    ("builds-on", "method=glownet"): [
        ("GlowNet-XL", "kind of", "GlowNet", 1, 0.62890625),
        ("attention pooling", "part of", "GlowNet", 1, 0.171875),
    ],
    ("builds-on", "method=attention pooling"): [
        ("attention pooling", "part of", "TideFormer", 2, 0.55078125),
        ("attention pooling", "part of", "GlowNet", 1, 0.171875),
    ],
    ("rival-pairs", ""): [
        ("GlowNet", "TideFormer", 3, 0.40234375),
        ("alpha", "Zeta", 2, 0.76171875),
        ("GlowNet", "GlowNet-XL", 1, 0.3515625),
    ],
    ("newest-papers", "task=speech recognition"): [
        (2023, "EchoCorpus\nin two lines", "acl:2023.echo-1.5", "speech recognition"),
        (2022, "Mist for everyone", "title:00000000000000ee", "speech recognition"),
        (2022, "TideFormer", "doi:10.1234/tide.(7)<a>", "speech recognition"),
        (None, "Another look at TideFormer", "title:00000000000000aa", "speech recognition"),
    ],
    ("papers-without-code", "task=image classification"): [
        ("Old but accurate", "arxiv:cs/0101001"),
        ('On "quotes", it\'s \\backslashes\\ and `ticks`', "title:00000000000000cc"),
    ],
    ("metrics-of-task", "task=image classification"): [
        ("image classification", "accuracy", "higher", 4, 0.7890625),
        ("image classification", "word error rate", "lower", 1, 0.0234375),
    ],
    ("related", "paper=EchoCorpus\nin two lines"): [
        ("Mist for everyone", "title:00000000000000ee", 0, 1, 1, 0.75, "Mist, speech recognition"),
        ("Another look at TideFormer", "title:00000000000000aa", 0, 1, 0, 0.25, "speech recognition"),
        ("TideFormer", "doi:10.1234/tide.(7)<a>", 0, 1, 0, 0.25, "speech recognition"),
    ],
    ("timeline", "method=attention pooling"): [
        (2021, "GlowNet: bright networks", "arxiv:2101.00001", "uses", "attention pooling", 0.67578125),
        (2022, "TideFormer", "doi:10.1234/tide.(7)<a>", "uses", "attention pooling", 0.828125),
        (
            None,
            "Another look at TideFormer",
            "title:00000000000000aa",
            "uses",
            "attention pooling",
            0.94140625,
        ),
    ],
    ("benchmarks-without-code", ""): [("speech recognition", "Mist", 1, 1, 0.40234375)],
    ("datasets-of-one-method", "task=asr"): [
        ("Mist", "Mist", "speech recognition", 1, 0.40234375),
        ("EchoCorpus", "TideFormer", "speech recognition", 1, 0.37109375),
    ],
    ("co-occurring-methods", "method=tideformer"): [
        ("TideFormer", "GlowNet", 3, 0.85546875),
        ("TideFormer", "attention pooling", 3, 0.67578125),
    ],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give a folder with both local stores of the graph."""
    found = tmp_path_factory.mktemp("stores")
    embedded.load(found / "embedded", *graph())
    oxigraph.load(found / "oxigraph", *graph())
    return found


@pytest.fixture(scope="module")
def on_neo4j(neo4j_uri):  # noqa: F811 - the fixture
    neo4j.load(neo4j_uri, *graph())
    yield neo4j_uri
    neo4j.load(neo4j_uri, [], [])


@pytest.fixture(params=["embedded", "oxigraph", pytest.param("neo4j", marks=pytest.mark.live)])
def ask(request, folder) -> Ask:
    """Give a function that asks one of the stores a named query."""

    def ask(name, given):
        query = load_query(name, "sparql" if request.param == "oxigraph" else "cypher")
        if request.param == "neo4j":
            return neo4j.query(request.getfixturevalue("on_neo4j"), query.text, bind(query, given))
        return {"embedded": embedded, "oxigraph": oxigraph}[request.param].query(
            folder / request.param, query.text, bind(query, given)
        )

    return ask


@pytest.mark.parametrize(("name", "given"), CASES)
def test_every_store_gives_the_same_rows(ask, folder, name, given):
    query = load_query(name, "cypher")
    columns, rows = embedded.query(folder / "embedded", query.text, bind(query, given))
    assert rows
    assert len(set(columns)) == len(columns)
    assert repr(ask(name, given)) == repr((columns, rows)), "types count, so 1 is not 1.0"


@pytest.mark.parametrize(
    ("case", "rows"), ROWS.items(), ids=lambda value: "-".join(value) if isinstance(value, tuple) else ""
)
def test_the_rows_are_those_of_the_papers(ask, case, rows):
    name, given = case
    assert ask(name, dict([given.split("=")]) if given else {})[1] == rows


def test_every_query_has_an_example():
    assert list(EXAMPLES) == names()
    assert len(names()) >= 15


@pytest.mark.parametrize("name", names())
def test_both_languages_say_the_same_of_a_query(name):
    cypher, sparql = load_query(name, "cypher"), load_query(name, "sparql")
    assert (cypher.title, cypher.description, cypher.parameters) == (
        sparql.title,
        sparql.description,
        sparql.parameters,
    )
    assert cypher.title.endswith(".")
    for parameter in cypher.parameters:
        assert f"${parameter.name}" in cypher.text
        assert parameter.type != "concept" or parameter.label in NODE_PROPERTIES
    assert set(re.findall(r"\$(\w+)", cypher.text)) == {parameter.name for parameter in cypher.parameters}


# What needs no evidence; the others count papers or show sentences.
WITHOUT_SUPPORT = {"best-results", "most-cited", "papers-of-author", "papers-without-code"}
PROFILES = [(evidence, named) for evidence in ("full", "compact", "none") for named in (True, False)]


@pytest.fixture(
    scope="module", params=PROFILES, ids=lambda each: f"{each[0]}-{'paper' if each[1] else 'none'}"
)
def exported(request):
    """Give a detail of evidence, and a function that asks a SPARQL server holding such an export, with prefixes and values written in."""
    from pyoxigraph import Store

    from kg.rdf import PREFIXES, quads

    evidence, named = request.param
    store = Store()
    store.extend(quads(*graph(), DEFAULT_BASE, evidence=evidence, named=named))
    declared = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())

    def ask(name, given):
        query = load_query(name, "sparql")
        text = oxigraph._bind(query.text, bind(query, given))
        found = store.query(declared + text, use_default_graph_as_union=named)
        return [tuple(oxigraph._plain(term) for term in row) for row in found]

    return evidence, ask


@pytest.mark.parametrize(("name", "given"), CASES)
def test_sparql_gives_the_same_over_every_export(exported, folder, name, given):
    """With compact or full evidence, over the union of the graphs and over triples alone; without evidence what needs none."""
    evidence, ask = exported
    query = load_query(name, "cypher")
    _, rows = embedded.query(folder / "embedded", query.text, bind(query, given))
    assert ask(name, given) == (rows if evidence != "none" or name in WITHOUT_SUPPORT else [])


@pytest.mark.parametrize(
    "value",
    [
        "' OR 1=1 //",
        '" } #',
        '"} ?_task ?_task {',
        "\\",
        "$task",
        "{}",
        "a\nb\r\t",
        "\\u0022",
        "'''",
        '"""',
        "😀",
    ],
)
def test_a_value_is_never_read_as_a_query(ask, value):
    assert ask("methods-for-task", {"task": value}) == (["task", "method", "papers", "confidence"], [])
    assert ask("paper", {"paper": value})[1] == []


def test_the_local_name_of_a_relation_is_its_type():
    """The query `paper` counts on it."""
    assert {re.sub("([A-Z])", r"_\1", spec.local_name).upper(): name for name, spec in EDGES.items()} == {
        name: name for name in EDGES
    }


def test_unknown_names_and_parameters_are_refused_with_the_known_ones():
    with pytest.raises(UsageError, match=r"unknown query 'papr'\. Did you mean 'paper'"):
        load_query("papr", "cypher")
    with pytest.raises(UsageError, match="cypher, sparql"):
        load_query("paper", "gremlin")
    with pytest.raises(UsageError, match="'taks': it takes task, min_confidence, limit"):
        bind(load_query("methods-for-task", "sparql"), {"taks": "x"})


def test_parameters_are_typed_and_have_defaults():
    query = load_query("methods-for-task", "cypher")
    assert bind(query, {}) == {"task": "", "min_confidence": 0, "limit": 1000}
    assert bind(query, {"limit": "007", "task": "x"}) == {"task": "x", "min_confidence": 0, "limit": 7}
    for value in (1, 1.0, "1", "1.00", "01"):
        assert bind(query, {"min_confidence": value})["min_confidence"] == 1
    for value in (1e-7, "0.0000001", "1e-07"):
        assert bind(query, {"min_confidence": value})["min_confidence"] == 1e-7
    for value in ("", "-1", "1.5", "x", "٣", "9" * 30):
        with pytest.raises(UsageError, match="integer of 0 or more"):
            bind(query, {"limit": value})
    for value in ("", "-1", "1.", ".5", "x", "٣", "9" * 30, "nan", -0.1, math.nan, math.inf, True, None, [1]):
        with pytest.raises(UsageError, match="min_confidence has to be a number of 0 or more"):
            bind(query, {"min_confidence": value})
