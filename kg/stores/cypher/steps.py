"""Walk a Cypher query clause by clause, with the variables in scope."""

__all__ = ["Scope", "Step", "references", "steps"]

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.stores.cypher.clauses import Clause, clauses, items, subqueries
from kg.stores.cypher.edges import narrowed
from kg.stores.cypher.patterns import Path, conditions, paths
from kg.stores.cypher.tokens import Token

# Variable -> the labels that its node can have; empty where it is not a node or not known.
Scope = Mapping[str, frozenset[str]]
_DEEPEST = 20  # subqueries within subqueries


@dataclass(frozen=True, slots=True)
class Step:
    """A clause, or a path used as a condition (then `clause` is None), and its scope.

    `before` and `after` are the variables in scope before and after it, `optional` those of `after` that an
    OPTIONAL MATCH binds; `paths` are its plain patterns; `nested` says that it is in a subquery.
    """

    clause: Clause | None
    paths: Sequence[Path]
    before: Scope
    after: Scope
    optional: frozenset[str]
    nested: bool = False


@dataclass(slots=True)
class _Walk:
    fold: bool
    scope: dict[str, frozenset[str]] = field(default_factory=dict)
    optional: set[str] = field(default_factory=set)
    depth: int = 0

    def steps(self, tokens: Sequence[Token]) -> Iterator[Step]:
        outer, outer_optional = dict(self.scope), set(self.optional)
        for clause in clauses(tokens):
            before = dict(self.scope)
            patterns = (paths(clause.body) or []) if clause.keyword in ("MATCH", "OPTIONAL") else []
            if clause.keyword == "UNION":
                self.scope, self.optional = dict(outer), set(outer_optional)
            elif clause.keyword in ("MATCH", "OPTIONAL"):
                self._match(clause, patterns)
            elif clause.keyword == "UNWIND":
                self._name(clause)
            elif clause.keyword == "WITH":
                yield from self._within(clause.body, before)
                self._with(clause)
            yield Step(clause, patterns, before, dict(self.scope), frozenset(self.optional), self.depth > 0)
            if clause.keyword not in ("MATCH", "OPTIONAL", "WITH"):
                yield from self._within(clause.body, self.scope)
            for part in clause.parts.values():
                yield from self._within(part, {**before, **self.scope})

    def _match(self, clause: Clause, patterns: Sequence[Path]) -> None:
        """Add the variables of a MATCH; an OPTIONAL MATCH does not narrow the labels of bound variables."""
        names = [name for path in patterns for name in path.variables]
        if not patterns:  # not plain: any name in it can be a variable
            names = [name for token in clause.body if (name := token.name)]
        labels = narrowed(patterns, self.scope, fold=self.fold)
        for name in names:
            if name not in self.scope:
                self.scope[name] = labels.get(name, frozenset())
                if clause.keyword == "OPTIONAL":
                    self.optional.add(name)
            elif clause.keyword == "MATCH" and name in labels:
                self.scope[name] = labels[name]

    def _name(self, clause: Clause) -> None:
        if len(clause.body) > 1 and clause.body[-2].is_word("AS") and (name := clause.body[-1].name):
            self.scope[name] = frozenset()

    def _with(self, clause: Clause) -> None:
        """Keep the variables that a WITH passes on; its computed items are values, not nodes."""
        outer, optional = dict(self.scope), set(self.optional)
        every = any(len(item) == 1 and item[0].is_sign("*") for item, _ in items(clause))
        self.scope, self.optional = (dict(outer), set(optional)) if every else ({}, set())
        for item, alias in items(clause):
            source = item[0].name if len(item) == 1 else None
            if name := alias or source:
                self.scope[name] = outer.get(source or "", frozenset())
                if source in optional:
                    self.optional.add(name)

    def _within(self, tokens: Sequence[Token], scope: Scope) -> Iterator[Step]:
        """Yield the steps of the subqueries and conditions in an expression."""
        for path in conditions(tokens):
            yield Step(None, [path], scope, scope, frozenset(self.optional), self.depth > 0)
        if self.depth < _DEEPEST:
            for subquery in subqueries(tokens):
                yield from _Walk(self.fold, dict(scope), set(self.optional), self.depth + 1).steps(subquery)


def steps(tokens: Sequence[Token], *, fold: bool) -> Iterator[Step]:
    """Yield the clauses of a query and of its subqueries in order; `fold` ignores the case of labels."""
    yield from _Walk(fold).steps(tokens)


def references(tokens: Sequence[Token], names: Scope) -> set[str]:
    """Return which of these variables an expression uses."""
    used = set()
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else None
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if (
            token.name in names
            and not (before and before.is_sign(".", ":"))
            and not (after and after.is_sign("(", ":"))
        ):
            used.add(token.name or "")
    return used
