"""Builds -> Editions, with a report on each. Keeps the session."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.in_memory import prepare
from sitegen.build.options import BuildOptions, BuildResult
from sitegen.build.run import build, claim_output
from sitegen.build.settings import settings_for, settings_in_session
from sitegen.build.site_state import Session
from sitegen.config import Publish, base_path
from sitegen.core.problems import ProblemError, Severity
from sitegen.core.progress import ignore_progress
from sitegen.serve.preview import (
    Edition,
    find_saved,
    list_changed,
    looks_the_same,
    make_edition,
    name_changed,
)
from sitegen.serve.report import State, describe
from sitegen.serve.settings import CACHE, SITE
from sitegen.sources.inputs import scan_inputs

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.build.site_state import SiteState
    from sitegen.config import Config
    from sitegen.core.progress import OnProgress
    from sitegen.serve.settings import Settings
    from sitegen.sources.inputs import Inputs


#: A full build without a save waits for a pause of this many seconds, and this many times its length.
_PAUSE = 2.0
_PAUSES = 10


class PreviewBuild(msgspec.Struct, frozen=True):
    """One build, ready to be shown and reported."""

    state: State
    result: BuildResult
    edition: Edition | None = None  #: None when the build failed: the last one stays


class PreviewBuilder:
    """Builds the site for the preview, again and again."""

    def __init__(self, settings: Settings, home: Path, on_progress: OnProgress = ignore_progress) -> None:
        """Use the folder ``home`` for output and cache; ``on_progress`` is called with the progress."""
        self._settings = settings
        self._on_progress = on_progress
        self._home = home
        self._session = Session()
        self._edition = Edition()
        self._pending: frozenset[str] | None = frozenset()  # changed, and not yet built
        self._has_failed = False
        self._ended = 0.0  # the last build, by the monotonic clock
        self._full_seconds = 0.0  # seconds that the last full build took
        self._expected: Inputs | None = None  # what is on the disk, as far as we know
        self._scanned: Inputs | None = None  # what was there before the last build
        self._root = settings.root.resolve()
        self._boot = f"{time.time_ns():x}"  # distinguishes the revisions of two servers
        self._count = 0

    @property
    def revision(self) -> str:
        """The revision of the last complete site."""
        return f"{self._boot}-{self._count}"

    @property
    def folder(self) -> Path:
        """Where the site is published."""
        return self._home / SITE

    def config(self) -> Config:
        """Return the configuration as it is now; ProblemError when it can't be read."""
        return settings_for(self._options())[0]

    def claim(self) -> str:
        """Return the folder to serve from; ProblemError if it isn't ours."""
        options = self._options()
        with claim_output(options, settings_for(options)[0]) as output:
            return output.live

    def build(self, hints: frozenset[str] | None, *, unwatched: bool = False) -> PreviewBuild:
        """Build; ``hints`` are all paths that changed, None: not known. Problems are reported, bugs raised.

        ``unwatched``: nothing is watched, so a save during a failed build is found by comparing stats.
        """
        began = time.perf_counter()
        self._scanned = self._scan() if unwatched else None
        now = datetime.now(UTC)
        before = self._session.site_state
        self._session.hints = None if hints is None or self._pending is None else self._pending | hints
        try:
            result = build(self._options(), now=now, session=self._session, on_progress=self._on_progress)
        except ProblemError as failure:  # the configuration can't be read at all
            result = BuildResult(ok=False, problems=failure.problems)
        editor = self._settings.editor_url
        # Errors first: the rest may be below the edge of the window.
        ordered = sorted(result.problems, key=lambda problem: problem.severity is not Severity.ERROR)
        after = self._session.site_state
        findings = tuple(describe(problem, self._root, editor, self._find_page) for problem in ordered)
        if not result.ok or after is None:
            # These changes have yet to be built, together with the next ones.
            self._pending = self._session.hints
            self._has_failed = True
            state = State("failed", self.revision, _since(began), findings)
            return PreviewBuild(state, result)
        self._pending = frozenset()
        self._has_failed = False
        self._ended = time.monotonic()
        if self._session.changed is None:
            self._full_seconds = result.seconds
        changed = self._renew(before, after, now) if before is not after else ()
        saved = find_saved(hints or (), after, self._edition.base_path) if self._settings.navigate else ""
        state = State(
            "built", self.revision, _since(began), findings, changed, saved, self._edition.addresses
        )
        return PreviewBuild(state, result, self._edition)

    def prepare(self) -> datetime | None:
        """Prepare for the next save while nobody waits; return when a build is due without a save."""
        prepare(self._session)
        site_state = self._session.site_state
        # After a failure the disk differs from what was built, which is no reason to build again.
        self._expected = (
            site_state.inputs if site_state and not self._has_failed else self._scanned or self._scan()
        )
        return self._session.changes_at

    def close(self) -> None:
        """Close what is open."""
        self._session.close()

    def settles_in(self) -> float | None:
        """Return in how many seconds a full build is due unless a file is saved; None: not at all.

        It publishes what was built in memory and updates what depends on the whole site
        (search). An author who saves while it runs has to wait: so the longer it takes, the longer the
        pause must have been.
        """
        if not self._session.fresh:
            return None
        return max(0.0, self._ended + max(_PAUSE, _PAUSES * self._full_seconds) - time.monotonic())

    def is_stale(self) -> bool:
        """Return whether the disk differs from what was built: a change that the watcher missed."""
        return self._scan() != self._expected

    def _find_page(self, path: str) -> str | None:
        """Return the address of the page that a file makes; "" for none, None if it isn't content."""
        site_state = self._session.site_state
        prefix = f"{site_state.inputs.config.paths.content}/" if site_state else ""
        if site_state is None or not path.startswith(prefix):
            return None
        node = site_state.site.nodes.get(path.removeprefix(prefix))
        return base_path(site_state.inputs.config) + node.route.url if node else ""

    def _scan(self) -> Inputs | None:
        try:
            config, text, problems, _ = settings_in_session(self._options(), self._session)
            return scan_inputs(self._root, config, text, problems, safe=self._settings.safe)
        except ProblemError:
            return None

    def _renew(self, before: SiteState | None, after: SiteState, now: datetime) -> tuple[str, ...] | None:
        """Create the next edition; return the addresses of changed files other than pages."""
        session, old = self._session, self._edition
        if session.changed is None:
            self._edition = make_edition(after.site, after.files, now)
            self._count += not looks_the_same(old, self._edition)
            return list_changed(before.files, after.files, self._edition.base_path) if before else None
        # Only bodies differ: addresses, sources and marks stay the same.
        self._edition = msgspec.structs.replace(old, files=after.files, fresh=session.fresh)
        self._count += bool(session.changed)
        return name_changed(session.changed, old.base_path)

    def _options(self) -> BuildOptions:
        settings = self._settings
        options = BuildOptions(
            root=self._root,
            config_file=settings.config_file,
            output=self.folder,
            publish=Publish.SWAP,
            cache=self._home / CACHE,
            show=settings.show,
            strict=settings.strict,
            lenient=settings.lenient,
            tolerant=not settings.strict,
            safe=settings.safe,
        )
        # Only the path, so that links work under every name and port, and another port changes no page.
        config = settings_in_session(options, self._session)[0]
        return msgspec.structs.replace(options, base_url=base_path(config))


def _since(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)
