"""The shipped models are those that model.lock describes, and the annotations are whole."""

import hashlib
import json
from importlib.resources import files
from pathlib import Path

import pytest

from kg.extract.language import extract, make
from kg.extract.results import KINDS
from kg.generated.vocabulary import RELATION_EDGES, RELATIONS, ROLE_EDGES
from kg.model import Paper

MODEL = Path(str(files("kg.extract").joinpath("model")))
LOCK = json.loads((MODEL / "model.lock").read_text(encoding="utf-8"))
ANNOTATIONS = sorted((Path(__file__).parents[3] / "pipelines" / "model" / "annotations").rglob("*.jsonl"))


def test_the_lock_names_just_the_files_that_are_there():
    there = [p for p in MODEL.iterdir() if p.name not in ("model.lock", "MODEL_CARD.md", "NOTICE")]
    assert {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in there} == LOCK["models"]
    assert sum(p.stat().st_size for p in there if p.suffix in (".onnx", ".txt")) < 50_000_000
    assert sum(p.stat().st_size for p in there) < 60_000_000


def test_the_lock_names_just_the_annotations_that_are_there():
    files_ = {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest()
        for p in ANNOTATIONS
        if p.parent.name == "annotations"
    }
    assert files_.items() <= LOCK["data"].items()


@pytest.mark.parametrize("path", ANNOTATIONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_annotations(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        paper = json.loads(line)
        assert set(paper) == {
            "id",
            "text_hash",
            "entities",
            "clusters",
            "relations",
            "results",
            "repositories",
        }, "no text stands here"
        role_of = {key: (label, role) for key, label, role in paper["clusters"]}
        assert len(role_of) == len(paper["clusters"])
        end = 0
        for start, stop, label, cluster in paper["entities"]:
            assert end <= start < stop
            end = stop
            assert label == "Repository" or role_of[cluster][0] == label
        assert all(role in ROLE_EDGES for role in role_of.values())
        for head, name, tail in paper["relations"]:
            assert name in RELATIONS[role_of[head][0], role_of[tail][0]]
        for result in paper["results"]:
            assert result["kind"] in KINDS
            assert all(
                result[slot] is None or role_of[result[slot]][0].lower() == slot
                for slot in ("method", "dataset", "task", "metric")
            )


def test_every_annotated_paper_stands_there_once():
    ids = [
        json.loads(line)["id"]
        for path in ANNOTATIONS
        if path.parent.name == "annotations"
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(ids) == len(set(ids)) == 5271


def test_a_sentence_without_a_title_is_read_as_a_sentence_of_a_paper():
    nlp = make()
    (found,) = extract(
        [
            Paper(
                "s",
                "We train a convolutional neural network (CNN) on ImageNet and measure its accuracy.",
                None,
            )
        ],
        nlp,
    )
    names = {found.text[m.start : m.end]: m.label for m in found.entities}
    assert names["convolutional neural network"] == names["CNN"] == "Method"
    assert names["ImageNet"] == "Dataset"
    assert names["accuracy"] == "Metric"
    synonyms = [
        (found.text[slice(*r.head)], found.text[slice(*r.tail)])
        for r in found.mention_relations
        if r.label == "synonymOf"
    ]
    assert synonyms == [("CNN", "convolutional neural network")]
    assert all(r.label in RELATION_EDGES for r in found.relations)


@pytest.mark.parametrize(
    "text",
    [
        "FooNet does not outperform BarNet on ImageNet.",
        "FooNet could be applied to machine translation.",
        "We ask whether FooNet outperforms BarNet.",
    ],
)
def test_what_is_denied_or_imagined_is_not_stated(text):
    (found,) = extract([Paper("p", "A study of networks", text)], make())
    assert [
        (r.head, r.label, r.tail) for r in found.relations if r.label in ("comparedWith", "usedFor")
    ] == []
