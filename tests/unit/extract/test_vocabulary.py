"""What the extraction still lacks of the node types and relations in the schema; CONTRIBUTING.md says how to add one."""

import json
import re
from collections import Counter
from dataclasses import fields
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from kg.extract import relations, results, roles, sentences
from kg.extract.annotated import MarkedText
from kg.extract.candidates import Candidate
from kg.extract.crf import Chain
from kg.extract.mention_features import read
from kg.extract.mentions import MentionModel
from kg.extract.rules import load
from kg.extract.weights import Weights
from kg.generated.vocabulary import CONCEPTS, RELATIONS, RESULT_EDGES
from kg.model import ResultMention

ANNOTATIONS = Path(__file__).parents[3] / "pipelines" / "model" / "annotations"
MODEL = Path(str(files("kg.extract").joinpath("model")))
EXAMPLES = "training examples in pipelines/model/annotations/"
TRAINED = "in kg/extract/model/ (run `spacy project run all` in pipelines/model/)"


@cache
def annotated() -> Counter:
    """Count the annotations that are learnt from: by label, by (label, role), and by (label, relation, label)."""
    found: Counter = Counter()
    for path in ANNOTATIONS.glob("*.jsonl"):
        for paper in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            label_of = {key: label for key, label, _ in paper["clusters"]}
            found.update(label for _, _, label, _ in paper["entities"])
            found.update((label, role) for _, label, role in paper["clusters"])
            found.update((label_of[head], name, label_of[tail]) for head, name, tail in paper["relations"])
    return found


@cache
def weights(name: str) -> Weights:
    return Weights.load(MODEL / f"{name}.npz")[0]


@cache
def labels_learnt() -> set[str]:
    return set(MentionModel.load(MODEL / "mentions-abstracts.npz").chain.columns)


@cache
def names_in_lexicon(label: str) -> int:
    lexicon = files("kg.extract").joinpath(f"lexicons/{label.lower()}.tsv")
    return (
        sum(not line.startswith("#") for line in lexicon.read_text(encoding="utf-8").splitlines())
        if lexicon.is_file()
        else 0
    )


@pytest.mark.parametrize("label", CONCEPTS)
def test_a_node_type_lacks_nothing(label):
    spec = CONCEPTS[label]
    needs = {
        f"names in kg/extract/lexicons/{label.lower()}.tsv": names_in_lexicon(label),
        EXAMPLES: annotated()[label],
    }
    needs |= {f"weights of its mentions {TRAINED}": label in labels_learnt()}
    needs |= {
        "a role for a paper whose own role it does not have: `mentioned`, or `reported`": {
            "mentioned",
            "reported",
        }
        & {*spec.roles}
    }
    if len(spec.roles) > 1:
        learnt = weights("roles")
        needs |= {f"{EXAMPLES} of the role {role!r}": annotated()[label, role] for role in spec.roles}
        needs |= {f"weights of the role {role!r} {TRAINED}": role in learnt.classes for role in spec.roles}
        needs |= {f"weights of its roles {TRAINED}": f"{spec.prefix.upper()}|bias" in learnt.row}
    if label in RESULT_EDGES:
        needs |= {
            f"a field {label.lower()!r} of ResultMention": label.lower()
            in {field.name for field in fields(ResultMention)}
        }
        needs |= {f"weights of its results {TRAINED}": f"{label}|bias" in weights("results-slots").row}
    lacking = [need for need, there in needs.items() if not there]
    assert not lacking, "\n  ".join(
        [f"{label} is extracted but lacks (or say `extracted: false` in the schema)", *lacking]
    )


@pytest.mark.parametrize(
    ("head", "name", "tail"),
    [(head, name, tail) for (head, tail), names in RELATIONS.items() for name in names],
)
def test_a_relation_lacks_nothing(head, name, tail):
    rules = [
        rule
        for rule in load("relations")["between"]
        if (rule["head"], rule["label"], rule["tail"]) == (head, name, tail)
    ]
    needs = {"a rule in kg/extract/rules/relations.toml": rules, EXAMPLES: annotated()[head, name, tail]}
    needs |= {f"weights {TRAINED}": name in weights("relations-abstracts").classes}
    lacking = [need for need, there in needs.items() if not there]
    assert not lacking, "\n  ".join([f"{name} from {head} to {tail} lacks", *lacking])


def test_a_result_belongs_to_what_is_extracted():
    assert set(RESULT_EDGES) <= set(CONCEPTS)


TEXT = "FooNet: nets for parsing\nWe propose FooNet for parsing. FooNet outperforms BarNet on WikiBank."
NAMES = {"FooNet": "Method", "parsing": "Task", "BarNet": "Method", "WikiBank": "Dataset"}


@pytest.fixture
def marked() -> MarkedText:
    mentions = sorted(
        (
            Candidate(m.start(), m.end(), label, 1.0, "test")
            for name, label in NAMES.items()
            for m in re.finditer(name, TEXT)
        ),
        key=lambda c: c.start,
    )
    return MarkedText(
        TEXT, sentences.split(TEXT), mentions, {(c.start, c.end): TEXT[c.start : c.end] for c in mentions}
    )


def test_a_role_without_weights_is_given_only_where_none_has_any(marked):
    found = roles.assign(marked, Weights.of(("used", "mentioned"), {("M|bias", "used"): 5.0}))
    assert {key: role.role for key, role in found.items()} == {
        "FooNet": "used", "BarNet": "used", "parsing": "mentioned", "WikiBank": "used",
    }  # fmt: skip
    found = roles.assign(marked, Weights.of(("unknown",), {}))
    assert found["FooNet"].role == "proposed", "the cue decides"
    assert found["parsing"].role in CONCEPTS["Task"].roles


def test_a_relation_without_weights_is_never_predicted(marked):
    role_of = roles.assign(marked, Weights.of(("unknown",), {}))
    sure = Weights.of(("none", "usedFor"), {("MT|bias", "usedFor"): 9.0})
    assert {(marked.key_of[r.head], r.label) for r in relations.read(marked, role_of, sure, 0.35)} == {
        ("FooNet", "usedFor"), ("BarNet", "usedFor"),
    }  # fmt: skip
    assert relations.read(marked, role_of, Weights.of(("none",), {}), 0.35) == []


def test_a_result_belongs_to_nothing_that_has_no_weights():
    text = f"{TEXT} FooNet reaches 94.5% on WikiBank."
    mentions = [
        Candidate(m.start(), m.end(), NAMES[m.group()], 1.0, "test")
        for m in re.finditer("|".join(NAMES), text)
    ]
    marked = MarkedText(
        text, sentences.split(text), mentions, {(c.start, c.end): text[c.start : c.end] for c in mentions}
    )
    kinds = Weights.of(("absolute", "factor", "gain", "none"), {("bias", "absolute"): 9.0})
    slots = Weights.of(("no", "yes"), {("Method|bias", "yes"): 9.0})
    (found,) = results.read(marked, roles.assign(marked, Weights.of(("unknown",), {})), kinds, slots)
    assert (found.value, found.method, found.dataset, found.task, found.metric) == (
        "94.5",
        "FooNet",
        None,
        None,
        None,
    )


def test_a_label_without_weights_comes_from_the_rules():
    tags = ("O", *(f"{side}-Task" for side in "BILU"))
    model = MentionModel(
        Chain(Weights.of(tags, {("w=parsing", "U-Task"): 9.0}), np.zeros((5, 5), np.float32))
    )
    rules = [Candidate(11, 15, "Dataset", 0.85, "lexicon"), Candidate(0, 7, "Task", 0.7, "lexicon")]
    found = list(model.candidates("parsing on COCO", read("parsing on COCO", [(0, 15)], [], rules), rules))
    assert [(c.label, c.rule) for c in found if c.label == "Dataset"] == [("Dataset", "lexicon")]
    assert [c.rule for c in found if (c.start, c.end) == (0, 7)] == ["model+lexicon"]
