import sqlite3
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError, StoreError
from kg.evidence.codec import extraction_from_json, extraction_to_json
from kg.evidence.database import Log
from kg.export import exporter
from kg.graph.build import build, is_current
from kg.graph.validate import shacl_violations, violations
from kg.graph.view import edges, networkx, nodes
from kg.model import (
    Cluster,
    Extraction,
    Given,
    Mention,
    MentionRelation,
    Paper,
    Rejected,
    Relation,
    RepositoryMention,
    Resolution,
    ResultMention,
)
from kg.resolve import resolve

TEXT = "FooNet for parsing\nFooNet reaches 94.5% accuracy. Code: https://github.com/a/b"


def extraction(paper_id="p1"):
    span = {
        name: (TEXT.index(name), TEXT.index(name) + len(name))
        for name in ("FooNet", "parsing", "accuracy", "94.5", "https://github.com/a/b")
    }
    return Extraction(
        id=paper_id,
        text=TEXT,
        sentences=((0, 18), (19, 48), (49, len(TEXT))),
        entities=(Mention(*span["FooNet"], "Method", "m1", 0.9, "test"), Mention(*span["parsing"], "Task", "t1", 0.9, "test")),
        clusters=(
            Cluster("m1", "Method", ("FooNet",), "proposed", *span["FooNet"], 0.9, "test"),
            Cluster("t1", "Task", ("parsing",), "addressed", *span["parsing"], 0.9, "test"),
            Cluster("k1", "Metric", ("accuracy",), "reported", *span["accuracy"], 0.9, "test"),
        ),
        relations=(Relation("m1", "usedFor", "t1"),),
        mention_relations=(MentionRelation(span["FooNet"], "usedFor", span["parsing"], 0.8, "test"),),
        results=(ResultMention("94.5", "%", "absolute", "m1", None, "t1", "k1", *span["94.5"], 0.8, "test"),),
        repositories=(
            RepositoryMention(
                "https://github.com/a/b", "https://github.com/a/b", "official", ("m1",), *span["https://github.com/a/b"], 0.9, "test"
            ),
        ),
    )


def paper(paper_id="p1", text=TEXT, source="page#1", **facts):
    title, _, abstract = text.partition("\n")
    return Paper(paper_id, title, abstract, sources=(source,), **facts)


def compute(log):
    resolution = resolve((e.id, c) for e, _ in log.extractions() for c in e.clusters)
    build(log, resolution)


def test_codec_round_trip():
    assert extraction_from_json(extraction_to_json(extraction())) == extraction()


def test_the_graph_of_one_paper(tmp_path):
    with Log(tmp_path) as log:
        log.add_papers([paper()])
        log.add_extractions([extraction()], "model-1")
        compute(log)
        assert is_current(log)
        assert sorted((n.label, n.properties.get("name") or n.properties.get("raw") or n.properties.get("id")) for n in nodes(log)) == [
            ("Method", "FooNet"), ("Metric", "accuracy"), ("Paper", "p1"), ("Repository", "a/b"), ("Result", "94.5"), ("Task", "parsing"),
        ]  # fmt: skip
        assert sorted((e.source.label, e.type, e.target.label) for e in edges(log)) == [
            ("Method", "USED_FOR", "Task"), ("Paper", "ADDRESSES", "Task"), ("Paper", "HAS_REPOSITORY", "Repository"),
            ("Paper", "MEASURES", "Metric"), ("Paper", "PROPOSES", "Method"), ("Paper", "REPORTS", "Result"),
            ("Repository", "IMPLEMENTS", "Method"), ("Result", "FOR_TASK", "Task"), ("Result", "MEASURED_BY", "Metric"),
            ("Result", "OF_METHOD", "Method"),
        ]  # fmt: skip
        for edge in edges(log):
            start, end, sentence = (edge.properties[name] for name in ("start", "end", "sentence"))
            assert TEXT[start:end] in sentence
            assert sentence in TEXT
        assert list(violations(log)) == []
        graph = networkx(log)
        assert (graph.number_of_nodes(), graph.number_of_edges()) == (6, 10)


def test_two_papers_support_one_statement(tmp_path):
    with Log(tmp_path) as log:
        log.add_papers([paper("p1"), paper("p2")])
        log.add_extractions([extraction("p1"), extraction("p2")], "m")
        compute(log)
        used_for = [e for e in edges(log) if e.type == "USED_FOR"]
        assert sorted(e.properties["paper"] for e in used_for) == ["p1", "p2"]
        assert len({(e.source, e.target) for e in used_for}) == 1
        assert log.forget(["p1"]) == []
        assert log.forget(["p1"]) == ["p1"]
        compute(log)
        assert {e.properties["paper"] for e in edges(log)} == {"p2"}


def test_what_changes_nothing_starts_no_generation(tmp_path):
    with Log(tmp_path) as log:
        log.add_papers([paper()])
        log.add_extractions([extraction()], "m")
        before = log.generation
        log.add_papers([paper()])
        log.add_extractions([extraction()], "m")
        log.clear_rejects(["page"])
        assert log.generation == before
        log.add_papers([paper(year=2020)])
        assert log.generation > before


records = st.builds(
    lambda abstract, year, url, source: Paper("p", "t", abstract, year, url, (source,)),
    st.text(max_size=3), st.none() | st.integers(1990, 1993), st.none() | st.sampled_from(["u1", "u2"]), st.sampled_from(["a#1", "b#1", "c#2"]),
)  # fmt: skip


@given(st.lists(records, min_size=1, max_size=5, unique_by=lambda p: p.sources), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=25)
def test_records_merge_in_any_order(tmp_path_factory, papers, random):
    def merged(order):
        with Log(tmp_path_factory.mktemp("log")) as log:
            for one in order:
                log.add_papers([one])
            return log.paper("p")

    shuffled = papers[:]
    random.shuffle(shuffled)
    assert merged(papers) == merged(shuffled)
    assert len(merged(papers).abstract) == max(len(p.abstract) for p in papers)


def test_pending_knows_text_and_model(tmp_path):
    with Log(tmp_path) as log:
        log.add_papers([paper()])
        assert [p.id for p in log.pending("m1")] == ["p1"]
        log.add_extractions([extraction()], "m1")
        assert list(log.pending("m1")) == []
        assert [p.id for p in log.pending("m2")] == ["p1"]
        log.add_papers([paper(text=TEXT + " More.", source="page#2")])
        assert [p.id for p in log.pending("m1")] == ["p1"]


LONG = "FooNet parses very many sentences of running text faster than any parser that was known before it, and it needs no trees at all."
STONES = "Stones found along river beds are sorted here by colour weight and age using only patience daylight good shoes plus some luck."


def simple(value):
    return Extraction(value.id, value.text, ((0, len(value.text)),))


def merging(log, *papers):
    log.add_papers(papers)
    return {value.id: value.same_as for value in log.papers()}


def test_records_under_different_ids_are_one_paper_found_by_any_of_them(tmp_path):
    given = Given("Dataset", "PebbleSet", "used")
    one = Paper("arxiv:1", "FooNet", LONG, 2022, "https://b", ("a#1",), ("doi:10.1/x",), (given,))
    two = Paper("acl:1", "FooNet", f"{LONG} In print.", 2023, "https://a", ("b#1",), ("doi:10.1/x",))
    with Log(tmp_path) as log:
        assert merging(log, one, two) == {"doi:10.1/x": ("acl:1", "arxiv:1")}
        expected = Paper("doi:10.1/x", "FooNet", two.abstract, 2022, "https://a", ("a#1", "b#1"), ("acl:1", "arxiv:1"), (given,))
        assert [log.paper(name) for name in ("doi:10.1/x", "acl:1", "arxiv:1", "doi:2")] == [expected, expected, expected, None]
        assert log.paper_ids({("acl:1", "b#1"), ("no", "a#1")}) == {"doi:10.1/x"}
        assert dict(log.counts())["papers"] == 1
        (node,) = nodes(log)
        assert node.properties["ids"] == ("doi:10.1/x", "acl:1", "arxiv:1")
        assert log.forget(["acl:1", "arxiv:1"]) == []
        assert list(log.papers()) == []
        assert dict(log.counts())["records"] == 0


def test_an_extraction_follows_its_text_to_another_id_and_else_goes(tmp_path):
    preprint = Paper("arxiv:1", "FooNet", LONG, sources=("a#1",))
    with Log(tmp_path) as log:
        log.add_papers([preprint])
        log.add_extractions(map(simple, list(log.pending("m"))), "m")
        assert merging(log, Paper("doi:10.1/x", "FooNet", None, sources=("b#1",), same_as=("arxiv:1",))) == {"doi:10.1/x": ("arxiv:1",)}
        assert [(e.id, model) for e, model in log.extractions()] == [("doi:10.1/x", "m")]
        assert list(log.pending("m")) == []
        merging(log, Paper("mine", "FooNet", f"{LONG} More.", sources=("c#1",), same_as=("arxiv:1",)))
        assert list(log.extractions()) == []
        assert [value.id for value in log.pending("m")] == ["mine"]
        assert dict(log.counts())["extractions"] == 0


def test_what_was_said_of_another_text_does_not_count(tmp_path):
    with Log(tmp_path) as log:
        log.add_papers([paper()])
        log.add_extractions([extraction()], "m")
        log.add_papers([paper(text=TEXT + " More.", source="page#2")])
        assert list(log.extractions()) == []


def test_a_clash_is_a_violation_and_forgetting_the_one_gives_the_other_its_id(tmp_path):
    with Log(tmp_path) as log:
        one, two = Paper("doi:1", "FooNet", LONG, sources=("a#1",)), Paper("doi:1", "River stones", STONES, sources=("b#1",))
        log.add_papers([one, two])
        log.add_extractions(map(simple, log.papers()), "m")
        compute(log)
        assert [(what, where) for what, where, _ in violations(log)] == [("clash", "doi:1")]
        assert [(clash.title, clash.other_title) for clash in log.clashes()] == [("FooNet", "River stones")]
        assert dict(log.counts())["clashes"] == 1
        assert log.forget(["doi:1"]) == []
        compute(log)
        assert list(log.clashes()) == []
        assert [(e.id, e.text) for e, _ in log.extractions()] == [("doi:1", two.text)]
        assert list(violations(log)) == []


def test_papers_are_found_anew_after_a_kill_between_reading_and_merging(tmp_path):
    with Log(tmp_path) as log:
        assert merging(log, Paper("arxiv:1", "FooNet", LONG, sources=("a#1",))) == {"arxiv:1": ()}
        log.add_papers([Paper("doi:1", "FooNet", LONG, sources=("b#1",), same_as=("arxiv:1",))])
    with Log(tmp_path) as log:
        before = log.generation
        assert [value.id for value in log.papers()] == ["doi:1"]
        assert log.generation == before


names = st.sampled_from(["p", "doi:1", "doi:2", "arxiv:1", "acl:1"])
stated = st.builds(Given, st.just("Dataset"), st.sampled_from(["A", "B"]), st.sampled_from(["used", "introduced"]))
several = st.builds(
    lambda own, others, title, abstract, source, given: Paper(own, title, abstract, None, None, (source,), tuple(others), tuple(given)),
    names, st.frozensets(names, max_size=2), st.sampled_from(["FooNet", "River stones"]), st.sampled_from([None, LONG, STONES]),
    st.sampled_from(["a#1", "b#1", "c#1", "d#1"]), st.frozensets(stated, max_size=2),
)  # fmt: skip


@given(st.lists(several, max_size=6, unique_by=lambda p: (p.id, p.sources)), st.randoms(use_true_random=False), st.integers(0, 6))
@settings(deadline=None, max_examples=25)
def test_papers_do_not_depend_on_the_order_or_the_number_of_runs(tmp_path_factory, papers, random, cut):
    def outcome(order, cut):
        with Log(tmp_path_factory.mktemp("log")) as log:
            for part in (order[:cut], order[cut:], order[:1]):
                log.add_papers(part)
                log.add_extractions(map(simple, list(log.pending("m"))), "m")
            compute(log)
            assert [what for what, _, _ in violations(log) if what != "clash"] == []
            said = [extraction_to_json(e) for e, _ in log.extractions()]
            return list(log.papers()), list(log.clashes()), said, list(nodes(log)), list(edges(log))

    assert outcome(random.sample(papers, len(papers)), cut) == outcome(papers, 0)


def test_what_a_source_states_stands_beside_the_text_until_its_record_goes(tmp_path):
    given = (
        Given("Dataset", "Pebble-Set", "used"), Given("Dataset", "pebble set", "introduced"), Given("Dataset", "X", "evaluated"),
        Given("repository", "https://github.com/A/B/", "official"), Given("repository", "https://gitlab.com/c/d.git", "official"),
    )  # fmt: skip
    with Log(tmp_path) as log:
        log.add_papers([paper(), replace(paper(source="links#1"), given=given)])
        log.add_extractions([extraction()], "m")
        compute(log)
        from_source = [edge for edge in edges(log) if edge.properties["rule"] == "source"]
        assert sorted((edge.type, edge.target.iri.rpartition("/")[2]) for edge in from_source) == [
            ("HAS_REPOSITORY", "gitlab.com%2Fc%2Fd"), ("MENTIONS", "x"), ("USES", "pebble-set"),
        ]  # fmt: skip
        for edge in from_source:
            assert [edge.properties[name] for name in ("sentence", "start", "end", "confidence")] == ["", 0, 0, 1.0]
        assert [edge.properties["official"] for edge in from_source if edge.type == "HAS_REPOSITORY"] == [True]
        assert list(violations(log)) == []
        triples = BytesIO()
        exporter("turtle")(nodes(log), edges(log), triples, "https://w3id.org/papergraph/")
        assert shacl_violations(triples.getvalue()) == []
        log.db.execute("UPDATE evidence SET sentence = 'FooNet' WHERE rule = 'source'")
        assert {what for what, _, _ in violations(log)} == {"offsets"}
        log.add_papers([paper(source="links#1")])
        compute(log)
        assert not [edge for edge in edges(log) if edge.properties["rule"] == "source"]


def test_a_reject_keeps_the_byte_that_it_starts_at(tmp_path):
    with Log(tmp_path) as log:
        log.reject([Rejected("a#1", "cut", "why", "record", 17), Rejected("a#2", "cut", "why")])
        assert [rejected.offset for rejected in log.rejects()] == [17, None]


def test_rejects_are_kept_once_and_cleared_by_file(tmp_path):
    with Log(tmp_path) as log:
        log.reject(
            [Rejected("a.txt#3", "no-abstract", "why"), Rejected("a.txt#3", "no-abstract", "why"), Rejected("ab.txt", "empty", "why")]
        )
        assert [r.source for r in log.rejects()] == ["a.txt#3", "ab.txt"]
        log.clear_rejects(["a.txt"])
        assert [r.source for r in log.rejects()] == ["ab.txt"]


def test_an_error_rolls_back(tmp_path):
    def failing():
        yield paper("p1")
        raise RuntimeError

    with Log(tmp_path) as log:
        with pytest.raises(RuntimeError):
            log.add_papers(failing())
        assert list(log.papers()) == []
        log.add_papers([paper()])
        log.add_extractions([extraction()], "m")
        compute(log)
        log.add_papers([paper("p2")])
        with pytest.raises(RuntimeError):
            build(log, Resolution((), {}), links=(("",) * 8 for _ in failing()))
        assert len(list(edges(log))) == 10


def test_a_missing_log_a_foreign_one_and_one_of_another_schema(tmp_path):
    with pytest.raises(InputError, match="no graph in"):
        Log.existing(tmp_path)
    (tmp_path / "log.sqlite").write_text("not a database at all, but long enough to look at" * 20)
    with pytest.raises(StoreError, match="cannot open"):
        Log.existing(tmp_path)
    (tmp_path / "log.sqlite").unlink()
    with Log(tmp_path) as log:
        log.set_meta("schema", "99")
    with pytest.raises(StoreError, match="schema 99"):
        Log(tmp_path)


def test_violations_are_found(tmp_path):
    with Log(tmp_path) as log:
        log.add_papers([paper()])
        log.add_extractions([extraction()], "m")
        compute(log)
        log.db.execute('UPDATE evidence SET start = 3, "end" = 2 WHERE key = (SELECT min(key) FROM evidence)')
        log.db.execute("UPDATE statement SET predicate = 'PART_OF' WHERE predicate = 'USED_FOR'")
        log.db.execute("DELETE FROM concept WHERE label = 'Metric'")
        log.db.execute("INSERT INTO statement VALUES ('k', 'Task', 'x', 'SUBTASK_OF', 'Task', 'y')")
        found = {what for what, _, _ in violations(log)}
        assert found == {"offsets", "domain or range", "dangling edge", "no evidence"}


def test_the_log_is_closed_after_use(tmp_path):
    with Log(tmp_path) as log:
        pass
    with pytest.raises(sqlite3.ProgrammingError):
        log.db.execute("SELECT 1")
