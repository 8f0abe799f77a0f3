"""The static site: complete, the same each time, and every link within it leads somewhere."""

import re
from html import unescape
from urllib.parse import unquote

import pytest

from kg.page.site import write


def no_progress(*_):
    pass


@pytest.fixture(scope="module")
def site(tmp_path_factory, evidence):
    folder = tmp_path_factory.mktemp("site")
    count = write(evidence, folder, no_progress)
    return folder, count


def test_every_page_is_counted(site):
    folder, count = site
    assert len(list(folder.rglob("*.html"))) == count


def test_every_link_leads_to_a_file(site):
    folder, _ = site
    for path in folder.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        for link in re.findall(r'(?:href|src)="([^"]*)"', html):
            if not link.startswith(("http", "#")):
                file, _, place = unescape(link).partition("#")
                target = (path.parent / unquote(file)).resolve()
                assert target.is_file(), (path, link)
                assert not place or f'id="{place}"' in target.read_text(encoding="utf-8")
        for place in re.findall(r'href="#([^"]*)"', html):
            assert f'id="{place}"' in html, (path, place)


def test_a_second_run_gives_the_same_bytes(site, tmp_path, evidence):
    folder, _ = site
    write(evidence, tmp_path, no_progress)
    one, other = ({path.relative_to(top): path.read_bytes() for path in top.rglob("*") if path.is_file()} for top in (folder, tmp_path))  # fmt: skip
    assert one == other


def test_pages_of_a_site_have_a_policy_and_no_form_that_needs_a_server(site):
    folder, _ = site
    for path in folder.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert "default-src &#39;none&#39;" in html
        assert "action=" not in html
