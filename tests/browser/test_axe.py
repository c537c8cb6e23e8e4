"""The check of pages finds what is wrong in one scheme alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.axe import find_complaints

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PAGE = """<!doctype html><html lang="en"><title>T</title><style>
body { background: white } p { color: black }
@media (prefers-color-scheme: dark) { body { background: #222 } p { color: #444 } }
</style><main><h1>T</h1><p>Faint</p><img src=""></main></html>"""


def test_faint_text_in_dark_colours_is_found(page: Page) -> None:
    """Once, and what doesn't depend on colours once as well."""
    page.set_content(_PAGE)
    complaints = find_complaints(page)
    assert [complaint.partition(": <")[0] for complaint in complaints] == [
        "light: image-alt",
        "dark: color-contrast",
    ]
