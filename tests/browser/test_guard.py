"""The guard of these tests sees what is to be seen: a page with a fault fails."""

import pytest

from tests.browser.watched import audit, watched

_PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>{head}<main><h1>A page</h1>{body}</main></html>'
_POLICY = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"


@pytest.mark.parametrize(
    ("head", "body", "said"),
    [
        ("", "<script>console.error('oops')</script>", "console: oops"), ("", "<script>nothing.at.all</script>", "error: nothing is not defined"),
        ("", "<script>Promise.reject(new Error('late'))</script>", "error: late"), ("", "<script>canary()</script>", "canary\\(\\) was called"),
        ("", "<script>alert(1)</script>", "alert\\(\\) was called"), ("", "<img alt='' src='http://192.0.2.1/x.png'>", "asked for http://192.0.2.1/"),
        ("", "<script>fetch('http://192.0.2.1/').catch(() => {})</script>", "asked for http://192.0.2.1/"),
        (_POLICY, "<img alt='' src=x onerror='canary()'>", "forbidden by the policy"), (_POLICY, "<p style='color: red'>red</p>", "forbidden by the policy style-src"),
        (_POLICY, "<script>canary()</script>", "forbidden by the policy script-src"),
    ],
)  # fmt: skip
def test_a_fault_fails_the_test(browser, tmp_path, head, body, said):
    with pytest.raises(AssertionError, match=said):
        show(browser, tmp_path, head, body)


def test_a_page_without_faults_does_not(browser, tmp_path):
    show(browser, tmp_path, _POLICY, "<p>All is well.</p>", also=audit)


@pytest.mark.parametrize(
    ("body", "rule"),
    [("<img src='data:,'>", "image-alt"), ("<p style='color: #aaa; background: #fff'>pale</p>", "color-contrast"), ("<button></button>", "button-name"), ("<h1>Again</h1><h4>Deep</h4>", "heading-order")],
)  # fmt: skip
def test_what_is_not_accessible_fails_the_audit(browser, tmp_path, body, rule):
    with pytest.raises(AssertionError, match=rule):
        show(browser, tmp_path, "", body, also=audit)


def show(browser, folder, head, body, also=lambda page: None):
    (folder / "page.html").write_text(_PAGE.format(head=head, body=body), encoding="utf-8")
    with watched(browser) as page:
        page.goto((folder / "page.html").as_uri())
        page.wait_for_timeout(100)
        also(page)
