"""The small world of the portal's own tests, and a browser that is shown pages without a server."""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from django.contrib.staticfiles import finders

from tests.portal.conftest import world  # noqa: F401

HOST = "http://loket.test"
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


class Eye:
    """Looks at pages that the test client fetched, at a width, and tells what is wrong with them."""

    def __init__(self, browser):
        self.pages = {}
        self.tab = browser.new_page()
        self.tab.set_default_timeout(15_000)
        self.tab.route("**/*", self._give)

    def _give(self, route):
        path = urlsplit(route.request.url).path
        if path in self.pages:
            return route.fulfill(body=self.pages[path], content_type="text/html; charset=utf-8")
        found = path.startswith("/static/") and finders.find(path.removeprefix("/static/"))
        if not found:
            return route.fulfill(status=404)
        kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
        return route.fulfill(body=Path(found).read_bytes(), content_type=kind)

    def open(self, path: str, html: str):
        path = urlsplit(path).path
        self.pages = {path: html}
        self.tab.goto(f"{HOST}{path}")
        return self.tab

    def faults(self, width: int, axe: bool = True) -> list[str]:
        """What is wrong with the open page at this width."""
        self.tab.set_viewport_size({"width": width, "height": 900})
        found = self.wide() + (self.barriers() if axe else [])
        return [f"{urlsplit(self.tab.url).path} at {width}: {each}" for each in found]

    def text(self) -> str:
        return self.tab.inner_text("body")

    def wide(self) -> list[str]:
        """What makes the page scroll sideways."""
        return self.tab.evaluate(
            """() => document.documentElement.scrollWidth <= innerWidth ? [] :
            [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1
              && !e.closest(".table-responsive")).slice(0, 3).map(e => "wide: " + e.outerHTML.slice(0, 120))"""
        )

    def barriers(self) -> list[str]:
        """What axe finds: serious and critical."""
        if not self.tab.evaluate("() => 'axe' in window"):
            self.tab.evaluate(AXE)
        found = self.tab.evaluate("() => axe.run({resultTypes: ['violations'], preload: false})")["violations"]
        return [
            f"axe, {each['impact']}: {each['id']}: {each['nodes'][0]['html'][:160]}"
            for each in found
            if each["impact"] in ("serious", "critical")
        ]


@pytest.fixture
def eye(chromium):
    looking = Eye(chromium)
    yield looking
    looking.tab.close()
