"""Runs in the environment of the validators, which knows nothing of kg: one action, its findings as JSON.

python inside.py croissant FILE       errors and warnings of mlcroissant
python inside.py rows FILE            the rows that mlcroissant loads, by record set
python inside.py crate FOLDER         what rocrate-validator finds, recommendations included
python inside.py jsonld FILE          the N-Quads that PyLD reads in a JSON-LD file
python inside.py ask URL QUERY METHOD the rows that SPARQLWrapper gets from an endpoint
"""

__all__ = ["main"]

import io
import json
import logging
import sys
import urllib.request
from email.message import Message
from importlib.resources import files
from pathlib import Path
from urllib.response import addinfourl

CRATE_CONTEXT = "https://w3id.org/ro/crate/1.3/context"
CRATE_PROFILE = "ro-crate-1.3"  # which includes the rules of 1.2


def croissant(path: str) -> list[str]:
    """Return the errors and warnings about a Croissant file."""
    import mlcroissant

    said: list[str] = []
    collecting = logging.Handler()
    collecting.emit = lambda record: said.append(record.getMessage())
    logging.getLogger("absl").addHandler(collecting)
    try:
        issues = mlcroissant.Dataset(path).metadata.ctx.issues
    except mlcroissant.ValidationError as error:
        return [*said, *map(str.strip, str(error).splitlines()[1:])]
    return [*said, *sorted(issues.errors), *sorted(issues.warnings)]


def rows(path: str) -> dict[str, list[dict[str, object]]]:
    """Return the rows of each record set of a Croissant file, each value by the name of its column."""
    import mlcroissant

    logging.getLogger("absl").setLevel(logging.ERROR)
    dataset = mlcroissant.Dataset(path)
    return {
        found.id: [
            {name.rpartition("/")[2]: _plain(value) for name, value in row.items()}
            for row in dataset.records(found.id)
        ]
        for found in dataset.metadata.record_sets
    }


def _plain(value: object) -> object:
    """Return a value as JSON can hold it: texts are bytes in mlcroissant, and a number that is missing is NaN."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return None if value != value else value  # NaN alone differs from itself


def crate(folder: str) -> list[str]:
    """Return what is required or recommended of an RO-Crate and missing in it."""
    _offline(files("rocrate").joinpath("data/ro-crate.jsonld").read_bytes())
    from rocrate_validator import models, services

    settings = services.ValidationSettings(
        rocrate_uri=folder,
        profile_identifier=CRATE_PROFILE,
        requirement_severity=models.Severity.RECOMMENDED,
        no_cache=True,
    )
    found = services.validate(settings).get_issues()
    return sorted(f"{issue.severity.name} {issue.check.identifier} {issue.message}" for issue in found)


def jsonld(path: str) -> str:
    """Return the dataset of a JSON-LD document as N-Quads; contexts are not fetched."""
    from pyld import jsonld as reader

    document = json.loads(Path(path).read_text(encoding="utf-8"))
    return reader.to_rdf(document, {"format": "application/n-quads"})


def ask(url: str, query: str, method: str) -> list[dict[str, str]]:
    """Return the rows of a SELECT."""
    from SPARQLWrapper import JSON, SPARQLWrapper

    endpoint = SPARQLWrapper(url)
    endpoint.setQuery(query)
    endpoint.setMethod(method)
    endpoint.setReturnFormat(JSON)
    rows = endpoint.query().convert()["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in rows]


def _offline(context: bytes) -> None:
    """Answer requests for the context of RO-Crate from a file, and refuse all others."""
    import requests

    class FromFile(requests.adapters.BaseAdapter):
        def send(self, request, **_):
            answer = requests.Response()
            known = request.url.startswith(CRATE_CONTEXT)
            answer.request, answer.url, answer.status_code = request, request.url, 200 if known else 404
            answer.headers["Content-Type"] = "application/ld+json"
            answer.raw = io.BytesIO(context if known else b"")
            return answer

        def close(self):
            pass

    class Opener(urllib.request.HTTPSHandler):
        def https_open(self, request):
            if not request.full_url.startswith(CRATE_CONTEXT):
                raise OSError(f"{request.full_url} is not read in tests")
            headers = Message()
            headers["Content-Type"] = "application/ld+json"
            answer = addinfourl(io.BytesIO(context), headers, request.full_url, 200)
            answer.msg = "OK"
            return answer

    requests.Session.get_adapter = lambda session, url: FromFile()
    urllib.request.install_opener(urllib.request.build_opener(Opener))


def main(action: str, *arguments: str) -> int:
    """Write the findings of an action to stdout."""
    actions = {"croissant": croissant, "rows": rows, "crate": crate, "jsonld": jsonld, "ask": ask}
    found = actions[action](*arguments)
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
