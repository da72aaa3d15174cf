"""Our scripts run at all: one word said twice stops a whole file, and every page goes on without it in silence."""

from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).resolve().parents[2] / "static" / "js").glob("*.js"))


def test_there_are_scripts_to_read():
    assert "portal.js" in [each.name for each in SCRIPTS]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda each: each.name)
def test_each_script_is_one_that_a_browser_can_read(chromium, script):
    page = chromium.new_page()
    try:
        fault = "source => { try { new Function(source); return '' } catch (error) { return String(error) } }"
        assert page.evaluate(fault, script.read_text(encoding="utf-8")) == ""
    finally:
        page.close()
