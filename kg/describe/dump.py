"""The file that a description goes with."""

__all__ = ["Dump"]

from dataclasses import dataclass

_FORMATS = "http://www.w3.org/ns/formats/"
# name of an export -> (media type, W3C's IRI of the format)
_KNOWN = {
    "nquads": ("application/n-quads", f"{_FORMATS}N-Quads"),
    "ntriples": ("application/n-triples", f"{_FORMATS}N-Triples"),
    "trig": ("application/trig", f"{_FORMATS}TriG"),
    "turtle": ("text/turtle", f"{_FORMATS}Turtle"),
    "jsonld": ("application/ld+json", f"{_FORMATS}JSON-LD"),
    "rdfxml": ("application/rdf+xml", f"{_FORMATS}RDF_XML"),
    "csv": ("text/csv", ""),
    "parquet": ("application/vnd.apache.parquet", ""),
}


@dataclass(frozen=True, slots=True)
class Dump:
    """A file with the graph: the export's name, its address where it is served, and the shapes that it conforms to.

    Its own name and its compression do not count: the same graph gives the same bytes in any file.
    """

    form: str
    url: str | None = None
    conforms: tuple[str, ...] = ()

    @property
    def media_type(self) -> str:
        """The media type; empty for a format that is not known."""
        return _KNOWN.get(self.form, ("", ""))[0]

    @property
    def format_iri(self) -> str:
        """W3C's IRI of the format; empty for one that is not RDF."""
        return _KNOWN.get(self.form, ("", ""))[1]
