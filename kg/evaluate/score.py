"""Precision, recall and F1 of extractions against gold abstracts.

Mentions match if start, end and label agree. Clusters are paired one to one if the label and a folded surface
form agree, most shared forms first; roles, relations and results are compared through those pairs,
repositories by canonical URL. Slots (metric, dataset, method, task) are compared over the results whose number and
kind both sides have. Gold lines with relations between entities, as in converted data sets, are
scored on pairs of mentions instead; `labels` in a gold line limits the labels that count there.
"""

__all__ = ["Figure", "differences", "figures", "read_gold"]

import json
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.ids import fold

Line = dict[str, Any]
Facts = dict[str, Counter[Hashable]]

_SLOTS = ("metric", "dataset", "method", "task")


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts over all papers: gold facts, predicted facts, and facts that are both."""

    gold: int
    predicted: int
    hit: int

    @property
    def precision(self) -> float:
        """The share of the predicted facts that are gold."""
        return self.hit / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold facts that are predicted."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.hit / (self.gold + self.predicted) if self.hit else 0.0


def read_gold(path: Path) -> list[Line]:
    """Return the lines of a gold file; InputError names the first invalid line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {path}: {error}") from error
    gold = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                value = json.loads(line)
                gold.append(
                    {"id": value["id"], "text": value["text"], "entities": value["entities"], **value}
                )
            except (ValueError, KeyError, TypeError):
                raise InputError(
                    f"{path}, line {number}: not a gold abstract (an object with id, text and entities)"
                ) from None
    return gold


def figures(pairs: Iterable[tuple[Line, Line]]) -> dict[str, Figure]:
    """Return {name: counts} for (gold, predicted) lines, by name, also for each label and relation."""
    gold_total: Counter[str] = Counter()
    predicted_total: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for gold, predicted in pairs:
        gold_facts, predicted_facts = _facts(gold, predicted)
        for name in gold_facts.keys() | predicted_facts.keys():
            expected, actual = gold_facts.get(name, Counter()), predicted_facts.get(name, Counter())
            gold_total[name] += expected.total()
            predicted_total[name] += actual.total()
            hits[name] += (expected & actual).total()
    return {
        name: Figure(gold_total[name], predicted_total[name], hits[name])
        for name in sorted(gold_total | predicted_total)
    }


def differences(gold: Line, predicted: Line) -> Iterator[tuple[str, str, str]]:
    """Yield (category, gold fact, predicted fact), readable, for facts of one side only, by category."""
    expected, actual = _facts(gold, predicted)
    for name in ("mentions", "roles", "relations", "mention_relations", "results", "repositories"):
        left, right = expected.get(name, Counter()), actual.get(name, Counter())
        for fact in sorted((left - right).elements(), key=str):
            yield name, _readable(fact, gold, {}), ""
        for fact in sorted((right - left).elements(), key=str):
            yield name, "", _readable(fact, gold, _names(predicted))


def _names(line: Line) -> dict[str, str]:
    return {cluster["key"]: cluster["mentions"][0] for cluster in line.get("clusters", ())}


def _readable(fact: Hashable, gold: Line, predicted_names: Mapping[str, str]) -> str:
    names = _names(gold)

    def show(part: object) -> str:
        if isinstance(part, tuple):
            return " ".join(show(p) for p in part)
        if isinstance(part, str) and part.startswith("?"):
            return f"{predicted_names.get(part[1:], part)}"
        return names.get(part, part) if isinstance(part, str) else str(part)

    if isinstance(fact, tuple) and len(fact) == 3 and isinstance(fact[0], int):
        return f"{fact[2]}: {gold['text'][fact[0] : fact[1]]}"
    return show(fact)


def _facts(gold: Line, predicted: Line) -> tuple[Facts, Facts]:
    """Return the facts of both sides, by figure; predicted clusters get the keys of their gold partners."""
    labels = set(gold.get("labels") or ())
    entities = [e for e in predicted.get("entities", ()) if not labels or e["label"] in labels]
    expected, actual = _mentions(gold["entities"]), _mentions(entities)
    if "clusters" not in gold:
        spans = [(e["start"], e["end"]) for e in gold["entities"]]
        expected["mention_relations"] = Counter(
            {(spans[r["head"]], r["label"], spans[r["tail"]]) for r in gold.get("relations", ())}
        )
        pairs = {
            (tuple(r["head"]), r["label"], tuple(r["tail"])) for r in predicted.get("mention_relations", ())
        }
        actual["mention_relations"] = Counter(pairs)
        return expected, actual
    partner = _partners(gold["clusters"], predicted.get("clusters", ()))
    same = {cluster["key"]: cluster["key"] for cluster in gold["clusters"]}
    expected.update(_beyond_mentions(gold, same))
    actual.update(_beyond_mentions(predicted, partner))
    for slot in _SLOTS:
        for n, (left, right) in enumerate(_same_numbers(gold, predicted)):
            if left.get(slot) is not None:
                expected.setdefault(f"slots/{slot}", Counter())[n, left[slot]] += 1
            if right.get(slot) is not None:
                name = partner.get(right[slot], f"?{right[slot]}")
                actual.setdefault(f"slots/{slot}", Counter())[n, name] += 1
    return expected, actual


def _same_numbers(gold: Line, predicted: Line) -> Iterator[tuple[Line, Line]]:
    """Yield the gold results with the predicted ones of equal value and kind, each once, in order of appearance."""
    left = list(predicted.get("results", ()))
    for result in gold.get("results", ()):
        found = next((p for p in left if _bare(p) == _bare(result)), None)
        if found is not None:
            left.remove(found)
            yield result, found


def _bare(result: Line) -> tuple[Hashable, Hashable]:
    return _number(result["value"]), result.get("kind")


def _mentions(entities: Iterable[Mapping[str, Any]]) -> Facts:
    spans = {(e["start"], e["end"], e["label"]) for e in entities}
    facts: Facts = {"mentions": Counter(spans)}
    for label in {span[2] for span in spans}:
        facts[f"mentions/{label}"] = Counter(span for span in spans if span[2] == label)
    return facts


def _partners(gold: Iterable[Line], predicted: Iterable[Line]) -> dict[str, str]:
    """Pair clusters one to one, most shared surface forms first, then by key.

    Return {predicted key: gold key}.
    """
    forms = {cluster["key"]: {fold(m) for m in cluster["mentions"]} for cluster in gold}
    candidates = []
    for p in predicted:
        own = {fold(m) for m in p["mentions"]}
        for g in gold:
            shared = len(own & forms[g["key"]])
            if shared and g["label"] == p["label"]:
                candidates.append((-shared, g["key"], p["key"]))
    partner: dict[str, str] = {}
    for _, g_key, p_key in sorted(candidates):
        if p_key not in partner and g_key not in partner.values():
            partner[p_key] = g_key
    return partner


def _beyond_mentions(line: Line, name: Mapping[str, str]) -> Facts:
    """Return concepts, roles, relations, results and repositories, with named clusters or `?key`.

    Of results: the numbers alone, with the metric, as rows of a leaderboard (with metric, dataset and method),
    and in full (with the task too).
    """

    def of(key: str | None) -> str | None:
        return None if key is None else name.get(key, f"?{key}")

    facts: Facts = {}

    def add(figure: str, fact: Hashable) -> None:
        facts.setdefault(figure, Counter())[fact] += 1

    for cluster in line.get("clusters", ()):
        add("concepts", of(cluster["key"]))
        add(f"concepts/{cluster['label']}", of(cluster["key"]))
        add("roles", (of(cluster["key"]), cluster.get("role")))
    relations = {_relation(of(head), label, of(tail)) for head, label, tail in line.get("relations", ())}
    for relation in relations:
        add("relations", relation)
        add(f"relations/{relation[1]}", relation)
    for result in line.get("results", ()):
        metric, dataset, method, task = (of(result.get(slot)) for slot in _SLOTS)
        bare = _bare(result)
        part = (*bare, metric)
        add("numbers", bare)
        add("results", part)
        add("leaderboard", (*part, dataset, method))
        add("results_full", (*part, dataset, method, task))
    addresses = {r["canonical"].rstrip("/").casefold(): r.get("role") for r in line.get("repositories", ())}
    facts["repositories"] = Counter(addresses.keys())
    facts["repository_roles"] = Counter(addresses.items())
    return facts


def _relation(head: str | None, label: str, tail: str | None) -> tuple[str | None, str, str | None]:
    """Return the relation, with the ends of a comparison, which is symmetric, sorted."""
    if label == "comparedWith":
        head, tail = sorted((head, tail), key=str)
    return head, label, tail


def _number(value: object) -> Hashable:
    try:
        return round(float(str(value).replace(",", "").replace("%", "").lstrip("+~≈").rstrip("xX×")), 6)
    except ValueError:
        return str(value)
