"""What others publish, as they publish it, and our exports by their shapes."""

import pytest

from tests.validators import programs
from tests.validators.conftest import DESCRIBED, PROFILES

pytestmark = [pytest.mark.slow, pytest.mark.shared]
SHAPES = "mldcat-ap-SHACL.ttl"
POOR = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
<https://example.org/catalogue> a dcat:Catalog ; dcat:dataset <https://example.org/graph> .
<https://example.org/graph> a dcat:Dataset ; dcat:distribution <https://example.org/graph.nq> .
<https://example.org/graph.nq> a dcat:Distribution .
"""
DCTERMS, DCAT = "http://purl.org/dc/terms/", "http://www.w3.org/ns/dcat#"


def by_both(path, shapes):
    """Return what MLDCAT-AP's shapes find in a Turtle file; Jena and pySHACL have to agree."""
    found = programs.jena_shacl(path, shapes)
    assert found == programs.pyshacl(path, shapes)
    return found


@pytest.mark.parametrize("name", ["dataset", "machinelearningmodel-hf-bloom"])
def test_examples_of_mldcat_conform(mldcat, name):
    assert by_both(mldcat / f"example-{name}.ttl", mldcat / SHAPES) == set()


def test_mldcat_asks_for_more_than_types(mldcat, tmp_path):
    poor = tmp_path / "poor.ttl"
    poor.write_text(POOR)
    asked = {(found.node.rpartition("/")[2], found.path) for found in by_both(poor, mldcat / SHAPES)}
    assert asked == {
        ("catalogue", f"{DCTERMS}title"), ("catalogue", f"{DCTERMS}description"), ("catalogue", f"{DCTERMS}publisher"),
        ("graph", f"{DCTERMS}title"), ("graph", f"{DCTERMS}description"), ("graph", "http://data.europa.eu/it6/collectionDate"),
        ("graph.nq", f"{DCAT}accessURL"), ("graph.nq", "http://www.w3.org/ns/dqv#hasQualityMeasurement"),
    }  # fmt: skip


@pytest.mark.parametrize("evidence", PROFILES)
def test_a_whole_export_conforms_to_mldcat(kg_export, mldcat, evidence):
    whole = kg_export("turtle", "--evidence", evidence, *DESCRIBED)
    assert by_both(whole, mldcat / SHAPES) == set()


def test_without_a_date_an_export_lacks_that_alone(kg_export, mldcat):
    (found,) = by_both(kg_export("turtle", *DESCRIBED[:-2]), mldcat / SHAPES)
    assert (found.constraint, found.path) == ("MinCount", "http://data.europa.eu/it6/collectionDate")
    assert found.node.endswith("/about#graph")


@pytest.mark.parametrize(("name", "concepts"), [("ml_algorithms", 2321), ("ml_task_types", 1875)])
def test_mlso_is_read_whole(mlso, name, concepts):
    count = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT (count(DISTINCT ?c) AS ?n) { ?c a skos:Concept }"
    assert programs.riot(mlso[name]) == []
    assert programs.arq(mlso[name], count) == [{"n": str(concepts)}]
