"""Trees of other generators -> how many of their pages are right after `sitegen import`, and what leaks.

    python -m benchmarks.leaks [--keep DIR] [--old DIR] NAME=FOLDER[@COMMIT] …

Each folder is imported into a new one and built with --lenient. A page is right if nothing is wrong with it:
no error at its source, and no foreign syntax in its text outside code. With --old, DIR/NAME is what the old
generator publishes: then a page is "as before" if it has no more links and images that lead nowhere than the
old one had, and addresses that only the old site has are counted. The rows are those of the manual's table
under Moving here. The trees themselves are no part of this repository: fetch the ones that you want to
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
from urllib.parse import unquote, urlsplit

from sitegen.build.options import BuildOptions
from sitegen.build.run import build
from sitegen.core.codes import CODES
from sitegen.core.problems import ProblemError
from sitegen.importing.run import import_site
from sitegen.sources.inputs import read_settings

#: Elements whose text is no prose.
_CODE = frozenset(
    ("code", "kbd", "math", "nav", "pre", "samp", "script", "style", "svg", "template", "textarea")
)
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
    "wiki link": re.compile(r"(?<![\w\]])!?\[\[(?![ \t]*-?\d)[^\[\]\n]+\]\]"),  # not an array of numbers
    "icon by its name": re.compile(r"(?<![\w:]):(?:material|octicons|fontawesome|simple)-[\w-]+:"),
    "component": re.compile(r"(?<![\w.])</?[A-Z][A-Za-z]+(?:[ \t][^<>\n]*)?/?>"),
    "import of a module": re.compile(
        r"^(?:import|export)[ \t]+[\w{*][^\n]*[ \t]from[ \t]+['\"]", re.MULTILINE
    ),
    "role of MyST": re.compile(r"\{[a-z][a-z:-]*\}`"),
    "link of Zola": re.compile(r"\]\(@/"),
}


#: Problems that the old site can have as well: its links and images lead nowhere, too.
_NOWHERE = frozenset(("broken-link", "broken-anchor", "broken-reference", "missing-image"))


class Row(NamedTuple):
    """What became of one tree."""

    name: str
    commit: str
    generator: str
    pages: int
    right: int
    leaks: Counter[str]
    as_before: int = 0  #: pages that aren't right, but no worse than in the old site
    lost: int | None = None  #: addresses that only the old site has; None if that isn't known

    def __str__(self) -> str:
        share = 100 * self.right / self.pages if self.pages else 0
        leaks = ", ".join(f"{count} × {name}" for name, count in self.leaks.most_common()) or "0"
        right = f"{self.right} ({share:.0f} %)"
        old = ("?", "?") if self.lost is None else (self.as_before, self.lost)
        cells = (self.name, self.commit, self.generator, self.pages, right, old[0], leaks, old[1])
        return f"| {' | '.join(map(str, cells))} |"


class _Prose(HTMLParser):
    """The text of a page's main part outside code, one block a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._code = 0
        self._main = 0
        self._others: list[bool] = []  #: of each element that is open, whether it has excerpts or a name

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag in _CODE
        if tag in ("ol", "div"):  # excerpts of pages say what those pages say, and a file can have any name
            is_other = dict(attrs).get("class") in ("posts", "chapters", "code-title")
            self._others.append(is_other)
            self._code += is_other
        self._main += tag == "main"
        if tag in ("p", "li", "div", "td", "h1", "h2", "h3", "br", "dd", "dt", "blockquote"):
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in _CODE
        if tag in ("ol", "div") and self._others:
            self._code -= self._others.pop()
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


class _References(HTMLParser):
    """The ids of a page, and what its links and images lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids.update(filter(None, (values.get("id"), values.get("name"))))
        self.targets += filter(None, (values.get("href" if tag == "a" else "src"),))


def count_broken(site: Path) -> dict[str, int]:
    """Return for each page of a published site how many of its references lead nowhere within it."""
    pages: dict[Path, _References] = {}
    for page in site.rglob("*.html"):
        pages[page] = _References()
        pages[page].feed(page.read_text("utf-8", errors="replace"))
    broken = {}
    for page, references in pages.items():
        targets = [urlsplit(target) for target in references.targets]
        inside = [target for target in targets if not target.scheme and not target.netloc]
        count = sum(
            not _leads_somewhere(site, page, unquote(to.path), unquote(to.fragment), pages) for to in inside
        )
        broken[page.relative_to(site).as_posix()] = count
    return broken


def _leads_somewhere(
    site: Path, page: Path, path: str, fragment: str, pages: dict[Path, _References]
) -> bool:
    target = (
        page if not path else (site / path.lstrip("/") if path[0] == "/" else page.parent / path).resolve()
    )
    target = target / "index.html" if target.is_dir() else target
    target = target if target.exists() else target.with_name(f"{target.name}.html")
    has_part = not fragment or target not in pages or fragment in pages[target].ids
    return target.exists() and has_part


def _address(path: str, content: str) -> tuple[str, str]:
    """Return where the old site may have the page of a source file."""
    stem = path.removeprefix(f"{content}/").rpartition(".")[0]
    stem = re.sub(r"(?:^|(?<=/))(?:README|index)$", "", stem).rstrip("/")
    return f"{stem}/index.html".lstrip("/"), f"{stem}.html"


def measure(name: str, folder: Path, commit: str, work: Path, old: Path | None = None) -> Row:
    """Import and build one tree; ``old`` is what the old generator publishes of it."""
    now = datetime.now(UTC)
    report = import_site(folder, work, now=now)
    result = build(BuildOptions(root=work, lenient=True, tolerant=True), now=now)
    bad = [
        problem for problem in result.problems if problem.severity == "error" or CODES[problem.code].lenient
    ]
    wrong = {problem.path for problem in bad}
    leaks: Counter[str] = Counter()
    leaking = 0
    public = work / "sitegen/public" if (work / "sitegen/public").is_dir() else work / "public"
    for page in sorted(public.rglob("*.html")):
        page_leaks = find_leaks(page.read_text("utf-8", errors="replace"))
        leaks += page_leaks
        leaking += bool(page_leaks)
    wrong_pages = sum(path.endswith((".md", ".mdx", ".markdown", ".html")) for path in wrong)
    right = max(result.pages - max(wrong_pages, leaking), 0)
    if old is None or not old.is_dir():
        return Row(name, commit, report.generator, result.pages, right, leaks)
    broken = count_broken(old.resolve())
    content = read_settings(work, None)[0].paths.content
    counts = Counter(problem.path for problem in bad)
    worse = {problem.path for problem in bad if problem.code not in _NOWHERE}
    as_before = [
        path
        for path in wrong - worse
        if counts[path] <= max(broken.get(address, 0) for address in _address(path, content))
    ]
    lost = [address for address in broken if not (public / address).exists()]
    return Row(name, commit, report.generator, result.pages, right, leaks, len(as_before), len(lost))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keep", type=Path, help="import into folders below this one, and keep them")
    parser.add_argument("--old", type=Path, help="what the old generators publish, in folders by name")
    parser.add_argument("trees", nargs="+", metavar="NAME=FOLDER[@COMMIT]")
    options = parser.parse_args()
    heads = ("tree", "commit", "generator", "pages", "right", "as before", "leaks", "lost")
    print(f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}")
    for tree in options.trees:
        name, _, rest = tree.partition("=")
        folder, _, commit = rest.partition("@")
        with tempfile.TemporaryDirectory() as temporary:
            work = (options.keep or Path(temporary)) / name
            try:
                old = options.old / name if options.old else None
                print(measure(name, Path(folder), commit, work, old), flush=True)
            except ProblemError as failure:
                print(f"| {name} | {commit} | {failure} | | | | | |", flush=True)


if __name__ == "__main__":
    main()
