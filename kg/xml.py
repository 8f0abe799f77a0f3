"""The XML parser for all formats: it expands no entities and fetches nothing."""

__all__ = ["xml_parser"]

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import XMLParser


def xml_parser(encoding: str, target: Any = None) -> "XMLParser":
    """Return an lxml parser that builds a tree, or calls the methods of a `target`.

    Raises LookupError for an unknown encoding.
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
