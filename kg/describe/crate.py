"""RO-Crate 1.3: a folder of files as a research object, with how it was made."""

__all__ = ["crate"]

from collections.abc import Iterable, Mapping
from typing import Any

from kg.describe.description import Description
from kg.describe.files import File
from kg.describe.licences import name_of
from kg.describe.schema_org import creators, said
from kg.ids import DEFAULT_BASE, content_key

_SPECIFICATION = "https://w3id.org/ro/crate/1.3"
_Entity = dict[str, Any]


def crate(description: Description, files: Iterable[File], texts: Mapping[str, str]) -> _Entity:
    """Return the metadata of a folder, whose files are listed; `texts` say by name what is in them."""
    listed = list(files)
    people = [{"@id": f"#creator-{number}"} | one for number, one in enumerate(creators(description), 1)]
    return {
        "@context": f"{_SPECIFICATION}/context",
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "conformsTo": {"@id": _SPECIFICATION},
                "about": {"@id": "./"},
            },
            _root(description, people, listed),
            *(_file(file, texts.get(file.name, "")) for file in listed),
            *people,
            *_license(description),
            *_made(description),
        ],
    }


def _root(description: Description, people: list[_Entity], files: list[File]) -> _Entity:
    known = said(description)
    if "license" in known:
        known["license"] = {"@id": known["license"]}
    return {
        "@id": "./",
        "@type": "Dataset",
        **known,
        **({"author": [_ref(one) for one in people]} if people else {}),
        "hasPart": [{"@id": file.name} for file in files],
        "mentions": {"@id": "#run"},
    }


def _ref(entity: _Entity) -> _Entity:
    return {"@id": entity["@id"]}


def _file(file: File, text: str) -> _Entity:
    return {
        "@id": file.name,
        "@type": "File",
        "name": file.name,
        **({"description": text} if text else {}),
        "contentSize": str(file.size),
        "encodingFormat": file.media_type,
        "sha256": file.sha256,
    }


def _license(description: Description) -> list[_Entity]:
    iri = description.about.license
    text = "The terms under which these files may be used."
    return [{"@id": iri, "@type": "CreativeWork", "name": name_of(iri), "description": text}] if iri else []


def _made(description: Description) -> list[_Entity]:
    """Return the program that made the folder, its run, and what that used."""
    made = description.made
    used = [
        *(_entity("model", name, f"Model {name}") for name, _ in made.models),
        *(_entity("authority", name, name) for name in made.authorities),
        *(_entity("file", name, name) for name in made.files),
    ]
    run: _Entity = {
        "@id": "#run",
        "@type": "CreateAction",
        "name": "papergraph reads papers and makes the graph",
        "instrument": {"@id": "#papergraph"},
        "object": [_ref(one) for one in used],
        "result": {"@id": "./"},
    }
    program: _Entity = {
        "@id": "#papergraph",
        "@type": "SoftwareApplication",
        "name": "papergraph",
        "url": DEFAULT_BASE,
        "version": made.version,
    }
    return [run, program, *used]


def _entity(kind: str, name: str, title: str) -> _Entity:
    return {"@id": f"#{kind}-{content_key(kind, name)[:16]}", "@type": "CreativeWork", "name": title}
