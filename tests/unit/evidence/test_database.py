import sqlite3
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError, StoreError
from kg.evidence.codec import extraction_to_json
from kg.evidence.database import EvidenceDatabase
from kg.export import exporter
from kg.graph.build import build
from kg.graph.validate import shacl_violations, violations
from kg.graph.view import edges, nodes
from kg.model import (
    Extraction,
    Paper,
    Rejected,
    Resolution,
    SourceClaim,
)
from tests.foonet import TEXT, compute, extraction, paper


def test_what_changes_nothing_starts_no_generation(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        evidence.papers.add([paper()])
        evidence.extractions.add([extraction()], "m")
        before = evidence.generation
        evidence.papers.add([paper()])
        evidence.extractions.add([extraction()], "m")
        evidence.rejects.clear_files(["page"])
        assert evidence.generation == before
        evidence.papers.add([paper(year=2020)])
        assert evidence.generation > before


records = st.builds(
    lambda abstract, year, url, source: Paper("p", "t", abstract, year, url, (source,)),
    st.text("aß漢 .", max_size=3), st.none() | st.integers(1990, 1993), st.none() | st.sampled_from(["u1", "u2"]), st.sampled_from(["a#1", "b#1", "c#2"]),
)  # fmt: skip


@given(
    st.lists(records, min_size=1, max_size=5, unique_by=lambda p: p.sources),
    st.randoms(use_true_random=False),
)
@settings(deadline=None, max_examples=25)
def test_records_merge_in_any_order(tmp_path_factory, papers, random):
    def merged(order):
        with EvidenceDatabase(tmp_path_factory.mktemp("log")) as evidence:
            for one in order:
                evidence.papers.add([one])
            return evidence.papers.get("p")

    shuffled = papers[:]
    random.shuffle(shuffled)
    assert merged(papers) == merged(shuffled)
    assert len(merged(papers).abstract) == max(len(p.abstract) for p in papers)


def test_pending_knows_text_and_model(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        evidence.papers.add([paper()])
        assert [p.id for p in evidence.extractions.pending("m1")] == ["p1"]
        evidence.extractions.add([extraction()], "m1")
        assert list(evidence.extractions.pending("m1")) == []
        assert [p.id for p in evidence.extractions.pending("m2")] == ["p1"]
        evidence.papers.add([paper(text=TEXT + " More.", source="page#2")])
        assert [p.id for p in evidence.extractions.pending("m1")] == ["p1"]


LONG = "FooNet parses very many sentences of running text faster than any parser that was known before it, and it needs no trees at all."
STONES = "Stones found along river beds are sorted here by colour weight and age using only patience daylight good shoes plus some luck."


def simple(value):
    return Extraction(value.id, value.text, ((0, len(value.text)),))


def merging(evidence, *papers):
    evidence.papers.add(papers)
    return {value.id: value.same_as for value in evidence.papers.all()}


def test_records_under_different_ids_are_one_paper_found_by_any_of_them(tmp_path):
    given = SourceClaim("Dataset", "PebbleSet", "used")
    one = Paper("arxiv:1", "FooNet", LONG, 2022, "https://b", ("a#1",), ("doi:10.1/x",), (given,))
    two = Paper("acl:1", "FooNet", f"{LONG} In print.", 2023, "https://a", ("b#1",), ("doi:10.1/x",))
    with EvidenceDatabase(tmp_path) as evidence:
        assert merging(evidence, one, two) == {"doi:10.1/x": ("acl:1", "arxiv:1")}
        expected = Paper(
            "doi:10.1/x",
            "FooNet",
            two.abstract,
            2022,
            "https://a",
            ("a#1", "b#1"),
            ("acl:1", "arxiv:1"),
            (given,),
        )
        assert [evidence.papers.get(name) for name in ("doi:10.1/x", "acl:1", "arxiv:1", "doi:2")] == [
            expected,
            expected,
            expected,
            None,
        ]
        assert evidence.papers.ids_of({("acl:1", "b#1"), ("no", "a#1")}) == {"doi:10.1/x"}
        assert dict(evidence.counts())["papers"] == 1
        (node,) = nodes(evidence)
        assert node.properties["ids"] == ("doi:10.1/x", "acl:1", "arxiv:1")
        assert evidence.papers.forget(["acl:1", "arxiv:1"]) == []
        assert list(evidence.papers.all()) == []
        assert dict(evidence.counts())["records"] == 0


def test_an_extraction_follows_its_text_to_another_id_and_else_goes(tmp_path):
    preprint = Paper("arxiv:1", "FooNet", LONG, sources=("a#1",))
    with EvidenceDatabase(tmp_path) as evidence:
        evidence.papers.add([preprint])
        evidence.extractions.add(map(simple, list(evidence.extractions.pending("m"))), "m")
        assert merging(
            evidence, Paper("doi:10.1/x", "FooNet", None, sources=("b#1",), same_as=("arxiv:1",))
        ) == {"doi:10.1/x": ("arxiv:1",)}
        assert [(e.id, model) for e, model in evidence.extractions.all()] == [("doi:10.1/x", "m")]
        assert list(evidence.extractions.pending("m")) == []
        merging(evidence, Paper("mine", "FooNet", f"{LONG} More.", sources=("c#1",), same_as=("arxiv:1",)))
        assert list(evidence.extractions.all()) == []
        assert [value.id for value in evidence.extractions.pending("m")] == ["mine"]
        assert dict(evidence.counts())["extractions"] == 0


def test_what_was_said_of_another_text_does_not_count(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        evidence.papers.add([paper()])
        evidence.extractions.add([extraction()], "m")
        evidence.papers.add([paper(text=TEXT + " More.", source="page#2")])
        assert list(evidence.extractions.all()) == []


def test_a_clash_is_a_violation_and_forgetting_the_one_gives_the_other_its_id(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        one, two = (
            Paper("doi:1", "FooNet", LONG, sources=("a#1",)),
            Paper("doi:1", "River stones", STONES, sources=("b#1",)),
        )
        evidence.papers.add([one, two])
        evidence.extractions.add(map(simple, evidence.papers.all()), "m")
        compute(evidence)
        assert [(what, where) for what, where, _ in violations(evidence)] == [("clash", "doi:1")]
        assert [(clash.title, clash.other_title) for clash in evidence.papers.clashes()] == [
            ("FooNet", "River stones")
        ]
        assert dict(evidence.counts())["clashes"] == 1
        assert evidence.papers.forget(["doi:1"]) == []
        compute(evidence)
        assert list(evidence.papers.clashes()) == []
        assert [(e.id, e.text) for e, _ in evidence.extractions.all()] == [("doi:1", two.text)]
        assert list(violations(evidence)) == []


def test_papers_are_found_anew_after_a_kill_between_reading_and_merging(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        assert merging(evidence, Paper("arxiv:1", "FooNet", LONG, sources=("a#1",))) == {"arxiv:1": ()}
        evidence.papers.add([Paper("doi:1", "FooNet", LONG, sources=("b#1",), same_as=("arxiv:1",))])
    with EvidenceDatabase(tmp_path) as evidence:
        before = evidence.generation
        assert [value.id for value in evidence.papers.all()] == ["doi:1"]
        assert evidence.generation == before


names = st.sampled_from(["p", "doi:1", "doi:2", "arxiv:1", "acl:1"])
stated = st.builds(
    SourceClaim, st.just("Dataset"), st.sampled_from(["A", "B"]), st.sampled_from(["used", "introduced"])
)
several = st.builds(
    lambda own, others, title, abstract, source, given: Paper(own, title, abstract, None, None, (source,), tuple(others), tuple(given)),
    names, st.frozensets(names, max_size=2), st.sampled_from(["FooNet", "River stones"]), st.sampled_from([None, LONG, STONES]),
    st.sampled_from(["a#1", "b#1", "c#1", "d#1"]), st.frozensets(stated, max_size=2),
)  # fmt: skip


@given(
    st.lists(several, max_size=6, unique_by=lambda p: (p.id, p.sources)),
    st.randoms(use_true_random=False),
    st.integers(0, 6),
)
@settings(deadline=None, max_examples=25)
def test_papers_do_not_depend_on_the_order_or_the_number_of_runs(tmp_path_factory, papers, random, cut):
    def outcome(order, cut):
        with EvidenceDatabase(tmp_path_factory.mktemp("log")) as evidence:
            for part in (order[:cut], order[cut:], order[:1]):
                evidence.papers.add(part)
                evidence.extractions.add(map(simple, list(evidence.extractions.pending("m"))), "m")
            compute(evidence)
            assert [what for what, _, _ in violations(evidence) if what != "clash"] == []
            said = [extraction_to_json(e) for e, _ in evidence.extractions.all()]
            return (
                list(evidence.papers.all()),
                list(evidence.papers.clashes()),
                said,
                list(nodes(evidence)),
                list(edges(evidence)),
            )

    assert outcome(random.sample(papers, len(papers)), cut) == outcome(papers, 0)


def test_what_a_source_states_stands_beside_the_text_until_its_record_goes(tmp_path):
    given = (
        SourceClaim("Dataset", "Pebble-Set", "used"), SourceClaim("Dataset", "pebble set", "introduced"), SourceClaim("Dataset", "X", "evaluated"),
        SourceClaim("repository", "https://github.com/A/B/", "official"), SourceClaim("repository", "https://gitlab.com/c/d.git", "official"),
    )  # fmt: skip
    with EvidenceDatabase(tmp_path) as evidence:
        evidence.papers.add([paper(), replace(paper(source="links#1"), claims=given)])
        evidence.extractions.add([extraction()], "m")
        compute(evidence)
        from_source = [edge for edge in edges(evidence) if edge.properties["rule"] == "source"]
        assert sorted((edge.type, edge.target.iri.rpartition("/")[2]) for edge in from_source) == [
            ("HAS_REPOSITORY", "gitlab.com%2Fc%2Fd"), ("MENTIONS", "x"), ("USES", "pebble-set"),
        ]  # fmt: skip
        for edge in from_source:
            assert [edge.properties[name] for name in ("sentence", "start", "end", "confidence")] == [
                "",
                0,
                0,
                1.0,
            ]
        assert [edge.properties["official"] for edge in from_source if edge.type == "HAS_REPOSITORY"] == [
            True
        ]
        assert list(violations(evidence)) == []
        triples = BytesIO()
        exporter("ntriples")(nodes(evidence), edges(evidence), triples, "https://w3id.org/papergraph/")
        assert shacl_violations(triples.getvalue()) == []
        evidence.db.execute("UPDATE evidence SET sentence = 'FooNet' WHERE rule = 'source'")
        assert {what for what, _, _ in violations(evidence)} == {"offsets"}
        evidence.papers.add([paper(source="links#1")])
        compute(evidence)
        assert not [edge for edge in edges(evidence) if edge.properties["rule"] == "source"]


def test_a_reject_keeps_the_byte_that_it_starts_at(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        evidence.rejects.add([Rejected("a#1", "cut", "why", "record", 17), Rejected("a#2", "cut", "why")])
        assert [rejected.offset for rejected in evidence.rejects.all()] == [17, None]


def test_rejects_are_kept_once_and_cleared_by_file(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        evidence.rejects.add(
            [
                Rejected("a.txt#3", "no-abstract", "why"),
                Rejected("a.txt#3", "no-abstract", "why"),
                Rejected("ab.txt", "empty", "why"),
            ]
        )
        assert [r.source for r in evidence.rejects.all()] == ["a.txt#3", "ab.txt"]
        evidence.rejects.clear_files(["a.txt"])
        assert [r.source for r in evidence.rejects.all()] == ["ab.txt"]


def test_an_error_rolls_back(tmp_path):
    def failing():
        yield paper("p1")
        raise RuntimeError

    with EvidenceDatabase(tmp_path) as evidence:
        with pytest.raises(RuntimeError):
            evidence.papers.add(failing())
        assert list(evidence.papers.all()) == []
        evidence.papers.add([paper()])
        evidence.extractions.add([extraction()], "m")
        compute(evidence)
        evidence.papers.add([paper("p2")])
        with pytest.raises(RuntimeError):
            build(evidence, Resolution((), {}), links=(("",) * 8 for _ in failing()))
        assert len(list(edges(evidence))) == 10


def test_a_missing_log_a_foreign_one_and_one_of_another_schema(tmp_path):
    with pytest.raises(InputError, match="no graph in"):
        EvidenceDatabase.existing(tmp_path)
    (tmp_path / "evidence.sqlite").write_text("not a database at all, but long enough to look at" * 20)
    with pytest.raises(StoreError, match="cannot open"):
        EvidenceDatabase.existing(tmp_path)
    (tmp_path / "evidence.sqlite").unlink()
    with EvidenceDatabase(tmp_path) as evidence:
        evidence.set_meta("schema", "99")
    with pytest.raises(StoreError, match="schema 99"):
        EvidenceDatabase(tmp_path)


def test_the_log_is_closed_after_use(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        pass
    with pytest.raises(sqlite3.ProgrammingError):
        evidence.db.execute("SELECT 1")
