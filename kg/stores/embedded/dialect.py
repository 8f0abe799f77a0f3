"""Forms of Cypher that LadybugDB 0.22 answers wrongly and without a word: refused, with a form that it answers rightly.

tests/compliance/test_random_queries.py asks the embedded store and Neo4j the same; docs/queries.md lists what else is different.
"""

__all__ = ["refuse"]

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.errors import UsageError
from kg.generated.vocabulary import NODE_PROPERTIES
from kg.stores.cypher.clauses import Clause, items
from kg.stores.cypher.edges import impossible, placed, sides
from kg.stores.cypher.patterns import Edge
from kg.stores.cypher.steps import Step, references, steps
from kg.stores.cypher.tokens import Token, close, tokens

# After a null they give null for what comes next.
_OF_THREE = ("REPLACE", "SUBSTRING", "SUBSTR", "LPAD", "RPAD", "REGEXP_REPLACE", "SPLIT_PART")
_AGGREGATES = ("COUNT", "SUM", "AVG", "MIN", "MAX", "COLLECT")
# With one of these a condition may hold where one of its values is null.
_HOLDS_WITH_NULL = ("IS", "OR", "XOR", "AND", "CASE", "COALESCE", "IFNULL", "EXISTS", "ANY", "ALL", "NONE", "SINGLE")
_LISTS = {name for properties in NODE_PROPERTIES.values() for name, kind in properties.items() if kind == "strings"}

_CLAUSES = 500  # what is looked at takes the square of their number

_COUNT = "COUNT { … } loses rows in the embedded store: OPTIONAL MATCH (t)<-[r:ADDRESSES]-() WITH t, count(r) AS n"
_SIZE = "size() of a pattern is wrong in the embedded store: OPTIONAL MATCH (t)<-[r:ADDRESSES]-() WITH t, count(r) AS n"
_OUTER = (
    "a condition on {0!r}, which was found before, loses rows in the embedded store where a value is null: "
    "take it out of this {1} or compare with one sign (=, <, CONTAINS, …), joined by AND"
)
_NONE = "a path that may have no step, *0.., leaves nodes out in the embedded store: give its start one of the labels that {0} joins"
_ALONE = "EXISTS {{ MATCH ({0}) }} goes wrong in the embedded store: write {0} IS NOT NULL"
_BETWEEN = "a path between two nodes that were found before loses rows in the embedded store: give a label to each node between them"
_BESIDE = "a condition on the relationship {0} lets wrong rows through in the embedded store where it is not the only one: {1}"
_WITH = "write WITH * before WHERE"
_NO_PROPERTIES = "write WITH * WHERE {0}.… = … after the pattern"
_CONSTANT = "DISTINCT, SKIP and LIMIT after WITH go wrong in the embedded store where no variable is kept: keep one, or leave them out"
_CUT = "an aggregate after WITH … ORDER BY … LIMIT goes wrong in the embedded store: put UNWIND [1] AS one between them"
_LABEL = (
    "labels({0}) is never null in the embedded store, not even where OPTIONAL MATCH finds nothing: "
    "CASE WHEN {0} IS NULL THEN null ELSE labels({0}) END"
)
_NULLS = "{0}() gives null after a null in the embedded store: {0}(coalesce(x, ''), …)"
_UNION = "UNION mixes columns and rows in the embedded store: ask two queries"
_LOG = "log() is the logarithm to base 10 in the embedded store: write ln(x) or log10(x)"
_REVERSE = "reverse() takes a list for a text in the embedded store: write list_reverse(…)"


def refuse(cypher: str) -> None:
    """Raise UsageError, with a form to write instead, for a query that has a form which the embedded store answers wrongly."""
    found = tokens(cypher)
    if sum(token.is_word("MATCH", "WITH", "UNWIND", "RETURN") for token in found) > _CLAUSES:
        raise UsageError(f"Cypher: a query of more than {_CLAUSES} clauses")
    for why in (*_calls(found), *_clauses(found)):
        raise UsageError(f"Cypher: {why}")


def _calls(found: Sequence[Token]) -> Iterator[str]:
    """Yield what is wrong with single calls, wherever they stand."""
    for place in range(len(found) - 2):
        token, opens, first = found[place : place + 3]
        after = found[place + 3] if place + 3 < len(found) else first
        if place and found[place - 1].is_sign(".", ":", "$"):
            continue
        if token.is_word("COUNT") and opens.is_sign("{") and first.is_word("MATCH") and not after.is_sign(":"):
            yield _COUNT
        if not opens.is_sign("("):
            continue
        if token.is_word(*_OF_THREE) and first.kind != "string" and not first.is_word("COALESCE"):
            yield _NULLS.format(token.text)
        if token.is_word("LOG"):
            yield _LOG
        if token.is_word("REVERSE") and (first.is_sign("[") or first.is_word("COLLECT", "RANGE") or _is_list(found, place + 2)):
            yield _REVERSE
        end = close(found, place + 2) + 1
        if token.is_word("SIZE") and first.is_sign("(") and end < len(found) and found[end].is_sign("-", "<"):
            yield _SIZE


def _is_list(found: Sequence[Token], place: int) -> bool:
    """Return whether a property that is a list stands here, and nothing more."""
    name, dot, of, end = [*found[place : place + 4], *[Token("", "")] * 4][:4]
    return bool(name.name and dot.is_sign(".") and of.name in _LISTS and end.is_sign(")"))


def _clauses(found: Sequence[Token]) -> Iterator[str]:
    cut = False  # by LIMIT after ORDER BY, and nothing but WITH since
    edges: list[Edge] = []  # of the MATCH clauses since the last WITH
    conditions: list[Token] = []
    for step in steps(found, fold=True):
        if (wrong := impossible(step.paths, step.before, fold=True)) is not None:
            yield wrong
        if step.clause is not None and step.clause.keyword == "UNION":
            yield _UNION
        yield from _paths(step)
        if (clause := step.clause) is None:
            continue
        if clause.keyword == "OPTIONAL" or step.nested:
            yield from _outer(step, clause)
        if clause.keyword in ("WITH", "RETURN"):
            aggregated, grouped = _aggregated(clause, step)
            if cut and aggregated and not grouped:
                yield _CUT
            if clause.keyword == "WITH" and not aggregated and _cuts(clause) and not _speaks(clause, step):
                yield _CONSTANT
            yield from _labels(clause, step)
        if step.nested:
            continue
        cut = clause.keyword == "WITH" and ({"ORDER", "LIMIT"} <= clause.parts.keys() or (cut and not aggregated))
        if clause.keyword == "WITH":
            edges, conditions = [], []
        elif clause.keyword == "MATCH":
            edges += [edge for path in step.paths for edge in path.edges]
            conditions += clause.parts.get("WHERE", [])
            yield from _beside(edges, conditions)


def _beside(edges: Sequence[Edge], conditions: Sequence[Token]) -> Iterator[str]:
    """Yield what is wrong with conditions on relationships: the next relationship is sought for the rows, too, that one has ruled out."""
    if len(edges) < 2:
        return
    for edge in edges:
        if edge.properties:
            yield _BESIDE.format(edge.variable or "in the pattern", _NO_PROPERTIES.format(edge.variable or "r"))
    for name in sorted(references(conditions, {edge.variable: frozenset() for edge in edges if edge.variable})):
        yield _BESIDE.format(name, _WITH)


def _paths(step: Step) -> Iterator[str]:
    """Yield what is wrong with the patterns of a clause."""
    labels = placed(step.paths, step.before, fold=True)
    for i, path in enumerate(step.paths):
        places = [node.variable or f"{i} {j}" for j, node in enumerate(path.nodes)]
        ends = [sides(edge, fold=True) for edge in path.edges]
        for left, edge, right, joined in zip(places, path.edges, places[1:], ends, strict=False):
            if edge.none and not labels[left] & labels[right] <= joined[0] | joined[1]:
                yield _NONE.format("|".join(edge.types) or "it")
        if step.nested or step.clause is None or step.clause.keyword == "OPTIONAL":
            known = {place for place in places if place in step.before}
            loose = (left[1] != right[0] for left, right in pairwise(ends))
            between = zip(path.nodes[1:], places[1:], loose, strict=False)
            if len(known) > 1 and any(many and len(node.labels) != 1 and place not in known for node, place, many in between):
                yield _BETWEEN
            if step.nested and step.clause is not None and len(places) == len(known) == 1:
                yield _ALONE.format(places[0])


def _outer(step: Step, clause: Clause) -> Iterator[str]:
    """Yield what is wrong with a condition of an OPTIONAL MATCH or a subquery: values from outside are compared too early."""
    for part in _conjuncts(clause.parts.get("WHERE", [])):
        listed = any(a.is_word("IN") and b.is_sign("[") for a, b in pairwise(part))
        if listed or any(token.is_word(*_HOLDS_WITH_NULL) for token in part):
            for name in sorted(references(part, step.before)):
                yield _OUTER.format(name, "subquery" if step.nested else "OPTIONAL MATCH")


def _conjuncts(found: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield the parts of a condition that AND joins."""
    start = place = 0
    while place < len(found):
        if found[place].is_sign("(", "[", "{"):
            place = close(found, place)
        elif found[place].is_word("AND"):
            yield found[start:place]
            start = place + 1
        place += 1
    yield found[start:]


def _cuts(clause: Clause) -> bool:
    return clause.distinct or bool({"SKIP", "LIMIT"} & clause.parts.keys())


def _speaks(clause: Clause, step: Step) -> bool:
    return any(references(item, step.before) or (item and item[0].is_sign("*")) for item, _ in items(clause))


def _aggregated(clause: Clause, step: Step) -> tuple[bool, bool]:
    """Return whether a WITH or RETURN has an aggregate, and whether it groups by anything that a variable says."""
    every = [(any(a.is_word(*_AGGREGATES) and b.is_sign("(") for a, b in pairwise(item)), item) for item, _ in items(clause)]
    return any(has for has, _ in every), any(not has and references(item, step.before) for has, item in every)


def _labels(clause: Clause, step: Step) -> Iterator[str]:
    for item, _ in items(clause):
        for place in range(len(item) - 3):
            call, opens, name, closes = item[place : place + 4]
            called = call.is_word("LABELS", "LABEL") and opens.is_sign("(") and closes.is_sign(")")
            if called and name.name in step.optional and not any(token.is_word("CASE") for token in item[:place]):
                yield _LABEL.format(name.name)
