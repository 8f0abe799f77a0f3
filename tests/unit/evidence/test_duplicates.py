"""Which records are one paper: whatever the order, by ids first, then by title and abstract."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.evidence.duplicates import Clash, SourceRecord, group
from kg.ids import fold, title_id

LONG = "we train one large network on very many sentences of parallel text and show that it translates better than systems before it"
OTHER = "stones found along river beds are sorted here by colour weight and age using only patience daylight good shoes plus some luck"


def papers(*records):
    """Return the papers and clashes of (id, source, title, other ids, abstract)."""
    made = [
        SourceRecord(own, source, title, tuple(others), len(abstract))
        for own, source, title, others, abstract in records
    ]
    texts = {record: values[-1] for record, values in zip(made, records, strict=True)}
    return group(made, lambda record: frozenset(fold(texts[record]).split()))


def ids(*records):
    """Return {id: (other ids, number of records)} of the papers."""
    return {one.id: (one.same_as, len(one.records)) for one in papers(*records)[0]}


def test_records_that_share_an_id_are_one_paper_through_any_chain():
    found = ids(
        ("acl:1", "a", "Glow nets", ["doi:10.1/x"], LONG),
        ("openalex:W1", "b", "Glow Nets!", ["doi:10.1/x", "pmid:7"], ""),
        ("arxiv:1", "c", "Glow nets", ["openalex:W1"], LONG),
        ("arxiv:2", "d", "Another one", [], OTHER),
    )
    assert found == {"doi:10.1/x": (("acl:1", "arxiv:1", "openalex:W1", "pmid:7"), 3), "arxiv:2": ((), 1)}


def test_the_users_own_id_names_the_paper_and_title_ids_are_no_other_ids():
    page = title_id("Glow nets")
    found, _ = papers(
        ("mine-1", "a", "Glow nets", ["doi:10.1/x"], LONG), (page, "b", "Glow nets", ["doi:10.1/x"], LONG)
    )
    assert [(one.id, one.same_as, one.ids) for one in found] == [
        ("mine-1", ("doi:10.1/x",), ("doi:10.1/x", "mine-1", page))
    ]


def test_a_clash_is_split_and_told_and_the_paper_with_most_records_keeps_the_id():
    found, clashes = papers(
        ("doi:10.1/x", "b#1", "River stones", ["arxiv:9"], OTHER),
        ("doi:10.1/x", "a#1", "Glow nets", [], LONG),
        ("doi:10.1/x", "c#1", "Glow nets", [], ""),
        ("doi:10.1/x", "d#1", "Birds", [], ""),
    )
    assert [(one.id, one.same_as, len(one.records)) for one in found] == [
        ("arxiv:9", (), 1), ("doi:10.1/x", (), 2), (title_id("Birds"), (), 1),
    ]  # fmt: skip
    assert clashes == [
        Clash("doi:10.1/x", "Glow nets", "a#1", "Birds", "d#1"),
        Clash("doi:10.1/x", "Glow nets", "a#1", "River stones", "b#1"),
    ]
    assert clashes[0].line() == "'Glow nets' in a#1 keeps this id, which 'Birds' in d#1 also claims"


def test_titles_that_share_half_their_words_and_abstracts_that_do_are_no_clash():
    one = ("doi:1", "a", "Glow nets: bright networks for everyone", [], LONG)
    assert list(ids(one, ("doi:1", "b", "Bright glow nets", [], OTHER))) == ["doi:1"]
    assert list(ids(one, ("doi:1", "b", "Something else", [], f"{LONG} and more of it"))) == ["doi:1"]
    assert list(ids(one, ("doi:1", "b", "Something else", [], OTHER))) == [
        "doi:1",
        title_id("Something else"),
    ]
    assert (
        len(ids(("doi:1", "a", "Glow", [], "too few words"), ("doi:1", "b", "Stones", [], "too few words")))
        == 2
    )


def test_equal_titles_with_agreeing_abstracts_join_preprint_and_publication_and_a_page_without_ids():
    preprint, published = (
        ("arxiv:1", "a", "Glow nets", [], LONG),
        ("doi:10.1/x", "b", "Glow Nets", [], f"{LONG} in print"),
    )
    page = (title_id("Glow nets"), "c", "glow nets", [], LONG)
    assert ids(preprint, published, page) == {"doi:10.1/x": (("arxiv:1",), 3)}
    assert len(ids(preprint, ("doi:10.1/x", "b", "Glow nets", [], OTHER))) == 2
    assert (
        len(ids(("arxiv:1", "a", "Glow nets", [], "short"), ("doi:10.1/x", "b", "Glow nets", [], "short")))
        == 2
    )


STONES = "eleven papers on stones and rivers and one on rust"
CHOIRS = "speech papers on lamps choirs bells of eight villages and horns"


def unnamed(*abstracts, title="Preface"):
    """Return how records of one title and without ids are grouped, as their sources, by id."""
    found, clashes = papers(
        *((title_id(title), f"s#{i}", title, [], text) for i, text in enumerate(abstracts))
    )
    assert clashes == []
    return {one.id: "".join(record.source[2:] for record in one.records) for one in found}


def test_records_without_ids_are_one_paper_if_title_and_abstract_agree():
    def groups(*abstracts):
        return sorted(unnamed(*abstracts).values())

    assert groups(STONES, CHOIRS) == ["0", "1"]
    assert groups(STONES, CHOIRS, STONES.upper(), f"{CHOIRS}, of which we heard two") == ["02", "13"]
    assert groups("", CHOIRS, "") == ["02", "1"]
    assert groups("a preface", "preface, a") == ["01"]
    assert groups("one two three four five", "one two three four five six") == ["0", "1"], "too few words"
    assert groups("one two three four five six", "one two three four five seven") == ["01"]
    assert groups("one two three four five six", "one two three four 5 6") == ["0", "1"]
    assert groups(LONG, f"{LONG} {OTHER}", OTHER) == ["012"], "the longest one has half of each"


def test_one_of_several_papers_keeps_the_id_of_their_title_and_the_others_have_one_of_their_own():
    both = unnamed(STONES, CHOIRS, CHOIRS)
    assert both[title_id("Preface")] == "12"
    (other,) = both.keys() - {title_id("Preface")}
    assert unnamed(STONES, CHOIRS, CHOIRS, LONG)[other] == "0", "whatever else there is"
    assert other not in unnamed(CHOIRS, LONG, STONES, STONES, STONES)
    with_id = ids(
        ("doi:1", "a", "Preface", [title_id("Preface")], LONG),
        (title_id("Preface"), "b", "Preface", [], STONES),
    )
    assert with_id == {"doi:1": ((), 1), title_id("Preface"): ((), 1)}


def test_a_paper_without_ids_of_another_abstract_is_in_nobodys_way():
    page, preface = (
        (title_id("Glow nets"), source, "Glow nets", [], text) for source, text in (("p", LONG), ("q", OTHER))
    )
    published, preprint = (
        ("doi:1", "a", "Glow nets", [], LONG),
        ("arxiv:1", "b", "Glow nets", [], f"{LONG} now"),
    )
    assert ids(published, preprint, page, preface) == {
        "doi:1": (("arxiv:1",), 3),
        title_id("Glow nets"): ((), 1),
    }


def test_two_values_of_one_scheme_block_a_title():
    page = (title_id("Glow nets"), "c", "Glow nets", [], LONG)
    for one, other in (("doi:1", "doi:2"), ("acl:1", "acl:2"), ("mine", "yours")):
        assert len(ids((one, "a", "Glow nets", [], LONG), (other, "b", "Glow nets", [], LONG), page)) == 3
    assert len(ids(("s2:1", "a", "Glow nets", [], LONG), ("s2:2", "b", "Glow nets", [], LONG), page)) == 1


def test_a_title_never_joins_what_clashes():
    found, clashes = papers(
        ("doi:1", "a", "Glow nets", [], LONG), ("doi:1", "a2", "Glow nets", [], LONG),
        ("doi:1", "b", "River stones", [], OTHER),
        ("arxiv:5", "c", "Glow nets", ["acl:1"], LONG), ("arxiv:5", "d", "River stones", ["acl:1"], f"{LONG} {OTHER}"),
    )  # fmt: skip
    homes = [
        next(one.id for one in found if any(r.source == source for r in one.records)) for source in ("a", "b")
    ]
    assert len(set(homes)) == 2
    assert [clash.id for clash in clashes] == ["doi:1"]


def test_papers_without_ids_of_one_title_are_never_called_the_same():
    found = ids(
        ("doi:1", "a", "Glow nets", [], LONG), ("doi:1", "b", "Stones", [], OTHER),
        ("doi:2", "c", "Rivers", [], LONG), ("doi:2", "d", "Stones", [], "short"),
    )  # fmt: skip
    assert len(found) == 4
    assert sum(name.startswith("title:") for name in found) == 2
    assert title_id("Stones") in found


names = st.sampled_from(
    ["p1", "p2", "doi:1", "doi:2", "arxiv:1", "acl:1", "s2:1", "s2:2", "title:a", title_id("Stones")]
)
rows = st.builds(
    lambda own, source, title, others, text: (own, source, title, tuple(sorted(others - {own})), text),
    names, st.sampled_from("abcdef"), st.sampled_from(["Stones", "stones!", "Glow nets", "Glow of stones", "A b c", "???", "!"]),
    st.frozensets(names, max_size=3), st.sampled_from(["", "short", LONG, f"{LONG} now", OTHER, f"{LONG} {OTHER}"]),
)  # fmt: skip


@given(st.lists(rows, max_size=9, unique_by=lambda row: row[:2]), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=400)
def test_papers_are_a_function_of_the_set_of_records(found, random):
    shuffled = found + random.sample(found, len(found) // 2)
    random.shuffle(shuffled)
    expected, clashes = papers(*found)
    assert papers(*shuffled) == (expected, clashes)
    everything = [record for one in expected for record in one.records]
    assert sorted(everything) == sorted({SourceRecord(*row[:4], len(row[4])) for row in found})
    leads = [name for one in expected for name in one.ids]
    assert len(set(leads)) == len(leads), "an id leads to one paper"
    assert {row[0] for row in found} | {name for row in found for name in row[3]} <= set(leads)
    for one in expected:
        assert one.id in one.ids
        assert set(one.same_as) <= set(one.ids) - {one.id}
    titles = {record.source: one for one in expected for record in one.records}
    for clash in clashes:
        assert clash.title != clash.other_title
        assert {clash.source, clash.other_source} <= titles.keys()


def test_an_id_of_thousands_and_a_title_of_thousands_take_seconds():
    began = time.perf_counter()
    number = 4000
    junk, clashes = papers(
        *(
            (("doi:1"), f"s#{i}", f"title{i} word{i} more{i}", [], f"{LONG} {i}" if i % 2 else "")
            for i in range(number)
        )
    )
    assert len(clashes) == len(junk) - 1
    assert len(papers(*((f"s2:{i}", f"s#{i}", "Preface", [], LONG) for i in range(number)))[0]) == 1
    assert len(papers(*((f"doi:{i}", f"s#{i}", "Preface", [], LONG) for i in range(number)))[0]) == number
    assert (
        len(unnamed(*(f"{LONG} {OTHER} {i}" if i % 2 else f"only the {i}" for i in range(number))))
        > number / 2
    )
    assert time.perf_counter() - began < 20


def test_two_papers_of_one_volume_that_were_given_the_same_doi_clash():
    """Titles of one shared task have much in common; what tells them apart is that they have another id each."""
    found, clashes = papers(
        (
            "acl:W1-1",
            "a",
            "Filtering by similarity: submissions to the Parallel Corpus Filtering task",
            ["doi:10.1/x"],
            LONG,
        ),
        (
            "acl:W1-2",
            "b",
            "Our Submission to the WMT18 Parallel Corpus Filtering Task",
            ["doi:10.1/x"],
            OTHER,
        ),
    )
    assert [one.id for one in found] == ["acl:W1-2", "doi:10.1/x"]
    assert [clash.id for clash in clashes] == ["doi:10.1/x"]


def test_another_version_of_a_title_is_no_clash():
    found, clashes = papers(
        ("arxiv:1", "a", "Glow: deep networks that translate", ["doi:10.1/x"], LONG),
        ("arxiv:1", "b", "Deep networks that translate sentences", [], OTHER),
        ("doi:10.1/x", "c", "Glow", [], OTHER),
    )
    assert ([len(one.records) for one in found], clashes) == ([3], [])
