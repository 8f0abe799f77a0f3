"""Generated expressions of Cypher, of a type that is asked for, over the variables that are in scope."""

__all__ = ["PARAMETERS", "PROPERTIES", "Expressions"]

import random
from dataclasses import dataclass, field

from kg.generated.vocabulary import EDGES, NODE_PROPERTIES

PARAMETERS = {
    "year": 2022, "years": [2020, 2022, None], "none": None, "text": "Net", "texts": ["GlowNet", "PebbleSet", "accuracy"], "some": 3,
    "half": 0.5, "yes": True,
}  # fmt: skip
_KINDS = {"string": "text", "strings": "list", "integer": "int", "decimal": "float", "boolean": "bool"}
# Units may be empty, and the embedded store finds an empty text in no other.
PROPERTIES = {
    label: {name: _KINDS[kind] for name, kind in given.items() if name != "unit"}
    for label, given in NODE_PROPERTIES.items()
}
_TEXTS = ("GlowNet", "accuracy", "a", "e", "Net", "absolute", "it's", "%")


@dataclass
class Expressions:
    """Writes expressions; `scope` maps a variable to what it is: the labels of a node, the types of a relationship, or a value's kind."""

    random: random.Random
    scope: dict[str, tuple[str, ...]] = field(default_factory=dict)
    forms: set[str] = field(default_factory=set)
    number: int = 0
    depth: int = 0

    def subquery(self) -> str:
        """Return a MATCH for EXISTS or COUNT."""
        raise NotImplementedError

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, *of: str) -> str:
        return self.random.choice(of)

    def form(self, name: str, text: str) -> str:
        self.forms.add(name)
        return text

    def name(self, letter: str) -> str:
        self.number += 1
        return f"{letter}{self.number}"

    def nodes(self) -> list[str]:
        return [name for name, kinds in self.scope.items() if kinds[0] in NODE_PROPERTIES]

    def edges(self) -> list[str]:
        return [name for name, kinds in self.scope.items() if kinds[0] in EDGES]

    def values(self, kind: str) -> list[str]:
        return [name for name, kinds in self.scope.items() if kinds == (kind,)]

    def distinct(self) -> str:
        return self.form("DISTINCT in an aggregate", "DISTINCT ") if self.chance(0.4) else ""

    def aggregate(self, kind: str) -> str:
        if kind == "int":
            inner = self.expression(self.pick("int", "text"))
            numbers = self.expression("int")
            return self.form("count", self.pick("count(*)", f"count({self.distinct()}{inner})", f"max({numbers})", f"coalesce(sum({numbers}), 0)",
                                                f"size(collect({self.distinct()}{inner}))"))  # fmt: skip
        if kind == "float":
            return self.form("avg", f"{self.pick('avg', 'min', 'max')}({self.expression('float')})")
        if kind == "text":
            # Neo4j compares those that it has made itself by UTF-16.
            return self.form("min", f"{self.pick('min', 'max')}({self.property_or('text')})")
        return f"count({self.expression('int')}) > {self.random.randint(0, 3)}"

    def properties(self, name: str, kind: str) -> list[str]:
        if (first := self.scope[name][0]) in EDGES:
            given = {place: _KINDS[of] for place, of in EDGES[first].properties.items()}
            return [
                f"`{place}`"
                for place, of in given.items()
                if of == kind and (place != "official" or len(self.scope[name]) == 1)
            ]
        labels = self.scope[name]
        common = {place for label in labels for place, of in PROPERTIES[label].items() if of == kind}
        clash = {place for place in common for label in labels if PROPERTIES[label].get(place, kind) != kind}
        return sorted(f"`{place}`" if place == "end" else place for place in common - clash)

    def literal(self, kind: str) -> str:
        if kind == "int":
            return self.pick("2022", "2023", "0", "1", "-3", "7", "$year", "$some")
        if kind == "float":
            return self.pick("94.5", "0.5", "-1.25", "$half", "3.0")
        if kind == "bool":
            return self.pick("true", "false", "$yes")
        return self.pick(*(f'"{text}"' for text in _TEXTS), "$text")

    def atom(self, kind: str) -> str:
        found = self.values(kind)
        found += [
            f"{name}.{place}"
            for name in [*self.nodes(), *self.edges()]
            for place in self.properties(name, kind)
        ]
        if kind == "text":
            found += [f"type({name})" for name in self.edges()]
        return self.random.choice(found) if found and self.chance(0.85) else self.literal(kind)

    def property_or(self, kind: str) -> str:
        """Return a property of a node of this kind, or a literal."""
        found = [f"{name}.{place}" for name in self.nodes() for place in self.properties(name, kind)]
        return self.random.choice(found) if found else self.literal(kind)

    def expression(self, kind: str) -> str:
        if self.depth > 2 or self.chance(0.5):
            return self.atom(kind)
        self.depth += 1
        text = getattr(self, f"{kind}_expression")()
        self.depth -= 1
        return text

    def general(self, kind: str) -> str:
        """Return what there is for every kind."""
        a, b, test = self.expression(kind), self.expression(kind), self.condition()
        which = self.random.randrange(4)
        if which == 0:
            return self.form("coalesce", f"coalesce({a}, {b})")
        if which == 1:
            return self.form(
                "CASE WHEN", f"CASE WHEN {test} THEN {a}{f' ELSE {b}' if self.chance(0.6) else ''} END"
            )
        if which == 2:
            of = self.pick("int", "text")
            return self.form(
                "CASE of", f"CASE {self.expression(of)} WHEN {self.literal(of)} THEN {a} ELSE {b} END"
            )
        return a

    def int_expression(self) -> str:
        a, b = self.expression("int"), self.expression("int")
        which = self.random.randrange(7)
        if which == 0:
            return self.form("arithmetic", f"({a} {self.pick('+', '-', '*')} {b})")
        if which == 1:
            return self.form("division", f"({a} {self.pick('/', '%')} {self.pick('2', '3', '7', '-2')})")
        if which == 2:
            return self.form("size of a text", f"size({self.expression('text')})")
        if which == 3 and (lists := [f"{n}.{p}" for n in self.nodes() for p in self.properties(n, "list")]):
            return self.form("size of a list", f"size({self.random.choice(lists)})")
        if which == 4 and self.chance(0.2):
            return self.form("COUNT {}", f"COUNT {{ {self.subquery()} }}")
        if which == 5:
            return self.form("abs", f"abs({a})")
        return self.general("int")

    def float_expression(self) -> str:
        a, b = self.expression("float"), self.expression("float")
        if self.chance(0.3):
            return self.form("arithmetic of floats", f"({a} {self.pick('+', '-', '*')} {b})")
        if self.chance(0.3):
            return self.form("rounding", f"{self.pick('floor', 'ceil')}({a})")
        if self.chance(0.2):
            return self.form("int and float", f"({self.expression('int')} * {a})")
        return self.general("float")

    def text_expression(self) -> str:
        a, b = self.expression("text"), self.expression("text")
        which = self.random.randrange(6)
        if which == 0:
            return self.form("text function", f"{self.pick('toLower', 'trim', 'ltrim', 'rtrim')}({a})")
        if which == 1:
            return self.form("text +", f"(coalesce({a}, '') + coalesce({b}, ''))")
        if which == 2:
            return self.form(
                "left, right", f"{self.pick('left', 'right')}({a}, {self.pick('1', '3', '500')})"
            )
        if which == 3:
            return self.form(
                "replace",
                f'replace(coalesce({self.atom("text")}, ""), "{self.pick("e", "Net", "zz")}", {self.pick(chr(34) * 2, chr(34) + "-" + chr(34))})',
            )
        return self.general("text")

    def bool_expression(self) -> str:
        return self.condition() if self.chance(0.7) else self.general("bool")

    def condition(self) -> str:
        if self.depth > 3:
            return self.comparison()
        self.depth += 1
        which = self.random.randrange(12)
        if which < 5:
            text = self.comparison()
        elif which == 5:
            text = self.form("NOT", f"NOT ({self.condition()})")
        elif which in (6, 7):
            text = self.form(
                "AND OR XOR", f"({self.condition()} {self.pick('AND', 'OR', 'OR', 'XOR')} {self.condition()})"
            )
        elif which in (8, 9):
            text = self.form("EXISTS {}", f"EXISTS {{ {self.subquery()} }}")
        elif which == 10:
            text = self.form(
                "IS NULL",
                f"{self.expression(self.pick('int', 'text', 'float'))} IS {self.pick('', 'NOT ')}NULL",
            )
        else:
            text = self.list_condition()
        self.depth -= 1
        return text

    def list_condition(self) -> str:
        lists = [f"{n}.{p}" for n in self.nodes() for p in self.properties(n, "list")]
        if lists and self.chance(0.6):
            found = self.random.choice(lists)
            if self.chance(0.5):
                return self.form("IN a property", f"{self.expression('text')} IN {found}")
            return self.form(
                "any all none",
                f"{self.pick('any', 'all', 'none', 'single')}(x IN {found} WHERE x CONTAINS {self.literal('text')})",
            )
        return self.form(
            "IN",
            self.pick(f"{self.expression('int')} IN [2022, 2023, 1]", f"{self.expression('text')} IN $texts"),
        )

    def comparison(self) -> str:
        kind = self.pick("int", "text", "text", "float", "bool")
        sign = self.pick("=", "<>", "<", "<=", ">", ">=")
        if kind == "text" and self.chance(0.5):
            sign = self.form("search", self.pick("CONTAINS", "STARTS WITH", "ENDS WITH"))
        elif kind == "int" and self.chance(0.15):
            return self.form(
                "int against float", f"{self.expression('int')} {sign} {self.expression('float')}"
            )
        return self.form(f"comparison of {kind}", f"{self.operand(kind)} {sign} {self.operand(kind)}")

    def operand(self, kind: str) -> str:
        """Return an expression that can stand beside a sign: the embedded store wants two comparisons in brackets."""
        text = self.expression(kind)
        return f"({text})" if kind == "bool" else text
