"""Triples as RDF/XML that every parser of XML reads, written as they come."""

__all__ = ["write"]

import re
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from kg.errors import KgError
from kg.rdf.factories import Row
from kg.rdf.terms import PREFIXES

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
_SPLIT = re.compile(r"(.*[/#?:=])([A-Za-z_][\w.-]*)", re.ASCII)
_STRING = f"{PREFIXES['xsd']}string"


def write(rows: Iterable[Row], stream: BinaryIO) -> None:
    """Write triples; consecutive ones of one subject share an element, and characters that XML cannot hold are dropped.

    Raises KgError for a predicate whose end is no name of XML.
    """
    declared = "".join(f"\n  xmlns:{prefix}={quoteattr(iri)}" for prefix, iri in PREFIXES.items())
    stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declared}>\n'.encode())
    for subject, same in groupby(rows, key=itemgetter(1)):
        lines = [f"<rdf:Description {_node(subject, 'about')}>"]
        lines += [f" {_property(*_names(name), value, datatype)}" for _, _, name, value, datatype in same]
        stream.write("\n".join([*lines, "</rdf:Description>\n"]).encode())
    stream.write(b"</rdf:RDF>\n")


def _property(name: str, declared: str, value: str, datatype: str) -> str:
    if not datatype:
        return f"<{name}{declared} {_node(value, 'resource')}/>"
    # a parser would turn a plain carriage return into a line feed
    text = escape(_NOT_XML.sub("", value), {"\r": "&#13;"})
    return f"<{name}{declared}{_kind(datatype)}>{text}</{name}>"


def _kind(datatype: str) -> str:
    """Return the attribute that says what a text is."""
    if datatype == _STRING:
        return ""
    language = datatype.startswith("@")
    return f' xml:lang="{datatype[1:]}"' if language else f" rdf:datatype={_attribute(datatype)}"


def _node(name: str, attribute: str) -> str:
    """Return the attribute that names an IRI or a blank node."""
    blank = name.startswith("_:")
    return f'rdf:nodeID="b{name[2:]}"' if blank else f"rdf:{attribute}={_attribute(name)}"


@cache
def _names(predicate: str) -> tuple[str, str]:
    """Return the name of an element, and the declaration of its prefix where it has none of ours."""
    found = _SPLIT.fullmatch(predicate)
    if found is None:
        raise KgError(f"RDF/XML cannot hold the predicate {predicate}: it does not end in a name")
    for prefix, iri in PREFIXES.items():
        if iri == found[1]:
            return f"{prefix}:{found[2]}", ""
    return f"other:{found[2]}", f" xmlns:other={quoteattr(found[1])}"


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text))
