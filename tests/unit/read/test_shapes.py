"""JSON as people and APIs really write it: where the papers stand, and values of another type than documented."""

import json

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
