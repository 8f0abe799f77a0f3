"""ROBOT reads our ontology as OWL 2."""

import pytest
from rdflib import RDF, Graph

from tests.validators import programs
from tests.validators.conftest import GENERATED, ONTOLOGY

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


@pytest.mark.parametrize(
    "path", [ONTOLOGY, *sorted(GENERATED.glob("alignment-*.ttl"))], ids=lambda path: path.stem
)
def test_it_is_in_owl_2_dl(path):
    assert programs.robot_profile(path, "DL") == []


def test_robot_reports_no_error():
    assert [found for found in programs.robot_report(ONTOLOGY) if found.level == "ERROR"] == []


@pytest.mark.parametrize("reasoner", ["ELK", "hermit"])
def test_an_export_is_consistent_with_it(exported, reasoner, tmp_path):
    assert programs.robot_reason(_together(exported["turtle"], tmp_path), reasoner) == []


def test_data_of_the_wrong_type_contradict_it(exported, tmp_path):
    """A method that is addressed is a task too, and nothing is both."""
    together = _together(exported["turtle"], tmp_path)
    wrong = "\n<http://example.org/p> pg:proposes <http://example.org/x> ; pg:addresses <http://example.org/x> .\n"
    together.write_text(together.read_text(encoding="utf-8") + wrong, encoding="utf-8")
    assert programs.robot_reason(together, "hermit")


def _together(data, folder):
    """Write the ontology and data as one file, since OWL tells what a property is by its declaration in the same file.

    OWL 2 DL has no place for rdf:subject, rdf:predicate and rdf:object, which say no more than the statement itself.
    """
    graph = Graph().parse(data)
    for term in (RDF.subject, RDF.predicate, RDF.object):
        graph.remove((None, term, None))
    path = folder / "together.ttl"
    path.write_text(ONTOLOGY.read_text(encoding="utf-8") + graph.serialize(format="nt"), encoding="utf-8")
    return path


def test_robot_warns_only_of_what_obo_asks_for():
    """Definitions by IAO:0000115 are a rule of the OBO Foundry; ours are rdfs:comment."""
    warned = {found.rule for found in programs.robot_report(ONTOLOGY) if found.level == "WARN"}
    assert warned <= {"missing_definition"}
