"""Pages as HTML: a view, written by its template with the links of a server or a site."""

__all__ = ["Pages"]

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kg.answers.marked_html import INVISIBLE
from kg.describe import NOTHING_SAID, About, Description, Tally, as_json, described
from kg.evidence.database import EvidenceDatabase
from kg.names import normal_form
from kg.page.addresses import Links, address_of, outside
from kg.page.documents import described_in, own_document
from kg.page.embedded import embedded
from kg.page.known import Known
from kg.page.search import folded
from kg.page.views import SITE_NEIGHBOURS, View, about_graph, view
from kg.page.words import UNTITLED, kind

SERVER_NEIGHBOURS = 300  # nodes of a drawing
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
"""What a page of a site may load: its own scripts and style sheet, and nothing else."""

_WITH_KEY = "SELECT c.iri FROM concept_key k JOIN concept c ON c.iri = k.iri WHERE k.key = ? AND c.label = ? ORDER BY 1"
_NOTHING: Mapping[str, str] = {}
_FIRST = 25  # of a long list
_NUMBERS = frozenset(("Rank", "Value", "Values", "Year", "Confidence", "Papers"))  # columns of numbers
_REST = 3  # as many more are shown too


class Pages:
    """The pages of a graph, as a server or a site shows them; the graph does not change meanwhile."""

    def __init__(self, evidence: EvidenceDatabase, links: Links, about: About = NOTHING_SAID) -> None:
        self.known = Known(evidence)
        self._links = links
        self._neighbours = SERVER_NEIGHBOURS if links.live else SITE_NEIGHBOURS
        self._about = about
        self._environment = _environment(about)
        self._template = self._environment.get_template

    def page(self, address: str, query: Mapping[str, str] = _NOTHING) -> str | None:
        """Return the page with an address, or None where there is none."""
        if address == "about":
            return self._written(about_graph(self.description), address, query)
        found = view(self.known, address, query, self._neighbours)
        if found is None:
            return None
        return self._written(found if address else found._replace(linked=self._linked), address, query)

    @cached_property
    def description(self) -> Description:
        """Whose the graph is, what is in it, and what it was made from."""
        return described(self.known.evidence, self._about)

    @cached_property
    def _linked(self) -> dict[str, Any]:
        """The graph as a data set, for the start page."""
        return as_json(self.description)

    def missing(self, address: str) -> str:
        """Return the page that says that there is none with an address."""
        return self._written(View("missing.html", "Not found", {"asked": address}), "search", _NOTHING)

    def choices(self, addresses: list[str]) -> str:
        """Return the page that says what a name can mean."""
        known = [one for one in self.known.names.values() if one.address in addresses]
        return self._written(View("choices.html", "Which one?", {"choices": known}), "search", _NOTHING)

    def iri(self, address: str) -> str | None:
        """Return the IRI of what has RDF at an address; None for a view, or where there is nothing."""
        iri, known = f"{self.known.base}{address}", self.known
        is_node = address in known.id_of or iri in known.names or iri in known.result
        return iri if is_node or described_in(known, address) else None

    def document(self, address: str, tally: Tally, endpoint: str = "") -> list[Any] | None:
        """Return the triples at an address of which the RDF store has none; None for any other."""
        return own_document(self.known, address, self.description, tally, endpoint)

    def shown_on(self, address: str) -> str | None:
        """Return the address of the page that shows what has none of its own: of a result the place on that of its paper."""
        iri = f"{self.known.base}{address}"
        if (result := self.known.result.get(iri)) is not None:
            return self.known.result_address(iri, result.paper)
        if not described_in(self.known, address):
            return None
        if address.startswith("match/"):
            return address_of(self.known.matched[address.removeprefix("match/")].concept, self.known.base)
        return {"concepts": "", "shapes": "ontology"}.get(address)

    def meant(self, address: str) -> list[str]:
        """Return the addresses of what is called so, where no page has the address.

        They are those of the concepts into which a name with this key was merged.
        """
        label, _, name = address.partition("/")
        key = unquote(name.replace("-", " "))
        found = self.known.db.execute(_WITH_KEY, (normal_form(key), label.capitalize()))
        return [iri.removeprefix(self.known.base) for (iri,) in found]

    def search(self, text: str, limit: int) -> list[dict[str, str]]:
        """Return what a text finds, the best first; `also` is the other name that has it where the name has not."""
        wanted = folded(text)
        found = []
        for entry in self.known.search(text, limit):
            names = () if wanted in folded(entry.name) else entry.others
            also = next((name for name in names if wanted in folded(name)), "")
            found.append({"label": entry.label, "name": entry.name, "address": entry.address, "also": also})
        return found

    def _written(self, found: View, address: str, query: Mapping[str, str]) -> str:
        way = self._links.at(address, query)
        iri = self.iri(address) if address and self._links.documents else None
        return self._template(found.template).render(
            found.data, page=way.page, asset=way.asset, root=way.root, live=self._links.live, address=address,
            title=found.title, linked=found.linked, drawn=found.drawn, iri=iri, document=way.document(address),
            conflicting=bool(self.known.conflicts), with_authors=self.known.with_authors,
        )  # fmt: skip


def _environment(about: About) -> Environment:
    environment = Environment(
        loader=PackageLoader("kg.page"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=_visible, auto_reload=False,
    )  # fmt: skip
    environment.globals |= {
        "site_title": about.title or UNTITLED, "signature": about.signature, "policy": POLICY, "first": _FIRST,
        "rest": _REST, "numbers": _NUMBERS, "many": _many, "outside": outside,
    }  # fmt: skip
    environment.filters |= {"count": _count, "score": _score, "embedded": embedded, "kind": kind}
    return environment


def _count(number: int) -> str:
    return f"{number:,}"


def _score(score: float) -> str:
    return f"{round(score, 4):,}".removesuffix(".0")


def _visible(value: Any) -> Any:
    """Return a value without characters that change what is seen."""
    return INVISIBLE.sub("", value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _many(count: int, noun: str) -> str:
    """Return "1 paper", "2 papers"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"
