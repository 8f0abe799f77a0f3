"""The descriptions beside tables: Croissant and RO-Crate."""

import csv
import hashlib
import json

import pytest

from kg.describe import Description, as_json, checked, write_beside
from kg.describe.description import Made
from kg.export.csv import export as export_csv
from kg.export.parquet import export as export_parquet
from kg.export.tables import tables
from kg.ids import DEFAULT_BASE
from tests.compliance.graph import graph

MADE = Made("1.0", (("model-1", 3),), "res", "code", ("tasks.ttl",), 2, ("refs.bib", 'a b/<ö>"\n.csv'))
SAID = checked(
    title='"</script><b>\\',
    creators=["Jane Doe <0000-0002-1825-0097>", "A Library <https://ror.org/02mhbdp94>", "B"],
    license="CC-BY-4.0",
    version="2",
    date="2024-05-31",
)
FULL = Description(SAID, DEFAULT_BASE, MADE, (("Paper", 13),))
BARE = Description(checked(), DEFAULT_BASE, Made("1.0"), (("Paper", 1),))
EXPORTS = {"csv": export_csv, "parquet": export_parquet}


def written(path, form="csv", description=FULL):
    if form == "parquet":
        pytest.importorskip("pyarrow")
    EXPORTS[form](*graph(), path, DEFAULT_BASE)
    for name in ("croissant.json", "ro-crate-metadata.json"):
        (path / name).unlink(missing_ok=True)
    write_beside(path, description, tables(*graph()), form)
    return tuple(
        json.loads((path / name).read_text(encoding="utf-8"))
        for name in ("croissant.json", "ro-crate-metadata.json")
    )


def by_id(entities):
    found = {one["@id"]: one for one in entities}
    assert len(found) == len(entities)
    return found


@pytest.mark.parametrize("form", EXPORTS)
def test_every_file_is_listed_with_its_hash(tmp_path, form):
    croissant, crate = written(tmp_path / "out", form)
    entities = by_id(crate["@graph"])
    files = by_id(croissant["distribution"])
    there = {path.name: path for path in (tmp_path / "out").iterdir()}
    assert set(files) == set(there) - {"croissant.json", "ro-crate-metadata.json"}
    assert {part["@id"] for part in entities["./"]["hasPart"]} == set(there) - {"ro-crate-metadata.json"}
    for name in set(there) - {"ro-crate-metadata.json"}:
        digest = hashlib.sha256(there[name].read_bytes()).hexdigest()
        assert entities[name]["sha256"] == digest
        assert entities[name]["contentSize"] == str(there[name].stat().st_size)
        assert entities[name]["description"]
        if name in files:
            assert (files[name]["sha256"], files[name]["contentUrl"]) == (digest, name)


def test_every_column_is_a_field(tmp_path):
    croissant, _ = written(tmp_path / "out")
    fields = {}
    for record in croissant["recordSet"]:
        with (tmp_path / "out" / f"{record['@id']}.csv").open(newline="", encoding="utf-8") as stream:
            assert [field["name"] for field in record["field"]] == next(csv.reader(stream))
        fields |= by_id(record["field"])
        assert record["key"]["@id"] in fields
    assert (
        len({record["@id"] for record in croissant["recordSet"]})
        == len(croissant["recordSet"])
        == len(croissant["distribution"])
    )
    refers = {
        name: field["references"]["field"]["@id"] for name, field in fields.items() if "references" in field
    }
    assert set(refers.values()) <= set(fields)
    assert refers["PROPOSES/target"] == "Method/iri"
    assert "USES/target" not in refers  # methods and datasets
    assert fields["Result/value"]["dataType"] == "sc:Float"
    assert "isArray" not in fields["Paper/keywords"]


def test_an_end_refers_to_no_table_without_rows(tmp_path):
    nodes, edges = graph()
    few = tables((node for node in nodes if node.label != "Metric"), edges)
    export_csv(*graph(), tmp_path / "out", DEFAULT_BASE)
    write_beside(tmp_path / "out", FULL, few, "csv")
    croissant = json.loads((tmp_path / "out" / "croissant.json").read_text(encoding="utf-8"))
    fields = by_id([field for record in croissant["recordSet"] for field in record["field"]])
    assert "references" not in fields["MEASURES/target"]
    assert fields["MEASURES/source"]["references"]["field"]["@id"] == "Paper/iri"


def test_lists_are_lists_in_parquet(tmp_path):
    croissant, _ = written(tmp_path / "out", "parquet")
    (paper,) = (record for record in croissant["recordSet"] if record["@id"] == "Paper")
    (keywords,) = (field for field in paper["field"] if field["name"] == "keywords")
    assert (keywords["isArray"], keywords["arrayShape"]) == (True, "-1")


def test_who_what_and_when(tmp_path):
    croissant, crate = written(tmp_path / "out")
    entities = by_id(crate["@graph"])
    root = entities["./"]
    assert croissant["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    for described in (croissant, root, as_json(FULL)):
        assert (described["name"], described["version"], described["datePublished"]) == (
            SAID.title,
            "2",
            "2024-05-31",
        )
    assert croissant["license"] == root["license"]["@id"] == SAID.license
    assert [(one["@type"], one["name"]) for one in croissant["creator"]] == [
        ("Person", "Jane Doe"),
        ("Organization", "A Library"),
        ("Person", "B"),
    ]
    assert [entities[one["@id"]]["name"] for one in root["author"]] == ["Jane Doe", "A Library", "B"]
    assert "https://orcid.org/0000-0002-1825-0097" in entities
    run = entities["#run"]
    assert [entities[one["@id"]]["name"] for one in run["object"]] == [
        "Model model-1",
        "tasks.ttl",
        *MADE.files,
    ]
    assert entities[run["instrument"]["@id"]]["version"] == "1.0"


def test_every_reference_in_the_crate_is_kept(tmp_path):
    def references(value):
        if isinstance(value, list):
            for item in value:
                yield from references(item)
        elif isinstance(value, dict) and set(value) == {"@id"}:
            yield value["@id"]

    for name, description in (("full", FULL), ("bare", BARE)):
        _, crate = written(tmp_path / name, description=description)
        entities = by_id(crate["@graph"])
        found = {
            target
            for entity in entities.values()
            for value in entity.values()
            for target in references(value)
        }
        assert found - {"https://w3id.org/ro/crate/1.3"} <= set(entities)


def test_nothing_is_invented(tmp_path):
    croissant, crate = written(tmp_path / "out", description=BARE)
    root = by_id(crate["@graph"])["./"]
    for described in (croissant, root, as_json(BARE)):
        assert not {"license", "creator", "author", "version", "datePublished"} & set(described)
        assert described["name"] == "Graph of 1 paper"


def test_equal_graphs_give_equal_bytes(tmp_path):
    for name in ("one", "two"):
        written(tmp_path / name)
    for name in ("croissant.json", "ro-crate-metadata.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
