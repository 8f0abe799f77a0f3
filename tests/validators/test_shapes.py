"""Jena and pySHACL find nothing in a graph by the shapes of its profile, whether or not somebody reasons over it."""

import pytest

from tests.validators import programs
from tests.validators.conftest import GENERATED, ONTOLOGY

pytestmark = pytest.mark.slow
SHAPES = GENERATED / "shapes.ttl"
BROKEN = "<https://example.org/paper/x> a <https://w3id.org/papergraph/ontology#Paper> ."


def test_nothing_is_found_in_the_data(profile):
    assert programs.jena_shacl(profile.data, profile.shapes) == set()
    assert programs.pyshacl(profile.data, profile.shapes) == set()


def test_nothing_is_found_after_inference(profile):
    """Shapes that allowed only our own properties would object to what follows from the ontology."""
    assert programs.jena_shacl(profile.reasoned, profile.shapes) == set()
    assert programs.pyshacl(profile.data, profile.shapes, ONTOLOGY) == set()


def test_both_find_what_each_invalid_example_breaks():
    examples = sorted((programs.ROOT / "schema" / "examples" / "invalid").glob("*.ttl"))
    assert examples
    for example in examples[:4]:  # a run of both takes seconds; tests/unit/test_schema.py has all of them
        found = programs.jena_shacl(example, SHAPES)
        assert found, example.name
        assert found == programs.pyshacl(example, SHAPES), example.name


def test_jena_validates_the_default_graph_of_a_file_of_quads_only(tmp_path):
    """That a file of quads conforms says nothing about papers: triples are what to validate."""
    quads, triples = tmp_path / "broken.trig", tmp_path / "broken.ttl"
    quads.write_text(f"<https://example.org/paper/x#graph> {{ {BROKEN} }}")
    triples.write_text(BROKEN)
    assert programs.jena_shacl(quads, SHAPES) == set()
    assert "MinCount" in {found.constraint for found in programs.jena_shacl(triples, SHAPES)}
