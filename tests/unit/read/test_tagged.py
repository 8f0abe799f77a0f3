"""RIS, PubMed's format and the Web of Science as programs and people write them."""

import pytest

from kg.model import Paper
from kg.read import read_papers

PROSE = "We propose a net for moss."


@pytest.fixture
def read(tmp_path):
    def found(data):
        (tmp_path / "x").write_text(data, encoding="utf-8")
        return list(read_papers([tmp_path / "x"]))

    return found


def ris(*lines, title="Moss"):
    return "\n".join(("TY  - JOUR", f"TI  - {title}", *lines, "ER  - ", ""))


@pytest.mark.parametrize(
    "line",
    ["ER - positive and green", "T2 - weighted images", "A1 - first, and", "with CO - emissions"],
)
def test_a_line_of_an_abstract_is_no_tag(read, line):
    first, second = read(
        ris("AB  - We study moss that is", line, "PY  - 2020") + ris(f"AB  - {PROSE}", title="Stone")
    )
    assert (first.abstract, first.year) == (f"We study moss that is {line}", 2020)
    assert second.title == "Stone"


def test_tags_with_one_blank_are_tags_where_others_are_or_their_text_is_no_prose(read):
    [found] = read(f"TY - JOUR\nTI - moss\nAB - {PROSE}\nPY - 2020\nER -\n")
    assert (found.title, found.abstract, found.year) == ("moss", PROSE, 2020)
    [found] = read(ris(f"AB  - {PROSE}", "DA - 2020", "UR - https://doi.org/10.9999/x"))
    assert (found.abstract, found.year, found.id) == (PROSE, 2020, "doi:10.9999/x")


@pytest.mark.parametrize(
    "data",
    [
        ris(f"AB  - {PROSE}") + "\ufeff" + ris(f"AB  - {PROSE}"),
        ris(f"AB  - {PROSE}").rstrip("\n") + ris(f"AB  - {PROSE}"),
        ris(f"AB  - {PROSE}") + ris(f"AB  - {PROSE}").removeprefix("TY  - JOUR\n"),
        ris(f"AB  - {PROSE}").removeprefix("TY  - JOUR\n") + ris(f"AB  - {PROSE}"),
        "".join(f"  {line}\n" for line in (ris(f"AB  - {PROSE}") * 2).splitlines()),
        f"PMID- 1\nTI  - Moss\nAB  - {PROSE}\n\n\ufeffPMID- 2\nTI  - Moss\nAB  - {PROSE}\n",
        f"1: result\n\nPMID- 1\nTI  - Moss\nAB  - {PROSE}\n\nOWN - NLM\nPMID- 2\nTI  - Moss\nAB  - {PROSE}\n",
    ],
    ids=["mark", "no-line-end", "no-tag-2", "no-tag-1", "indented", "mark-nbib", "above-nbib"],
)  # fmt: skip
def test_no_record_is_lost(read, data):
    assert [(item.title, item.abstract) for item in read(data)] == [("Moss", PROSE)] * 2


@pytest.mark.parametrize(
    ("lines", "id"),
    [
        (["M3  - https://doi.org/10.9999/i"], "doi:10.9999/i"),
        (["L3  - 10.9999/i"], "doi:10.9999/i"),
        (["N1  - doi: 10.9999/i"], "doi:10.9999/i"),
        (["DO  - 10.9999/i", "N1  - doi: 10.9999/other"], "doi:10.9999/i"),
        (["DOI - 10.9999/i"], "doi:10.9999/i"),
        (["PMID  - 12345631"], "pmid:12345631"),
        (["N1  - PMID: 12345604"], "pmid:12345604"),
        (["C2  - PMC12345606"], "pmc:12345606"),
        (["C2  - 12345607", "DB  - Scopus"], "pmid:12345607"),
        (["JO  - arXiv preprint arXiv:2101.00010"], "arxiv:2101.00010"),
        (["T2  - arXiv:2101.00010 [cs.CL]"], "arxiv:2101.00010"),
        (["M1  - arXiv:2101.00010"], "arxiv:2101.00010"),
        (["L1  - https://arxiv.org/pdf/2101.00010"], "arxiv:2101.00010"),
    ],
)
def test_ids_where_programs_put_them(read, lines, id):
    [found] = read(ris(f"AB  - {PROSE}", *lines))
    assert (found.id, found.same_as, found.abstract) == (id, (), PROSE)


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (["PY  - in press", "DA  - 2021/03/01"], 2021),
        (["PY  - 0", "DA  - 2018"], 2018),
        (["PY  - ", "Y1  - 2019", "DA  - 2018"], 2019),
    ],
)
def test_the_first_date_with_a_year(read, lines, year):
    assert read(ris(f"AB  - {PROSE}", *lines))[0].year == year


@pytest.mark.parametrize(
    ("lines", "abstract"),
    [
        (["AB  - ", f"N2  - {PROSE}"], PROSE),
        ([f"AB  - {PROSE}", f"AB  - {PROSE}"], PROSE),
        (
            ["AB  - We use short-", "and long-", "term recog-", "nition."],
            "We use short- and long-term recognition.",
        ),
    ],
)
def test_an_abstract_comes_once_and_whole(read, lines, abstract):
    assert read(ris(*lines))[0].abstract == abstract


def test_the_web_of_science(read):
    [paper, chapter] = read(
        "FN Clarivate\nVR 1.0\nPT J\nTI Moss: a study of re-\n   cognition\nAB First, we use long-\n   term nets.\n"
        "AB Second.\nAR arXiv:2101.00001\nER\n\n"
        f"PT B\nTI Chapter\nAB {PROSE}\nD2 10.9999/book\nER\nEF\n"
    )
    assert (paper.title, paper.abstract, paper.id) == (
        "Moss: a study of recognition", "First, we use long-term nets. Second.", "arxiv:2101.00001",
    )  # fmt: skip
    assert (chapter.id[:6], chapter.url) == ("title:", None)


def test_pubmed(read):
    first, second, third = read(
        f"PMID- 11\nTI  - Moss\nLID - 10.9999/(SICI)1:2<3::AID-4>3.0\n      [doi]\nAB  - {PROSE}\nDP  - \nDEP - 20210301\n\n"
        f"PMC - PMC12\nPMID- 12\nTI  - Stone that\n      is long\nAB  - Recog-\n      nition.\n\n"
        f"PMID- 13\nTI  - Sand\nAB  - {PROSE}\n"
    )
    assert (first.id, first.same_as, first.year) == ("doi:10.9999/(sici)1:2<3::aid-4>3.0", ("pmid:11",), 2021)
    assert (second.id, second.same_as) == ("pmid:12", ("pmc:12",))
    assert (second.title, second.abstract) == ("Stone that is long", "Recognition.")
    assert isinstance(third, Paper)
    assert third.same_as == ()
