"""Split a Cypher query into its clauses, their parts and their subqueries."""

__all__ = ["Clause", "clauses", "items", "subqueries"]

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.stores.cypher.tokens import Token, closing

_CLAUSES = ("MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "UNION")
_PARTS = ("WHERE", "ORDER", "SKIP", "OFFSET", "LIMIT")


@dataclass(slots=True)
class Clause:
    """A clause: keyword ("OPTIONAL" for OPTIONAL MATCH), body, and parts by keyword, as "ORDER"."""

    keyword: str
    body: list[Token] = field(default_factory=list)
    parts: dict[str, list[Token]] = field(default_factory=dict)

    @property
    def distinct(self) -> bool:
        """Whether DISTINCT is the first word."""
        return bool(self.body) and self.body[0].is_word("DISTINCT")


def clauses(tokens: Sequence[Token]) -> list[Clause]:
    """Return the clauses of a query or subquery; anything before the first, such as EXPLAIN, is skipped."""
    result: list[Clause] = []
    part: list[Token] = []
    index = 0
    while index < len(tokens):
        token, before = tokens[index], tokens[index - 1] if index else None
        is_name = before is not None and (
            before.is_sign(".", ":", "|") or before.is_word("STARTS", "ENDS", "AS")
        )
        is_name = is_name or (index + 1 < len(tokens) and tokens[index + 1].is_sign("."))
        if token.is_word(*_CLAUSES) and not is_name:
            goes_on = token.is_word("MATCH") and before is not None and before.is_word("OPTIONAL")
            if not (goes_on and result):
                result.append(Clause(token.text.upper()))
            part = result[-1].body
        elif token.is_word(*_PARTS) and not is_name and result:
            part = result[-1].parts.setdefault(token.text.upper(), [])
        elif token.is_sign("(", "[", "{"):
            end = closing(tokens, index)
            part.extend(tokens[index : end + 1])
            index = end
        else:
            part.append(token)
        index += 1
    return result


def items(clause: Clause) -> Iterator[tuple[list[Token], str | None]]:
    """Yield the items of a WITH or RETURN: the tokens of each, and its alias (after AS) or None."""
    body = clause.body[1:] if clause.distinct else clause.body
    start, index = 0, 0
    while index <= len(body):
        if index == len(body) or body[index].is_sign(","):
            item = body[start:index]
            has_alias = len(item) > 2 and item[-2].is_word("AS")
            yield (item[:-2], item[-1].name) if has_alias else (item, None)
            start = index + 1
        elif body[index].is_sign("(", "[", "{"):
            index = closing(body, index)
        index += 1


def subqueries(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each outermost EXISTS { MATCH … }, COUNT { MATCH … } and COLLECT { MATCH … }."""
    index = 0
    while index + 2 < len(tokens):
        word, brace, first = tokens[index : index + 3]
        if word.is_word("EXISTS", "COUNT", "COLLECT") and brace.is_sign("{") and first.is_word("MATCH"):
            end = closing(tokens, index + 1)
            yield list(tokens[index + 2 : end])
            index = end
        index += 1
