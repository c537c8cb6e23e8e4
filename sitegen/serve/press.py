"""Builds -> Editions, with what is to be told of each; runs on the builder's thread and keeps the session."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from sitegen.build import build, claim_output, settings_for
from sitegen.config import base_path
from sitegen.errors import ProblemError
from sitegen.request import BuildResult, Options
from sitegen.serve.preview import find_saved, list_changed, make_edition, marked_addresses
from sitegen.serve.report import State, describe
from sitegen.serve.settings import FOLDER
from sitegen.session import Session

if TYPE_CHECKING:
    from collections.abc import Collection
    from concurrent.futures import Executor
    from pathlib import Path

    from sitegen.config import Config
    from sitegen.serve.preview import Edition
    from sitegen.serve.settings import Settings


class Issue(msgspec.Struct, frozen=True):
    """One build, ready to be shown and told of."""

    state: State
    result: BuildResult
    edition: Edition | None = None  #: None when the build failed: the last one stays
    changes_at: datetime | None = None  #: when a page appears or disappears by its dates


class Press:
    """Builds the site again and again."""

    def __init__(self, settings: Settings, executor: Executor | None) -> None:
        self._settings = settings
        self._executor = executor
        self._session = Session()
        self._root = settings.root.resolve()
        self._boot = f"{time.time_ns():x}"  # tells the revisions of two servers apart
        self._count = 0

    @property
    def revision(self) -> str:
        """The revision of the last whole site."""
        return f"{self._boot}-{self._count}"

    @property
    def folder(self) -> Path:
        """Where the site is published."""
        return self._root / FOLDER / "site"

    def config(self) -> Config:
        """Return the configuration as it is now; ProblemError when it cannot be read."""
        return settings_for(self._options())[0]

    def claim(self) -> str:
        """Return the folder to serve from, checked to be ours."""
        options = self._options()
        return claim_output(options, settings_for(options)[0]).live

    def print(self, hints: Collection[str]) -> Issue:
        """Build; ``hints`` are paths that changed, for ``--navigate``. Problems are told, bugs raised."""
        began = time.perf_counter()
        now = datetime.now(UTC)
        before = self._session.tree
        try:
            result = build(self._options(), now=now, executor=self._executor, session=self._session)
        except ProblemError as failure:  # the configuration cannot be read at all
            result = BuildResult(ok=False, problems=failure.problems)
        if any(problem.code == "worker-died" for problem in result.problems):
            self._executor = None
        editor = self._settings.editor_url
        findings = tuple(describe(problem, self._root, editor) for problem in result.problems)
        site, tree = self._session.site, self._session.tree
        if not result.ok or site is None or tree is None:
            state = State("failed", self.revision, _since(began), findings)
            return Issue(state, result, changes_at=site.changes_at if site else None)
        self._count += 1
        base, content = base_path(site.config), site.config.paths.content
        edition = make_edition(site, tree.files, base, now)
        state = State(
            "built",
            self.revision,
            _since(began),
            findings,
            list_changed(before.files, tree.files, base) if before else None,
            find_saved(hints, str(self._root / content), site, base) if self._settings.navigate else "",
            marked_addresses(edition, site),
        )
        return Issue(state, result, edition, site.changes_at)

    def _options(self) -> Options:
        settings = self._settings
        wanted = Options(
            root=self._root,
            config_file=settings.config_file,
            output=self.folder,
            cache=self._root / FOLDER / "cache",
            show=settings.show,
        )
        # Only the path: so links work under every name and port, and another port changes no page.
        return msgspec.structs.replace(wanted, base_url=base_path(settings_for(wanted)[0]))


def _since(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)
