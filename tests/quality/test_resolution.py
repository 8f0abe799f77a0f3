"""Names that people judged, against the concepts that a run makes of them. The floors are what is reached, to be raised with it."""

import csv
import json
import lzma
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from kg.model import Cluster
from kg.names import normal_form
from kg.resolve import resolve

HERE = Path(__file__).parent
FLOORS = {"tuning": (0.95, 0.85), "test": (0.94, 0.84)}  # precision, recall
B_CUBED = {"tuning": 0.96, "test": 0.90}


def meanings(papers):
    """Return a function from a label and a name to the concept that most papers which use the name so mean by it."""
    clusters = [
        (str(paper), Cluster(str(number), label, tuple(names), "mentioned", 0, 0, 1.0, "test"))
        for paper, found in enumerate(papers)
        for number, (label, names) in enumerate(found)
    ]
    resolution = resolve(clusters)
    uses = defaultdict(Counter)
    for paper, cluster in clusters:
        ref = resolution.concept_of.get((paper, cluster.key))
        for form in set(map(normal_form, cluster.mentions)):
            uses[cluster.label, form][ref] += 1
            uses[form][ref] += 1

    def most(place):
        (best, count), *others = uses[place].most_common(2) or [(None, 0)]
        return best if best is not None and not (others and others[0][1] == count) else None

    def meaning(label, name):
        form = normal_form(name)
        return most((label, form) if (label, form) in uses else form) or (label, form)

    return meaning


@pytest.fixture(scope="module")
def runs():
    """Return the meanings of names in a run over the ACL's abstracts, and in one over all."""
    lines = map(json.loads, lzma.decompress((HERE / "clusters.jsonl.xz").read_bytes()).decode().splitlines())
    papers = [(source, found) for source, found in lines]
    return {
        "acl": meanings([found for source, found in papers if source == "acl"]),
        "all": meanings([found for _, found in papers]),
    }


@pytest.mark.parametrize("half", sorted(FLOORS))
def test_pairs_of_names(runs, half, record_property):
    with (HERE / "pairs.tsv").open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["half"] == half
        ]
    judged = [
        (
            row["verdict"] == "same",
            runs[row["run"]](row["type"], row["name"])
            == runs[row["run"]](row["other_type"], row["other_name"]),
        )
        for row in rows
    ]
    right = sum(wanted and found for wanted, found in judged)
    precision, recall = right / sum(found for _, found in judged), right / sum(wanted for wanted, _ in judged)
    record_property("precision, recall", (precision, recall))
    assert len(rows) > 300
    assert precision >= FLOORS[half][0], precision
    assert recall >= FLOORS[half][1], recall


@pytest.mark.parametrize("half", sorted(B_CUBED))
def test_concepts_with_all_their_names(runs, half, record_property):
    """B³ over the names of each concept (Bagga and Baldwin 1998): a name that is not the concept's is a cluster of its own."""
    precision = recall = count = 0.0
    for line in (HERE / "concepts.jsonl").read_text(encoding="utf-8").splitlines():
        judged = json.loads(line)
        if "bad" in judged or judged["half"] != half:
            continue
        same = judged["same"]
        meant = {
            name: runs[judged["run"]](judged["type"], name)
            for name in (*same, *judged["variant"], *judged["different"])
        }
        for name in same:
            together = [other for other in meant if meant[other] == meant[name]]
            hits = sum(other in same for other in together)
            precision, recall, count = precision + hits / len(together), recall + hits / len(same), count + 1
    precision, recall = precision / count, recall / count
    score = 2 * precision * recall / (precision + recall)
    record_property("B-cubed", (precision, recall, score))
    assert score >= B_CUBED[half], (precision, recall, score)


def test_the_judgements_are_whole():
    lines = (HERE / "pairs.tsv").read_text(encoding="utf-8").splitlines()[1:]
    kinds = {(v, s) for v in ("same", "variant", "different") for s in ("yes", "no")}
    assert {tuple(line.split("\t")[2:4]) for line in lines} <= kinds
    verdicts = Counter(line.split("\t")[2] for line in lines)
    assert verdicts["same"] < verdicts["variant"] + verdicts["different"]
    for line in (HERE / "concepts.jsonl").read_text(encoding="utf-8").splitlines():
        judged = json.loads(line)
        names = [name for kind in ("same", "variant", "different", "unsure") for name in judged[kind]]
        assert len(names) == len(set(names))
