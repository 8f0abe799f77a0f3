"""Train the models of roles and relations: logistic regression over string features."""

import random
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from corpus import Paper
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from kg.extract import abbreviations, clusters, coreference, relations, roles, sentences
from kg.extract import relation_features as pairs
from kg.extract.annotated import MarkedText
from kg.extract.candidates import Candidate
from kg.extract.weights import Weights
from kg.generated.vocabulary import CONCEPTS, RELATIONS
from kg.names import normal_form

NONE = "none"
Example = tuple[list[str], str]


def marked(paper: Paper) -> MarkedText:
    """Return a labelled paper as a marked text; sentences without clusters get one for each normal form."""
    entities = sorted((e for e in paper["entities"] if e["label"] in CONCEPTS), key=lambda e: e["start"])
    key_of = {(e["start"], e["end"]): e.get("cluster") for e in entities}
    if "clusters" not in paper:
        forms = {
            (e["start"], e["end"]): (e["label"], normal_form(paper["text"][e["start"] : e["end"]]))
            for e in entities
        }
        order = list(dict.fromkeys(forms.values()))
        key_of = {span: f"{CONCEPTS[form[0]].prefix}{order.index(form)}" for span, form in forms.items()}
    mentions = [Candidate(e["start"], e["end"], e["label"], 1.0, "gold") for e in entities]
    return MarkedText(paper["text"], sentences.split(paper["text"]), mentions, key_of)


def coreference_examples(text: MarkedText) -> Iterator[Example]:
    """Yield the features of every pair of clusters that names and abbreviations leave apart, and whether they mean one concept."""
    found = [(pair.short, pair.long) for pair in abbreviations.find(text.text)]
    apart = MarkedText(
        text.text, text.sentences, text.mentions, clusters.group(text.text, text.mentions, found)
    )
    concept_of = {key: _concept(text, apart, members) for key, members in apart.clusters.items()}
    for a, b in coreference.pairs(apart):
        yield coreference.features(apart, a, b), "yes" if concept_of[a] == concept_of[b] else "no"


def _concept(text: MarkedText, apart: MarkedText, members: Sequence[int]) -> str:
    first = apart.mentions[members[0]]
    return text.key_of[first.start, first.end]


def role_examples(paper: Paper, text: MarkedText) -> Iterator[Example]:
    """Yield the features and the role of every cluster that has more than one possible role."""
    role_of = {c["key"]: c["role"] for c in paper["clusters"]}
    for key in text.clusters:
        if len(CONCEPTS[text.label(key)].roles) > 1:
            yield roles.features(text, key, [rule["name"] for rule, _ in roles.cues(text, key)]), role_of[key]


def relation_examples(paper: Paper, text: MarkedText, role_of: dict[str, str]) -> Iterator[Example]:
    """Yield the features and the relation, or none, of every pair that might have one; a comparison counts both ways."""
    true: dict[tuple[str, str], str] = {}
    for relation in paper["relations"]:
        head, name, tail = relation if "clusters" in paper else _by_mention(paper, text, relation)
        true[head, tail] = name
        if name == "comparedWith":
            true.setdefault((tail, head), name)
    fired = relations.evidence(text)
    for pair in pairs.pairs(text, role_of):
        name = true.get((pair.head, pair.tail), NONE)
        possible = RELATIONS[text.label(pair.head), text.label(pair.tail)]
        yield pairs.features(text, role_of, fired, pair), name if name in possible else NONE


def _by_mention(paper: Paper, text: MarkedText, relation: dict) -> tuple[str, str, str]:
    head, tail = (paper["entities"][relation[side]] for side in ("head", "tail"))
    return text.key_of[head["start"], head["end"]], relation["label"], text.key_of[tail["start"], tail["end"]]


def fit(examples: Iterable[Example], penalty: float, least: int = 2) -> Weights:
    """Return the softmax regression with an L2 penalty over the features that were seen at least `least` times."""
    items = list(examples)
    seen: dict[str, int] = {}
    for features, _ in items:
        for feature in features:
            seen[feature] = seen.get(feature, 0) + 1
    names = sorted(feature for feature, count in seen.items() if count >= least)
    column = {name: i for i, name in enumerate(names)}
    indexes = [[column[f] for f in features if f in column] for features, _ in items]
    starts = np.cumsum([0, *map(len, indexes)])
    flat = np.concatenate([np.array(row, dtype=np.int32) for row in indexes])
    matrix = csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(items), len(names)))
    model = LogisticRegression(C=1 / penalty, max_iter=300, tol=1e-3, fit_intercept=False).fit(
        matrix, [name for _, name in items]
    )
    classes = tuple(model.classes_.tolist())
    if len(classes) == 2:  # scikit-learn keeps the weights of the second class alone
        return Weights.of(classes, {(f, classes[1]): float(model.coef_[0, i]) for f, i in column.items()})
    return Weights.of(
        classes, {(f, c): float(model.coef_[j, i]) for f, i in column.items() for j, c in enumerate(classes)}
    )


def predicted_roles(papers: Sequence[Paper], penalty: float, folds: int = 5) -> list[dict[str, str]]:
    """Return the role of every cluster by models that have not seen its paper: relations then learn from roles as they will be."""
    texts = [marked(paper) for paper in papers]
    order = list(range(len(papers)))
    random.Random(0).shuffle(order)
    predicted: list[dict[str, str]] = [{} for _ in papers]
    for fold in range(folds):
        test = set(order[fold::folds])
        weights = fit(
            (x for i in order if i not in test for x in role_examples(papers[i], texts[i])), penalty
        )
        for i in test:
            predicted[i] = {key: role.role for key, role in roles.assign(texts[i], weights).items()}
    return predicted
