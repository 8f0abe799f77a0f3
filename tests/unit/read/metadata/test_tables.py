"""Authors, dates and other metadata in tables, Parquet and front matter, as people and programs write them."""

import io

import pyarrow
import pyarrow.parquet
import pytest

from kg.model import Author, Paper
from kg.read import read_papers
from kg.read.metadata.authors import authors

PROSE = "We propose a net for moss, and we evaluate it on sand and on pebbles."
TEXTS = {"title": "Moss", "abstract": PROSE}


@pytest.fixture
def read(tmp_path):
    def found(data):
        (tmp_path / "x").write_bytes(data if isinstance(data, bytes) else data.encode())
        [item] = read_papers([tmp_path / "x"])
        assert isinstance(item, Paper), item
        return item.metadata

    return found


def row(**cells):
    cells = {**TEXTS, **cells}
    return "\n".join(",".join(f'"{cell}"' for cell in cells) for cells in (cells, cells.values())) + "\n"


def names(metadata):
    return [author.name for author in metadata.authors]


@pytest.mark.parametrize(
    ("cells", "date"),
    [
        ({"Publication Year": 2020, "Date": "2020-05-12"}, "2020-05-12"),
        ({"Publication Year": 2020, "Publication Date": "MAY 12"}, "2020-05-12"),
        ({"Publication Year": 2020, "Publication Date": "SEP", "Early Access Date": "MAY 2019"}, "2020-09"),
        ({"Publication Year": 2020, "Date": "in press"}, "2020"),
        ({"Date": "12 May 2020"}, "2020-05-12"),
        ({"Date": "in press"}, None),
    ],
)
def test_the_most_exact_date_of_the_year_in_a_row(read, cells, date):
    assert read(row(**cells)).date == date


def test_thousands_of_authors_in_a_cell(read):
    many = "; ".join(f"Doe{number}, Jane" for number in range(10_000))
    assert names(read(row(Authors=many))) == [f"Jane Doe{number}" for number in range(10_000)]


def test_scopus_ids_in_their_own_column_and_orcids_of_the_web_of_science(read):
    found = read(row(Authors="Doe J., Roe R.", **{"Author(s) ID": "57190000000;57190000001;"}))
    assert [author.id for author in found.authors] == ["scopus:57190000000", "scopus:57190000001"]
    found = read(row(AF="Doe, Jane; Roe, Richard", OI="Roe, Richard/0000-0002-1825-0097; Poe, A/x"))
    assert [author.orcid for author in found.authors] == [None, "0000-0002-1825-0097"]


def test_columns_that_are_something_else(read):
    pdf = "https://a.example/moss.pdf"
    found = read(row(Key="ABCD1234", Source="Scopus", **{"File Attachments": f"/home/doe/a.pdf; {pdf}"}))
    assert (found.keys, found.venue, found.pdf) == ((), None, pdf)
    assert read(row(Extra="tex.x: y\nCitation Key: doe2020\n")).keys == ("doe2020",)
    assert read(row(Bibtex="@article{doe2020, title={X}}")).keys == ("doe2020",)
    assert read(row(File="https://a.example/moss.html")).pdf is None


def test_the_pdf_link_still_counts_as_the_address(tmp_path):
    (tmp_path / "x").write_text(row(**{"PDF Link": "https://arxiv.org/pdf/2005.00001"}))
    [paper] = read_papers([tmp_path / "x"])
    assert (paper.id, paper.metadata.pdf) == ("arxiv:2005.00001", "https://arxiv.org/pdf/2005.00001")


def test_parquet_with_lists_of_texts_or_one_text(read):
    def table(**cells):
        file = io.BytesIO()
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist([{**TEXTS, **cells}]), file)
        return read(file.getvalue())

    assert names(table(authors=["Doe, Jane", None, "OpenMoss"])) == ["Jane Doe", "OpenMoss"]
    assert names(table(authors="Doe, J.; Roe, R.")) == ["J. Doe", "R. Roe"]
    assert names(table(authors=[7, 8])) == []
    authorships = [{"author": {"display_name": "Jane Doe", "id": "https://openalex.org/A5"}}]
    assert table(authorships=authorships).authors == (Author("Jane Doe", id="openalex:A5"),)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("year: 2020\nmonth: 5", {"date": "2020-05"}),
        ("issued:\n  date-parts:\n  - 2020\n  - 5\n  - 12", {"date": "2020-05-12"}),
        ("issued:\n  date-parts:\n  - [2020, 5]", {"date": "2020-05"}),
        ("date: 2020-05-12T10:00:00Z", {"date": "2020-05-12"}),
        ("published: false\nyear: 2020", {"date": "2020"}),
        ("layout: post\nid: 7", {"type": None, "keys": ()}),
        ("publication: '*Journal of Moss*'", {"venue": "Journal of Moss"}),
        ("keywords: moss, sand", {"keywords": ("moss", "sand")}),
        ("author: Doe, Jane and Roe, Richard", {"authors": authors(["Doe, Jane", "Roe, Richard"])}),
        ("authors:\n- Jane Doe\n- {a: b}\n- [x]\n-", {"authors": (Author("Jane Doe"),)}),
        ("author: {}\nissued: [x]\nkeywords: {}", {"authors": (), "date": None, "keywords": ()}),
    ],
)
def test_front_matter(read, fields, expected):
    found = read(f"---\ntitle: Moss\nabstract: {PROSE}\n{fields}\n---\n")
    assert {name: getattr(found, name) for name in expected} == expected
