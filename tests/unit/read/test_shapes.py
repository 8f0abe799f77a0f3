"""JSON as people and APIs really write it: where the papers stand, and values of another type than documented."""

import json
import time

import pytest

from kg.model import Paper
from kg.read import read_papers

TWO = [{"id": f"x:{n}", "title": f"Moss {n}", "abstract": f"We sort {n}."} for n in (1, 2)]
LINES = "".join(json.dumps(paper) + "\n" for paper in TWO)


@pytest.fixture
def read(tmp_path):
    def read(data):
        path = tmp_path / "f"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return list(read_papers([path]))

    return read


@pytest.fixture
def titles(read):
    return lambda data: [item.title if isinstance(item, Paper) else item.code for item in read(data)]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("name", ["results", "items", "data", "papers"])
def test_a_paper_may_have_a_list_of_its_own(titles, indent, name):
    for value in ([], [{"metric": "accuracy"}]):
        both = [json.dumps({**paper, name: value}, indent=indent) for paper in TWO]
        assert titles(both[0]) == ["Moss 1"]
        assert titles("\n".join(both)) == ["Moss 1", "Moss 2"]


@pytest.mark.parametrize("key", ["data", "results"])
def test_other_lists_of_an_answer_hold_no_papers(titles, key):
    facets = [{"id": "2021", "count": 2}]
    answer = {
        "meta": {"types": facets},
        "groups": facets,
        key: TWO,
        "more": {"types": facets},
        "group_by": facets,
    }
    assert titles(json.dumps(answer)) == ["Moss 1", "Moss 2"]


@pytest.mark.parametrize(
    "write",
    [
        lambda pages: "\n".join(map(json.dumps, pages)),
        lambda pages: "\n".join(json.dumps(page, indent=1) for page in pages),
        json.dumps,
        lambda pages: json.dumps(pages, indent=1),
        lambda pages: json.dumps(TWO[0]) + "\n" + "\n".join(json.dumps(page) for page in pages[1:]),
        lambda pages: json.dumps(TWO[0]) + "\n" + json.dumps(TWO[1:]),
    ],
)
def test_answers_one_after_another(read, write):
    found = read(write([{"meta": {"page": n}, "results": [paper]} for n, paper in enumerate(TWO)]))
    assert [(p.title, p.sources) for p in found] == [("Moss 1", ("f#1",)), ("Moss 2", ("f#2",))]


@pytest.mark.parametrize(
    "data",
    [
        json.dumps({paper["id"]: paper for paper in TWO}),
        json.dumps({name: {str(n): paper[name] for n, paper in enumerate(TWO)} for name in TWO[0]}),
        json.dumps({name: [paper[name] for paper in TWO] for name in TWO[0]}),
        "# made by hand\n\n" + LINES,
        "// made by hand\n" + json.dumps(TWO, indent=1),
        f"```json\n{json.dumps(TWO)}\n```\n",
        "".join(json.dumps(line) + "\n" for line in LINES.splitlines()),
        LINES.replace("{", "\ufeff{"),
        LINES.replace("{", "\x1e{"),
    ],
)
def test_wrappings(titles, data):
    assert titles(data) == ["Moss 1", "Moss 2"]


@pytest.mark.parametrize("line", ["7", "[1, 2]", "null", '"moss"'])
def test_what_is_no_paper_is_told(titles, line):
    assert titles(f"{LINES}{line}\n") == ["Moss 1", "Moss 2", "wrong-type"]


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e400", '"\\ud83d"', '["\\udc00"]', '{"a": NaN}'])
@pytest.mark.parametrize("name", ["year", "note"])
def test_values_that_do_not_exist_cost_no_paper(read, name, value):
    [found] = read(f'{{"title": "Moss", "abstract": "We do.", "{name}": {value}}}')
    assert (found.title, found.abstract, found.year) == ("Moss", "We do.", None)


def test_a_text_that_does_not_exist_costs_the_paper(titles):
    assert titles('{"title": "Moss", "abstract": NaN}') == ["no-abstract"]
    assert titles('{"title": "Moss", "abstract": "We \\ud83d."}') == ["encoding"]


@pytest.mark.parametrize(
    ("title", "shown"),
    [(["Moss"], "Moss"), (["Moss", "Sand"], "Moss"), ([None, "Moss"], "Moss"), (7, "7")],
)
def test_of_several_titles_the_first_is_read(titles, title, shown):
    assert titles(json.dumps({"title": title, "abstract": "We do."})) == [shown]


@pytest.mark.parametrize("encoding", ["gbk", "shift_jis", "cp1252"])
def test_another_encoding_is_told_with_a_hint(titles, caplog, encoding):
    title = {"gbk": "泥炭", "shift_jis": "表示", "cp1252": "Möss"}[encoding]
    line = json.dumps({"title": title, "abstract": "We do."}, ensure_ascii=False).encode(encoding)
    assert titles(line) == ["encoding"]
    assert encoding in caplog.text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(titles, encoding):
    assert titles(LINES.encode(encoding)) == ["Moss 1", "Moss 2"]


WORK = {"title": "Moss", "abstract": "We do."}
INDEX = {"We": [0], "do.": [1]}


@pytest.mark.parametrize(
    ("record", "ids"),
    [
        ({**WORK, "DOI": "10.1234/X"}, {"doi:10.1234/x"}),
        ({**WORK, "doi": ["10.1234/X"]}, {"doi:10.1234/x"}),
        ({**WORK, "identifiers": {"doi": "10.1234/X", "pmid": 7}}, {"doi:10.1234/x", "pmid:7"}),
        ({**WORK, "externalIds": {"DOI": "10.1234/X", "CorpusId": 8}}, {"doi:10.1234/x", "corpusid:8"}),
        ({**WORK, "arxiv_id": "2101.00001", "pmid": 7}, {"arxiv:2101.00001", "pmid:7"}),
        ({**WORK, "url_abs": "https://arxiv.org/abs/2101.00001v2"}, {"arxiv:2101.00001"}),
        ({"Title": "Moss", "Abstract": "We do.", "Year": 2021, "DOI": "10.1234/X"}, {"doi:10.1234/x"}),
        ({**WORK, "id": 123}, {"123"}),
        ({"data": {"itemType": "x", "title": "Moss", "abstractNote": "We do.", "DOI": "10.1234/X"}}, {"doi:10.1234/x"}),
        ({"title": "Moss", "abstract_inverted_index": INDEX, "id": "W7", "ids": {"doi": "10.1234/X"}}, {"openalex:W7", "doi:10.1234/x"}),
        ({**WORK, "paperId": None, "externalIds": {"CorpusId": 8, "PubMed": 7}}, {"corpusid:8", "pmid:7"}),
        ({**WORK, "paperId": None, "url": f"https://www.semanticscholar.org/paper/{'a1' * 20}"}, {"s2:" + "a1" * 20}),
        ({**WORK, "id": 704.001, "categories": "cs.CL", "versions": []}, {"arxiv:0704.0010"}),
        ({**WORK, "id": 2101.1, "categories": "cs.CL", "versions": []}, {"arxiv:2101.10000"}),
        ({"entry_id": "http://arxiv.org/abs/2101.00001v1", "title": "Moss", "summary": "We do.", "categories": []}, {"arxiv:2101.00001"}),
        ({**WORK, "issued": None, "note": "tex.eprint: 2101.00001\ntex.eprinttype: arxiv"}, {"arxiv:2101.00001"}),
        ({**WORK, "issued": None, "archive": "arXiv", "archive_location": "2101.00001"}, {"arxiv:2101.00001"}),
        ({**WORK, "issued": None, "URL": "arXiv:2101.00001"}, {"arxiv:2101.00001"}),
        ({"id": "10.1234/X", "attributes": {"titles": [{"title": "Moss"}], "descriptions": ["We do."]}}, {"doi:10.1234/x"}),
        (
            {
                "titles": [{"title": "Moss"}],
                "descriptions": ["We do."],
                "identifiers": [{"identifier": "https://doi.org/10.1234/X", "identifierType": "DOI"}],
            },
            {"doi:10.1234/x"},
        ),
    ],
)  # fmt: skip
def test_ids_under_other_names(read, record, ids):
    [found] = read(json.dumps([record]))
    assert (found.title, found.abstract, {found.id, *found.same_as}) == ("Moss", "We do.", ids)


CROSSREF = {**WORK, "title": ["Moss"], "DOI": "10.1234/x", "indexed": {}, "deposited": {}}
DATACITE = {"titles": [{"title": "Moss"}], "descriptions": [{"description": "We do."}]}


@pytest.mark.parametrize(
    ("record", "year"),
    [
        *(({**WORK, "year": value}, 2021) for value in ("2021-05-01", "c2021", [2021], "2021")),
        ({**WORK, "date": "2021-05-01"}, 2021),
        *(({"title": "Moss", "abstract_inverted_index": INDEX, "publication_year": value}, None) for value in (0, 20211)),
        ({"title": "Moss", "abstract_inverted_index": INDEX, "publication_date": "2021-05-01"}, 2021),
        ({**WORK, "paperId": "a" * 40, "year": 0, "publicationDate": "2021-05-01"}, 2021),
        *(
            ({**WORK, "issued": value}, 2021)
            for value in (
                {"date-parts": [[None]], "raw": "2021"},
                {"date-parts": [2021]},
                {"year": 2021},
                [{"year": "2021"}],
                {"literal": "May 2021"},
            )
        ),
        ({**CROSSREF, "posted": {"date-parts": [[2021]]}}, 2021),
        ({**CROSSREF, "issued": {"date-parts": [2021, 4]}}, 2021),
        ({**CROSSREF, "published-online": "2021-05"}, 2021),
        ({**DATACITE, "publicationYear": None, "dates": [{"date": "2021-05", "dateType": "Issued"}]}, 2021),
    ],
)  # fmt: skip
def test_years_written_otherwise(read, record, year):
    [found] = read(json.dumps([record]))
    assert (found.title, found.abstract, found.year) == ("Moss", "We do.", year)


@pytest.mark.parametrize(
    "index",
    [
        {"We": ["0"], "do.": ["1"]},
        {"We": 0, "do.": 1},
        {"We": [0, None], "do.": [1], "x": None},
        "We do.",
        json.dumps(INDEX),
        {"IndexLength": 2, "InvertedIndex": INDEX},
    ],
)
def test_indexes_written_otherwise(read, index):
    [found] = read(json.dumps({"title": "Moss", "abstract_inverted_index": index}))
    assert found.abstract == "We do."


@pytest.mark.parametrize(
    "fields",
    [
        {"titles": {"title": "Moss"}},
        {"titles": "Moss"},
        {"titles": ["Moss", None]},
        {
            "titles": [
                {"title": "Moss", "lang": "en"},
                {"title": "Das", "titleType": "Subtitle", "lang": "de"},
            ]
        },
        {"descriptions": {"description": "We do."}},
        {"descriptions": "We do."},
        {"descriptions": [None, {"description": ["We", "do."], "descriptionType": "abstract"}]},
    ],
)
def test_datacite_written_otherwise(read, fields):
    [found] = read(json.dumps({**DATACITE, "relatedIdentifiers": [{"title": 1}], **fields}))
    assert (found.title, found.abstract) == ("Moss", "We do.")


@pytest.mark.parametrize(
    "abstract",
    [
        '<jats:p xml:lang="fr">Nous.</jats:p><jats:p xml:lang="en">We do.</jats:p>',
        "<jats:title>Abstract</jats:title><jats:p>We do.</jats:p><jats:title>Résumé</jats:title><jats:p>Nous.</jats:p>",
        "<jats:title>Resumen</jats:title><jats:p>Nos.</jats:p><jats:title>Abstract</jats:title><jats:p>We do.</jats:p>",
        '<jats:p xml:lang="fr">We do.</jats:p>',
    ],
)
def test_of_two_languages_crossref_gives_the_english_one(read, abstract):
    for more in ({"indexed": {}, "deposited": {}}, {}):  # whole, or with select=DOI,title,abstract
        [found] = read(json.dumps({"DOI": "10.1234/x", "title": ["Moss"], "abstract": abstract, **more}))
        assert (found.title, found.abstract) == ("Moss", "We do.")


def test_one_list_of_titles_makes_no_csl_crossref(read):
    items = [{**WORK, "type": "book", "DOI": f"10.1234/{n}", "PMID": n, "issued": 2021.0} for n in (1, 2)]
    items[1]["title"] = ["Moss"]
    found = read(json.dumps(items))
    assert [(p.title, p.year, p.same_as) for p in found] == [("Moss", 2021, (f"pmid:{n}",)) for n in (1, 2)]


def test_title_and_text_are_title_and_abstract(read):
    [found] = read('{"title": "Moss", "text": "We do."}')
    assert (found.title, found.abstract) == ("Moss", "We do.")


@pytest.mark.parametrize("unit", ["\n", "# x\n", "//\n", '{"a":{}}\n', "\x1e", '"{'])
def test_a_long_start_takes_linear_time(read, unit):
    began = time.process_time()
    read(unit * (1_000_000 // len(unit)))
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "unit", ['<p xml:lang="fr">', '<p xml:lang="fr"><sec xml:lang="en">', "<jats:title>Resumen</jats:title>"]
)
def test_many_languages_take_linear_time(read, unit):
    work = {
        "DOI": "10.1234/x",
        "title": ["Moss"],
        "abstract": unit * (1_000_000 // len(unit)),
        "indexed": {},
        "deposited": {},
    }
    began = time.process_time()
    read(json.dumps(work))
    assert time.process_time() - began < 5
