"""Find the labels that the schema allows at the ends of relationships: none for a wrong direction."""

__all__ = ["direction_of", "impossible", "narrowed", "node_labels", "sides"]

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.stores.cypher.patterns import Edge, Node, Path

_LABELS = frozenset(NODE_PROPERTIES)
_FOLDED = {name.casefold(): name for name in [*NODE_PROPERTIES, *EDGES]}
Scope = Mapping[str, frozenset[str]]
_Ends = set[tuple[str, str]]  # (label on the left, label on the right) of a relationship in a pattern


def impossible(paths: Sequence[Path], scope: Scope, *, fold: bool) -> str | None:
    """Return the allowed direction of a relationship that can match nothing; None where all can match.

    `scope` has the labels of bound variables. Labels and types that the schema does not have are not checked.
    """
    for path in paths:  # first by its own two nodes: the clearest message
        for left, edge, right in zip(path.nodes, path.edges, path.nodes[1:], strict=False):
            if not _ends(edge, _labels(left, {}, fold), _labels(right, {}, fold), fold):
                return direction_of(edge, fold)
    _, impossible_edge = _solve(paths, scope, fold)
    return direction_of(impossible_edge, fold) if impossible_edge else None


def narrowed(paths: Sequence[Path], scope: Scope, *, fold: bool) -> dict[str, frozenset[str]]:
    """Return the labels that the variables of these patterns can have."""
    labels = node_labels(paths, scope, fold=fold)
    return {node.variable: labels[key] for key, node in _keyed_nodes(paths) if node.variable}


def node_labels(paths: Sequence[Path], scope: Scope, *, fold: bool) -> dict[str, frozenset[str]]:
    """Return the labels that each node of these patterns can have, by its variable or a generated key."""
    return _solve(paths, scope, fold)[0]


def sides(edge: Edge, *, fold: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Return the labels that can be on the left and on the right of a relationship, whatever its pattern."""
    ends = _ends(replace(edge, many=False), _LABELS, _LABELS, fold)
    return frozenset(a for a, _ in ends), frozenset(b for _, b in ends)


def _keyed_nodes(paths: Sequence[Path]) -> list[tuple[str, Node]]:
    return [
        (node.variable or f"{i} {j}", node)
        for i, path in enumerate(paths)
        for j, node in enumerate(path.nodes)
    ]


def direction_of(edge: Edge, fold: bool) -> str:
    """Return in words which labels the types of a relationship connect."""
    types = [name for name in (_schema_name(name, fold) for name in edge.types) if name in EDGES]
    return (
        "; ".join(f"{name} goes {_pairs(EDGES[name].pairs)}" for name in types)
        or "no relation goes between these two labels"
    )


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    targets: dict[str, list[str]] = {}
    for source, target in pairs:
        targets.setdefault(source, []).append(target)
    return ", ".join(f"from {source} to {' or '.join(targets_of)}" for source, targets_of in targets.items())


def _schema_name(name: str, fold: bool) -> str:
    return _FOLDED.get(name.casefold(), name) if fold else name


def _labels(node: Node, scope: Scope, fold: bool) -> frozenset[str]:
    """Return the labels that a node can have: all where it has none, or one that the schema does not have."""
    labels = frozenset(_schema_name(label, fold) for label in node.labels)
    if not labels <= _LABELS:
        return _LABELS
    return (labels or _LABELS) & (scope.get(node.variable or "") or _LABELS)


def _ends(edge: Edge, left: frozenset[str], right: frozenset[str], fold: bool) -> _Ends:
    """Return the pairs of labels that can be at the ends of a relationship."""
    types = [_schema_name(name, fold) for name in edge.types] or list(EDGES)
    if edge.many or not all(name in EDGES for name in types):
        return {(a, b) for a in left for b in right}
    pairs = {pair for name in types for pair in EDGES[name].pairs}
    allowed = pairs if edge.direction == "out" else {(b, a) for a, b in pairs}
    if edge.direction == "both":
        allowed = pairs | allowed
    return {(a, b) for a, b in allowed if a in left and b in right}


def _solve(paths: Sequence[Path], scope: Scope, fold: bool) -> tuple[dict[str, frozenset[str]], Edge | None]:
    """Return the labels that the relationships allow for each node, and one relationship that allows none."""
    keyed = iter(_keyed_nodes(paths))
    labels: dict[str, frozenset[str]] = {}
    keys = [[key for key, _ in islice(keyed, len(path.nodes))] for path in paths]
    for key, node in _keyed_nodes(paths):
        labels[key] = labels.get(key, _LABELS) & _labels(node, scope, fold)
    impossible_edge: Edge | None = None
    changed = True
    while changed and impossible_edge is None:
        changed = False
        for path, names in zip(paths, keys, strict=True):
            for name, edge, other in zip(names, path.edges, names[1:], strict=False):
                ends = _ends(edge, labels[name], labels[other], fold)
                if not ends:
                    impossible_edge = edge
                    continue
                for key, remaining in (
                    (name, frozenset(a for a, _ in ends)),
                    (other, frozenset(b for _, b in ends)),
                ):
                    if labels[key] - remaining:
                        labels[key] &= remaining
                        changed = True
    return labels, impossible_edge
