"""A site's folder and the texts that an editor shows -> their Problems, and the site in memory."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cached_property
from operator import attrgetter
from posixpath import dirname
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.documents import convert_sources
from sitegen.build.in_memory import hire_worker, prepare, revise
from sitegen.build.options import BuildOptions, BuildResult
from sitegen.build.run import build
from sitegen.build.site_state import Session, SiteState
from sitegen.cache.cache_folder import INNER_NAME
from sitegen.config import Publish
from sitegen.config.site_config import Paths
from sitegen.core.file_names import EXTENSIONS
from sitegen.core.model import Body, Source
from sitegen.core.problems import Problem, ProblemError
from sitegen.core.severity import arrange
from sitegen.moving.loaded_site import LoadedSite
from sitegen.site.visibility import Show
from sitegen.sources.choose import is_document, is_markdown, site_path
from sitegen.sources.inputs import CONFIG_NAME, read_settings
from sitegen.theme.layouts import find_ids
from sitegen.workers.on_demand import Workers

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.config import Config
    from sitegen.config.site_config import Limits
    from sitegen.core.model import Document, Heading
    from sitegen.site.nodes import Node

_SHOW_ALL = Show(drafts=True, future=True, expired=True)


class EditedSite:
    """A site that somebody edits.

    Paths are absolute, but those of pages are below content/. Problems are those of a build of what is saved,
    and of what the editor shows instead.
    """

    def __init__(self, root: Path, home: Path, config_file: Path | None = None) -> None:
        """Use the folder ``home`` for the cache and for what a build publishes."""
        self.root = root.resolve()
        self.texts: dict[str, str] = {}  #: path -> the text of an open document
        self.problems: tuple[Problem, ...] = ()
        self._config_file = config_file.resolve() if config_file else self.root / CONFIG_NAME
        self._session = Session()
        self._options = BuildOptions(
            root=self.root,
            config_file=config_file,
            output=home / "site",
            cache=home / INNER_NAME,
            publish=Publish.SWAP,
            show=_SHOW_ALL,
            tolerant=True,
        )
        self._lookup: Lookup | None = None
        self._has_failed = False
        self._limits: Limits | None = None  #: of the worker

    def build(self, changed: frozenset[str] | None = None) -> None:
        """Build what is saved; ``changed`` are all paths that may differ, None: any."""
        self._session.unsaved = {}
        self._session.hints = None if self._has_failed else changed
        self._has_failed = True  # also if it ends with a bug
        try:
            result = build(self._options, now=datetime.now(UTC), session=self._session)
        except ProblemError as failure:
            result = BuildResult(ok=False, problems=failure.problems)
        self.problems = result.problems
        self._has_failed = not result.ok
        if self._session.changed is None:
            self._lookup = None
        prepare(self._session)
        self._hire()

    def _hire(self) -> None:
        """Keep one worker running, with the limits of the current configuration."""
        limits = self.state.inputs.config.limits if self.state else None
        if limits is not None and limits != self._limits:
            if self._session.converter is not None:
                self._session.converter.dismiss()
            self._session.converter, self._limits = Workers(1, limits.page_memory_bytes), limits
            self._session.converter.stays = True

    def judge(self, path: str) -> None:
        """Find the Problems of an open page, as if its text were saved."""
        state, page = self.state, self.find_page(path)
        if state is None or not page:
            return
        self._session.unsaved = {path: self.texts[path].encode()}
        self._session.hints = frozenset((path,))
        result = revise(self._session, self._options, datetime.now(UTC))
        if result is not None:
            self.problems = result.problems
        else:
            self.problems = arrange((*self._list_others(path), *self._convert(page, path).problems))

    def _list_others(self, path: str) -> list[Problem]:
        shown = os.path.relpath(path, self.root)
        return [problem for problem in self.problems if problem.path != shown]

    def _convert(self, page: str, path: str) -> Document:
        """Return a page that no build has seen yet."""
        if self.state is None:
            raise LookupError("no build has succeeded yet")
        source, extensions = Source(page, self.texts[path].encode()), self.state.blank.layouts.extensions
        with hire_worker(self._session, self.state) as worker:
            ((document, _),) = convert_sources([source], self.config, worker, extensions)
        return document

    @property
    def state(self) -> SiteState | None:
        """The last site that could be built, with the edits since then."""
        return self._session.site_state

    @property
    def config(self) -> Config:
        """The configuration of that site."""
        if self.state is None:
            raise LookupError("no build has succeeded yet")
        return self.state.inputs.config

    @property
    def lookup(self) -> Lookup:
        """The lookup tables of the site; they stay valid while only texts are edited."""
        if self.state is None:
            raise LookupError("no build has succeeded yet")
        if self._lookup is None:
            self._lookup = Lookup(self.state)
        return self._lookup

    def find_page(self, path: str) -> str:
        """Return the path of a page below content/; "" if the file isn't one."""
        if self.state is None or not is_markdown(path):
            return ""
        page = os.path.relpath(path, self.state.inputs.content.root)
        return "" if page.startswith("..") else page

    def locate(self, page: str) -> str:
        """Return the path of a page."""
        return f"{self.root}/{self.config.paths.content}/{page}"

    def read(self, path: str) -> str:
        """Return the text that the editor shows of a file, else its content; "" if there is no file."""
        if path in self.texts:
            return self.texts[path]
        try:
            with open(path, encoding="utf-8", errors="replace", newline="") as file:
                return file.read()
        except OSError:
            return ""

    def list_headings(self, page: str) -> tuple[Heading, ...]:
        """Return the headings of a page."""
        bodies = self._session.bodies
        if bodies is None or not bodies.has(page):
            return ()
        return msgspec.msgpack.decode(bodies.get(page), type=Body).headings

    def load_site(self) -> LoadedSite:
        """Return the whole site as the editor shows it, to move something in it."""
        state, bodies = self.state, self._session.bodies
        if state is None or bodies is None:
            raise LookupError("no build has succeeded yet")
        tree = state.inputs.content
        sources = {
            site_path(entry): Source(site_path(entry), tree.read(entry))
            for entry in tree.entries
            if is_document(entry)
        }
        pages = {page: self.texts[path] for page in sources if (path := self.locate(page)) in self.texts}
        saved = LoadedSite(
            state.inputs,
            self.config,
            state.inputs.config_text,
            sources,
            {
                page: (state.documents[page], msgspec.msgpack.decode(bodies.get(page), type=Body))
                for page in sources
            },
            tuple(site_path(entry) for entry in tree.entries if not is_document(entry)),
            tuple(site_path(entry) for entry in state.inputs.static.entries),
            find_ids(state.blank.layouts),
            datetime.now(UTC),
            state.blank.layouts.extensions,
            config_path=os.path.relpath(self._config_file, self.root),
        )
        nav_file = self.config.nav_file
        nav_text = self.read(f"{tree.root}/{nav_file}") if nav_file else ""
        return saved.after({}, pages, self.read(str(self._config_file)), nav_text)

    def list_watched(self) -> list[str]:
        """Return patterns of the files that a build reads."""
        try:
            paths = read_settings(self.root, self._options.config_file)[0].paths
        except ProblemError:
            paths = Paths()
        folders = (paths.content, paths.layouts, paths.static, paths.data, EXTENSIONS)
        return [*(f"{self.root}/{folder}/**" for folder in folders), str(self._config_file)]

    def close(self) -> None:
        """Close what is open."""
        if self._session.converter is not None:
            self._session.converter.dismiss()
        self._session.close()


class Lookup:
    """The pages and files of a site by address and by name."""

    def __init__(self, state: SiteState) -> None:
        self._site = state.site

    @cached_property
    def ids(self) -> dict[str, str]:
        """Addresses of pages -> their ids."""
        return {node.route.url: node.id for node in self._site.nodes.values()}

    @cached_property
    def pages(self) -> list[tuple[str, str, Node]]:
        """Every page that has a file: what one types to find it, its folder, and the page.

        One types its path or its title, in small letters.
        """
        nodes = sorted((node for node in self._site.nodes.values() if node.path), key=attrgetter("path"))
        return [(f"{node.path} {node.title}".casefold(), dirname(node.path), node) for node in nodes]

    @cached_property
    def files(self) -> list[tuple[str, str]]:
        """Every file that isn't a page, by its path in small letters: its path from the site's folder."""
        return [(file.casefold(), file) for file in self._site.files]
