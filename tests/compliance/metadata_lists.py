"""Records in formats of bibliographies, with every field that each can give, and the metadata that must come out."""

from kg.model import Author, Metadata
from tests.compliance.formats import dump

_DOE = Author("Jane Doe", "Doe", "Jane", "0000-0002-1825-0097")
_ORSTED = Author("Hans Christian Ørsted", "Ørsted", "Hans Christian")
_INSTITUTE = Author("Moss Institute", "Moss Institute")

_BIBTEX = r"""@article{doe:2020,
  author = {Doe, Jane and \O rsted, Hans Christian and {Moss Institute} and others},
  title = {Moss and sand},
  abstract = {We sort moss by its colour.},
  journal = {Journal of Moss},
  year = 2020,
  month = 12 # "~" # may,
  keywords = {moss, sand},
  language = {en},
  url = {https://example.org/moss.pdf},
  note = {Cited by: 12},
  orcid-numbers = {Doe, J/0000-0002-1825-0097},
  cited-references = {ROE R, 2001, SAND, V1, P2, DOI 10.1000/sand.
     Poe A, 2002, J MOSS, DOI 10.1000/moss.}
}
"""

_RIS = """TY  - JOUR
ID  - doe:2020
AU  - Doe, Jane
AU  - Ørsted, Hans Christian
A2  - Editor, An
TI  - Moss and sand
AB  - We sort moss by its colour.
JF  - Journal of Moss
JA  - J. Moss
PY  - 2020
DA  - 2020/05/12/
KW  - moss
KW  - sand
LA  - en
L1  - https://example.org/moss.pdf
N1  - Cited By :12
OI  - Doe, J/0000-0002-1825-0097
CR  - ROE R, 2001, SAND, V1, P2, DOI 10.1000/sand
CR  - Poe A, 2002, J MOSS, DOI 10.1000/moss
ER  - 
"""  # noqa: W291 - the format has a blank there

_NBIB = """PMID- 7
DP  - 2020 May 12
TI  - Moss and sand.
AB  - We sort moss by its colour.
FAU - Doe, Jane
AU  - Doe J
AUID- ORCID: 0000-0002-1825-0097
AD  - A place of moss.
FAU - Ørsted, Hans Christian
AU  - Ørsted HC
CN  - Moss Institute
FIR - Poe, Ann
IR  - Poe A
AUID- ORCID: 0000-0001-5109-3700
LA  - eng
PT  - Journal Article
PT  - Review
TA  - J Moss
JT  - Journal of Moss
MH  - Bryophyta
OT  - *moss
OT  - sand
"""

_NAMES = [
    {"family": "Doe", "given": "Jane", "ORCID": "https://orcid.org/0000-0002-1825-0097"},
    {"family": "Ørsted", "given": "Hans Christian"},
]

_CSL = dump(
    [
        {
            "id": "http://example.org/items/1",
            "citation-key": "doe:2020",
            "type": "article-journal",
            "title": "Moss and sand",
            "abstract": "We sort moss by its colour.",
            "author": [*_NAMES, {"literal": "Moss Institute"}],
            "editor": [{"family": "Editor", "given": "An"}],
            "container-title": "Journal of Moss",
            "issued": {"date-parts": [[2020, 5, 12]]},
            "keyword": "moss, sand",
            "language": "en",
        }
    ]
)

_CROSSREF = dump(
    {
        "DOI": "10.1000/own",
        "indexed": {},
        "deposited": {},
        "type": "journal-article",
        "title": ["Moss and sand"],
        "abstract": "<jats:p>We sort moss by its colour.</jats:p>",
        "author": [*_NAMES, {"name": "Moss Institute"}],
        "container-title": ["Journal of Moss"],
        "short-container-title": ["J. Moss"],
        "issued": {"date-parts": [[2020, 5, 12]]},
        "subject": ["moss", "sand"],
        "language": "en",
        "link": [
            {"URL": "https://example.org/moss.xml", "content-type": "text/xml"},
            {"URL": "https://example.org/moss.pdf", "content-type": "application/pdf"},
        ],
        "is-referenced-by-count": 12,
        "reference": [{"DOI": "10.1000/SAND"}, {"unstructured": "A book."}, {"DOI": "10.1000/moss"}],
    }
)

_DATACITE = dump(
    {
        "id": "https://doi.org/10.1000/own",
        "doi": "10.1000/own",
        "titles": [{"title": "Moss and sand"}],
        "descriptions": [
            {"description": "We sort moss by its colour.", "descriptionType": "Abstract", "lang": "en"}
        ],
        "creators": [
            {
                "name": "Doe, Jane",
                "nameType": "Personal",
                "familyName": "Doe",
                "givenName": "Jane",
                "nameIdentifiers": [{"nameIdentifier": "https://orcid.org/0000-0002-1825-0097"}],
            },
            {"name": "Ørsted, Hans Christian"},
            {"name": "Moss Institute", "nameType": "Organizational"},
        ],
        "publisher": "Pebble Press",
        "container": {"type": "Journal", "title": "Journal of Moss"},
        "publicationYear": 2020,
        "dates": [{"date": "2020-05-12", "dateType": "Issued"}],
        "subjects": [
            {"subject": "moss"},
            {"subject": "sand"},
            {"subject": "FOS: Moss", "subjectScheme": "Fields of Science and Technology (FOS)"},
        ],
        "types": {"resourceTypeGeneral": "JournalArticle", "resourceType": "Article"},
        "contentUrl": "https://example.org/moss.pdf",
        "citationCount": 12,
        "relatedIdentifiers": [
            {"relatedIdentifier": "10.1000/sand", "relatedIdentifierType": "DOI", "relationType": "Cites"},
            {
                "relatedIdentifier": "arXiv:2001.00001",
                "relatedIdentifierType": "arXiv",
                "relationType": "References",
            },
            {
                "relatedIdentifier": "10.1000/next",
                "relatedIdentifierType": "DOI",
                "relationType": "IsCitedBy",
            },
        ],
    }
)

_PDF = "https://example.org/moss.pdf"
_CITED = ("doi:10.1000/sand", "doi:10.1000/moss")


def _expected(authors: tuple[Author, ...], **rest: object) -> Metadata:
    return Metadata(authors, "Journal of Moss", "2020-05-12", keywords=("moss", "sand"), **rest)  # type: ignore[arg-type]


_ALL = (_DOE, _ORSTED, _INSTITUTE)

RECORDS: dict[str, tuple[str | bytes, Metadata]] = {
    "bibtex": (
        _BIBTEX,
        _expected(
            _ALL, keys=("doe:2020",), language="en", type="article", pdf=_PDF, citations=12, references=_CITED
        ),
    ),
    "ris": (
        _RIS,
        _expected(
            (_DOE, _ORSTED),
            keys=("doe:2020",),
            language="en",
            type="JOUR",
            pdf=_PDF,
            citations=12,
            references=_CITED,
        ),
    ),
    "nbib": (
        _NBIB,
        _expected(_ALL, language="eng", type="Journal Article"),
    ),
    "csl": (_CSL, _expected(_ALL, keys=("doe:2020",), language="en", type="article-journal")),
    "crossref": (
        _CROSSREF,
        _expected(_ALL, language="en", type="journal-article", pdf=_PDF, citations=12, references=_CITED),
    ),
    "datacite": (
        _DATACITE,
        _expected(
            _ALL,
            language="en",
            type="JournalArticle",
            pdf=_PDF,
            citations=12,
            references=("doi:10.1000/sand", "arxiv:2001.00001"),
        ),
    ),
}
