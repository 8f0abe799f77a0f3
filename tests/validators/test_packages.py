"""mlcroissant and rocrate-validator accept the folders that `kg export` writes, and say what is missing in a poorer one."""

import csv
import json
import re

import pytest

from tests.validators import programs
from tests.validators.conftest import DESCRIBED

pytestmark = pytest.mark.slow
FORMS = ("csv", "parquet")
CRATE = "ro-crate-metadata.json"
# What RO-Crate recommends and no option gives: rule -> what it asks for.
NOT_GIVEN = {
    "ro-crate-1.2_56.1": "who publishes the folder",
    "ro-crate-1.2_80.2": "the organisation of each creator",
    "ro-crate-1.2_80.3": "the same, described",
    "ro-crate-1.2_91.0": "an ORCID of each creator, and the second has none",
    "ro-crate-1.2_93.0": "where creators or the publisher can be reached",
}


@pytest.fixture(scope="module", params=FORMS)
def full(request, kg_export):
    """Give a folder of tables, exported with all that can be said about it."""
    return kg_export(request.param, *DESCRIBED)


@pytest.fixture(scope="module")
def bare(kg_export):
    """Give a folder of tables, exported without a word about it."""
    return kg_export("csv")


def missing(folder):
    """Return the properties that mlcroissant misses, by their names; anything else that it says stays as it is."""
    said = {line for line in programs.croissant(folder / "croissant.json") if line.startswith("[")}
    wanted = re.compile(r'Property "[^"]*[/#](\w+)" is recommended, but does not exist')
    return {found[1] if (found := wanted.search(line)) else line for line in said}


def findings(folder):
    """Return (severity, rule, message) of what rocrate-validator finds."""
    return {tuple(line.split(" ", 2)) for line in programs.crate(folder)}


def changed(folder, name, change):
    """Change one of the descriptions in a folder and return the folder."""
    described = json.loads((folder / name).read_text(encoding="utf-8"))
    change(described)
    (folder / name).write_text(json.dumps(described), encoding="utf-8")
    return folder


def test_mlcroissant_misses_only_what_no_option_gives(full):
    assert missing(full) == {"citeAs", "version"}


def test_mlcroissant_misses_what_nobody_gave(bare):
    assert missing(bare) == {"citeAs", "version", "license", "datePublished"}


def test_mlcroissant_says_what_refers_to_nothing(kg_export):
    folder = changed(kg_export("csv"), "croissant.json", lambda described: described["distribution"].clear())
    assert any("Paper.csv" in line for line in programs.croissant(folder / "croissant.json"))


def test_rocrate_asks_for_nothing_that_could_be_given(full):
    assert {(severity, rule) for severity, rule, _ in findings(full)} == {
        ("RECOMMENDED", rule) for rule in NOT_GIVEN
    }


def test_rocrate_asks_for_the_licence_and_the_date_that_nobody_gave(bare):
    asked = [message for severity, _, message in findings(bare) if severity == "REQUIRED"]
    assert {re.search(r"MUST have a `(\w+)`", message)[1] for message in asked} == {
        "license",
        "datePublished",
    }


def test_rocrate_goes_by_version_1_3(kg_export):
    """Its rules include those of 1.2; only 1.3 wants its own context."""

    def other(described):
        described["@context"] += "/other"

    folder = changed(kg_export("csv", *DESCRIBED), CRATE, other)
    (found,) = (one for one in findings(folder) if one[0] == "REQUIRED")
    assert found[1].startswith("ro-crate-1.3_")
    assert "does not reference the required context" in found[2]


def table(folder, name):
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def items(cell):
    """Return the values of a list in CSV, as docs/describing.md says: joined by `|`, with a backslash before one of their own."""
    return [re.sub(r"\\(.)", r"\1", item) for item in re.findall(r"(?:[^|\\]|\\.)+", cell)]


def same(loaded, cell, exact):
    """Return whether a value is what a cell says; a text that is read as a number may only be written otherwise."""
    if loaded is None:
        return cell == ""
    if isinstance(loaded, list):
        return loaded == items(cell)
    if isinstance(loaded, bool):
        return cell == str(loaded).lower()
    if isinstance(loaded, str) and (exact or loaded == cell):
        return loaded == cell
    return float(loaded) == float(cell)


@pytest.mark.parametrize("form", FORMS)
def test_mlcroissant_loads_every_row_as_csv_has_it(kg_export, form):
    """It leaves the types of CSV to pandas, for which a column of numbers holds numbers; those of Parquet are known."""
    written = kg_export(form, *DESCRIBED)
    plain = written if form == "csv" else kg_export("csv", "--raw")
    loaded = programs.rows(written / "croissant.json")
    assert set(loaded) == {path.stem for path in plain.glob("*.csv")}
    assert all(
        loaded[name] for name in ("Paper", "Author", "Venue", "Result", "WROTE", "PUBLISHED_IN", "USES")
    )
    for name, rows in loaded.items():
        expected = table(plain, name)
        assert len(rows) == len(expected), name
        for row, cells in zip(rows, expected, strict=True):
            assert set(row) == set(cells)
            wrong = {
                column: (row[column], cell)
                for column, cell in cells.items()
                if not same(row[column], cell, form == "parquet")
            }
            assert wrong == {}, name
