"""Pages with front matter as people write them: fields that are not YAML, and ids."""

import pytest

from kg.read import read_papers

PROSE = "We propose a net for moss."


@pytest.fixture
def read(tmp_path):
    def found(*fields, end="---"):
        page = "\n".join(("---", *fields, end, "Body", ""))
        (tmp_path / "x").write_text(page, encoding="utf-8")
        [item] = read_papers([tmp_path / "x"])
        return item

    return found


@pytest.mark.parametrize(
    "field",
    ["author: @doe", 'author: "Doe \\& Poe"', "note: see: this", "tags: [a, b", "a: &a x\nb: *a", "subtitle: \x92", "x: \x0c"],
)  # fmt: skip
def test_a_field_that_is_not_yaml_costs_only_itself(read, field):
    for fields in (
        (field, "title: Moss", f"abstract: {PROSE}"),
        ("title: Moss", f"abstract: {PROSE}", field),
    ):
        found = read(*fields)
        assert (found.title.partition(":")[0], found.abstract) == ("Moss", PROSE)


def test_a_text_that_is_not_yaml_is_refused(read):
    assert read("title: Moss: a study", f"abstract: {PROSE}").code == "malformed"


def test_names_marks_and_letters_as_people_write_them(read):
    found = read("'Title': Moss", "Subtitle: A study", "Abstract : We\x92re on \x0cice.", end="...")
    assert (found.title, found.abstract) == ("Moss: A study", "We’re on ice.")


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        (["url: https://doi.org/10.9999/m", "pdf: https://arxiv.org/pdf/2101.00067"], ["doi:10.9999/m", "arxiv:2101.00067"]),
        (["arxiv: 2101.00067", "pmid: 123"], ["arxiv:2101.00067", "pmid:123"]),
        (["arxiv_id: '2101.00067'"], ["arxiv:2101.00067"]),
        (
            ["pdf: https://raw.githubusercontent.com/mlresearch/v235/main/a/doe24a/doe24a.pdf", "id: doe24a", "volume: 235"],
            ["pmlr:v235/doe24a"],
        ),
    ],
)  # fmt: skip
def test_ids(read, fields, ids):
    found = read("title: Moss", f"abstract: {PROSE}", *fields)
    assert [found.id, *found.same_as] == ids
