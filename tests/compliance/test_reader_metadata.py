"""Every reader gives all that its format says of a paper, and exactly the fields that the documentation promises."""

import json
from dataclasses import fields
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Author, Metadata, Paper
from kg.read import READERS, paper_to_json, read_papers
from kg.read.metadata import LIMITS
from tests.compliance import metadata_json, metadata_lists, metadata_xml

RECORDS = {**metadata_lists.RECORDS, **metadata_json.RECORDS, **metadata_xml.RECORDS}
NONE = {"text", "trending", "dblp"}


def read(tmp_path, data, **options):
    path = tmp_path / "f"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_papers([path], **options))


def told(metadata):
    return {field.name for field in fields(metadata) if getattr(metadata, field.name) not in (None, ())}


def test_every_format_is_covered_once():
    assert set(RECORDS) == set(READERS) - NONE
    parts = (metadata_lists.RECORDS, metadata_json.RECORDS, metadata_xml.RECORDS)
    assert sum(map(len, parts)) == len(RECORDS)


@pytest.mark.parametrize("form", sorted(RECORDS))
def test_all_that_a_format_says_is_read(form, tmp_path):
    data, expected = RECORDS[form]
    [found] = read(tmp_path, data)
    assert isinstance(found, Paper), found
    assert found.metadata == expected


@pytest.mark.parametrize("form", sorted(READERS))
def test_the_fields_of_a_format_are_those_that_it_names(form):
    promised = import_module(READERS[form]).FIELDS
    assert promised == (told(RECORDS[form][1]) if form in RECORDS else frozenset())


@pytest.mark.parametrize("form", sorted(RECORDS))
def test_the_date_is_of_the_year(form, tmp_path):
    [found] = read(tmp_path, RECORDS[form][0])
    assert found.metadata.date is None or found.metadata.date.startswith(str(found.year))


@pytest.mark.parametrize("form", sorted(RECORDS))
def test_what_is_printed_is_read_again(form, tmp_path):
    [found] = read(tmp_path, RECORDS[form][0])
    [again] = read(tmp_path, json.dumps(paper_to_json(found)))
    assert again.metadata == found.metadata


def paper(tmp_path, **metadata):
    return read(tmp_path, json.dumps({"title": "Moss", "abstract": "We do.", **metadata}))[0].metadata


HOSTILE = [
    "<script>alert(1)</script>Roe",
    "=cmd|' /C calc'!A0",
    "Roe\x1b[31m",
    "Roe\0",
    "\ud800Roe",
    "R\u202eoe",
    "'; DROP TABLE x;--",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_name_or_nothing(name, tmp_path):
    found = paper(tmp_path, authors=[{"name": name}], venue=name)
    for text in (*(author.name for author in found.authors), *filter(None, [found.venue])):
        assert any(known in text for known in ("oe", "cmd", "DROP"))
        assert not any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in text)


def test_what_is_longer_than_kept_is_cut_or_left_out_and_said_once(tmp_path, caplog):
    people = [f"Author {number}" for number in range(LIMITS.authors + 5)]
    record = {"title": "Moss", "abstract": "We do.", "authors": people, "venue": "v" * 2_000}
    found = read(tmp_path, "\n".join(json.dumps({**record, "title": title}) for title in ("Moss", "Sand")))
    assert [len(one.metadata.authors) for one in found] == [LIMITS.authors] * 2
    assert [one.metadata.venue for one in found] == [None, None]
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "f: cut or left out authors of 2 papers, more than kg keeps",
        "f: cut or left out venue of 2 papers, more than kg keeps",
    ]


@pytest.mark.parametrize(
    "written", ["Doe, Jane; Roe, Richard", "Jane Doe and Richard Roe", "Jane Doe, Richard Roe", ["Doe, Jane", "Roe, Richard"],
                [{"family": "Doe", "given": "Jane"}, {"firstName": "Richard", "lastName": "Roe"}], "Jane Doe, Richard Roe, et al."]
)  # fmt: skip
def test_one_text_or_a_list(written, tmp_path):
    assert [author.name for author in paper(tmp_path, authors=written).authors] == ["Jane Doe", "Richard Roe"]


AUTHORS = st.builds(
    Author,
    st.sampled_from(["Jane Doe", "Ørsted", "王", "J. R. R.", "The Moss Group"]),
    st.none(), st.none(), st.sampled_from([None, "0000-0002-1825-0097"]), st.sampled_from([None, "s2:1", "openalex:A1"]),
)  # fmt: skip


@given(
    st.builds(
        Metadata,
        authors=st.lists(AUTHORS).map(tuple),
        venue=st.sampled_from([None, "J. of Moss & Sand"]),
        citations=st.integers(0, 99),
    )
)
def test_json_keeps_all_of_it(tmp_path_factory, metadata):
    made = Paper("x:1", "Moss", "We do.", metadata=metadata)
    [again] = read(tmp_path_factory.mktemp("p"), json.dumps(paper_to_json(made)))
    assert again.metadata == metadata


@pytest.mark.parametrize("form", sorted(set(READERS) - NONE))
def test_a_title_alone_is_a_paper_on_demand(form, tmp_path):
    from tests.compliance.formats import sample

    data = sample(form, [("Moss and sand", "")])
    assert [getattr(item, "code", item) for item in read(tmp_path, data, format=form)] == ["no-abstract"]
    [found] = read(tmp_path, data, format=form, titles=True)
    assert (found.title, found.abstract) == ("Moss and sand", "")
