from kg.entries import from_json, to_json
from kg.evidence.database import EvidenceDatabase
from kg.model import AuthorityEntry

ONE, TWO = (
    AuthorityEntry("https://e.org/1", "BERT", ("a BERT",)),
    AuthorityEntry("https://e.org/2", "GPT", ()),
)


def test_an_authority_takes_the_place_of_the_one_of_its_name(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        assert evidence.authorities.replace("a.csv", [ONE, TWO]) == 2
        assert evidence.authorities.replace("b.csv", [TWO]) == 1
        assert evidence.authorities.replace("a.csv", [TWO]) == 1
        assert list(evidence.authorities.entries()) == [("a.csv", TWO), ("b.csv", TWO)]
        assert evidence.authorities.replace("a.csv", []) == 0
        assert evidence.authorities.names() == {"b.csv"}


def test_entries_that_an_older_version_kept_are_counted_where_they_cannot_be_used(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        evidence.authorities.replace("a.csv", [ONE])
        evidence.db.execute("INSERT INTO authority VALUES ('a.csv', 1, 'not JSON')")
        assert list(evidence.authorities.entries()) == [("a.csv", ONE)]
        assert evidence.authorities.unusable() == {"a.csv": 1}


def test_an_entry_comes_back_from_json():
    assert from_json(to_json(ONE).encode()) == ONE
