"""The self-contained page in another browser: Firefox opens it from disk and shows what its program makes."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.browser.pictures import colours
from tests.browser.programs import need

_ROUTES = ("", "leaderboard/dataset/pebbleset", "paper/best0", "nothing")
_AROUND = '<!doctype html><title>around</title><iframe src="{page}" width="1000" height="1000"></iframe><img src="{slow}" alt="">'


@contextmanager
def slow(seconds: float) -> Iterator[str]:
    """Give an address that answers after a while."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(seconds)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/x.png"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def picture(tmp_path, html):
    """Return what Firefox shows at an address of the page after some seconds, as PNG.

    It takes its picture when all has been loaded; a picture beside the page that comes late makes it wait for the program.
    """
    firefox = need("firefox-esr", "firefox")
    profile = tmp_path / "profile"
    profile.mkdir()

    def taken(route: str, seconds: float) -> bytes:
        path, around = tmp_path / "page.png", tmp_path / "around.html"
        path.unlink(missing_ok=True)
        with slow(seconds) as address:
            around.write_text(_AROUND.format(page=f"{html}#/{route}", slow=address))
            command = [
                firefox,
                "--headless",
                "--no-remote",
                "--profile",
                profile,
                "--window-size",
                "1040,1040",
                "--screenshot",
                path,
                around.as_uri(),
            ]
            done = subprocess.run(
                command,
                env={**os.environ, "HOME": str(tmp_path)},
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
        assert path.is_file(), done.stderr
        return Path(path).read_bytes()

    return taken


def test_it_shows_the_views(picture, browser):
    for seconds in (2, 6, 20):  # a busy machine needs longer
        pictures = [picture(route, seconds) for route in _ROUTES]
        if len({*pictures}) == len(_ROUTES):
            break
    assert len({*pictures}) == len(_ROUTES)
    assert all(png.startswith(b"\x89PNG") and colours(browser, png) > 50 for png in pictures)
