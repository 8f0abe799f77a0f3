"""Every record of an input is a Paper or a Rejected: the places where one could vanish or be cut without a word."""

import gzip

import pytest

from kg.errors import InputError
from kg.model import Paper
from kg.read import read_papers
from kg.read.limits import HEAD, MAX_LINE, MAX_TEXT

PROSE = "We propose a thing that works well on many tasks. " * 6
SIGN_UP = "Get trending papers in your email inbox!\n"


@pytest.fixture
def outcomes(tmp_path):
    def read(data):
        path = tmp_path / "input"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return [item.title if isinstance(item, Paper) else item.code for item in read_papers([path])]

    return read


def abstracts(tmp_path, data):
    (tmp_path / "input").write_text(data, encoding="utf-8")
    return [item.abstract for item in read_papers([tmp_path / "input"]) if isinstance(item, Paper)]


def test_a_quote_inside_a_bare_cell_joins_no_rows(outcomes):
    assert outcomes('title,abstract\nT1,a 5" screen\nT2,fine\nT3,a 6" screen\nT4,ok\n') == [
        "T1",
        "T2",
        "T3",
        "T4",
    ]


def test_a_delimiter_that_is_not_quoted_is_no_shorter_abstract(outcomes):
    assert outcomes("title,abstract\nT1,we propose X, which is good\nT2,ok\n") == ["malformed", "T2"]


@pytest.mark.parametrize("mark", ["\u2028", "\x85", "\x0b"])
def test_only_line_feeds_end_a_row(mark, tmp_path):
    assert abstracts(tmp_path, f"title,abstract\nT1,first{mark}second\nT2,third\n") == [
        "first second",
        "third",
    ]


def test_quoted_cells_may_have_lines(tmp_path):
    assert abstracts(tmp_path, 'title,abstract\nT1,"first\n\nsecond ""quoted"""\n') == [
        'first second "quoted"'
    ]


def test_a_quote_that_never_closes_costs_no_more_than_a_cell(outcomes):
    found = outcomes('title,abstract\nT1,ok\nT2,"open\n' + "a line of text\n" * 20_000 + "T3,ok\n")
    assert found[:2] == ["T1", "malformed"]
    assert found[-1] == "T3"


@pytest.mark.parametrize("second", [30_000, MAX_TEXT])
def test_a_long_block_is_refused_and_not_cut(outcomes, second):
    assert outcomes(f"A\n{'word ' * 18_000}\n{'more ' * second}\n\nB\n{PROSE}\n") == ["too-long", "B"]


@pytest.mark.parametrize(
    ("head", "outcome"),
    [
        ("TY  - JOUR\nTI  - A title\nAB  - ", "cut"),
        ("PMID- 1\nTI  - A title\nAB  - ", "A title"),
        ("---\ntitle: A\nabstract: ", "cut"),
        ("a\tb\nx\t", "unknown-format"),
    ],
)
def test_tags_front_matter_and_columns_are_no_prose(outcomes, head, outcome):
    assert outcomes(f"{head}{PROSE}\n") == [outcome]


def test_a_line_too_long_counts_though_it_starts_blank(outcomes):
    line = '{"title": "T", "abstract": "A"}\n'
    assert outcomes(line + " " * (MAX_LINE + 10) + "\n" + line) == ["T", "too-long", "T"]


def test_two_pages_in_one_file(outcomes):
    page = f"{SIGN_UP}Subscribe%s\n{PROSE}\n"
    assert outcomes(page % "One" + page % "Two") == ["One", "Two"]


def test_a_title_may_start_like_the_button(outcomes):
    assert outcomes(
        f"new\n\n{SIGN_UP}\nSubscribe\n\nbyAK and the research community\n\nSubscriber churn\n\n{PROSE}\n"
    ) == ["Subscriber churn"]


def test_what_stands_before_broken_compression_is_kept(outcomes):
    data = gzip.compress(f"{SIGN_UP}SubscribeOne\n{PROSE}\nTwo\n{PROSE}\n".encode(), 0)
    assert outcomes(data[: -len(PROSE)]) == ["One", "malformed"]


@pytest.mark.parametrize(
    "pack", [lambda d: gzip.compress(d.encode(), 0)[:-60], lambda d: d.encode("utf-16")[:-59]]
)
@pytest.mark.parametrize(
    ("start", "between", "end"), [("", "\n", "\n"), ("[", ", ", "]"), ('{"results": [\n', ",\n", "]}")]
)
def test_all_records_before_a_cut_are_kept(outcomes, pack, start, between, end):
    many = [f'{{"title": "T{n}", "abstract": "{PROSE}"}}' for n in range(600)]
    assert outcomes(pack(start + between.join(many) + end))[-2:] in (
        ["T598", "encoding"],
        ["T598", "malformed"],
    )


def test_a_blank_start_is_not_an_empty_file(outcomes):
    assert outcomes("\n" * (HEAD + 1) + PROSE) == ["unknown-format"]


def test_a_null_title_leaves_the_text(outcomes):
    assert outcomes('{"title": null, "text": "T\\nA"}\n') == ["T"]


def test_a_name_too_long_for_a_file_is_an_input_error():
    with pytest.raises(InputError, match="no such file"):
        list(read_papers(["x" * 5000]))
