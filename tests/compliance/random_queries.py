"""Generated Cypher that only reads: one seed, one list of queries, in the words that both stores know.

A query is built clause by clause over the schema, with the types of its variables kept, so that nearly all of
them are answered. What the stores are known to do differently (docs/queries.md) is left out: places in lists,
parts of texts, one relationship twice in a pattern.
"""

__all__ = ["PARAMETERS", "Query", "queries"]

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from tests.compliance.random_expressions import PARAMETERS, PROPERTIES, Expressions

_LABELS = [*NODE_PROPERTIES]
# Relationships of which no path comes back to where it was: of any length, they are the same in both stores.
_ACYCLIC = (
    "PART_OF",
    "SUBCLASS_OF",
    "SUBTASK_OF",
    "VARIANT_OF",
    "BENCHMARK_FOR",
    "USED_FOR",
    "EVALUATED_WITH",
)


@dataclass(frozen=True)
class Query:
    """A query, whether its rows come in one order only, which columns hold lists without an order, and the forms that it has."""

    text: str
    ordered: bool
    bags: frozenset[int]
    forms: frozenset[str]


def queries(seed: int, number: int) -> Iterator[Query]:
    """Yield so many queries, always the same for a seed."""
    for part in range(number):
        yield _Writer(random.Random(f"{seed}-{part}")).query()


class _Writer(Expressions):
    """Writes one query; every clause adds what it finds to the scope."""

    def query(self) -> Query:
        if self.chance(0.02):
            return self.union()
        clauses = [self.first()]
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 3))):
            clauses.append(
                self.random.choice(
                    (self.match, self.optional, self.optional, self.unwind, self.with_, self.with_)
                )()
            )
        returned, ordered, bags = self.return_()
        return Query("\n".join([*clauses, returned]), ordered, frozenset(bags), frozenset(self.forms))

    def union(self) -> Query:
        every = self.chance(0.5)
        self.forms.add("UNION ALL" if every else "UNION")
        halves = []
        for _ in range(2):
            self.scope = {}
            clauses = [self.match()]
            halves.append(
                "\n".join([*clauses, f"RETURN {self.expression('text')} AS a, {self.expression('int')} AS b"])
            )
        return Query(
            f"\nUNION {'ALL' * every}\n".join(halves),
            ordered=False,
            bags=frozenset(),
            forms=frozenset(self.forms),
        )

    def first(self) -> str:
        return self.random.choice(
            (self.match, self.match, self.match, self.match, self.optional, self.unwind)
        )()

    def match(self) -> str:
        pattern, where = self.patterns(), self.where(0.35)
        if re.search(r"\br\d", where) and self.chance(0.9):
            where = self.form("WITH *", where.replace("WHERE", "WITH * WHERE", 1))
        return self.form("MATCH", f"MATCH {pattern}{where}")

    def optional(self) -> str:
        return self.form(
            "OPTIONAL MATCH", f"OPTIONAL MATCH {self.pattern()}{self.where(0.4, plain=self.chance(0.9))}"
        )

    def patterns(self) -> str:
        first = self.pattern()
        if self.chance(0.12):
            return self.form("two patterns", f"{first}, {self.node(self.pick(*_LABELS))[1]}")
        return first

    def where(self, share: float, *, plain: bool = False) -> str:
        different = [f"{a}.key <> {b}.key" for a, b in self.twice]
        if self.chance(share):
            self.depth += 9 * plain
            different.append(self.condition())
            self.depth -= 9 * plain
        return f" WHERE {' AND '.join(different)}" if different else ""

    def pattern(self) -> str:
        """Return a path of up to three steps; what could be one relationship twice is noted in `twice`."""
        self.twice: list[tuple[str, str]] = []
        known = self.nodes()
        if known and self.chance(0.75):
            start = self.random.choice(known)
            label, text = self.random.choice(self.scope[start]), f"({start})"
        else:
            label = self.pick(
                "Paper", "Paper", "Method", "Method", "Task", "Dataset", "Metric", "Result", "Repository"
            )
            _, text = self.node(label)
        steps: list[tuple[str, set[str]]] = []
        for _ in range(self.random.choice((0, 1, 1, 1, 2, 2, 3))):
            label, step, edge, types = self.step(label, {name for _, found in steps for name in found})
            text += step
            if not edge:  # of any length: no other step may be one of its relationships
                break
            steps.append((edge, types))
        self.twice = [(a, b) for i, (a, s) in enumerate(steps) for b, t in steps[i + 1 :] if s & t]
        return text

    def node(self, label: str, *, free: float = 0.2) -> tuple[str, str]:
        """Return the name and the text of a new node."""
        name = self.name("n")
        text = f"{name}:{label}"
        kinds: tuple[str, ...] = (label,)
        if self.chance(free):
            if self.chance(0.5) and free > 0.2:  # alone it would be Neo4j's node __Entity__ too
                text, kinds = self.form("any label", name), tuple(_LABELS)
            else:
                other = self.pick(*(other for other in _LABELS if other != label))
                text, kinds = self.form("two labels", f"{name}:{label}|{other}"), (label, other)
        self.scope[name] = kinds
        if len(kinds) == 1 and self.chance(0.04):
            place = self.random.choice(
                [key for key, kind in PROPERTIES[label].items() if kind in ("int", "text")]
            )
            value = self.literal(PROPERTIES[label][place])
            text = self.form("properties in a pattern", f"{text} {{`{place}`: {value}}}")
        return name, f"({text})"

    def step(self, label: str, before: set[str]) -> tuple[str, str, str, set[str]]:
        """Return the label after a step from a label, the step's text, the variable and the types of its relationship.

        `before` are the types of the steps before it.
        """
        ways = [
            (name, way, to if way == "out" else source)
            for name, spec in EDGES.items()
            for source, to in spec.pairs
            for way, at in (("out", source), ("in", to))
            if at == label
        ]
        name, way, target = self.random.choice(ways)
        types = {name}
        if self.chance(0.2):
            types |= set(self.random.sample([kind for kind, _, _ in ways], min(2, len(ways))))
            self.forms.add("several types")
        elif self.chance(0.1):
            types = set(EDGES)
            self.forms.add("any type")
        written = "" if len(types) == len(EDGES) else ":" + "|".join(sorted(types))
        edge = self.name("r")
        if types == {name} and name in _ACYCLIC and name not in before and self.chance(0.3):
            low, high = self.random.choice(((1, 2), (1, 3), (2, 2), (0, 1), (0, 2)))
            edge, written = "", self.form("any length", f"{written}*{low}..{high}")
            target = target if low else label if label == target else target
        else:
            self.scope[edge] = tuple(sorted(types))
        self.forms.add(f"direction {way}")
        left, right = ("-", "->") if way == "out" else ("<-", "-")
        if edge and self.chance(0.15):
            left, right = self.form("either direction", "-"), "-"
        known = [n for n in self.nodes() if self.scope[n] == (target,)]
        if known and self.chance(0.1):
            end = self.form("a node twice", f"({self.random.choice(known)})")
        elif self.chance(0.15) and len(types) == 1:
            end = "()"
        else:
            end = self.node(target, free=0.3)[1]
        return target, f"{left}[{edge}{written}]{right}{end}", edge, types

    def unwind(self) -> str:
        name = self.name("u")
        lists = [f"{n}.{p}" for n in self.nodes() for p in self.properties(n, "list")]
        if lists and self.chance(0.5):
            source, kind = self.form("UNWIND a property", self.random.choice(lists)), "text"
        else:
            source, kind = self.random.choice(
                (("[1, 2, 2, 3]", "int"), ("[0.5, 1.5]", "float"), ("['a', 'Net', null]", "text"), ("[3, null, 1]", "int"),
                 ("$texts", "text"), ("$years", "int"), ("range(1, 3)", "int"))
            )  # fmt: skip
        self.scope[name] = (kind,)
        return self.form("UNWIND", f"UNWIND {source} AS {name}")

    def with_(self) -> str:
        """Return a WITH that keeps some variables and makes some values, which may be aggregates."""
        grouped = self.chance(0.45)
        kept = {
            name: kinds for name, kinds in self.scope.items() if self.chance(0.6) and kinds[0] not in EDGES
        }
        items = [*kept]
        made: dict[str, tuple[str, ...]] = {}
        for _ in range(self.random.choice((1, 1, 2))):
            name = self.name("v")
            kind = self.pick("int", "text", "bool", "float")
            text = self.aggregate(kind) if grouped else self.expression(kind)
            items.append(f"{text} AS {name}")
            made[name] = (kind,)
        distinct = "DISTINCT " if not grouped and self.chance(0.15) else ""
        if distinct:
            self.forms.add("WITH DISTINCT")
        self.scope = kept | made
        text = f"WITH {distinct}{', '.join(items)}"
        if self.chance(0.2):
            keys = [
                f"{name}.iri" if kinds[0] in NODE_PROPERTIES else name for name, kinds in self.scope.items()
            ]
            text += self.form("WITH LIMIT", f" ORDER BY {', '.join(keys)} LIMIT {self.random.randint(1, 9)}")
        if self.chance(0.35):
            text += self.form("WITH WHERE", f" WHERE {self.condition()}")
        return self.form("WITH aggregates" if grouped else "WITH", text)

    def return_(self) -> tuple[str, bool, set[int]]:
        grouped, bags, items, kinds = self.chance(0.4), set(), [], []
        for i in range(self.random.choice((1, 2, 2, 3))):
            kind = self.pick("int", "text", "text", "bool", "float")
            text = self.expression(kind)
            if grouped and i:
                if self.chance(0.2):
                    inner = self.expression(self.pick("int", "text"))
                    text, kind = self.form("collect", f"collect({self.distinct()}{inner})"), "bag"
                    bags.add(i)
                else:
                    text = self.aggregate(kind)
            elif self.chance(0.1) and self.nodes():
                text, kind = self.form("a node returned", self.random.choice(self.nodes())), "node"
            items.append(f"{text} AS c{i}")
            kinds.append(kind)
        if grouped and len(items) == 1:
            items, kinds = [f"{self.aggregate('int')} AS c0"], ["int"]
        text = f"RETURN {self.form('DISTINCT', 'DISTINCT ') if self.chance(0.2) else ''}{', '.join(items)}"
        plain = [
            f"c{i}{self.pick('', '', ' DESC')}" for i, kind in enumerate(kinds) if kind not in ("node", "bag")
        ]
        total = len(plain) == len(kinds)
        if plain and self.chance(0.5):
            text += self.form("ORDER BY", f" ORDER BY {', '.join(plain)}")
            if total and self.chance(0.4):
                text += self.form("SKIP", self.pick("", " SKIP 1", " SKIP $some"))
                text += self.form("LIMIT", self.pick(" LIMIT 5", " LIMIT $some", " LIMIT 0", " LIMIT 20"))
            return text, total, bags
        return text, False, bags

    def subquery(self) -> str:
        """Return a MATCH that starts, mostly, at a node that is known outside; its own variables are gone after it."""
        outer, twice = dict(self.scope), getattr(self, "twice", [])
        self.depth += 2
        pattern = self.pattern()
        text = f"MATCH {pattern}{self.where(0.4, plain=self.chance(0.9))}"
        self.depth -= 2
        self.scope, self.twice = outer, twice
        return text
