"""What some store could not hold is refused with its paper, before it is kept; graphs that hold it already are healed."""

import json
import re
import signal
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from kg.engine import local
from kg.evidence.codec import extraction_from_json, extraction_to_json
from kg.evidence.storable import fault
from kg.model import TOO_LONG, Paper, Rejected

GOOD = {
    "id": "p:1",
    "title": "FooNet",
    "abstract": "We propose FooNet for semantic parsing. FooNet reaches an accuracy of 91.2% on BarSet.",
}
HUGE = {
    "id": "p:2",
    "title": "BarNet",
    "abstract": f"We propose BarNet for semantic parsing. BarNet reaches an accuracy of {'9' * 401}% on BarSet.",
}


@pytest.fixture
def store(kg, tmp_path):
    (tmp_path / "p.jsonl").write_text(json.dumps(GOOD) + "\n")
    assert kg("run", "--input", tmp_path / "p.jsonl", "--store", tmp_path / "g.kg").code == 0
    return tmp_path / "g.kg"


def exports(kg, store):
    for form in ("nquads", "trig", "turtle", "jsonld", "graphml", "jsonl"):
        assert kg("export", form, "--store", store).code == 0, form
    assert kg("query", "popular-tasks", "--store", store).code == 0
    assert kg("sparql", "popular-tasks", "--store", store).code == 0
    assert kg("status", "--store", store).code == 0


def test_a_number_that_no_store_can_hold_is_a_reject_of_its_paper(kg, tmp_path):
    (tmp_path / "p.jsonl").write_text("".join(json.dumps(line) + "\n" for line in (GOOD, HUGE)))
    for _ in range(2):
        outcome = kg("run", "--input", tmp_path / "p.jsonl", "--store", tmp_path / "g.kg")
        assert outcome.code == 1
        assert "read 2 = accepted 1 + duplicate 0 + rejected 1" in outcome.err
    [reject] = [json.loads(line) for line in kg("rejects", "--store", tmp_path / "g.kg").out.splitlines()]
    assert (reject["source"], reject["code"]) == ("p:2", "extract")
    assert reject["reason"].endswith("does not fit a 64-bit float")
    exports(kg, tmp_path / "g.kg")


def test_a_range_is_no_fault_of_its_paper(kg, tmp_path):
    line = {
        **GOOD,
        "abstract": "We propose FooNet for semantic parsing. FooNet improves the accuracy by 20-60% on BarSet.",
    }
    (tmp_path / "p.jsonl").write_text(json.dumps(line) + "\n")
    assert [r["value"] for r in json.loads(kg("extract", tmp_path / "p.jsonl").out)["results"]] == ["20-60"]
    assert kg("run", "--input", tmp_path / "p.jsonl", "--store", tmp_path / "g.kg").code == 0
    exports(kg, tmp_path / "g.kg")


def stored(store):
    with closing(sqlite3.connect(store / "evidence.sqlite")) as db:
        return extraction_from_json(db.execute("SELECT value FROM extraction").fetchone()[0])


def spoiled(extraction, how):
    result, mention, link = extraction.results[0], extraction.entities[0], extraction.clusters[0]
    return {
        "huge": lambda: replace(extraction, results=(replace(result, value="9" * 401),)),
        "infinite": lambda: replace(extraction, results=(replace(result, value="-1e400"),)),
        "nan": lambda: replace(extraction, results=(replace(result, value="nan"),)),
        "confidence": lambda: replace(extraction, entities=(replace(mention, confidence=float("nan")),)),
        "negative": lambda: replace(
            extraction, clusters=(replace(link, confidence=-1.0), *extraction.clusters[1:])
        ),
        "span": lambda: replace(extraction, results=(replace(result, end=10**6),)),
        "surrogate": lambda: replace(extraction, results=(replace(result, unit="\ud800"),)),
    }[how]()


HOWS = ["huge", "infinite", "nan", "confidence", "negative", "span", "surrogate"]


@pytest.mark.parametrize("how", HOWS)
def test_each_value_that_a_store_refuses_is_found(how, store):
    assert fault(stored(store)) == ""
    assert fault(spoiled(stored(store), how))


@pytest.mark.parametrize("how", HOWS)
def test_a_graph_that_holds_it_already_is_healed(kg, store, tmp_path, how):
    before = kg("export", "nquads", "--store", store).out
    with closing(sqlite3.connect(store / "evidence.sqlite")) as db, db:
        text = extraction_to_json(spoiled(stored(store), how)).encode("utf-8", "surrogatepass")
        db.execute("UPDATE extraction SET value = CAST(? AS TEXT)", (text,))
        db.execute("UPDATE result SET value = 9e999")
        db.execute("DELETE FROM meta WHERE name IN ('checked', 'graph')")
    exports(kg, store)
    [reject] = [json.loads(line) for line in kg("rejects", "--store", store).out.splitlines()]
    assert (reject["source"], reject["code"]) == ("p:1", "extract")
    outcome = kg("run", "--input", tmp_path / "p.jsonl", "--store", store)
    assert (outcome.code, "extracted 1" in outcome.err) == (0, True)
    assert kg("export", "nquads", "--store", store).out == before


def test_a_paper_of_which_no_statements_can_be_made_met_a_bug_and_is_tried_again(
    kg, store, tmp_path, monkeypatch
):
    from kg.graph import build

    whole = build.statements

    def fails(extraction, *rest):
        if extraction.id == "p:1":
            raise KeyError("Hardware")
        return whole(extraction, *rest)

    monkeypatch.setattr(build, "statements", fails)
    with closing(sqlite3.connect(store / "evidence.sqlite")) as db, db:
        db.execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'")
    exports(kg, store)
    [reject] = [json.loads(line) for line in kg("rejects", "--store", store).out.splitlines()]
    assert (reject["source"], reject["code"]) == ("p:1", "graph-bug")
    assert re.fullmatch(r"kg/graph/build\.py:\d+: KeyError: 'Hardware'", reject["reason"])
    again = kg("run", "--input", tmp_path / "p.jsonl", "--store", store)
    assert (again.code, "1 paper hit a bug in kg" in again.err) == (70, True)
    assert "read 1 = accepted 0 + duplicate 0 + rejected 1" in again.err
    monkeypatch.undo()
    assert kg("run", "--input", tmp_path / "p.jsonl", "--store", store).code == 0
    assert kg("rejects", "--store", store).out == ""
    assert (
        kg("query", "MATCH (p:Paper)-[:PROPOSES]->(m) RETURN m.name AS name", "--store", store).out
        == '{"name": "FooNet"}\n'
    )


# A watchdog for what hangs


def papers(count):
    return [Paper(f"p:{n}", f"FooNet {n}", GOOD["abstract"]) for n in range(count)]


def hang(monkeypatch, bad):
    """Let the extraction of one paper go on for ever."""
    from kg.extract import language as pipeline

    whole = pipeline.extract

    def extract(found, nlp):
        for paper in found:
            while paper.id == bad:
                pass
            yield from whole([paper], nlp)

    monkeypatch.setattr(pipeline, "extract", extract)


def test_a_paper_that_hangs_is_stopped_and_the_others_are_extracted(monkeypatch):
    monkeypatch.setattr(local, "SECONDS", 1.0)
    hang(monkeypatch, "p:2")
    before = signal.getsignal(signal.SIGVTALRM)
    found = list(local.extract(papers(5)))
    assert [item.id for item in found if not isinstance(item, Rejected)] == ["p:0", "p:1", "p:3", "p:4"]
    assert [(item.source, item.code) for item in found if isinstance(item, Rejected)] == [("p:2", TOO_LONG)]
    assert signal.getsignal(signal.SIGVTALRM) is before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_it_stays_pending_and_the_next_run_tries_it_again(kg, tmp_path, monkeypatch):
    (tmp_path / "p.jsonl").write_text(
        "".join(json.dumps({"id": p.id, "title": p.title, "abstract": p.abstract}) + "\n" for p in papers(3))
    )
    with monkeypatch.context() as patch:
        patch.setattr(local, "SECONDS", 1.0)
        hang(patch, "p:1")
        outcome = kg("run", "--input", tmp_path / "p.jsonl", "--store", tmp_path / "g.kg")
    assert outcome.code == 1
    assert "read 3 = accepted 3 + duplicate 0 + rejected 0" in outcome.err
    assert "1 papers took too long and are still pending: the next run will retry them" in outcome.err
    assert kg("rejects", "--store", tmp_path / "g.kg").out == ""
    outcome = kg("run", "--input", tmp_path / "p.jsonl", "--store", tmp_path / "g.kg")
    assert (outcome.code, "extracted 1" in outcome.err) == (0, True)


def test_what_is_finished_is_kept_when_the_rest_is_interrupted(kg, tmp_path, monkeypatch):
    from kg.extract import language as pipeline

    whole = pipeline.extract

    def extract(found, nlp):
        for paper in found:
            if paper.id == "p:40":
                raise KeyboardInterrupt
            yield from whole([paper], nlp)

    (tmp_path / "p.jsonl").write_text(
        "".join(json.dumps({"id": p.id, "title": p.title, "abstract": p.abstract}) + "\n" for p in papers(60))
    )
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "extract", extract)
        assert kg("run", "--input", tmp_path / "p.jsonl", "--store", tmp_path / "g.kg").code == 130
    with closing(sqlite3.connect(tmp_path / "g.kg" / "evidence.sqlite")) as db:
        assert db.execute("SELECT count(*) FROM extraction").fetchone()[0] >= 32
