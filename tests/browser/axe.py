"""A page -> what axe-core complains of, in light and in dark colours."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Page

_AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
_RUN = """async ([scope, rules]) => {
  const found = await axe.run(scope, { resultTypes: ["violations"], ...(rules && { runOnly: rules }) });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 80)}`);
}"""
#: Scheme -> the rules to check in it; None: all. Of the second one, only colours differ.
_RULES: dict[Literal["light", "dark"], list[str] | None] = {"light": None, "dark": ["color-contrast"]}


def find_complaints(page: Page, scope: str = "html") -> list[str]:
    """Check what a CSS selector selects, and leave the page in light colours."""
    page.evaluate(f"if (!window.axe) {{ {_AXE} }}")
    complaints = []
    for scheme, rules in _RULES.items():
        page.emulate_media(color_scheme=scheme)
        complaints += [f"{scheme}: {complaint}" for complaint in page.evaluate(_RUN, [scope, rules])]
    page.emulate_media(color_scheme="light")
    return complaints
