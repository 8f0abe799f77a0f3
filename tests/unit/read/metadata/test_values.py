"""Keywords, counts, addresses and dates by themselves."""

from kg.read.metadata.citations import cited_by
from kg.read.metadata.dates import agreeing, with_month
from kg.read.metadata.values import count, keywords, pdf


def test_small_readers():
    assert keywords(["moss, sand", "a; b"]) == ("moss, sand", "a", "b")
    assert keywords(["moss, sand"]) == ("moss", "sand")
    assert keywords(["R&amp;D; *moss;"]) == ("R&D", "moss")
    assert keywords([]) == keywords([""]) == ()
    assert cited_by("Times Cited in Web of Science Core Collection:  142\nTotal Times Cited:  162") == 142
    assert cited_by("Cited by moss") is None
    assert pdf(None, "/a.pdf", "https://a.b/c", "https://a.b/c.PDF") == "https://a.b/c.PDF"
    assert pdf("https://arxiv.org/pdf/2001.00001") == "https://arxiv.org/pdf/2001.00001"
    assert agreeing(None, "2020-05") is None
    assert agreeing(2020, None, "2021-01-01", "2020-05") == "2020-05"
    assert with_month(2020, "12 May") == "2020-05-12"
    assert with_month(2020, "May-Jun") == "2020-05"
    assert with_month(None, "May") is None


def test_a_count_may_be_a_number_or_a_text():
    assert [*map(count, (0, 7, "1,234", "12.0", [3], 5.0))] == [0, 7, 1234, 12, 3, 5]
    assert [*map(count, (None, -1, True, "moss", 2.5, 10**30, []))] == [None] * 7


def test_commas_may_be_part_of_keywords():
    assert keywords("moss, dry", commas=False) == ("moss, dry",)
    assert keywords("moss | sand") == ("moss", "sand")
