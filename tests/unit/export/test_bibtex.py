"""BibTeX that pybtex reads, with the authors, title, year, venue and key that went in."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import Person, parse_string

from kg.export import exporter
from kg.model import Author, Edge, Metadata, Node, NodeRef, Paper
from kg.read import read_papers
from tests.compliance.graph import graph


def written(nodes, edges):
    stream = io.BytesIO()
    exporter("bibtex")(nodes, edges, stream, "https://w3id.org/papergraph/")
    return stream.getvalue().decode()


def bare(text):
    return re.sub(r"(?<!\\)[{}]", "", text)


def one(title="On moss", authors=(), venue=None, **more):
    paper = {"iri": "p", "id": "doi:10.1/a", "ids": ("doi:10.1/a",), "title": title, "year": 2020, **more}
    nodes, edges = [Node("Paper", "p", paper)], []
    for number, author in enumerate(authors, start=1):
        nodes.append(
            Node(
                "Author", f"a{number}", {"name": author.name, "family": author.family, "given": author.given}
            )
        )
        edges.append(
            Edge(
                "WROTE",
                f"w{number}",
                NodeRef("Author", f"a{number}"),
                NodeRef("Paper", "p"),
                {"position": number},
            )
        )
    if venue:
        nodes.append(Node("Venue", "v", {"name": venue}))
        edges.append(Edge("PUBLISHED_IN", "k", NodeRef("Paper", "p"), NodeRef("Venue", "v"), {}))
    return nodes, edges


def test_every_paper_of_the_shared_graph_has_an_entry():
    found = parse_string(written(*graph()), "bibtex").entries
    assert len(found) == 13
    glow = found["doe21"]
    assert [str(person) for person in glow.persons["author"]] == [
        "Doe, Jane",
        "Collaboration, The Glow",
        "Ørsted, Hans",
    ]
    assert glow.fields["journal"] == "Journal of Light"
    assert glow.fields["year"] == "2021"
    assert glow.fields["doi"] == "10.1234/glow"
    assert glow.fields["eprint"] == "2101.00001"
    assert (
        glow.fields["keywords"] == "light, nets, image classification, GlowNet, PebbleSet, attention pooling"
    )


@pytest.mark.parametrize(
    ("author", "parts"),
    [
        (Author("Jane Doe", "Doe", "Jane"), (["Jane"], [], ["Doe"], [])),
        (Author("Jan van der Berg", "van der Berg", "Jan"), (["Jan"], ["van", "der"], ["Berg"], [])),
        (Author("Martin King, Jr.", "King, Jr.", "Martin"), (["Martin"], [], ["King"], ["Jr."])),
        (Author("The Moss and Sand Group", "The Moss and Sand Group"), ([], [], ["{The Moss and Sand Group}"], [])),
        (Author("Moss, Inc."), ([], [], ["{Moss, Inc.}"], [])),
        (Author("Hans Ørsted"), (["Hans"], [], ["Ørsted"], [])),
        (Author("Plato", "Plato"), ([], [], ["Plato"], [])),
    ],
)  # fmt: skip
def test_names_come_back(author, parts):
    [person] = (
        parse_string(written(*one(authors=[author])), "bibtex")
        .entries[
            "doe2020moss"
            if "Doe" in author.name
            else next(iter(parse_string(written(*one(authors=[author])), "bibtex").entries))
        ]
        .persons["author"]
    )
    assert isinstance(person, Person)
    assert (person.first_names, person.prelast_names, person.last_names, person.lineage_names) == parts


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1).filter(
        str.strip
    )
)
def test_any_title_is_one_field(title):
    [entry] = parse_string(written(*one(title=title)), "bibtex").entries.values()
    assert entry.fields["year"] == "2020"


@pytest.mark.parametrize(
    "title",
    ["GlowNet: 5% & more_of #1", "C:\\dir {x}", "a^b ~ $c$", "\\input{/etc/passwd}", "On moss, {and} sand"],
)
def test_kg_reads_the_title_that_it_wrote(tmp_path, title):
    (tmp_path / "a.bib").write_text(written(*one(title=title, abstract="We do.")))
    [found] = read_papers([tmp_path / "a.bib"])
    assert isinstance(found, Paper)
    assert found.title == title
    assert "\\input{" not in (tmp_path / "a.bib").read_text()


def test_keys_are_unique_whatever_their_case():
    nodes = [
        Node("Paper", str(i), {"iri": str(i), "id": f"x:{i}", "title": "Moss", "citationKeys": keys})
        for i, keys in enumerate([("Doe20",), ("doe20", "b"), ("has blank",), ()])
    ]
    assert re.findall(r"@misc\{(.*),", written(nodes, [])) == ["Doe20", "b", "moss", "moss-2"]


def test_what_went_in_comes_out(tmp_path):
    people = ["Doe, Jane and Roe, Richard", "{The Moss Group}", "Ludwig van Beethoven", "King, Jr., Martin"]
    entries = [
        f"@inproceedings{{key{i}, author = {{{people[i % 4]}}}, title = {{On moss {i}}}, year = {{{1990 + i % 30}}}, "
        f"booktitle = {{Proceedings of Moss {i % 5}}}, doi = {{10.1000/{i}}}, abstract = {{We sort moss with network {i}.}}}}"
        for i in range(60)
    ]
    given = parse_string("\n".join(entries), "bibtex")
    (tmp_path / "refs.bib").write_text("\n".join(entries))
    from kg.evidence.database import EvidenceDatabase
    from kg.graph import view
    from kg.workspace import refresh

    with EvidenceDatabase(tmp_path / "g") as evidence:
        evidence.papers.add(
            [item for item in read_papers([tmp_path / "refs.bib"]) if isinstance(item, Paper)]
        )
        refresh(evidence, lambda *_: None)
        found = parse_string(written(view.nodes(evidence), view.edges(evidence)), "bibtex")
    assert found.entries.keys() == given.entries.keys()
    for key, entry in given.entries.items():
        again = found.entries[key]
        assert [*map(str, again.persons["author"])] == [*map(str, entry.persons["author"])]
        assert again.type == entry.type
        for name in ("title", "year", "booktitle", "doi"):
            assert bare(again.fields[name]) == bare(entry.fields[name])


def test_metadata_is_not_needed():
    assert Metadata() == Metadata(())
    assert written(*one()).startswith("@misc{2020moss,\n  title = {On moss},")
