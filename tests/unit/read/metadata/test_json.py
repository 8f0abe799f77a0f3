"""Authors, venues, dates and references in JSON, as people and programs write them."""

import io
import json
import time
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Author, Metadata, Paper
from kg.read import READERS, paper_to_json, read_papers
from kg.read.metadata import with_metadata
from tests.compliance.formats import dump
from tests.compliance.metadata_json import RECORDS

PROSE = "We propose a net for moss, and we evaluate it on sand and on pebbles."
TEXTS = {"title": "Moss", "abstract": PROSE}
STARTS = {
    "openalex": {**TEXTS, "id": "https://openalex.org/W1", "publication_year": 2020},
    "semanticscholar": {**TEXTS, "paperId": "a" * 40},
    "arxiv": {**TEXTS, "id": "2005.00001", "categories": "cs.CL", "versions": []},
    "papers": TEXTS,
}
ODD = [
    7,
    2.5,
    True,
    "",
    " ",
    [],
    [None],
    [[]],
    [{}],
    {},
    {"a": [1]},
    "\ud800",
    10**30,
    [7],
    [[None, 7]],
    [{"name": 7}],
]


@pytest.fixture
def read(tmp_path):
    def found(data):
        data = dump(data) if isinstance(data, dict | list) else data
        (tmp_path / "x").write_bytes(data if isinstance(data, bytes) else data.encode())
        [item] = read_papers([tmp_path / "x"])
        assert isinstance(item, Paper), item
        return item.metadata

    return found


@pytest.fixture
def of(read):
    return lambda form, **fields: read({**STARTS[form], **fields})


def names(metadata):
    return [author.name for author in metadata.authors]


@pytest.mark.parametrize("form", ["openalex", "semanticscholar", "arxiv", "papers"])
@pytest.mark.parametrize("value", ODD)
def test_odd_values_cost_only_themselves(of, form, value):
    record = json.loads(RECORDS[form][0])
    for name in record.keys() - {"id", "title", "abstract", "display_name", "categories"}:
        with_odd = {**record, name: value}
        try:
            text = dump(with_odd).encode().decode()
        except UnicodeEncodeError:
            text = json.dumps(with_odd)
        [found] = import_module(READERS[form]).read(io.BytesIO(text.encode()), "x")
        assert isinstance(found, Paper), (name, found)
        with_metadata(found)


@pytest.mark.parametrize(
    "value",
    [
        "Doe, J.; Roe, R.",
        "Doe, J. and Roe, R.",
        ["Doe, J.", "Roe, R."],
        ["Doe, J.; Roe, R."],
        ["Doe, J.", None, "", 7, [], "Roe, R.", "et al."],
        [{"lastName": "Doe", "firstName": "J."}, {"surname": "Roe", "given_names": "R."}],
        [{"name": "Doe, J."}, {"name": "Roe, R."}, {"name": "Poe, A.", "role": "editor"}, {"name": None}],
    ],
)
def test_authors_in_their_shapes(of, value):
    expected = (Author("J. Doe", "Doe", "J."), Author("R. Roe", "Roe", "R."))
    assert of("papers", authors=value).authors == expected
    assert of("papers", author=value).authors == expected


def test_names_that_no_comma_divides(of):
    assert names(of("papers", authors="J. Doe and R. Roe")) == ["J. Doe", "R. Roe"]
    assert names(of("papers", authors="Doe J., Roe R.")) == ["Doe J.", "Roe R."]
    assert of("papers", authors={"family": "OpenMoss"}).authors == (Author("OpenMoss", "OpenMoss"),)


def test_thousands_of_authors_are_read_in_order_and_fast(of):
    many = [f"Doe{number}, Jane" for number in range(10_000)]
    expected = [f"Jane Doe{number}" for number in range(10_000)]
    start = time.perf_counter()
    for value in (many, "; ".join(many), [{"name": name} for name in many]):
        assert names(of("papers", authors=value)) == expected
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    "hostile",
    [
        "\n" * 90_000,
        " \n" * 45_000,
        ";" * 90_000,
        "(" * 90_000,
        ", " * 45_000,
        "et al. " * 12_000,
        "." * 90_000,
    ],
)
def test_hostile_names_are_read_fast(of, hostile):
    start = time.perf_counter()
    for form in ("papers", "arxiv", "semanticscholar"):
        of(form, authors=hostile, keywords=hostile, references=hostile)
    assert time.perf_counter() - start < 5


_WORDS = st.text(st.characters(codec="utf-8"), max_size=30)
_MAYBE = st.none() | _WORDS
_AUTHORS = st.builds(Author, _WORDS, _MAYBE, _MAYBE, st.none() | st.just("0000-0002-1825-0097"), _MAYBE)
_METADATA = st.builds(
    Metadata,
    authors=st.lists(_AUTHORS, max_size=4).map(tuple),
    venue=_MAYBE,
    date=st.none() | st.dates().map(str) | st.integers(1500, 2099).map(str),
    keys=st.lists(_WORDS, max_size=3).map(tuple),
    keywords=st.lists(_WORDS, max_size=3).map(tuple),
    language=st.none() | st.sampled_from(["en", "pt-br"]),
    type=_MAYBE,
    pdf=st.none() | st.just("https://a.example/moss.pdf"),
    citations=st.none() | st.integers(0, 2**31 - 1),
    references=st.lists(_WORDS, max_size=3).map(tuple),
)


@settings(max_examples=200, deadline=None)
@given(_METADATA)
def test_what_kg_read_prints_is_read_as_it_was(metadata):
    paper, _ = with_metadata(Paper("x:1", "Moss", PROSE, None, None, ("a#1",), (), (), metadata))
    printed = dump(paper_to_json(paper)).encode()
    [again] = import_module(READERS["papers"]).read(io.BytesIO(printed), "b")
    again, _ = with_metadata(again)
    assert again.metadata == paper.metadata
    assert (again.id, again.year) == (paper.id, paper.year)


def test_every_format_is_printed_and_read_as_papers(read):
    for data, expected in RECORDS.values():
        metadata = read(data)
        paper = Paper("x:1", "Moss", PROSE, 2020, "https://openalex.org/W1", ("a#1",), (), (), metadata)
        assert read(dump(paper_to_json(paper))) == expected


def test_empty_fields_are_not_printed():
    assert paper_to_json(Paper("x:1", "Moss", PROSE)).keys() == {
        "id",
        "title",
        "abstract",
        "year",
        "url",
        "sources",
    }


def test_zotero(of):
    found = of(
        "papers",
        itemType="conferencePaper",
        creators=[
            {"creatorType": "author", "firstName": "Jane", "lastName": "Doe"},
            {"creatorType": "editor", "firstName": "Ann", "lastName": "Poe"},
            {"creatorType": "author", "name": "OpenMoss"},
        ],
        proceedingsTitle="Proceedings of Moss",
        date="May 2020",
        citationKey="doe2020",
        tags=[{"tag": "moss"}, {"tag": "sand", "type": 1}],
    )
    assert names(found) == ["Jane Doe", "OpenMoss"]
    assert (found.venue, found.type, found.date) == ("Proceedings of Moss", "conferencePaper", "2020-05")
    assert (found.keys, found.keywords) == (("doe2020",), ("moss", "sand"))


def test_papers_with_code(of):
    pdf = "https://a.example/m.pdf"
    found = of("papers", authors=["Jane Doe"], proceeding="Moss 2020", url_pdf=pdf, date="2020-05-12")
    assert (found.venue, found.pdf, found.date) == ("Moss 2020", pdf, "2020-05-12")


def test_a_repository_is_no_venue(of):
    arxiv = {
        "source": {"display_name": "arXiv", "type": "repository"},
        "pdf_url": "https://arxiv.org/pdf/2005.00001",
    }
    moss = {"source": {"display_name": "Journal of Moss", "type": "journal"}}
    book = {
        "source": {"display_name": "Stone eBooks", "type": "ebook platform"},
        "raw_source_name": "The Book of Moss",
    }
    assert of("openalex", primary_location=arxiv).venue is None
    assert of("openalex", primary_location=arxiv, locations=[arxiv, None, moss]).venue == "Journal of Moss"
    assert of("openalex", primary_location=book).venue == "The Book of Moss"
    assert (
        of("openalex", primary_location={"source": None, "raw_source_name": "Moss 2020"}).venue == "Moss 2020"
    )
    assert of("openalex", host_venue={"display_name": "Old Moss"}).venue == "Old Moss"


def test_openalex_keeps_authors_beside_null(of):
    found = of(
        "openalex", authorships=[None, {"author": None, "raw_author_name": "Doe, Jane"}, {"author": {}}]
    )
    assert found.authors == (Author("Jane Doe", "Doe", "Jane"),)


def test_a_date_of_another_year_gives_way_to_the_year(of):
    assert of("openalex", publication_date="2019-12-31").date == "2020"
    assert of("semanticscholar", year=2020, publicationDate="2019-12-31").date == "2020"
    assert of("semanticscholar", publicationDate="2019-12-31").date == "2019-12-31"


def test_the_old_shapes_of_semantic_scholar(read):
    found = read(
        {
            **TEXTS,
            "paper_id": "12",
            "mag_id": None,
            "authors": [{"first": "Jane", "middle": ["A.", "B."], "last": "Doe", "suffix": ""}],
            "venue": None,
            "journal": "Journal of Moss",
            "outbound_citations": ["13", "x", None],
        }
    )
    assert found.authors == (Author("Jane A. B. Doe", "Doe", "Jane A. B."),)
    assert (found.venue, found.references) == ("Journal of Moss", ("corpusid:13",))
    bulk = read(
        {
            **TEXTS,
            "corpusid": 7,
            "citationcount": 0,
            "publicationdate": "2020-05-12",
            "publicationtypes": None,
        }
    )
    assert (bulk.citations, bulk.date) == (0, "2020-05-12")


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ({"versions": [{"created": "Sat, 2 May 2020 02:26:18 GMT"}]}, "2020-05-02"),
        ({"versions": [{"created": "Sat, 2 May 2019 02:26:18 GMT"}]}, None),
        ({"update_date": "2020-05-03"}, "2020-05-03"),
        ({"update_date": "2020-11-03"}, None),
        ({"versions": [None], "published": "2020-05-01T00:00:00Z"}, "2020-05-01"),
        ({"versions": {"created": 7}}, None),
    ],
)
def test_the_date_of_arxiv_is_that_of_the_first_version(of, fields, date):
    assert of("arxiv", **fields).date == date


def test_authors_of_arxiv_as_one_text_or_a_list(of):
    written = "Jane Doe (1 and 2), Richard Roe (2) and C.-P. Poe ((1) Moss, (2) Sand and Stone)"
    assert names(of("arxiv", authors=written)) == ["Jane Doe", "Richard Roe", "C.-P. Poe"]
    assert names(of("arxiv", authors=[{"name": "Jane Doe"}])) == ["Jane Doe"]
    assert names(
        of("arxiv", authors_parsed=[["Poe", "C. -P.", ""], ["OpenMoss", "", ""], [], [None, 7], 7])
    ) == [
        "C.-P. Poe",
        "OpenMoss",
    ]
