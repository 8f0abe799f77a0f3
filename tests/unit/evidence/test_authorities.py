from kg.entries import from_json, to_json
from kg.evidence.authorities import keep, names, stored, unusable
from kg.evidence.database import Log
from kg.model import Entry

ONE, TWO = Entry("https://e.org/1", "BERT", ("a BERT",)), Entry("https://e.org/2", "GPT", ())


def test_an_authority_takes_the_place_of_the_one_of_its_name(tmp_path):
    with Log(tmp_path) as log:
        assert keep(log, "a.csv", [ONE, TWO]) == 2
        assert keep(log, "b.csv", [TWO]) == 1
        assert keep(log, "a.csv", [TWO]) == 1
        assert list(stored(log)) == [("a.csv", TWO), ("b.csv", TWO)]
        assert keep(log, "a.csv", []) == 0
        assert names(log) == {"b.csv"}


def test_entries_that_an_older_version_kept_are_counted_where_they_cannot_be_used(tmp_path):
    with Log(tmp_path) as log:
        keep(log, "a.csv", [ONE])
        log.db.execute("INSERT INTO authority VALUES ('a.csv', 1, 'not JSON')")
        assert list(stored(log)) == [("a.csv", ONE)]
        assert unusable(log) == {"a.csv": 1}


def test_an_entry_comes_back_from_json():
    assert from_json(to_json(ONE).encode()) == ONE
