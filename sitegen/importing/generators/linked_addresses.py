"""The links between the pages of an old site -> the address patterns that they show.

Some generators compute addresses in code. Links in the text tell them all the same: a site whose pages link
to ``/blog/2024/05/a/`` has its post ``a`` of May 2024 there.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from sitegen.importing.generators.old_file import read_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PAGES = (".md", ".mdx", ".markdown")
#: Of a link in Markdown or HTML, also within ``{{ "…" | url }}`` or after ``{{ site.baseurl }}``.
_LINK = re.compile(r"(?:\]\(|\bhref=[\"'])(?:\{\{-?\s*[\"']|\{\{\s*site\.\w*url\s*\}\})?([^\s()#?\"'<>{}]+)")
_DATED_NAME = re.compile(r"(\d{4})-(\d\d)-(\d\d)-(?=.)")
_DATE = re.compile(r"^(?:date|published|pubDate)\s*[:=]\s*[\"']?(\d{4})-(\d\d)-(\d\d)", re.MULTILINE)
_SLUG = re.compile(r"^slug\s*[:=]\s*[\"']?([\w/.-]+)", re.MULTILINE)
#: So many links must agree, and so many more than those that agree with the place of the file.
_FEWEST = 3
_TIMES = 3


class _Page(NamedTuple):
    folder: str  #: below the content, without that of a bundle; "" at its top
    slug: str
    date: tuple[str, str, str] | None


def learn_patterns(content: Path, end: str, base_url: str = "") -> dict[str, str]:
    """Return the pattern of each folder of the content, if the links to its pages agree on one.

    ``end`` is what addresses end in.
    """
    texts = dict(read_texts(content, _PAGES))
    pages: dict[str, list[_Page]] = {}
    for path, text in texts.items():
        page = _read_page(path, text)
        pages.setdefault(page.slug.rpartition("/")[2], []).append(page)
    counts: dict[str, Counter[str]] = {}
    for address in (link for text in texts.values() for link in _find_links(text, base_url.rstrip("/"))):
        candidates = pages.get(address.rpartition("/")[2], [])
        if len(candidates) == 1:
            for folder, pattern in _find_patterns(candidates[0], address, end):
                counts.setdefault(folder, Counter())[pattern] += 1
    patterns: dict[str, str] = {}
    for folder in sorted(counts):
        is_below = any(not above or f"{folder}/".startswith(f"{above}/") for above in patterns)
        if not is_below and (pattern := _choose(counts[folder], folder, end)):
            patterns[folder] = pattern
    return patterns


def _find_links(text: str, base_url: str) -> Iterator[str]:
    """Yield the addresses within the site that a page links to, without what they end in."""
    for match in _LINK.finditer(text):
        link = match[1].removeprefix(base_url)
        if link[0:1] == "/" and link[1:2] != "/":
            yield link.removesuffix(".html").rstrip("/")


def _read_page(path: str, text: str) -> _Page:
    folder, _, name = path.rpartition(".")[0].removesuffix("/index").rpartition("/")
    dated = _DATED_NAME.match(name)
    written, slug = _DATE.search(text), _SLUG.search(text)
    date = written or dated
    name = slug[1].strip("/") if slug else name[dated.end() if dated else 0 :]
    return _Page(folder, name, (date[1], date[2], date[3]) if date else None)


def _find_patterns(page: _Page, address: str, end: str) -> Iterator[tuple[str, str]]:
    """Yield (folder, pattern) of each folder around a page by whose pattern it would have an address."""
    parts = page.folder.split("/") if page.folder else []
    for depth in range(len(parts) + 1):
        path = "/".join((*parts[depth:], page.slug))
        if address.endswith(f"/{path}"):
            before = address.removesuffix(path)
            if page.date:
                year, month, day = page.date
                dated = re.sub(rf"/{year}/{month}(?:/({day}))?/", _write_date, before)
                before = dated if dated != before else before.replace(f"/{year}/", "/:year/")
            yield "/".join(parts[:depth]), f"{before}:page{end}"


def _write_date(match: re.Match[str]) -> str:
    return "/:year/:month/:day/" if match[1] else "/:year/:month/"


def _choose(counts: Counter[str], folder: str, end: str) -> str:
    usual = f"/{folder}/:page{end}" if folder else f"/:page{end}"
    pattern, count = counts.most_common(1)[0]
    return pattern if pattern != usual and count >= max(_FEWEST, _TIMES * counts[usual]) else ""
