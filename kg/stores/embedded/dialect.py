"""Refuse forms of Cypher that LadybugDB 0.22 silently answers wrongly, and suggest correct ones.

tests/compliance/test_random_queries.py compares the embedded store with Neo4j; docs/queries.md lists the
other differences.
"""

__all__ = ["refuse"]

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.errors import UsageError
from kg.generated.vocabulary import NODE_PROPERTIES
from kg.stores.cypher.clauses import Clause, items
from kg.stores.cypher.edges import impossible, node_labels, sides
from kg.stores.cypher.patterns import Edge
from kg.stores.cypher.steps import Step, references, steps
from kg.stores.cypher.tokens import Token, closing, tokenize

# After a null argument they return null for the next row too.
_NULL_ARGUMENT = ("REPLACE", "SUBSTRING", "SUBSTR", "LPAD", "RPAD", "REGEXP_REPLACE", "SPLIT_PART")
_AGGREGATES = ("COUNT", "SUM", "AVG", "MIN", "MAX", "COLLECT")
# With one of these a condition can be true although one of its values is null.
_HOLDS_WITH_NULL = (
    "IS",
    "OR",
    "XOR",
    "AND",
    "CASE",
    "COALESCE",
    "IFNULL",
    "EXISTS",
    "ANY",
    "ALL",
    "NONE",
    "SINGLE",
)
_LISTS = {
    name
    for properties in NODE_PROPERTIES.values()
    for name, type_ in properties.items()
    if type_ == "strings"
}

_CLAUSES = 500  # the checks take time quadratic in their number

_COUNT = (
    "COUNT { … } loses rows in the embedded store: OPTIONAL MATCH (t)<-[r:ADDRESSES]-() WITH t, count(r) AS n"
)
_SIZE = (
    "size() of a pattern gives a wrong number in the embedded store: "
    "OPTIONAL MATCH (t)<-[r:ADDRESSES]-() WITH t, count(r) AS n"
)
_OUTER = (
    "a condition on {0!r}, which an earlier clause binds, "
    "loses rows in the embedded store where a value is null: "
    "take it out of this {1} or compare with one sign (=, <, CONTAINS, …), joined by AND"
)
_NONE = (
    "a path that may have no step, *0.., loses nodes in the embedded store: "
    "give its start node one of the labels that {0} connects"
)
_EXISTS = "EXISTS {{ MATCH ({0}) }} gives a wrong answer in the embedded store: write {0} IS NOT NULL"
_BETWEEN = (
    "a path between two nodes that earlier clauses bind loses rows in the embedded store: "
    "give each node between them a label"
)
_SEVERAL = (
    "a condition on the relationship {0} lets wrong rows through in the embedded store "
    "where the pattern has other relationships: {1}"
)
_WITH = "write WITH * before WHERE"
_NO_PROPERTIES = "write WITH * WHERE {0}.… = … after the pattern"
_CONSTANT = (
    "DISTINCT, SKIP and LIMIT after WITH give wrong rows in the embedded store "
    "where no variable is kept: keep one, or omit them"
)
_CUT = (
    "an aggregate after WITH … ORDER BY … LIMIT gives a wrong value in the embedded store: "
    "put UNWIND [1] AS one between them"
)
_LABEL = (
    "labels({0}) is never null in the embedded store, not even where OPTIONAL MATCH finds nothing: "
    "CASE WHEN {0} IS NULL THEN null ELSE labels({0}) END"
)
_NULLS = "{0}() gives null after a null in the embedded store: {0}(coalesce(x, ''), …)"
_UNION = "UNION mixes up columns and rows in the embedded store: run two queries"
_LOG = "log() is the logarithm to base 10 in the embedded store: write ln(x) or log10(x)"
_REVERSE = "reverse() treats a list as text in the embedded store: write list_reverse(…)"


def refuse(cypher: str) -> None:
    """Raise UsageError, with a form that works, for a query that the embedded store answers wrongly."""
    tokens = tokenize(cypher)
    if sum(token.is_word("MATCH", "WITH", "UNWIND", "RETURN") for token in tokens) > _CLAUSES:
        raise UsageError(f"Cypher: the query has more than {_CLAUSES} clauses")
    for reason in (*_calls(tokens), *_clauses(tokens)):
        raise UsageError(f"Cypher: {reason}")


def _calls(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield what is wrong with single function calls."""
    for index in range(len(tokens) - 2):
        token, opens, first = tokens[index : index + 3]
        after = tokens[index + 3] if index + 3 < len(tokens) else first
        if index and tokens[index - 1].is_sign(".", ":", "$"):
            continue
        if (
            token.is_word("COUNT")
            and opens.is_sign("{")
            and first.is_word("MATCH")
            and not after.is_sign(":")
        ):
            yield _COUNT
        if not opens.is_sign("("):
            continue
        if token.is_word(*_NULL_ARGUMENT) and first.type != "string" and not first.is_word("COALESCE"):
            yield _NULLS.format(token.text)
        if token.is_word("LOG"):
            yield _LOG
        if token.is_word("REVERSE") and (
            first.is_sign("[") or first.is_word("COLLECT", "RANGE") or _is_list(tokens, index + 2)
        ):
            yield _REVERSE
        end = closing(tokens, index + 2) + 1
        if (
            token.is_word("SIZE")
            and first.is_sign("(")
            and end < len(tokens)
            and tokens[end].is_sign("-", "<")
        ):
            yield _SIZE


def _is_list(tokens: Sequence[Token], index: int) -> bool:
    """Return whether the argument at `index` is a list property and nothing else."""
    name, dot, of, end = [*tokens[index : index + 4], *[Token("", "")] * 4][:4]
    return bool(name.name and dot.is_sign(".") and of.name in _LISTS and end.is_sign(")"))


def _clauses(tokens: Sequence[Token]) -> Iterator[str]:
    cut = False  # by ORDER BY and LIMIT, with only WITH since
    edges: list[Edge] = []  # of the MATCH clauses since the last WITH
    conditions: list[Token] = []
    for step in steps(tokens, fold=True):
        if (direction := impossible(step.paths, step.before, fold=True)) is not None:
            yield direction
        if step.clause is not None and step.clause.keyword == "UNION":
            yield _UNION
        yield from _paths(step)
        if (clause := step.clause) is None:
            continue
        if clause.keyword == "OPTIONAL" or step.nested:
            yield from _outer_conditions(step, clause)
        if clause.keyword in ("WITH", "RETURN"):
            aggregated, grouped = _aggregated(clause, step)
            if cut and aggregated and not grouped:
                yield _CUT
            if (
                clause.keyword == "WITH"
                and not aggregated
                and _cuts(clause)
                and not _uses_variable(clause, step)
            ):
                yield _CONSTANT
            yield from _labels(clause, step)
        if step.nested:
            continue
        cut = clause.keyword == "WITH" and (
            {"ORDER", "LIMIT"} <= clause.parts.keys() or (cut and not aggregated)
        )
        if clause.keyword == "WITH":
            edges, conditions = [], []
        elif clause.keyword == "MATCH":
            edges += [edge for path in step.paths for edge in path.edges]
            conditions += clause.parts.get("WHERE", [])
            yield from _several_relationships(edges, conditions)


def _several_relationships(edges: Sequence[Edge], conditions: Sequence[Token]) -> Iterator[str]:
    """Yield what is wrong with conditions on relationships: the next one also matches rows ruled out."""
    if len(edges) < 2:
        return
    for edge in edges:
        if edge.properties:
            yield _SEVERAL.format(
                edge.variable or "in the pattern", _NO_PROPERTIES.format(edge.variable or "r")
            )
    for name in sorted(
        references(conditions, {edge.variable: frozenset() for edge in edges if edge.variable})
    ):
        yield _SEVERAL.format(name, _WITH)


def _paths(step: Step) -> Iterator[str]:
    """Yield what is wrong with the patterns of a clause."""
    labels = node_labels(step.paths, step.before, fold=True)
    for i, path in enumerate(step.paths):
        keys = [node.variable or f"{i} {j}" for j, node in enumerate(path.nodes)]
        ends = [sides(edge, fold=True) for edge in path.edges]
        for left, edge, right, joined in zip(keys, path.edges, keys[1:], ends, strict=False):
            if edge.none and not labels[left] & labels[right] <= joined[0] | joined[1]:
                yield _NONE.format("|".join(edge.types) or "it")
        if step.nested or step.clause is None or step.clause.keyword == "OPTIONAL":
            bound = {key for key in keys if key in step.before}
            loose = (left[1] != right[0] for left, right in pairwise(ends))
            between = zip(path.nodes[1:], keys[1:], loose, strict=False)
            if len(bound) > 1 and any(
                many and len(node.labels) != 1 and key not in bound for node, key, many in between
            ):
                yield _BETWEEN
            if step.nested and step.clause is not None and len(keys) == len(bound) == 1:
                yield _EXISTS.format(keys[0])


def _outer_conditions(step: Step, clause: Clause) -> Iterator[str]:
    """Yield what is wrong with an OPTIONAL MATCH or subquery: it compares outer values too early."""
    for part in _conjuncts(clause.parts.get("WHERE", [])):
        listed = any(a.is_word("IN") and b.is_sign("[") for a, b in pairwise(part))
        if listed or any(token.is_word(*_HOLDS_WITH_NULL) for token in part):
            for name in sorted(references(part, step.before)):
                yield _OUTER.format(name, "subquery" if step.nested else "OPTIONAL MATCH")


def _conjuncts(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield the operands of the top-level ANDs of a condition."""
    start = index = 0
    while index < len(tokens):
        if tokens[index].is_sign("(", "[", "{"):
            index = closing(tokens, index)
        elif tokens[index].is_word("AND"):
            yield tokens[start:index]
            start = index + 1
        index += 1
    yield tokens[start:]


def _cuts(clause: Clause) -> bool:
    return clause.distinct or bool({"SKIP", "LIMIT"} & clause.parts.keys())


def _uses_variable(clause: Clause, step: Step) -> bool:
    return any(references(item, step.before) or (item and item[0].is_sign("*")) for item, _ in items(clause))


def _aggregated(clause: Clause, step: Step) -> tuple[bool, bool]:
    """Return whether a WITH or RETURN has an aggregate, and whether it groups by a variable."""
    aggregates = [
        (any(a.is_word(*_AGGREGATES) and b.is_sign("(") for a, b in pairwise(item)), item)
        for item, _ in items(clause)
    ]
    return any(has for has, _ in aggregates), any(
        not has and references(item, step.before) for has, item in aggregates
    )


def _labels(clause: Clause, step: Step) -> Iterator[str]:
    for item, _ in items(clause):
        for index in range(len(item) - 3):
            call, opens, name, closes = item[index : index + 4]
            called = call.is_word("LABELS", "LABEL") and opens.is_sign("(") and closes.is_sign(")")
            if (
                called
                and name.name in step.optional
                and not any(token.is_word("CASE") for token in item[:index])
            ):
                yield _LABEL.format(name.name)
