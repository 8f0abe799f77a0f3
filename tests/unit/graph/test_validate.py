from kg.evidence.database import EvidenceDatabase
from kg.graph.validate import violations
from tests.foonet import compute, extraction, paper


def test_violations_are_found(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        evidence.papers.add([paper()])
        evidence.extractions.add([extraction()], "m")
        compute(evidence)
        evidence.db.execute(
            'UPDATE evidence SET start = 3, "end" = 2 WHERE key = (SELECT min(key) FROM evidence)'
        )
        evidence.db.execute("UPDATE statement SET predicate = 'PART_OF' WHERE predicate = 'USED_FOR'")
        evidence.db.execute("DELETE FROM concept WHERE label = 'Metric'")
        evidence.db.execute("INSERT INTO statement VALUES ('k', 'Task', 'x', 'SUBTASK_OF', 'Task', 'y')")
        found = {what for what, _, _ in violations(evidence)}
        assert found == {"offsets", "domain or range", "dangling edge", "no evidence"}


def test_shacl_says_what_it_covers_and_how_long_it_takes():
    from kg.cli.validate import _covers

    assert _covers("compact", 120_923).endswith(
        "compact evidence, not the description of an export; about 30 seconds"
    )
    assert "all 2,400,000 triples with full evidence" in _covers("full", 2_400_000)
    assert _covers("none", 2_400_000).endswith("about 10 minutes")
