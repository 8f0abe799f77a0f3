"""What no store could hold of an extraction is refused, at the limit and not before it."""

from dataclasses import replace

import pytest

from kg.evidence.codec import extraction_to_json
from kg.evidence.database import EvidenceDatabase
from kg.evidence.storable import fault, refuse_old
from tests.foonet import TEXT, extraction, paper

WHOLE = extraction()
PLACES = ["entities", "clusters", "results", "repositories"]


def changed(place, **facts):
    first, *others = getattr(WHOLE, place)
    return replace(WHOLE, **{place: (replace(first, **facts), *others)})


@pytest.mark.parametrize("place", PLACES)
def test_spans_lie_within_the_text(place):
    assert fault(changed(place, start=0, end=len(TEXT))) == ""
    assert "span" in fault(changed(place, start=0, end=len(TEXT) + 1))
    assert "span" in fault(changed(place, start=-1))
    assert "span" in fault(changed(place, start=2, end=1))


@pytest.mark.parametrize("end", ["head", "tail"])
def test_so_do_those_of_sentences_and_relations(end):
    assert "span" in fault(changed("mention_relations", **{end: (0, len(TEXT) + 1)}))
    assert "span" in fault(replace(WHOLE, sentences=((0, len(TEXT) + 1),)))


@pytest.mark.parametrize("place", [*PLACES, "mention_relations"])
def test_confidences_are_from_0_to_1(place):
    assert fault(changed(place, confidence=0.0)) == fault(changed(place, confidence=1.0)) == ""
    for wrong in (-0.01, 1.01, float("nan")):
        assert "confidence" in fault(changed(place, confidence=wrong))


@pytest.mark.parametrize(
    ("place", "facts", "said"),
    [
        ("results", {"value": "9" * 400}, "64-bit float"),
        ("results", {"value": "1,000.5"}, ""),
        ("results", {"value": "20-60"}, ""),
        ("results", {"unit": "\0"}, "NUL"),
        ("results", {"unit": "\ud800"}, "a lone surrogate"),
        ("repositories", {"canonical": "https://a b/"}, "not an IRI"),
        ("repositories", {"canonical": "https://a.b/\0"}, "NUL"),
    ],
)
def test_numbers_texts_and_addresses(place, facts, said):
    found = fault(changed(place, **facts))
    assert said in found
    assert bool(said) == bool(found)


def test_an_extraction_that_an_older_version_kept_becomes_a_reject_and_is_made_again(tmp_path):
    bad = extraction_to_json(changed("results", value="9" * 400))
    with EvidenceDatabase(tmp_path) as evidence:
        evidence.papers.add([paper("p1"), paper("p2", f"Another {TEXT}")])
        evidence.extractions.add([extraction("p1")], "m")
        refuse_old(evidence)
        assert list(evidence.rejects.all()) == []
        evidence.db.execute("UPDATE extraction SET value = ?", (bad,))
        refuse_old(evidence)
        assert list(evidence.rejects.all()) == [], "they are looked at once"
        evidence.set_meta("checked", "older")
        refuse_old(evidence)
        assert [(reject.source, reject.code) for reject in evidence.rejects.all()] == [("p1", "extract")]
        assert [each.id for each, _ in evidence.extractions.all()] == []
