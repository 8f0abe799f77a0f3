"""BibTeX as people and programs write it: where entries start, fields that are not whole, and what fields tell."""

import pytest

from kg.model import Paper
from kg.read import read_papers

PROSE = "We propose a net for moss."
STONE = f"@misc{{s, title={{Stone}}, abstract={{{PROSE}}}}}\n"


@pytest.fixture
def read(tmp_path):
    def found(data):
        (tmp_path / "x").write_text(data, encoding="utf-8")
        return list(read_papers([tmp_path / "x"]))

    return found


def entry(*fields, start="@misc{m,"):
    return "\n".join((start, " title={Moss},", *fields, f" abstract={{{PROSE}}}", "}", ""))


@pytest.mark.parametrize(
    "start",
    [
        "1. @misc{m,", "<html><pre>@misc{m,", "`@misc{m,", "> @misc{m,", "@article\n{m,", "@data-set{m,", "@misc*{m,",
        "@ misc {m,", "\ufeff@misc{m,", "@misc{", "@misc{a=b,", "@misc{O'N\"x\",", "@misc{key{x}y,", "@misc{m\n,",
    ],
)  # fmt: skip
def test_an_entry_starts_anywhere(read, start):
    assert [item.title for item in read(entry(start=start) + STONE)] == ["Moss", "Stone"]
    assert [item.title for item in read(STONE + entry(start=start))] == ["Stone", "Moss"]


@pytest.mark.parametrize(
    "field",
    [
        r" file={C:\x\},", " keywords,", ' "odd"={x},', " keywords : {x},", "% Jo {", '% Jo\'s "note', "% note={x}, y",
        " note={see\n@misc{x} y},", " note={see\n@misc{x, title={Y}} y},", " note={x {y},", ' note="x,', " note={x};",
        " abstract={},",
    ],
)  # fmt: skip
def test_a_field_that_is_not_whole_costs_only_itself(read, field):
    assert [(item.title, item.abstract) for item in read(entry(field) + STONE)] == [
        ("Moss", PROSE), ("Stone", PROSE),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["We write {name}\n  value = {42} and so on.", "We cite\n@misc{x, title={Y}}\n or\n@todo(x) here."],
)
def test_an_abstract_with_code_is_whole(read, text):
    first, second = read(f"@misc{{m,\n title={{Moss}},\n abstract={{{text}}},\n year=2020\n}}\n{STONE}")
    assert " ".join(text.split()).replace("{", "").replace("}", "") == first.abstract
    assert (first.year, second.title) == (2020, "Stone")


def test_an_abstract_that_is_not_whole_is_refused(read):
    found = read(f"@misc{{m,\n title={{Moss,\n abstract={{{PROSE}}},\n year=2020\n}}\n{STONE}")
    assert [getattr(item, "code", "") or item.title for item in found] == ["malformed", "Stone"]


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        ("eprint={2101.00001}, primaryclass={cs}", {"arxiv:2101.00001"}),
        ("eprint={arXiv:2101.00001}", {"arxiv:2101.00001"}),
        ("eprint={2101.00001}, archive={arXiv}", {"arxiv:2101.00001"}),
        (r"howpublished={\url{https://arxiv.org/abs/2101.00001}}", {"arxiv:2101.00001"}),
        ("pages={arXiv:2101.00001}", {"arxiv:2101.00001"}),
        ("booktitle={arXiv preprint arXiv:2101.00001}", {"arxiv:2101.00001"}),
        ("eid={2101.00001}, journal={arXiv e-prints}", {"arxiv:2101.00001"}),
        ("doi={arXiv:2101.00001}", {"arxiv:2101.00001"}),
        ("eprint={123}, eprinttype={pubmed}", {"pmid:123"}),
        ("note={PMID: 123}, pmc={PMC7}", {"pmid:123", "pmc:7"}),
        ("note={doi:10.9999/x}", {"doi:10.9999/x"}),
        (r"note={\url{https://doi.org/10.9999/x}}", {"doi:10.9999/x"}),
        ("note={Comment on https://doi.org/10.9999/x}", set()),
        ("pages={123--7}, eid={2101.00001}", set()),
    ],
)
def test_ids_where_programs_put_them(read, fields, ids):
    [found] = read(entry(f" {fields},"))
    assert {id for id in (found.id, *found.same_as) if not id.startswith("title:")} == ids


@pytest.mark.parametrize(
    ("fields", "year"),
    [(r"year={\noopsort{2005}2004}", 2004), ("year={in press}, date={2021}", 2021), ("Early Access Date={AUG 2021}", 2021)],
)  # fmt: skip
def test_the_year(read, fields, year):
    assert read(entry(f" {fields},"))[0].year == year


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            r"{\textless}i{\textgreater}E. coli{\textless}/i{\textgreater} and $<$b$>$moss$<$/b$>$",
            "E. coli and moss",
        ),
        (r"R{\&}amp;D at p {\textless} 0.05", "R&D at p < 0.05"),
        (r"{\textbeta}-moss{\textbar}{\pounds}5 {\S}3 {\copyright}", "β-moss|£5 §3 ©"),
    ],
)
def test_signs_of_html_and_symbols(read, title, expected):
    [found] = read(f"@misc{{m, title={{{title}}}, subtitle={{A study}}, abstract={{{PROSE}}}}}")
    assert found.title == f"{expected}: A study"


def test_a_foreign_entry_after_a_volume_of_pmlr_is_not_of_it(read):
    volume = (
        "@proceedings{V, title={V}, volume={97}, shortname={ICML}, published={2019-05-24}, year={2019}}\n"
    )
    data = [
        entry(start="@inproceedings{doe19a,"),
        entry(" journal={Stone Letters},", start="@article{poe19b,"),
        entry(start="@inproceedings{roe20attention,"),
        entry(" url={https://stone.example/x},", start="@inproceedings{poe19c,"),
    ]
    _, own, *foreign = read(volume + "".join(data))
    assert (own.id, own.year) == ("pmlr:v97/doe19a", 2019)
    assert {(item.id[:6], item.year) for item in foreign} == {("title:", None)}


def test_strings_made_of_strings_have_a_limit(read):
    strings = "@string{a0={moss}}\n" + "".join(f"@string{{a{n + 1}=a{n} # a{n}}}\n" for n in range(60))
    found = read(
        f"{strings}@misc{{m, title=a1, abstract=a60}}\n@string{{a1={{Moss}}}}\n@misc{{n, title=a1, abstract={{{PROSE}}}}}"
    )
    assert [getattr(item, "code", "") or item.title for item in found] == ["too-long", "Moss"]
    assert isinstance(found[1], Paper)
