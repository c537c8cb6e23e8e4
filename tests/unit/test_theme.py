"""The built-in theme, judged without a browser: contrast, weight, and nothing that a strict policy bans."""

from __future__ import annotations

import gzip
import re
from itertools import product
from pathlib import Path

import pytest

from sitegen.theme.assets import minify

LAYOUTS = Path(__file__).parents[2] / "layouts"
STYLES = (LAYOUTS / "assets/css/site.css").read_text("utf-8")
SCRIPT = LAYOUTS / "assets/js/site.js"
TEMPLATES = sorted(path for path in LAYOUTS.rglob("*.html") if "assets" not in path.parts)

#: Parts that a site includes itself, and for which it allows a host.
OPT_IN = ("partials/comments/giscus.html",)

#: name -> (light, dark)
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--(\w+): light-dark\((#\w+), (#\w+)\);", STYLES.partition("@media")[0]
    )
}
TEXTS = ("ink", "quiet", "accent", "blue", "green", "amber", "plum", "red")
GROUNDS = ("paper", "tint", "marked", "added", "removed")

#: WCAG 2.2, success criterion 1.4.3, for text of any size.
AA = 4.5
#: Bytes of CSS and JavaScript together, gzipped: half of what a whole post may weigh.
BUDGET = 3328


def luminance(colour: str) -> float:
    """Return the relative luminance of #rgb or #rrggbb, as WCAG defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [part / 255 for part in bytes.fromhex(digits)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_known_pairs() -> None:
    """Black on white is 21:1; #767676 is the lightest grey that passes on white."""
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert contrast("#767676", "#ffffff") >= AA > contrast("#777777", "#ffffff")


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_text_colour_is_legible_on_every_ground(scheme: int) -> None:
    """Prose, code and labels reach AA on the page, in boxes, and on marked, added and removed lines."""
    faint = {
        (text, ground): round(ratio, 2)
        for text, ground in product(TEXTS, GROUNDS)
        if (ratio := contrast(TOKENS[text][scheme], TOKENS[ground][scheme])) < AA
    }
    assert faint == {}


def test_only_judged_colours_are_used() -> None:
    """A rule takes its colours from the tokens: so that the judgement above covers all of them."""
    used = re.findall(r"(?<![\w-])(?:color|background): (?:var\(--(\w+)(?:, var\(--(\w+)\))?\))", STYLES)
    names = {name for pair in used for name in pair if name} - {"hue"}
    assert names <= {*TEXTS, *GROUNDS}
    rules = STYLES[STYLES.index("/* --- The page") : STYLES.index("@media print")]
    assert re.findall(r"#[0-9a-f]{3,8}\b", rules) == []


def test_alert_hues_are_judged_colours() -> None:
    """The title of an alert is coloured with one of the text colours."""
    assert set(re.findall(r"--hue: var\(--(\w+)\)", STYLES)) <= set(TEXTS)


def test_styles_and_script_keep_their_budget() -> None:
    """CSS and JavaScript, minified and gzipped, leave most of what a post may weigh to the post."""
    styles = minify("site.css", STYLES.encode())
    script = minify("site.js", SCRIPT.read_bytes())
    assert sum(len(gzip.compress(part, 9, mtime=0)) for part in (styles, script)) <= BUDGET


def test_there_are_templates_to_judge() -> None:
    """The search below finds the theme."""
    assert {"base.html", "page.html", "head.html"} <= {path.name for path in TEMPLATES}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(LAYOUTS).as_posix())
def test_templates_hold_no_inline_code(template: Path) -> None:
    """No inline script, style element, style attribute or event handler; data blocks are no code."""
    text = template.read_text("utf-8")
    scripts = re.findall(r"<script\b([^>]*)>", text)
    assert [
        script
        for script in scripts
        if "src=" not in script and not re.search(r'type="application/(ld\+)?json"', script)
    ] == []
    assert re.findall(r"<style\b|\sstyle=|\son[a-z]+=", text) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(LAYOUTS).as_posix())
def test_templates_ask_nothing_of_other_hosts(template: Path) -> None:
    """What a template loads, it takes from the site itself; what a site may opt for, none includes."""
    text = template.read_text("utf-8")
    assert [name for name in OPT_IN if f"include '{name}'" in text.replace("`{% include", "")] == []
    if template.relative_to(LAYOUTS).as_posix() in OPT_IN:
        return
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//[^\"]*", text) == []
