"""Tables as spreadsheets, databases and data frames write them: headings, rows, quotes and ids."""

import io
import json

import pytest

from kg.model import Paper
from kg.read import read_papers
from kg.read.limits import MAX_TEXT

PROSE = "We propose a net for moss."


@pytest.fixture
def read(tmp_path):
    def found(data):
        (tmp_path / "x").write_bytes(data if isinstance(data, bytes) else data.encode())
        return list(read_papers([tmp_path / "x"]))

    return found


@pytest.fixture
def titles(read):
    return lambda data: [item.title if isinstance(item, Paper) else item.code for item in read(data)]


@pytest.mark.parametrize(
    "above",
    [
        "title,abstract,year\n",
        '"About the data: ""moss"", from 2021."\ntitle,abstract,year\n',
        "sep=,\nTitle:,ABSTRACT,Year\n",
        "Results,,\n,,\nArticle Title,Abstract (EN),PubYear\n",
        '"Title","Abstract","Year\n(of publication)"\n',
        "display_name,abstract_en,publish_time\n",
        "Title (English),notes_abstract,first_publication_date\n",
    ],
)
def test_the_heading_is_found_where_it_is(read, above):
    [found] = read(f'{above}Moss,"{PROSE}",2020\n')
    assert (found.title, found.abstract) == ("Moss", PROSE)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_gives_both_columns(titles, delimiter):
    heading = delimiter.join(("title", "abstract", '"a, b, or c; d"'))
    assert titles(f"{heading}\nMoss{delimiter}{PROSE}{delimiter}x\n") == ["Moss"]


@pytest.mark.parametrize(
    "data",
    [
        f'Moss one,"{PROSE * 4}",2020\nMoss two,"{PROSE * 4}",2021\n',
        f'Titel;Zusammenfassung\nEins;"{PROSE * 4}"\nZwei;"{PROSE * 4}"\n',
        f"ty  - JOUR\nti  - Moss\nab  - {PROSE * 4}\ner  - \n",
        f"TY  – JOUR\nTI  – Moss\nAB  – {PROSE * 4}\nER  – \n",
        f"RT Journal Article\nT1 Moss\nAB {PROSE * 4}\n",
        f"Record #1 of 2\nID: 1\nTI: Moss\nAB: {PROSE * 4}\n",
        f"- title: Moss\n  abstract: {PROSE * 4}\n",
        f"Moss for stones.\n\nWe do. {PROSE * 4}\nMore.\n\nDOI: 10.9999/x\nPMID: 1234\n",
    ],
)
def test_records_that_no_reader_knows_are_no_prose(titles, data):
    assert titles(data) == ["unknown-format"]


@pytest.mark.parametrize(
    "cell", ["@misc{doe,\n title={X}}", "TY  - JOUR\nTI  - X\nER  - ", "PMID- 7\nTI  - X"]
)
def test_a_record_in_a_cell_or_page_is_not_the_format(titles, cell):
    assert titles(f'title,abstract,cite\nMoss,{PROSE},"\n{cell}\n"\nStone,{PROSE},\n') == ["Moss", "Stone"]
    assert titles(f"---\ntitle: Moss\nabstract: {PROSE}\n---\nCite:\n\n{cell}\n") == ["Moss"]


def test_the_next_column_that_has_a_text_is_read(read):
    heading = "title,abstract,Publication Year,Early Access Date,DOI,DOI Link,abstract\n"
    [found] = read(f"{heading}Moss,,in press,AUG 2021,,https://doi.org/10.9999/T1,{PROSE}\n")
    assert (found.id, found.year, found.abstract) == ("doi:10.9999/t1", 2021, PROSE)


@pytest.mark.parametrize(
    ("heading", "cell", "id"),
    [
        ("id", "2101.00001", "arxiv:2101.00001"),
        ("entry_id", "http://arxiv.org/abs/2101.00001v1", "arxiv:2101.00001"),
        ("id", "https://openalex.org/W27", "openalex:W27"),
        ("openalex_id", "W27", "openalex:W27"),
        ("pmid", "https://pubmed.ncbi.nlm.nih.gov/12345613", "pmid:12345613"),
        ("pmcid", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC123", "pmc:123"),
        ("s2_id", "215808700.0", "corpusid:215808700"),
        ("url", "https://a.example/1; https://doi.org/10.9999/c1", "doi:10.9999/c1"),
        ("Extra", '"Citation Key: x\nPMID: 12345602"', "pmid:12345602"),
        ("Extra", "arXiv:2101.00001 [cs]", "arxiv:2101.00001"),
        ("digitalObjectIdentifier", "10.9999/x", "doi:10.9999/x"),
        ("Medline PMID", "12345602", "pmid:12345602"),
        ("id", "row 7", "row 7"),
    ],
)
def test_ids_as_other_tools_write_them(read, heading, cell, id):
    [found] = read(f"title,abstract,{heading}\nMoss,{PROSE},{cell}\n")
    assert found.id == id


@pytest.mark.parametrize("nothing", ["nan", "NA", "null", "-", ""])
def test_a_placeholder_is_no_id_and_no_address(read, nothing):
    cells = ",".join([nothing] * 5)
    [found] = read(f"title,abstract,id,s2_id,corpusid,url,doi\nMoss,{PROSE},{cells}\n")
    assert (found.id[:6], found.same_as, found.url) == ("title:", (), None)


def test_what_spreadsheets_add_is_removed(read):
    [found] = read(
        'title,abstract,doi,subtitle\n"=""Moss""","We_x000D_\ndo._x000D_","=""10.9999/x1""",a study\n'
    )
    assert (found.title, found.abstract, found.id) == ("Moss: a study", "We do.", "doi:10.9999/x1")


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (f'title,abstract,year\nA,x,1\nB,"{PROSE},2\nC,y,3\nD,z,4\n', ["A", "malformed", "C", "D"]),
        ('title\tabstract\n"Moss" and trees\tx\nB\t"Moss" is a net\nC\t"open\nD\tz\n', ['"Moss" and trees', "B", "C", "D"]),
        (f'title, abstract, year\nA, "{PROSE} So, yes", 2020\n', ["A"]),
        (f'title,abstract,References\nA,{PROSE},"{"a, " * MAX_TEXT}"\n', ["A"]),
    ],
)  # fmt: skip
def test_a_quote_costs_no_more_than_its_row(titles, data, outcome):
    assert titles(data) == outcome


def parquet(**columns):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow.parquet import write_table

    file = io.BytesIO()
    write_table(pyarrow.table(columns), file)
    return file.getvalue()


@pytest.mark.parametrize(
    "abstract",
    [
        PROSE.encode(),
        PROSE.split(),
        {word: [place] for place, word in enumerate(PROSE.split())},
        {"text": PROSE},
    ],
)
def test_parquet_has_texts_as_bytes_lists_and_structures(read, abstract):
    [found] = read(parquet(title=[b"Moss"], abstract=[abstract], year=[[2020]]))
    assert (found.title, found.abstract, found.year) == ("Moss", PROSE, 2020)


def test_a_bad_value_costs_no_more_than_its_cell_or_row(read):
    pyarrow = pytest.importorskip("pyarrow")
    texts = pyarrow.array([b"One", b"Tw\xff", b"Three"]).view(pyarrow.string())
    found = read(
        parquet(
            title=texts,
            abstract=[PROSE] * 3,
            doi=texts,
            date=pyarrow.array([2**62, 0, 0], pyarrow.timestamp("us")),
        )
    )
    assert [getattr(item, "code", None) or (item.title, item.year) for item in found] == [
        ("One", None), "encoding", ("Three", 1970),
    ]  # fmt: skip


def test_joined_files_have_marks_inside(titles):
    record = json.dumps({"title": "Moss", "abstract": PROSE})
    assert titles(f"\ufeff{record}\n\ufeff{record}\n") == ["Moss", "Moss"]
