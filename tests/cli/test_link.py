"""Links to authorities: made, listed with reason and score, kept in later runs, exported, and taken back exactly."""

import csv
import io
import json

import pytest

PAPERS = [
    ("1", "A study of parsing", "We propose FooNet and compare it with BERT. FooNet outperforms BERT."),
    ("2", "More on parsing", "We use BERT for dependency parsing."),
]
AUTHORITY = """id,name,aliases,type
https://e.org/digits,Tiny Digits,TD,Dataset
https://e.org/bert,BERT,"Bidirectional Encoder Representations from Transformers",Method
https://e.org/unknown,unknown thing,,
"""


@pytest.fixture
def store(kg, tmp_path):
    given = [
        {"kind": "Dataset", "name": "Tiny Digits", "role": "used"}
    ]  # by the source, so that nothing hangs on the extractor
    lines = (json.dumps({"id": i, "title": t, "abstract": a, "given": given}) + "\n" for i, t, a in PAPERS)
    (tmp_path / "papers.jsonl").write_text("".join(lines))
    (tmp_path / "topics.csv").write_text(AUTHORITY)
    assert kg("run", "--input", tmp_path / "papers.jsonl", "--store", tmp_path / "g").code == 0
    return tmp_path / "g"


def listed(kg, store):
    return list(csv.DictReader(io.StringIO(kg("link", "--store", store, "--format", "csv").out)))


def test_links_are_made_listed_kept_and_taken_back(kg, store, tmp_path):
    before = kg("export", "nquads", "--store", store).out
    found = kg("link", "--authority", tmp_path / "topics.csv", "--store", store)
    assert (found.code, found.err.strip()) == (
        0,
        "topics.csv: 3 entries, 2 exact (1 Dataset, 1 Method) and 0 close matches",
    )
    rows = listed(kg, store)
    assert [(row["subject_label"], row["predicate_id"], row["object_id"], row["confidence"]) for row in rows] == [
        ("Tiny Digits", "skos:exactMatch", "https://e.org/digits", "0.95"), ("BERT", "skos:exactMatch", "https://e.org/bert", "0.95"),
    ]  # fmt: skip
    assert "skos:exactMatch" not in before
    linked = kg("export", "turtle", "--store", store).out
    assert "skos:exactMatch <https://e.org/bert>" in linked
    assert "owl:sameAs" not in linked
    assert (
        "exactMatch https://e.org/bert 'BERT' (0.95, topics.csv): its name 'BERT' is the name"
        in kg("explain", "BERT", "--store", store).err
    )
    assert kg("validate", "--shacl", "--store", store).code == 0
    cypher = "MATCH (t:Dataset) WHERE t.exactMatch <> [] RETURN t.name AS name, t.exactMatch AS match"
    assert json.loads(kg("query", cypher, "--store", store, "--format", "jsonl").out) == {
        "name": "Tiny Digits",
        "match": ["https://e.org/digits"],
    }
    reasons = "SELECT ?o ?why { ?match a pg:Match ; rdf:object ?o ; pg:reason ?why }"
    found = map(json.loads, kg("sparql", reasons, "--store", store, "--format", "jsonl").out.splitlines())
    assert {row["o"] for row in found} == {row["object_id"] for row in rows}
    assert kg("run", "--input", tmp_path / "papers.jsonl", "--store", store).code == 0
    assert listed(kg, store) == rows
    assert kg("link", "--remove", "topics.csv", "--store", store) == (
        0,
        "",
        "removed topics.csv and its 2 links\n",
    )
    assert kg("export", "nquads", "--store", store).out == before


def test_the_list_is_an_authority_itself(kg, store, tmp_path):
    assert kg("link", "-a", tmp_path / "topics.csv", "--store", store).code == 0
    rows = listed(kg, store)
    assert kg("link", "--store", store, "--format", "csv", "-o", tmp_path / "mine.sssom.csv").code == 0
    assert kg("link", "--remove", "topics.csv", "-a", tmp_path / "mine.sssom.csv", "--store", store).code == 0
    again = listed(kg, store)
    same = ("subject_id", "predicate_id", "object_id", "object_label", "confidence")
    assert [[row[name] for name in same] for row in again] == [[row[name] for name in same] for row in rows]
    assert {row["mapping_justification"] for row in again} == {"semapv:UnspecifiedMatching"}


def test_what_cannot_be_used_is_said_in_one_line_and_changes_nothing(kg, store, tmp_path):
    (tmp_path / "bad.csv").write_text("id,name\nQ1,BERT\n")
    before = kg("export", "nquads", "--store", store).out
    cases = [
        (["-a", tmp_path / "topics.csv", "-a", tmp_path / "bad.csv"], 2, "line 2: 'Q1' is not an IRI"),
        (["-a", tmp_path / "missing.ttl"], 2, "cannot read the authority"),
        (["--remove", "nobody.csv"], 2, "has no authority called 'nobody.csv'"),
        (
            ["-a", tmp_path / "topics.csv", "-a", tmp_path / "sub" / "topics.csv"],
            2,
            "two authority files have the same name",
        ),
        (["--type", "Task"], 2, "--type only applies to the files of --authority"),
        (["-a", tmp_path / "topics.csv", "--type", "Tusk"], 2, "unknown type 'Tusk'. Did you mean 'Task'?"),
    ]
    for options, code, said in cases:
        found = kg("link", *options, "--store", store)
        assert (found.code, said in found.err, found.err.count("\n")) == (code, True, 1), found.err
    assert kg("export", "nquads", "--store", store).out == before
    assert listed(kg, store) == []


def test_a_mapping_that_says_not_is_none(kg, store, tmp_path):
    (tmp_path / "not.tsv").write_text(
        "subject_id\tsubject_label\tpredicate_id\tpredicate_modifier\tobject_id\n"
        "https://e.org/s\tBERT\tskos:exactMatch\tNot\thttps://e.org/1\nhttps://e.org/s\tBERT\tskos:exactMatch\t\thttps://e.org/2\n"
    )
    assert kg("link", "-a", tmp_path / "not.tsv", "--store", store).code == 0
    assert [row["object_id"] for row in listed(kg, store)] == ["https://e.org/2"]


def test_an_authority_of_some_types_is_linked_to_no_others_in_later_runs_too(kg, store, tmp_path):
    given = ("link", "-a", tmp_path / "topics.csv", "--store", store)
    found = kg(*given, "--type", "dataset", "--type", "Metric")
    assert found == (0, "", "topics.csv: 3 entries, 1 exact (1 Dataset) and 0 close matches\n")
    said = [{"kind": "Dataset", "name": "Unknown Thing", "role": "used"}]
    (tmp_path / "more.jsonl").write_text(
        json.dumps({"id": "3", "title": "Still more", "abstract": "We use BERT.", "given": said})
    )
    (tmp_path / "others.csv").write_text("id,name\nhttps://e.org/other,BERT\n")
    assert kg("run", "--input", tmp_path / "more.jsonl", "--store", store).code == 0
    assert kg("link", "-a", tmp_path / "others.csv", "--store", store).code == 0, "it has no types"
    assert [(row["mapping_source"], row["subject_label"]) for row in listed(kg, store)] == [
        ("topics.csv", "Tiny Digits"),
        ("topics.csv", "Unknown Thing"),
        ("others.csv", "BERT"),
    ]
    assert kg(*given).code == 0, "linked again without types"
    assert [row["mapping_source"] for row in listed(kg, store)].count("topics.csv") == 3


def test_the_export_of_the_graph_itself_is_no_authority(kg, store, tmp_path):
    own = tmp_path / "own.ttl"
    assert kg("export", "turtle", "--store", store, "-o", own).code == 0
    before = kg("export", "nquads", "--store", store).out
    base = "https://w3id.org/papergraph/"
    assert kg("link", "-a", own, "--store", store) == (
        2,
        "",
        f"kg: own.ttl has only IRIs of this graph itself ({base}): link it to a file of others\n",
    )
    assert kg("export", "nquads", "--store", store).out == before
    with own.open("a") as file:
        file.write('\n<https://e.org/bert> skos:prefLabel "BERT" .\n')
    found = kg("link", "-a", own, "--store", store)
    left, given = found.err.splitlines()
    assert left.startswith("own.ttl: left out ")
    assert left.endswith(" entries of this graph itself")
    assert (found.code, given) == (0, "own.ttl: 1 entries, 1 exact (1 Method) and 0 close matches")
    assert [row["object_id"] for row in listed(kg, store)] == ["https://e.org/bert"]
    assert kg("link", "--remove", "own.ttl", "--store", store).err == "removed own.ttl and its 1 link\n"
