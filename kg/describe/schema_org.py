"""A description in schema.org's terms, which Croissant and RO-Crate build on, and search engines read in a page."""

__all__ = ["as_json", "creators", "said"]

from typing import Any

from kg.describe.about import Creator
from kg.describe.description import Description
from kg.describe.terms import document


def as_json(description: Description) -> dict[str, Any]:
    """Return a schema.org Dataset as JSON-LD."""
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{document(description.base)}#graph",
        **said(description),
        **({"creator": people} if (people := creators(description)) else {}),
    }


def said(description: Description) -> dict[str, Any]:
    """Return what is known, by schema.org's names, without the creators and without what nobody gave."""
    about = description.about
    known = {
        "name": description.title,
        "description": description.text,
        "url": description.base,
        "license": about.license,
        "version": about.version,
        "datePublished": about.date,
    }
    return {name: value for name, value in known.items() if value}


def creators(description: Description) -> list[dict[str, str]]:
    """Return the creators as people; who has a ROR address is an organisation."""
    return [_creator(creator) for creator in description.about.creators]


def _creator(creator: Creator) -> dict[str, str]:
    kind = "Organization" if creator.iri.startswith("https://ror.org/") else "Person"
    return {"@type": kind, **({"@id": creator.iri} if creator.iri else {}), "name": creator.name}
