"""Authors, venues, dates, keys and references in formats of bibliographies, and oddities of each."""

import io
import json
from importlib import import_module

import pytest

from kg.model import Author, Metadata, Paper
from kg.read import READERS
from kg.read.metadata import with_metadata
from kg.read.metadata.people import bibtex_people, people_in
from tests.compliance.metadata_lists import RECORDS


@pytest.fixture
def metadata():
    def read(form, text):
        papers = import_module(READERS[form]).read(io.BytesIO(text.encode()), "x")
        return [with_metadata(paper)[0].metadata for paper in papers if isinstance(paper, Paper)]

    return read


@pytest.fixture
def bibtex(metadata):
    def read(fields, before=""):
        return metadata("bibtex", f"{before}@inbook{{k, title={{Moss}}, abstract={{We do.}}, {fields}}}")[-1]

    return read


def shown(authors):
    return [author.name for author in authors]


def test_many_authors_are_read_in_order(metadata):
    names = [f"Doe, Jane{'x' * (n % 100)} {chr(65 + n % 26)}" for n in range(10_000)]
    [found] = metadata(
        "ris",
        "TY  - JOUR\nTI  - Moss\nAB  - We do.\n" + "".join(f"AU  - {name}\n" for name in names) + "ER  - \n",
    )
    assert len(found.authors) == len(names)
    assert [f"{author.family}, {author.given}" for author in found.authors] == names
    assert len(bibtex_people(" and ".join(names))) == len(names)
    assert len(people_in(["; ".join(names)])) == len(names)


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("year=2020, month=may", "2020-05"),
        ("year=2020, month={5}, day={3}", "2020-05-03"),
        ("year=2020, month={September/October}", "2020-09"),
        ("year={2020}, month={Moss}", "2020"),
        ("year=2020, month={13}", "2020"),
        ("date={2020-05-12/2020-05-14}", "2020-05-12"),
        ("date={2020-05-12}, year=2020", "2020-05-12"),
        ("year={in press}", None),
        ("month=may", None),
    ],
)
def test_dates_of_bibtex(bibtex, fields, date):
    assert bibtex(fields).date == date


def test_a_part_inherits_what_a_book_may_give(bibtex):
    book = (
        "@book{b, author={Roe, R.}, title={A Book of Moss}, year=2019, pdf={http://a.b/c.pdf}, keywords={x}}"
    )
    found = bibtex("crossref={b}", book)
    assert found == Metadata(
        (Author("R. Roe", "Roe", "R."),), "A Book of Moss", "2019", ("k",), type="inbook"
    )  # fmt: skip
    assert shown(bibtex("crossref={b}, author={Doe, J.}", book).authors) == ["J. Doe"]


def test_editors_of_proceedings_are_no_authors(metadata):
    [_, found] = metadata(
        "bibtex",
        "@proceedings{p, editor={Roe, R.}, title={Moss}, abstract={We do.}, author={Poe, A.}}"
        "\n@inproceedings{k, title={Moss}, abstract={We do.}, crossref={p}}",
    )
    assert (found.authors, found.venue) == ((), "Moss")


@pytest.mark.parametrize(
    ("lines", "venue"),
    [
        ("T2  - Moss Today\nJA  - Moss T.", "Moss Today"),
        ("JO  - Moss T.\nJF  - Moss Today", "Moss Today"),
        ("BT  - A Book\nT3  - A Series", "A Book"),
        ("BT  - Moss", None),
        ("JA  - Moss T.", "Moss T."),
    ],
)
def test_venues_of_ris(metadata, lines, venue):
    assert metadata("ris", f"TY  - JOUR\nTI  - Moss\nAB  - We do.\n{lines}\nER  - \n")[0].venue == venue


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        ("PY  - 2020/05/12/Spring", "2020-05-12"),
        ("PY  - 2020///", "2020"),
        ("Y1  - 2020/05//", "2020-05"),
        ("PY  - 2020\nDA  - SEP 22", "2020-09-22"),
        ("DA  - 2020-05-12", "2020-05-12"),
        ("PY  - 2020\nDA  - 2021-05-12", "2020"),
        ("PY  - moss", None),
    ],
)
def test_dates_of_ris(metadata, lines, date):
    assert metadata("ris", f"TY  - JOUR\nTI  - Moss\nAB  - We do.\n{lines}\nER  - \n")[0].date == date


def test_oddities_of_ris(metadata):
    lines = "A1  - Doe, J.\nAU  - Doe, J.\nAU  - Roe, R.\nKW  - moss; sand\nAN  - WOS:1\nKW  - SORTED MOSS\nL1  - internal-pdf://x.pdf"
    [found] = metadata(
        "ris", f"TY  - \nTI  - Moss\nAB  - We do.\n{lines}\nUR  - https://a.b/c.pdf?x\nER  - \n"
    )
    assert shown(found.authors) == ["J. Doe", "R. Roe"]
    assert (found.keywords, found.type, found.pdf) == (("moss", "sand"), None, "https://a.b/c.pdf?x")


def test_the_web_of_science(metadata):
    [found] = metadata(
        "ris",
        "FN x\nVR 1.0\nPT J\nAU Doe, J\n   Roe, R\nAF Doe, Jane\n   Roe, Rita\nCA Moss Grp; Sand Grp\nTI Moss\nSO MOSS TODAY\n"
        "DT Article; Review\nDE moss; sorted\n   sand\nID SAND PLUS\nAB We do.\nRI Roe, Rita/A-1234-2010; Doe,\n   Jane/B-1234-2010\n"
        "OI Doe, Jane/0000-0002-1825-0097\nCR Poe A, 2001, SAND, DOI 10.1000/1\n   Anonymous, 2002\nTC 0\nPD SEP-OCT\nPY 2020\nER\n\nEF\n",
    )
    assert found == Metadata(
        (
            Author("Jane Doe", "Doe", "Jane", "0000-0002-1825-0097", "researcherid:B-1234-2010"),
            Author("Rita Roe", "Roe", "Rita", None, "researcherid:A-1234-2010"),
            Author("Moss Grp", "Moss Grp"),
            Author("Sand Grp", "Sand Grp"),
        ),
        "MOSS TODAY", "2020-09", (), ("moss", "sorted sand"), None, "Article; Review", None, 0, ("doi:10.1000/1",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("AU  - Doe JR\nAU  - Roe R Jr\nAU  - Moss", ["JR Doe", "R Roe, Jr", "Moss"]),
        ("FAU - Doe, Jane\nAU  - Doe J\nAU  - Roe R", ["Jane Doe", "R Roe"]),
        ("AUID- ORCID: 0000-0002-1825-0097\nFAU - Doe, Jane", ["Jane Doe"]),
        ("CN  - Moss\n      Institute\nFED - Roe, R", ["Moss Institute"]),
        ("FAU - ", []),
    ],
)
def test_people_of_nbib(metadata, lines, expected):
    [found] = metadata("nbib", f"PMID- 7\nTI  - Moss\nAB  - We do.\n{lines}\n")
    assert shown(found.authors) == expected
    assert all(author.orcid is None for author in found.authors)


def test_a_chapter_of_nbib_has_a_book(metadata):
    [found] = metadata("nbib", "PMID- 7\nBTI - A Book\nTI  - Moss\nAB  - We do.\nDEP - 20200512\n")
    assert (found.venue, found.date) == ("A Book", "2020-05-12")


ODD = [
    7,
    [None, 7, {"family": 7, "name": 7, "literal": ["x"], "given": None}],
    [["Doe"]],
    {"family": {"a": [1]}, "name": {"a": 1}},
    [{"family": "", "name": "", "literal": ""}],
    "",
]


@pytest.mark.parametrize(
    ("form", "field"), [("csl", "author"), ("crossref", "author"), ("datacite", "creators")]
)
def test_odd_authors_of_json(metadata, form, field):
    record = json.loads(RECORDS[form][0])
    record = record[0] if isinstance(record, list) else record
    doe = {"family": "Doe", "given": "Jane", "familyName": "Doe", "givenName": "Jane"}
    for odd in ODD:
        [found] = metadata(form, json.dumps({**record, field: odd}))
        assert all(author.name == "x" for author in found.authors), odd
        assert found.venue == "Journal of Moss"
    for odd in ([*ODD[1], doe], doe, "Doe, Jane", ["Doe, Jane", None]):
        [found] = metadata(form, json.dumps({**record, field: odd}))
        assert "Jane Doe" in shown(found.authors), odd
    [found] = metadata(form, json.dumps({**record, field: "Doe, J.; Roe, R."}))
    assert shown(found.authors) == ["J. Doe", "R. Roe"]
    [found] = metadata(form, json.dumps({**record, field: [doe, {"name": "et al."}] * 5_000}))
    assert len(found.authors) == 5_000


def csl(metadata, **fields):
    record = {"type": "book", "title": "Moss", "abstract": "We do.", "DOI": "10.1000/1", **fields}
    return metadata("csl", json.dumps([record]))[0]


def test_names_of_csl(metadata):
    names = [
        {"family": "Moss", "given": "Ludwig", "dropping-particle": "van"},
        {"family": "Sand", "given": "Maria", "non-dropping-particle": "de la", "suffix": "Jr."},
        {"literal": "Doe, Jane"},
        {"literal": "others"},
        {"given": "et", "family": "al."},
        {"given": "Plato"},
    ]
    assert csl(metadata, author=names).authors == (
        Author("Ludwig van Moss", "Moss", "Ludwig van"),
        Author("Maria de la Sand, Jr.", "de la Sand, Jr.", "Maria"),
        Author("Jane Doe", "Doe", "Jane"),
        Author("Plato"),
    )


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ({"id": "doe2020"}, ("doe2020",)),
        ({"id": "http://a.b/c"}, ()),
        ({"id": 7}, ()),
        ({"id": "7"}, ()),
        ({"id": "123/AB12CD34"}, ()),
        ({"id": "ITEM-1"}, ()),
        ({"id": "https://doi.org/10.1000/1"}, ()),
        ({"id": "10.1000/1"}, ()),
        ({"id": "x", "note": "Moss\nCitation Key: Doe_2020\n"}, ("Doe_2020",)),
        ({"citation-key": ["a"], "id": None}, ("a",)),
    ],
)
def test_keys_of_csl(metadata, fields, keys):
    assert csl(metadata, **fields).keys == keys


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [["2020", "05"]]}, "2020-05"),
        ({"date-parts": [[2020, 13, 1]]}, "2020"),
        ({"date-parts": [["2020-05-12"]]}, "2020-05-12"),
        ({"date-parts": [[None]], "raw": "12 May 2020"}, "2020-05-12"),
        ({"date-parts": []}, None),
        ({"year": 2020, "month": 5}, "2020-05"),
        ("2020-05", "2020-05"),
        ({"literal": "in press"}, None),
    ],
)
def test_dates_of_csl(metadata, issued, date):
    assert csl(metadata, issued=issued).date == date


def test_a_book_in_a_series_of_crossref_has_the_book(metadata):
    record = {**json.loads(RECORDS["crossref"][0]), "container-title": ["A Series", "A Book"]}
    assert metadata("crossref", json.dumps(record))[0].venue == "A Series"
    assert metadata("crossref", json.dumps({**record, "type": "book-chapter"}))[0].venue == "A Book"
    event = {
        **record,
        "container-title": [None, ""],
        "short-container-title": [],
        "event": {"name": "A Meeting"},
    }
    assert metadata("crossref", json.dumps(event))[0].venue == "A Meeting"


def test_a_repository_or_publisher_of_datacite_is_no_venue(metadata):
    record = json.loads(RECORDS["datacite"][0])
    record["container"] = {"type": "DataRepository", "title": "Heap"}
    assert metadata("datacite", json.dumps(record))[0].venue is None
    record["relatedItems"] = [{"relationType": "IsPublishedIn", "titles": [{"title": "Moss Today"}]}]
    assert metadata("datacite", json.dumps(record))[0].venue == "Moss Today"
