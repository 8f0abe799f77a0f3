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
