"""Names of people in texts of any form, and whose ids are whose."""

import pytest

from kg.model import Author
from kg.read.metadata.authors import with_ids
from kg.read.metadata.people import bibtex_people, people_in


def shown(authors):
    return [author.name for author in authors]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"{\"O}rsted, Hans and Ji\v r\'i \v Smid", ["Hans Örsted", "Jiří Šmid"]),
        ("Ludwig van Moss and de la Sand, III, Maria", ["Ludwig van Moss", "Maria de la Sand, III"]),
        ("{Moss and Sand} and {OpenAI}", ["Moss and Sand", "OpenAI"]),
        ("Doe, J.; Roe, R.", ["J. Doe", "R. Roe"]),
        ("J. Doe and R. Roe", ["J. Doe", "R. Roe"]),
        ("Doe, J., Roe, R.", ["J. Doe", "R. Roe"]),
        (r"Doe, J. \& Roe, R.", ["J. Doe", "R. Roe"]),
        ("Jane Doe, Richard Roe, Max Moe", ["Jane Doe", "Richard Roe", "Max Moe"]),
        ("{Doe, J. and Roe, R.}", ["J. Doe", "R. Roe"]),
        ("{Academies of Moss, Sand, and Stone}", ["Academies of Moss, Sand, and Stone"]),
        ("M&uuml;ller, Jane and et al.", ["Jane Müller"]),
        ("Doe, Jane and others", ["Jane Doe"]),
        ("", []),
        ("{", []),
        ("}{", []),
        ("\\", []),
    ],
)
def test_names_of_bibtex(text, expected):
    assert shown(bibtex_people(text)) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Doe, J.; Roe, R."], ["J. Doe", "R. Roe"]),
        (["J. Doe and R. Roe"], ["J. Doe", "R. Roe"]),
        (["Ministry of Moss and Sand Works"], ["Ministry of Moss and Sand Works"]),
        (["Moss and Sand"], ["Moss and Sand"]),
        (["Moss, Inc."], ["Moss, Inc."]),
        (["Doe, Jane, Jr.", "Roe, R.", "et al."], ["Jane Doe, Jr.", "R. Roe"]),
        (["M&uuml;ller, Jane"], ["Jane Müller"]),
        ([""], []),
    ],
)
def test_a_text_may_have_several_names(texts, expected):
    assert shown(people_in(texts)) == expected


def test_ids_go_to_the_author_of_that_name_unless_two_have_it():
    doe, roe, rode = (
        Author(f"{given} {family}", family, given)
        for family, given in (("Doe", "Jane"), ("Roe", "Rita"), ("Roe", "Rolf"))
    )
    text = "Doe, J/0000-0002-1825-0097; Roe, R./0000-0001-5109-3700; Moe/x; Doe, Jane/A-1234-2010;/;"
    assert with_ids((doe, roe, rode), text) == (
        doe._replace(orcid="0000-0002-1825-0097", id="researcherid:A-1234-2010"),
        roe,
        rode,
    )
    assert with_ids((roe, rode), "Roe, Rolf/0000-0001-5109-3700")[1].orcid == "0000-0001-5109-3700"


def test_a_field_for_one_author_may_have_several():
    assert [author.name for author in people_in(["Jane Doe and Richard Roe"])] == ["Jane Doe", "Richard Roe"]
    for institution in ("Moss and Sand", "Institute for Moss and Fine Sand", "Fine Moss and Sand", ""):
        assert [author.name for author in people_in([institution])] == [institution][: len(institution)]


@pytest.mark.parametrize("text", [" ", "\n", ", ", "{", "\\v ", " and ", "a; ", "&", "of ", "\\o "])
def test_long_texts_take_no_long_time(text):
    bibtex_people(text * 50_000)
    people_in([text * 50_000])
    with_ids((), text * 50_000)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (
            r"Doe, Jane and \v{Z}ig, Sam and \O{}rsted, H and \'Alvarez, E",
            ["Jane Doe", "Sam Žig", "H Ørsted", "E Álvarez"],
        ),
        (r"Nguy{\~{\^e}}n, Th{\d i} Mai and Nguy{\~\^e}n, V", ["Thị Mai Nguyễn", "V Nguyễn"]),
        (
            r"G{\"o}del, K. and M\"uller, M and Sm\'\i th, J and Cox, \v Smid",
            ["K. Gödel", "M Müller", "J Smíth", "Šmid Cox"],
        ),
        (r"\c{C}elik, A and {\c C}elik", ["A Çelik", "Çelik"]),
        ("A AND B and {C and D}", ["A", "B", "C and D"]),
        ("Hand, A and Anderson, Band", ["A Hand", "Band Anderson"]),
    ],
)
def test_accents_of_latex_stay_where_names_are_divided(written, names):
    assert [author.name for author in bibtex_people(written)] == names
