"""ROBOT reads our ontology as OWL 2."""

import pytest

from tests.validators import programs
from tests.validators.conftest import ONTOLOGY

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("reasoner", ["ELK", "hermit"])
def test_a_reasoner_has_no_objection(reasoner):
    assert programs.robot_reason(ONTOLOGY, reasoner) == []


def test_a_reasoner_objects_to_a_contradiction(tmp_path):
    wrong = tmp_path / "wrong.ttl"
    wrong.write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix : <http://example.org/> .\n"
        "<http://example.org/> a owl:Ontology . :A a owl:Class ; owl:disjointWith :B . :B a owl:Class . :x a :A, :B .\n"
    )
    assert programs.robot_reason(wrong, "hermit")


def test_it_is_in_owl_2_full():
    assert programs.robot_profile(ONTOLOGY, "Full") == []


@pytest.mark.xfail(
    raises=AssertionError,
    reason="terms of other vocabularies are used without a declaration, and classes are below rdf:Statement, which OWL reserves",
)
def test_it_is_in_owl_2_dl():
    assert programs.robot_profile(ONTOLOGY, "DL") == []


@pytest.mark.xfail(raises=AssertionError, reason="the ontology names no licence (dcterms:license)")
def test_robot_reports_no_error():
    assert [found for found in programs.robot_report(ONTOLOGY) if found.level == "ERROR"] == []


def test_robot_warns_only_of_what_obo_asks_for():
    """Definitions by IAO:0000115 are a rule of the OBO Foundry; ours are rdfs:comment."""
    warned = {found.rule for found in programs.robot_report(ONTOLOGY) if found.level == "WARN"}
    assert warned <= {"missing_definition"}
