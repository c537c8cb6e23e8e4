"""The theme's scripts take nothing from what content can set: no address, no code, no name of anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sitegen.config import Config
from sitegen.content.markdown import convert
from sitegen.core.model import FrontMatter

ASSETS = Path(__file__).parents[2] / "layouts/assets"
SCRIPTS = sorted(
    path for folder in (".", "js", "calculator", "tokenizer") for path in (ASSETS / folder).glob("*.js")
)
_READS = re.compile(
    r"[\w.]+\.dataset\b(?:\.\w+)?|getAttribute\(\w*\)|\bimport\((?!\"\./).*?\)"
    r"|\bfetch\(\w+\)|new Worker\(.*?\)"
)
#: Text that would be read as HTML or as code.
_SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|HTMLUnsafe|srcdoc"
    r"|createContextualFragment|setTimeout\(\s*[\"'`]"
)
#: script -> all that it reads of the document that says what to do or to load, and why content cannot.
READS = {
    # An element of the page, not of its content.
    "js/acts.js": {"document.documentElement.dataset", "document.documentElement.dataset.words"},
    "js/site.js": {
        "document.documentElement.dataset.theme",
        "document.documentElement.dataset.words",
        "button.dataset.act",  # of a button that the script has made
        "one.dataset.act",  # reserved: see the test below
    },
    "js/banner.js": {"document.documentElement.dataset.banner"},
    # Of a <template> in the head, which content cannot make.
    "js/moved-parts.js": {"part.dataset.part"},
    "js/redirect.js": {"part.dataset.part"},
    "js/search.js": {
        "document.documentElement.dataset.words",
        'import(new URL("pagefind/pagefind.js", home)',  # from the address of the module
    },
    # Addresses begin with that of the module.
    "js/versions.js": set(),
    "calculator/calculator.js": {"script.dataset"},  # of a <script>, which content cannot make
    "calculator/figures.js": {"marks.dataset.said"},  # of an element that the script has made
    # The module beside it, by another fragment after a failure.
    "calculator/start.js": {'import(attempts ? `./calculator.js#${attempts}` : "./calculator.js")'},
    "calculator/frame.js": {"document.documentElement.dataset.theme"},
    "tokenizer/client.js": {'new Worker(this.workerUrl, { type: "module" })'},  # of the same <script>
    "calculator-offline.js": {"fetch(request)"},  # what the page asks for
    "calculator/more.js": {"fetch(url)"},  # of the same <script>
    "calculator/words.js": {"fetch(url)"},  # of the same <script>
    "tokenizer/download.js": {"fetch(url)"},  # of the same <script>
    "tokenizer/worker.js": {"fetch(shard)"},  # a function of its own
}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(ASSETS).as_posix())
def test_what_a_script_reads_is_listed(path: Path) -> None:
    """A new read is given its reason above, with a thought of who can write that."""
    text = path.read_text("utf-8")
    assert set(_READS.findall(text)) == READS.get(path.relative_to(ASSETS).as_posix(), set())
    assert _SINKS.findall(text) == []


@pytest.mark.parametrize(
    "body",
    [
        "[x](/a){data-act=search}\n",
        "`x`{DATA-ACT=search}\n",
        "## H {data-act=search}\n",
        "{data-act=search}\ntext\n",
        "[x]{data-act='search'}\n",
        "<b data-act=search>x</b>\n",
        "<b Data-Act='search'>x</b>\n",
        "<p/data-act=search>x</p>\n",
        "<div\ndata-act\n=\nsearch>x</div>\n",
    ],
)
def test_content_cannot_name_an_act(body: str) -> None:
    """It is an error, and the attribute is left out."""
    found = convert("a.md", FrontMatter(title="T"), body, 1, "digest", Config())
    parts = [part for part in found.body.content if isinstance(part, str)]
    assert not re.search(r"<[^>]*data-act", "".join(parts), re.IGNORECASE)
    is_text = "&lt;p/data-act" in "".join(parts)  # CommonMark reads no tag there
    codes = {problem.code for problem in found.document.problems}
    assert is_text or codes & {"unsafe-attribute", "unsafe-html"}
