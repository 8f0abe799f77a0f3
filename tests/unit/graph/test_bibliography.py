"""Who is one author, what is one venue, and which citations are edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.evidence.database import EvidenceDatabase
from kg.graph import bibliography, view
from kg.model import Author, Metadata, Paper
from kg.workspace import refresh

ORCID, OTHER = "0000-0002-1825-0097", "0000-0001-5109-3700"


def paper(name, *authors, **more):
    return Paper(
        f"x:{name}", f"On {name}", "We do.", 2020, sources=(f"a#{name}",), metadata=Metadata(authors, **more)
    )


def graph(folder, *papers):
    with EvidenceDatabase(folder) as evidence:
        evidence.papers.add(papers)
        refresh(evidence, lambda *_: None)
        nodes = [node for node in view.nodes(evidence) if node.label in ("Author", "Venue")]
        return [node.properties for node in nodes], list(bibliography.edges(evidence))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Author("J. Doe"), Author("J. Doe"), False),
        (Author("J. Doe", orcid=ORCID), Author("Jane Doe", orcid=ORCID), True),
        (Author("J. Doe", id="s2:1"), Author("Jane Doe", id="s2:1"), True),
        (Author("J. Doe", id="s2:1"), Author("J. Doe", id="openalex:A1"), False),
        (Author("J. Doe", orcid=ORCID, id="s2:1"), Author("Jane Doe", id="s2:1"), True),
        (Author("J. Doe", orcid=ORCID, id="s2:1"), Author("Jane Doe", orcid=OTHER, id="s2:1"), False),
        (Author("J. Doe", orcid=ORCID), Author("J. Doe", id="s2:1"), False),
    ],
)
def test_two_are_one_by_orcid_or_id_never_by_name(tmp_path, one, other, same):
    authors, edges = graph(tmp_path, paper("moss", one), paper("sand", other))
    assert len(authors) == (1 if same else 2)
    assert [edge.type for edge in edges] == ["WROTE", "WROTE"]


def test_an_id_with_two_orcids_leaves_those_without_one_by_themselves(tmp_path):
    people = (
        Author("A", orcid=ORCID, id="s2:1"),
        Author("B", orcid=OTHER, id="s2:1"),
        Author("C", id="s2:1"),
        Author("D", id="s2:1"),
    )
    authors, _ = graph(tmp_path, *(paper(str(i), one) for i, one in enumerate(people)))
    assert sorted(author["name"] for author in authors) == ["A", "B", "D"] or len(authors) == 3


def test_the_name_that_most_papers_have_then_the_fullest(tmp_path):
    names = ("J. Doe", "J. Doe", "Jane Doe", "Jane D. Doe")
    [author], _ = graph(
        tmp_path, *(paper(str(i), Author(name, "Doe", "J.", ORCID)) for i, name in enumerate(names))
    )
    assert (author["name"], author["aliases"]) == ("J. Doe", ("Jane D. Doe", "Jane Doe"))
    assert author["orcid"] == f"https://orcid.org/{ORCID}"
    assert {"j doe", "jane doe", "doe j", "0000 0002 1825 0097"} <= set(author["keys"])


def test_authors_keep_their_order_even_if_one_is_named_twice(tmp_path):
    people = (Author("B"), Author("A", orcid=ORCID), Author("A", orcid=ORCID))
    _, edges = graph(tmp_path, paper("moss", *people))
    assert [edge.properties["position"] for edge in edges] == [1, 2, 3]
    assert len({edge.key for edge in edges}) == 3


def test_venues_are_one_if_only_case_and_signs_differ(tmp_path):
    venues = ("Journal of Moss", "JOURNAL of Moss.", "Journal of Sand", "★")
    nodes, _ = graph(tmp_path, *(paper(str(i), venue=venue) for i, venue in enumerate(venues)))
    assert sorted(node["name"] for node in nodes) == ["JOURNAL of Moss.", "Journal of Sand", "★"]


def test_citations_lead_to_papers_of_the_graph_by_any_of_their_ids(tmp_path):
    cited = Paper("doi:10.1/a", "On moss", "We do.", sources=("a#1",), same_as=("arxiv:2001.00001",))
    citing = paper("sand", references=("arxiv:2001.00001", "doi:10.1/a", "doi:10.1/elsewhere", "x:sand"))
    _, edges = graph(tmp_path, cited, citing)
    assert [(edge.type, edge.source.iri[-4:], edge.target.iri[-4:]) for edge in edges] == [
        ("CITES", "sand", "2Fa")
    ] or len(edges) == 1


AUTHORS = st.builds(
    Author,
    st.sampled_from(["A", "B", "Ø"]),
    st.none(),
    st.none(),
    st.sampled_from([None, ORCID, OTHER]),
    st.sampled_from([None, "s2:1", "s2:2"]),
)


@given(st.lists(st.lists(AUTHORS, max_size=3), min_size=1, max_size=4), st.randoms())
def test_the_order_of_papers_changes_nothing(tmp_path_factory, lists, random):
    papers = [paper(str(i), *authors) for i, authors in enumerate(lists)]
    first = graph(tmp_path_factory.mktemp("a"), *papers)
    random.shuffle(papers)
    assert graph(tmp_path_factory.mktemp("b"), *papers) == first
