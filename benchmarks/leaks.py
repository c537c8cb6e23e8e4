"""Trees of other generators -> how many of their pages are right after `sitegen import`, and what leaks.

    python -m benchmarks.leaks [--keep DIR] NAME=FOLDER[@COMMIT] …

Each folder is imported into a new one and built with --lenient. A page is right if nothing is wrong with it:
no error at its source, and no foreign syntax in its text outside code. The rows are those of the manual's
table under Moving here. The trees themselves are no part of this repository: fetch the ones that you want to
try.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from sitegen.build.options import BuildOptions
from sitegen.build.run import build
from sitegen.core.codes import CODES
from sitegen.core.problems import ProblemError
from sitegen.importing.run import import_site

#: Elements whose text is no prose.
_CODE = frozenset(("code", "kbd", "math", "pre", "samp", "script", "style", "svg", "template", "textarea"))
#: What is never prose: its name, and what it looks like.
LEAKS = {
    "call of Hugo, Zola or Jinja": re.compile(
        r"\{\{[<%]?[ \t]*[#/]?[A-Za-z_][^{}\n]*[%>]?\}\}|\{%-?[ \t]*\w[^%\n]*%\}"
    ),
    "admonition": re.compile(r"^(?:!!!|\?\?\?\+?)[ \t]+[a-z]+", re.MULTILINE),
    "tab": re.compile(r"^===[+!]?[ \t]+\"", re.MULTILINE),
    "block between colons": re.compile(r"^:{3,}[ \t]*[{\[\w]", re.MULTILINE),
    "block between slashes": re.compile(r"^/{3,}[ \t]+[a-z]+(?:[ \t]*\||$)", re.MULTILINE),
    "snippet": re.compile(r"-+8<-+"),
    "attribute list": re.compile(r"\{:?[ \t]*[.#][a-z][\w-]*[^{}\n]*\}"),
    "wiki link": re.compile(r"(?<![\w\]])!?\[\[[^\[\]\n]+\]\]"),
    "icon by its name": re.compile(r"(?<![\w:]):(?:material|octicons|fontawesome|simple)-[\w-]+:"),
    "component": re.compile(r"(?<![\w.])</?[A-Z][A-Za-z]+(?:[ \t][^<>\n]*)?/?>"),
    "import of a module": re.compile(
        r"^(?:import|export)[ \t]+[\w{*][^\n]*[ \t]from[ \t]+['\"]", re.MULTILINE
    ),
    "role of MyST": re.compile(r"\{[a-z][a-z:-]*\}`"),
    "link of Zola": re.compile(r"\]\(@/"),
}


class Row(NamedTuple):
    """What became of one tree."""

    name: str
    commit: str
    generator: str
    pages: int
    right: int
    leaks: Counter[str]

    def __str__(self) -> str:
        share = 100 * self.right / self.pages if self.pages else 0
        leaks = ", ".join(f"{count} × {name}" for name, count in self.leaks.most_common()) or "0"
        right = f"{self.right} ({share:.0f} %)"
        return f"| {self.name} | {self.commit} | {self.generator} | {self.pages} | {right} | {leaks} |"


class _Prose(HTMLParser):
    """The text of a page's main part outside code, one block a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._code = 0
        self._main = 0
        self._lists: list[bool] = []  #: of each list that is open, whether it has excerpts

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag in _CODE
        if tag == "ol":  # excerpts of pages say what those pages say, but code in them is text
            is_list = dict(attrs).get("class") in ("posts", "chapters")
            self._lists.append(is_list)
            self._code += is_list
        self._main += tag == "main"
        if tag in ("p", "li", "div", "td", "h1", "h2", "h3", "br", "dd", "dt", "blockquote"):
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in _CODE
        if tag == "ol" and self._lists:
            self._code -= self._lists.pop()
        self._main -= tag == "main"

    def handle_data(self, data: str) -> None:
        if self._main and not self._code:
            self.parts.append(data)


def find_leaks(html: str) -> Counter[str]:
    """Count foreign syntax in the text of a page, outside code."""
    prose = _Prose()
    prose.feed(html)
    text = "".join(prose.parts)
    return Counter({name: count for name, look in LEAKS.items() if (count := len(look.findall(text)))})


def measure(name: str, folder: Path, commit: str, work: Path) -> Row:
    """Import and build one tree."""
    now = datetime.now(UTC)
    report = import_site(folder, work, now=now)
    result = build(BuildOptions(root=work, lenient=True, tolerant=True), now=now)
    wrong = {
        problem.path
        for problem in result.problems
        if problem.severity == "error" or CODES[problem.code].lenient
    }
    leaks: Counter[str] = Counter()
    leaking = 0
    public = work / "sitegen/public" if (work / "sitegen/public").is_dir() else work / "public"
    for page in sorted(public.rglob("*.html")):
        page_leaks = find_leaks(page.read_text("utf-8", errors="replace"))
        leaks += page_leaks
        leaking += bool(page_leaks)
    wrong_pages = sum(path.endswith((".md", ".mdx", ".markdown")) for path in wrong)
    right = max(result.pages - max(wrong_pages, leaking), 0)
    return Row(name, commit, report.generator, result.pages, right, leaks)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keep", type=Path, help="import into folders below this one, and keep them")
    parser.add_argument("trees", nargs="+", metavar="NAME=FOLDER[@COMMIT]")
    options = parser.parse_args()
    print("| tree | commit | generator | pages | right | leaks |\n| --- | --- | --- | --- | --- | --- |")
    for tree in options.trees:
        name, _, rest = tree.partition("=")
        folder, _, commit = rest.partition("@")
        with tempfile.TemporaryDirectory() as temporary:
            work = (options.keep or Path(temporary)) / name
            try:
                print(measure(name, Path(folder), commit, work), flush=True)
            except ProblemError as failure:
                print(f"| {name} | {commit} | {failure} | | | |", flush=True)


if __name__ == "__main__":
    main()
