"""Which ends the relationships of a pattern can have, as the schema says: none at all where one is asked for in the wrong direction."""

__all__ = ["goes", "impossible", "narrowed", "placed", "sides"]

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.stores.cypher.patterns import Edge, Node, Path

_LABELS = frozenset(NODE_PROPERTIES)
_FOLDED = {name.casefold(): name for name in [*NODE_PROPERTIES, *EDGES]}
Scope = Mapping[str, frozenset[str]]
_Ends = set[tuple[str, str]]  # labels on the left, and on the right, of a relationship in a pattern


def impossible(paths: Sequence[Path], scope: Scope, *, fold: bool) -> str | None:
    """Return how a relationship goes of which these patterns can find none; None where all of them may find some.

    `scope` says which labels the nodes of known variables have. What the schema does not know is not judged.
    """
    for path in paths:  # what stands beside a relationship says it best
        for left, edge, right in zip(path.nodes, path.edges, path.nodes[1:], strict=False):
            if not _ends(edge, _labels(left, {}, fold), _labels(right, {}, fold), fold):
                return goes(edge, fold)
    _, wrong = _solved(paths, scope, fold)
    return goes(wrong, fold) if wrong else None


def narrowed(paths: Sequence[Path], scope: Scope, *, fold: bool) -> dict[str, frozenset[str]]:
    """Return which labels the variables of these patterns can have."""
    labels = placed(paths, scope, fold=fold)
    return {node.variable: labels[place] for place, node in _places(paths) if node.variable}


def placed(paths: Sequence[Path], scope: Scope, *, fold: bool) -> dict[str, frozenset[str]]:
    """Return which labels each node of these patterns can have: by its variable, or by a number where it has none."""
    return _solved(paths, scope, fold)[0]


def sides(edge: Edge, *, fold: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Return which labels can stand on the left and on the right of a relationship, whatever the pattern says of them."""
    ends = _ends(replace(edge, many=False), _LABELS, _LABELS, fold)
    return frozenset(a for a, _ in ends), frozenset(b for _, b in ends)


def _places(paths: Sequence[Path]) -> list[tuple[str, Node]]:
    return [(node.variable or f"{i} {j}", node) for i, path in enumerate(paths) for j, node in enumerate(path.nodes)]


def goes(edge: Edge, fold: bool) -> str:
    """Return in words between which labels the types of a relationship go."""
    types = [name for name in (_known(name, fold) for name in edge.types) if name in EDGES]
    return "; ".join(f"{name} goes {_pairs(EDGES[name].pairs)}" for name in types) or "no relation goes between these two labels"


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    targets: dict[str, list[str]] = {}
    for source, target in pairs:
        targets.setdefault(source, []).append(target)
    return ", ".join(f"from {source} to {' or '.join(found)}" for source, found in targets.items())


def _known(name: str, fold: bool) -> str:
    return _FOLDED.get(name.casefold(), name) if fold else name


def _labels(node: Node, scope: Scope, fold: bool) -> frozenset[str]:
    """Return the labels that a node may have: all where nothing is said, or something that the schema does not know."""
    said = frozenset(_known(label, fold) for label in node.labels)
    if not said <= _LABELS:
        return _LABELS
    return (said or _LABELS) & (scope.get(node.variable or "") or _LABELS)


def _ends(edge: Edge, left: frozenset[str], right: frozenset[str], fold: bool) -> _Ends:
    """Return which labels can stand at the ends of a relationship."""
    types = [_known(name, fold) for name in edge.types] or list(EDGES)
    if edge.many or not all(name in EDGES for name in types):
        return {(a, b) for a in left for b in right}
    pairs = {pair for name in types for pair in EDGES[name].pairs}
    found = pairs if edge.direction == "out" else {(b, a) for a, b in pairs}
    if edge.direction == "both":
        found = pairs | found
    return {(a, b) for a, b in found if a in left and b in right}


def _solved(paths: Sequence[Path], scope: Scope, fold: bool) -> tuple[dict[str, frozenset[str]], Edge | None]:
    """Return the labels of nodes, as far as all relationships together leave them, and one relationship for which none are left."""
    every = iter(_places(paths))
    labels: dict[str, frozenset[str]] = {}
    places = [[place for place, _ in islice(every, len(path.nodes))] for path in paths]
    for place, node in _places(paths):
        labels[place] = labels.get(place, _LABELS) & _labels(node, scope, fold)
    wrong: Edge | None = None
    changed = True
    while changed and wrong is None:
        changed = False
        for path, names in zip(paths, places, strict=True):
            for name, edge, other in zip(names, path.edges, names[1:], strict=False):
                found = _ends(edge, labels[name], labels[other], fold)
                if not found:
                    wrong = edge
                    continue
                for place, rest in ((name, frozenset(a for a, _ in found)), (other, frozenset(b for _, b in found))):
                    if labels[place] - rest:
                        labels[place] &= rest
                        changed = True
    return labels, wrong
