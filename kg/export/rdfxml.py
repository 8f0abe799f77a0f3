"""RDF/XML: the triples of all papers together, for tools that read nothing else; streamed."""

__all__ = ["export"]

import re
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from kg.errors import KgError
from kg.export.options import DEFAULTS, Options
from kg.model import Edge, Node
from kg.rdf import PREFIXES
from kg.rdf.factories import rows

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
_SPLIT = re.compile(r"(.*[/#?:=])([A-Za-z_][\w.-]*)", re.ASCII)
_STRING = f"{PREFIXES['xsd']}string"


def export(
    nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO, base: str, options: Options = DEFAULTS
) -> None:
    """Write RDF/XML without blank nodes; characters that XML cannot hold are dropped.

    Consecutive triples of one subject share an element.
    """
    declared = "".join(f"\n  xmlns:{prefix}={quoteattr(iri)}" for prefix, iri in PREFIXES.items())
    stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declared}>\n'.encode())
    triples = options.quads(rows(), nodes, edges, base, "rdfxml", graphs=False)
    for subject, same in groupby(triples, key=itemgetter(1)):
        lines = [f"<rdf:Description rdf:about={_attribute(subject)}>"]
        lines += [f" {_property(*_names(name), value, datatype)}" for _, _, name, value, datatype in same]
        stream.write("\n".join([*lines, "</rdf:Description>\n"]).encode())
    stream.write(b"</rdf:RDF>\n")


def _property(name: str, declared: str, value: str, datatype: str) -> str:
    if not datatype:
        return f"<{name}{declared} rdf:resource={_attribute(value)}/>"
    of_type = "" if datatype == _STRING else f" rdf:datatype={_attribute(datatype)}"
    # a parser would turn a plain carriage return into a line feed
    text = escape(_NOT_XML.sub("", value), {"\r": "&#13;"})
    return f"<{name}{declared}{of_type}>{text}</{name}>"


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
