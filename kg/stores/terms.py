"""What can be told from the text of a SPARQL query: its form, and terms that the ontology does not have."""

__all__ = ["code", "has_dataset", "has_open_string", "query_form", "terms", "unknown_terms"]

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from kg.generated.vocabulary import ONTOLOGY
from kg.stores.nearest import no_such

# Strings and comments hold no terms; escapes in names are not decoded.
_TOKEN = re.compile(
    r'''(?P<skip>"""(?:\\.|(?!""").)*+(?:"""|\Z)|\'\'\'(?:\\.|(?!\'\'\').)*+(?:\'\'\'|\Z)'''
    r"""|"(?:\\.|[^"\\\n\r])*+"?|'(?:\\.|[^'\\\n\r])*+'?|\#[^\n\r]*|[?$]\w+)"""
    r"""|(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)"""
    r"""|(?P<prefix>[^\W\d_][\w.-]*+|)(?::(?P<local>(?:[\w:]|-|\.(?=[\w:-])|%[0-9A-Fa-f]{2}|\\.)*+))?+|.""",
    re.S | re.X,
)


@cache
def terms() -> frozenset[str]:
    """Return the local names of the classes and properties of the ontology."""
    text = files("kg.generated").joinpath("ontology.ttl").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^pg:(\w+) a ", text, re.M))


def query_form(sparql: str) -> str:
    """Return the first keyword of a query behind BASE and PREFIX, in capitals: SELECT, ASK, CONSTRUCT, DESCRIBE, or anything else."""
    return next((word for word in _keywords(sparql) if word not in ("BASE", "PREFIX")), "")


def has_dataset(sparql: str) -> bool:
    """Return whether a query names the graphs that it asks, by FROM."""
    return "FROM" in _keywords(sparql)


def has_open_string(sparql: str) -> bool:
    """Return whether a query has a string without an end."""
    strings = (match["skip"] or "" for match in _TOKEN.finditer(sparql))
    return any(text[:1] in ("'", '"') and (len(text) == 1 or text[-1] != text[0]) for text in strings if text)


def code(sparql: str) -> str:
    """Return a query without its strings, comments, variables and IRIs."""
    return "".join(
        " " if match["skip"] is not None or match["iri"] else match[0] for match in _TOKEN.finditer(sparql)
    )


def _keywords(sparql: str) -> Iterator[str]:
    for match in _TOKEN.finditer(sparql):
        if match["prefix"] and match["local"] is None:
            yield match["prefix"].upper()


def unknown_terms(sparql: str) -> list[str]:
    """Return one line, with the nearest name, for each unknown term of our ontology in a query.

    Terms have the prefix pg, or another that the query declares for the ontology, or are full IRIs.
    """
    prefixes = {"pg": ONTOLOGY}
    used: dict[str, None] = {}
    declared = None  # the prefix that is being declared
    last_word = ""
    for match in _TOKEN.finditer(sparql):
        iri, prefix, local = match["iri"], match["prefix"], match["local"]
        if iri and declared is not None:
            prefixes[declared], declared = iri[1:-1], None
        elif iri and iri[1:-1].startswith(ONTOLOGY):
            used[iri[1:-1].removeprefix(ONTOLOGY)] = None
        elif local is not None and last_word == "PREFIX":
            declared = prefix
        elif local is not None and prefixes.get(prefix) == ONTOLOGY:
            used[local] = None
        if match[0].strip() and match["skip"] is None:
            last_word = prefix.upper() if prefix and local is None else ""
    names = sorted(terms())
    return [
        no_such("term", f"pg:{name}", [f"pg:{known}" for known in names])
        for name in used
        if _is_unknown(name)
    ]


def _is_unknown(name: str) -> bool:
    return bool(re.fullmatch(r"[\w-]+", name)) and name not in terms()
