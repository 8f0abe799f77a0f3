"""The clauses of a query in Cypher, one after another, each with its parts and the subqueries that stand in it."""

__all__ = ["Clause", "clauses", "items", "subqueries"]

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.stores.cypher.tokens import Token, close

_CLAUSES = ("MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "UNION")
_PARTS = ("WHERE", "ORDER", "SKIP", "OFFSET", "LIMIT")


@dataclass(slots=True)
class Clause:
    """A clause: its keyword ("OPTIONAL" for OPTIONAL MATCH), what follows it, and its parts by their keyword ("ORDER" for ORDER BY)."""

    keyword: str
    body: list[Token] = field(default_factory=list)
    parts: dict[str, list[Token]] = field(default_factory=dict)

    @property
    def distinct(self) -> bool:
        """Whether DISTINCT is the first word."""
        return bool(self.body) and self.body[0].is_word("DISTINCT")


def clauses(found: Sequence[Token]) -> list[Clause]:
    """Return the clauses of a query or subquery; what stands before the first, such as EXPLAIN, is left out."""
    every: list[Clause] = []
    part: list[Token] = []
    place = 0
    while place < len(found):
        token, before = found[place], found[place - 1] if place else None
        named = before is not None and (before.is_sign(".", ":", "|") or before.is_word("STARTS", "ENDS", "AS"))
        named = named or (place + 1 < len(found) and found[place + 1].is_sign("."))
        if token.is_word(*_CLAUSES) and not named:
            if not (token.is_word("MATCH") and before is not None and before.is_word("OPTIONAL")):
                every.append(Clause(token.text.upper()))
            part = every[-1].body
        elif token.is_word(*_PARTS) and not named and every:
            part = every[-1].parts.setdefault(token.text.upper(), [])
        elif token.is_sign("(", "[", "{"):
            end = close(found, place)
            part.extend(found[place : end + 1])
            place = end
        else:
            part.append(token)
        place += 1
    return every


def items(clause: Clause) -> Iterator[tuple[list[Token], str | None]]:
    """Yield what a WITH or RETURN gives: the tokens of each item and the name after its AS, if there is one."""
    body = clause.body[1:] if clause.distinct else clause.body
    start, place = 0, 0
    while place <= len(body):
        if place == len(body) or body[place].is_sign(","):
            item = body[start:place]
            named = len(item) > 2 and item[-2].is_word("AS")
            yield (item[:-2], item[-1].name) if named else (item, None)
            start = place + 1
        elif body[place].is_sign("(", "[", "{"):
            place = close(body, place)
        place += 1


def subqueries(found: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the tokens within each EXISTS { MATCH … }, COUNT { MATCH … } and COLLECT { MATCH … }; not those within these."""
    place = 0
    while place + 2 < len(found):
        opens = found[place].is_word("EXISTS", "COUNT", "COLLECT") and found[place + 1].is_sign("{") and found[place + 2].is_word("MATCH")
        if opens:
            end = close(found, place + 1)
            yield list(found[place + 2 : end])
            place = end
        place += 1
