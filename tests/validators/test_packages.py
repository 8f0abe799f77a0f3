"""The validators of Croissant and RO-Crate accept a good description and say what a poor one lacks."""

import hashlib
import json

import pytest

from tests.validators import programs

pytestmark = pytest.mark.slow
TABLE = b"title\nMossNet\n"
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
# The context that mlcroissant 1.1.1 writes and expects for Croissant 1.1.
CROISSANT_CONTEXT = {
    "@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/", "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/", "rai": "http://mlcommons.org/croissant/RAI/", "conformsTo": "dct:conformsTo",
    "description": {"@container": "@language"}, "name": {"@container": "@language"},
    "data": {"@id": "cr:data", "@type": "@json"}, "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{
        term: f"cr:{term}"
        for term in (
            "arrayShape citeAs column containedIn equivalentProperty extract field fileProperty fileObject fileSet format includes isArray "
            "isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate separator source "
            "subField transform"
        ).split()
    },
}  # fmt: skip


def croissant(**changes):
    source = {"fileObject": {"@id": "papers.csv"}, "extract": {"column": "title"}}
    return {
        "@context": CROISSANT_CONTEXT, "@type": "sc:Dataset", "@id": "graph", "name": "A graph", "description": "What papers say.",
        "conformsTo": "http://mlcommons.org/croissant/1.1", "url": "https://example.org/", "license": CC0, "version": "1.0.0",
        "datePublished": "2020-01-01", "creator": {"@type": "Organization", "name": "Moss Group"}, "citeAs": "@misc{graph}",
        "distribution": [
            {"@type": "cr:FileObject", "@id": "papers.csv", "name": "papers.csv", "contentUrl": "papers.csv", "encodingFormat": "text/csv",
             "sha256": hashlib.sha256(TABLE).hexdigest()},
        ],
        "recordSet": [
            {"@type": "cr:RecordSet", "@id": "papers", "name": "papers",
             "field": [{"@type": "cr:Field", "@id": "papers/title", "name": "title", "dataType": "sc:Text", "source": source}]},
        ],
    } | changes  # fmt: skip


def crate(**changes):
    root = {
        "@id": "./", "@type": "Dataset", "name": "A graph", "description": "What papers say.", "datePublished": "2020-01-01",
        "license": {"@id": CC0}, "hasPart": {"@id": "papers.csv"}, "publisher": {"@id": "https://example.org/moss"},
    } | changes  # fmt: skip
    return {
        "@context": "https://w3id.org/ro/crate/1.3/context",
        "@graph": [
            {"@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": "https://w3id.org/ro/crate/1.3"}},
            {name: value for name, value in root.items() if value is not None},
            {"@id": CC0, "@type": "CreativeWork", "name": "CC0 1.0", "description": "No rights reserved."},
            {"@id": "https://example.org/moss", "@type": "Organization", "name": "Moss Group", "url": "https://example.org/moss"},
            {"@id": "papers.csv", "@type": "File", "name": "Papers", "description": "One a row.", "encodingFormat": "text/csv", "contentSize": "14"},
        ],
    }  # fmt: skip


@pytest.fixture
def written(tmp_path):
    def write(name, value):
        (tmp_path / "papers.csv").write_bytes(TABLE)
        (tmp_path / name).write_text(json.dumps(value), encoding="utf-8")
        return tmp_path

    return write


def test_mlcroissant_accepts_a_description(written):
    assert programs.croissant(written("croissant.json", croissant()) / "croissant.json") == []


def test_mlcroissant_says_what_refers_to_nothing(written):
    found = programs.croissant(written("croissant.json", croissant(distribution=[])) / "croissant.json")
    assert any("papers.csv" in line for line in found)


def test_rocrate_accepts_a_description(written):
    found = programs.crate(written("ro-crate-metadata.json", crate()))
    assert [line for line in found if line.startswith("REQUIRED")] == []


def test_rocrate_says_what_is_required(written):
    found = programs.crate(written("ro-crate-metadata.json", crate(datePublished=None)))
    assert any(line.startswith("REQUIRED") and "datePublished" in line for line in found)
