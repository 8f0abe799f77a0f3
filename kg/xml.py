"""XML by one rule wherever a file of it is read: nothing that it declares is expanded, and nothing outside of it is fetched."""

__all__ = ["xml_parser"]

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import XMLParser


def xml_parser(encoding: str, target: Any = None) -> "XMLParser":
    """Return a parser that makes a tree of elements, or calls the methods of a `target`, as lxml has them.

    LookupError for an unknown encoding.
    """
    from lxml.etree import XMLParser

    return XMLParser(
        target=target,
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
