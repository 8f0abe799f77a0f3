"""Names that people judged, against the concepts that a run makes of them. The floors are what is reached, to be raised with it."""

import csv
import json
import lzma
from pathlib import Path

import pytest

from kg.model import Cluster
from kg.names import normal_form
from kg.resolve import resolve

HERE = Path(__file__).parent
FLOORS = {"tuning": (0.97, 0.76), "test": (0.97, 0.66)}  # precision, recall
B_CUBED = 0.92


@pytest.fixture(scope="module")
def concept():
    """Return a function from a label and a name to what the name means there."""
    papers = lzma.decompress((HERE / "clusters.jsonl.xz").read_bytes()).decode().splitlines()
    found = resolve(
        (str(paper), Cluster(str(number), label, tuple(names), "mentioned", 0, 0, 1.0, "test"))
        for paper, line in enumerate(papers)
        for number, (label, names) in enumerate(json.loads(line))
    )
    places = {}
    for one in found.concepts:
        for key in one.keys:
            places.setdefault(key, {})[one.label] = one.iri

    def meaning(label, name):
        key = normal_form(name)
        of_label = places.get(key, {})
        return of_label.get(label) or min(of_label.values(), default=key)

    return meaning


@pytest.mark.parametrize("half", sorted(FLOORS))
def test_pairs_of_names(concept, half, record_property):
    with (HERE / "pairs.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["half"] == half]
    judged = [
        (row["verdict"] == "same", concept(row["type"], row["name"]) == concept(row["other_type"], row["other_name"])) for row in rows
    ]
    right = sum(wanted and found for wanted, found in judged)
    precision, recall = right / sum(found for _, found in judged), right / sum(wanted for wanted, _ in judged)
    record_property("precision, recall", (precision, recall))
    assert len(rows) > 290
    assert precision >= FLOORS[half][0], precision
    assert recall >= FLOORS[half][1], recall


def test_concepts_with_all_their_names(concept, record_property):
    """B³ over the names of each concept (Bagga and Baldwin 1998): a name that is not the concept's is a cluster of its own."""
    precision = recall = count = 0.0
    for line in (HERE / "concepts.jsonl").read_text(encoding="utf-8").splitlines():
        judged = json.loads(line)
        if "bad" in judged:
            continue
        same, meant = judged["same"], {}
        for name in (*same, *judged["variant"], *judged["different"]):
            meant[name] = concept(judged["type"], name)
        for name in same:
            together = [other for other in meant if meant[other] == meant[name]]
            hits = sum(other in same for other in together)
            precision, recall, count = precision + hits / len(together), recall + hits / len(same), count + 1
    precision, recall = precision / count, recall / count
    score = 2 * precision * recall / (precision + recall)
    record_property("B-cubed", (precision, recall, score))
    assert score >= B_CUBED, (precision, recall, score)


def test_the_judgements_are_whole():
    lines = (HERE / "pairs.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert {tuple(line.split("\t")[1:3]) for line in lines} <= {(v, s) for v in ("same", "variant", "different") for s in ("yes", "no")}
    for line in (HERE / "concepts.jsonl").read_text(encoding="utf-8").splitlines():
        judged = json.loads(line)
        names = [name for kind in ("same", "variant", "different", "unsure") for name in judged[kind]]
        assert len(names) == len(set(names))
