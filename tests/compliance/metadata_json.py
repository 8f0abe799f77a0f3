"""A record of each format made of JSON, YAML or columns, with every field of metadata that the format can give."""

import io

import pyarrow
import pyarrow.parquet

from kg.model import Author, Metadata
from tests.compliance.formats import dump

_PROSE = "We propose MossNet, a net for moss, and we evaluate it on sand. It beats all others on pebbles."
_ORCID = "0000-0002-1825-0097"

_OPENALEX = {
    "id": "https://openalex.org/W1",
    "display_name": "A net for moss",
    "abstract": _PROSE,
    "publication_year": 2020,
    "publication_date": "2020-05-12",
    "language": "en",
    "type": "article",
    "authorships": [
        {
            "author": {
                "id": "https://openalex.org/A5",
                "display_name": "Jane Doe",
                "orcid": f"https://orcid.org/{_ORCID}",
            }
        },
        {"author": {"id": None, "display_name": None}, "raw_author_name": "Hans Christian Ørsted"},
    ],
    "primary_location": {
        "landing_page_url": "https://a.example/1",
        "source": {"display_name": "Journal of Moss", "type": "journal"},
    },
    "best_oa_location": {"pdf_url": "https://a.example/moss.pdf"},
    "cited_by_count": 0,
    "referenced_works": ["https://openalex.org/W2", "https://openalex.org/W3"],
}
_SEMANTICSCHOLAR = {
    "paperId": "a" * 40,
    "title": "A net for moss",
    "abstract": _PROSE,
    "year": 2020,
    "publicationDate": "2020-05-12",
    "venue": "J. Moss",
    "journal": {"name": "Journal of Moss", "volume": "7"},
    "publicationTypes": ["JournalArticle", "Review"],
    "openAccessPdf": {"url": "https://a.example/moss.pdf", "status": "GREEN"},
    "citationCount": 12,
    "citationStyles": {"bibtex": "@Article{Doe2020ANF,\n author = {Jane Doe}\n}\n"},
    "authors": [{"authorId": "7", "name": "Jane Doe"}, {"authorId": None, "name": "Richard Roe"}],
    "references": [
        {"paperId": "b" * 40, "externalIds": {"DOI": "10.9999/SAND"}},
        {"paperId": "c" * 40, "title": "Pebbles"},
        {"paperId": None, "title": "Without ids"},
    ],
}
_ARXIV = {
    "id": "2005.00001",
    "title": "A net for moss",
    "abstract": _PROSE,
    "categories": "cs.CL stat.ML",
    "authors": "Jane Doe and H. C. \\O{}rsted",
    "authors_parsed": [["Doe", "Jane", ""], ["{\\O}rsted", "H. C.", "Jr."]],
    "journal-ref": "Journal of Moss 7 (2021) 1-9",
    "versions": [{"version": "v1", "created": "Tue, 12 May 2020 19:18:42 GMT"}],
    "update_date": "2021-01-02",
    "pdf_url": "https://arxiv.org/pdf/2005.00001v1",
}
_PAPERS = {
    "title": "A net for moss",
    "abstract": _PROSE,
    "year": 2020,
    "authors": [
        {
            "name": "Jane Doe",
            "family": "Doe",
            "given": "Jane",
            "orcid": _ORCID,
            "id": "openalex:A5",
        },
        "Roe, Richard",
        {"name": "OpenMoss"},
    ],
    "venue": "Journal of Moss",
    "date": "2020-05",
    "citationKeys": ["doe2020"],
    "keywords": ["moss", "sand"],
    "language": "en",
    "type": "article",
    "pdf": "https://a.example/moss.pdf",
    "citationCount": 3,
    "references": ["doi:10.9999/sand", "arxiv:2001.00001", "s2:" + "b" * 40],
}
_TABLE = {
    "Author full names": "Doe, Jane (57190000000); Ørsted, Hans Christian (57190000001)",
    "Authors": "Doe, J.; Ørsted, H.C.",
    "Title": "A net for moss",
    "Year": "2020",
    "Publication Date": "2020-05-12",
    "Source title": "Journal of Moss",
    "Abbreviated Source Title": "J. Moss",
    "Cited by": "1,234",
    "Abstract": _PROSE,
    "Author Keywords": "moss; sand",
    "Index Keywords": "plant",
    "Document Type": "Article",
    "Language": "en",
    "Source": "Scopus",
    "PDF Link": "https://a.example/moss.pdf",
    "Citation Key": "doe2020",
    "Cited References": "Roe R, 2010, J SAND, V1, P1, DOI 10.9999/sand; Poe A, 2011, PEBBLES; [DOI 10.9999/pebble]",
}
_FRONTMATTER = f"""---
title: A net for moss
abstract: {_PROSE}
id: doe20a
layout: inproceedings
series: Proceedings of Stones
container-title: Proceedings of the First Conference on Moss
genre: inproceedings
language: en
keywords: [moss, sand]
author:
- given: Jane
  family: Doe
- firstname: Hans Christian
  lastname: Ørsted
editor:
- given: Ann
  family: Poe
date: 2020-05-12
volume: '216'
pdf: https://proceedings.mlr.press/v216/doe20a/doe20a.pdf
---
"""


def _csv(row: dict[str, str]) -> str:
    quoted = (",".join(f'"{cell}"' for cell in cells) for cells in (row, row.values()))
    return "\n".join((*quoted, ""))


def _parquet() -> bytes:
    authors = [{"name": "Jane Doe", "orcid": _ORCID}, {"name": "Ørsted, Hans Christian", "orcid": None}]
    row = {
        "title": "A net for moss",
        "abstract": _PROSE,
        "authors": authors,
        "journal": "Journal of Moss",
        "publication_date": "2020-05-12",
        "citation_key": "doe2020",
        "keywords": ["moss", "sand, wet"],
        "language": "en",
        "type": "article",
        "pdf_url": "https://a.example/moss.pdf",
        "citation_count": 3,
        "references": ["10.9999/sand", "https://openalex.org/W2"],
    }
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([row]), file)
    return file.getvalue()


_PDF = "https://a.example/moss.pdf"
_JANE = Author("Jane Doe", "Doe", "Jane")
_HANS = Author("Hans Christian Ørsted", "Ørsted", "Hans Christian")

RECORDS: dict[str, tuple[str | bytes, Metadata]] = {
    "openalex": (
        dump(_OPENALEX),
        Metadata(
            authors=(
                Author("Jane Doe", orcid=_ORCID, id="openalex:A5"),
                Author("Hans Christian Ørsted"),
            ),
            venue="Journal of Moss",
            date="2020-05-12",
            language="en",
            type="article",
            pdf=_PDF,
            citations=0,
            references=("openalex:W2", "openalex:W3"),
        ),
    ),
    "semanticscholar": (
        dump(_SEMANTICSCHOLAR),
        Metadata(
            authors=(Author("Jane Doe", id="s2:7"), Author("Richard Roe")),
            venue="Journal of Moss",
            date="2020-05-12",
            keys=("Doe2020ANF",),
            type="JournalArticle",
            pdf=_PDF,
            citations=12,
            references=("doi:10.9999/sand", "s2:" + "c" * 40),
        ),
    ),
    "arxiv": (
        dump(_ARXIV),
        Metadata(
            authors=(_JANE, Author("H. C. Ørsted, Jr.", "Ørsted, Jr.", "H. C.")),
            venue="Journal of Moss 7 (2021) 1-9",
            date="2020-05-12",
            keywords=("cs.CL", "stat.ML"),
            pdf="https://arxiv.org/pdf/2005.00001v1",
        ),
    ),
    "papers": (
        dump(_PAPERS),
        Metadata(
            authors=(
                _JANE._replace(orcid=_ORCID, id="openalex:A5"),
                Author("Richard Roe", "Roe", "Richard"),
                Author("OpenMoss"),
            ),
            venue="Journal of Moss",
            date="2020-05",
            keys=("doe2020",),
            keywords=("moss", "sand"),
            language="en",
            type="article",
            pdf=_PDF,
            citations=3,
            references=("doi:10.9999/sand", "arxiv:2001.00001", "s2:" + "b" * 40),
        ),
    ),
    "table": (
        _csv(_TABLE),
        Metadata(
            authors=(_JANE._replace(id="scopus:57190000000"), _HANS._replace(id="scopus:57190000001")),
            venue="Journal of Moss",
            date="2020-05-12",
            keys=("doe2020",),
            keywords=("moss", "sand"),
            language="en",
            type="Article",
            pdf=_PDF,
            citations=1234,
            references=("doi:10.9999/sand", "doi:10.9999/pebble"),
        ),
    ),
    "parquet": (
        _parquet(),
        Metadata(
            authors=(Author("Jane Doe", orcid=_ORCID), _HANS),
            venue="Journal of Moss",
            date="2020-05-12",
            keys=("doe2020",),
            keywords=("moss", "sand, wet"),
            language="en",
            type="article",
            pdf=_PDF,
            citations=3,
            references=("doi:10.9999/sand", "openalex:W2"),
        ),
    ),
    "frontmatter": (
        _FRONTMATTER,
        Metadata(
            authors=(_JANE, _HANS),
            venue="Proceedings of the First Conference on Moss",
            date="2020-05-12",
            keys=("doe20a",),
            keywords=("moss", "sand"),
            language="en",
            type="inproceedings",
            pdf="https://proceedings.mlr.press/v216/doe20a/doe20a.pdf",
        ),
    ),
}
