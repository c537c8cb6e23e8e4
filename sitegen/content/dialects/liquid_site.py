"""The files that a page asks for -> what Liquid calls ``site``, and the heads of pages in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sitegen.config import Config
    from sitegen.content.dialects.inclusion import Files
    from sitegen.core.model import FrontMatter

Page = dict[str, Any]
#: What a key of a folder ends in, among the files that a page asks for.
ALL = "/**"
#: Of a page that another lists, this much is read, up to the end of its first paragraph.
HEAD_BYTES = 8_000
_ASKED = re.compile(r"\b(?:site\.(\w+)|(collections|paginator)[.\[])")
_OF_POSTS = frozenset({"posts", "categories", "tags", "related_posts", "paginator"})
_OF_PAGES = frozenset({"pages", "html_pages", "documents", "collections"})
_FENCE = re.compile(rb"\A(---|\+\+\+)[ \t]*\r?\n.*?\n\1[ \t]*\r?\n", re.DOTALL)
_PARAGRAPH = re.compile(rb"\s*\S.*?(?:\n[ \t]*\r?\n|\Z)", re.DOTALL)
_PAGES = (".md", ".markdown", ".html", ".njk", ".liquid")
_DATED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-")


def find_folders(text: str, config: Config) -> Iterator[str]:
    """Yield the folder of each list that a text asks for, from the site's folder; "" is all of it."""
    if "{%" not in text and "{{" not in text:
        return
    content = "" if config.paths.content == "." else f"{config.paths.content}/"
    for name in {match[1] or match[2] for match in _ASKED.finditer(text)}:
        if name == "data":
            yield config.paths.data
        elif name in _OF_PAGES:
            yield content.rstrip("/")
        else:
            yield f"{content}_{'posts' if name in _OF_POSTS else name}"


def cut_head(data: bytes) -> bytes:
    """Return the front matter and the first paragraph of a page."""
    fence = _FENCE.match(data[:HEAD_BYTES])
    end = fence.end() if fence else 0
    paragraph = _PARAGRAPH.match(data, end)
    return data[: min(paragraph.end() if paragraph else end, HEAD_BYTES)]


def describe_page(front: FrontMatter) -> Page:
    """Return what Liquid can ask of a page, by its front matter."""
    terms: Page = {name: list(values) for name, values in front.taxonomies}
    values = {"title": front.title, "description": front.description, "date": front.date}
    return {"tags": [], "categories": [], **front.extra, **terms, **values}


def place_page(path: str, values: Mapping[str, object], config: Config) -> Page:
    """Return the same with what its path says; its ``url`` is a link to the file."""
    content = config.paths.content
    inside = path if content == "." else path.removeprefix(f"{content}/")
    name = inside.rpartition("/")[2]
    dated = _DATED.match(name)
    placed: Page = {
        **values,
        "path": inside,
        "name": name,
        "url": f"/{inside}",
        "id": f"/{inside}",
    }
    placed["slug"] = name[dated.end() if dated else 0 :].rpartition(".")[0]
    placed["collection"] = inside.partition("/")[0][1:] if inside.startswith("_") else ""
    if placed.get("date") is None and dated:
        placed["date"] = _date(*map(int, dated.groups()))
    return placed


def _date(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


class SiteValues(Mapping[str, object]):
    """``site`` of Liquid: its options, and lists that are made when a page asks for them."""

    def __init__(self, options: Mapping[str, object], files: Files) -> None:
        self._options = {**options, "url": "", "baseurl": ""}  # every link knows them
        self._files = files.all
        self._read = files.read_listed
        config = files.config
        self._data = f"{config.paths.data}/"
        self.top = "" if config.paths.content == "." else config.paths.content
        self._content = "" if config.paths.content == "." else f"{config.paths.content}/"

    def __getitem__(self, name: str) -> object:
        """Return an option or a list; KeyError for what nobody defines."""
        if name == "data":
            return self._read_data()
        if name in ("pages", "html_pages", "documents"):
            return self._list("", is_underlined=name == "documents")
        if name in ("categories", "tags"):
            return self._group(name)
        folder = f"_{'posts' if name == 'related_posts' else name}"
        if f"{self._content}{folder}{ALL}" in self._files and name not in self._options:
            return self._list(f"{folder}/")
        return self._options[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names of options."""
        return iter(self._options)

    def __len__(self) -> int:
        """Return the number of options."""
        return len(self._options)

    def paginate(self, size: int) -> Page:
        """Return what Jekyll's first page of a list knows: the newest posts."""
        posts = self._list("_posts/")
        shown = posts[:size]
        return {"posts": shown, "page": 1, "per_page": size, "total_posts": len(posts), "total_pages": 1}

    def group_by_tag(self) -> dict[str, list[Page]]:
        """Return the pages of each tag, and all of them, as Eleventy's ``collections``."""
        pages = [{**page, "data": page} for page in self._list("", is_underlined=False)[::-1]]
        groups = {"all": pages}
        for page in pages:
            for tag in _terms(page, "tags"):
                groups.setdefault(tag, []).append(page)
        return groups

    def _group(self, name: str) -> dict[str, list[Page]]:
        groups: dict[str, list[Page]] = {}
        for post in self._list("_posts/"):
            for term in _terms(post, name):
                groups.setdefault(term, []).append(post)
        return groups

    def _list(self, folder: str, *, is_underlined: bool = True) -> list[Page]:
        """Return the pages of a folder: those with a date begin with the newest."""
        top = f"{self._content}{folder}"
        pages = []
        for path, data in self._files.items():
            if data is None or not path.startswith(top) or not path.endswith(_PAGES):
                continue
            if not is_underlined and path.removeprefix(self._content).startswith("_"):
                continue
            page = self._read(path, data)
            if isinstance(page, dict):
                pages.append(page)
        if folder == "_posts/" or any(page["date"] for page in pages):
            oldest = datetime.min.replace(tzinfo=UTC)
            return sorted(pages, key=lambda page: (page["date"] or oldest, page["path"]), reverse=True)
        return pages

    def _read_data(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for path, data in self._files.items():
            if data is None or not path.startswith(self._data):
                continue
            *folders, name = path.removeprefix(self._data).split("/")
            table = values
            for folder in folders:
                table = table.setdefault(folder, {})
            table[name.rpartition(".")[0]] = self._read(path, data)
        return values


def _terms(page: Page, name: str) -> list[str]:
    terms = page.get(name)
    return [str(term) for term in terms] if isinstance(terms, list) else []
