"""The preview server, from start to Ctrl-C: it builds on one thread, watches on two, answers on the loop."""

from __future__ import annotations

import asyncio
import signal
import webbrowser
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from sitegen.config import base_path
from sitegen.core.builtin_theme import builtin_layouts
from sitegen.core.file_names import EXTENSIONS
from sitegen.core.problems import ProblemError
from sitegen.render.python_directives import find_places
from sitegen.serve import network, restart
from sitegen.serve.application import make_application, make_server
from sitegen.serve.build_process import BuildProcess
from sitegen.serve.builds import PreviewBuild, PreviewBuilder
from sitegen.serve.debounce import Builder
from sitegen.serve.home import ServeFolder, open_serve_folder
from sitegen.serve.ports import listen
from sitegen.serve.preview import Preview
from sitegen.serve.report import State
from sitegen.serve.threads import run_beside
from sitegen.serve.watch import SourceWatcher
from sitegen.serve.websocket import broadcast
from sitegen.sources.inputs import CONFIG_NAME

if TYPE_CHECKING:
    from sitegen.build.options import BuildResult
    from sitegen.serve.settings import Settings

#: The longest wait, in seconds, for a page that is due: the wall clock may be set meanwhile.
_LONGEST_WAIT = 60.0
#: Seconds that the end waits for a running build; interrupting it does no harm.
_PATIENCE = 1.0
#: Seconds after which a change that the watcher didn't report counts as missed.
_SECOND_LOOK = 0.3
#: After how many seconds the first build says what it is doing.
_EXPLAIN_AFTER = 1.0
#: Seconds between two scans of the disk if the system can't watch it.
_LOOK_EVERY = 2.0


class ServerOutput(Protocol):
    """How the server reports to its user."""

    def say(self, text: str) -> None:
        """Print one line."""

    def progress(self, stage: str, done: int, total: int) -> None:
        """Show how far a build is."""

    def show(self, result: BuildResult) -> None:
        """Show the result of a build."""


class RestartRequest(Exception):  # noqa: N818  not an error: sitegen's own code changed
    """Raised to restart the server on the same port."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.port = port


def serve(settings: Settings, output: ServerOutput) -> None:
    """Serve until Ctrl-C or SIGTERM. RestartRequest if sitegen itself changed; ProblemError at the start."""
    restart.remember()
    builds = BuildProcess(settings)  # before the lock is taken: a fork would hold it, too
    try:
        with open_serve_folder(settings) as home:
            asyncio.run(_Server(settings, output, home, builds).run())
    finally:
        builds.close()


class _Server:
    """One site being previewed; everything but ``_build`` and ``_on_change`` runs on the loop."""

    def __init__(
        self, settings: Settings, output: ServerOutput, home: ServeFolder, builds: BuildProcess
    ) -> None:
        self._settings = settings
        self._output = output
        self._local_builder = PreviewBuilder(settings, home.folder)  #: only reads the configuration
        self._builds = builds
        self._builds.open(home.folder)
        self._tell_where = home.tell_where
        self._root = settings.root.resolve()
        self._builder = Builder(self._build, self._check)
        config_file = settings.config_file or self._root
        folders = {self._root, config_file.resolve().parent if settings.config_file else self._root}
        self._config_file = str(config_file.resolve() if settings.config_file else self._root / CONFIG_NAME)
        self._trees: frozenset[str] = frozenset()
        self._watcher = SourceWatcher(sorted(folders), self._on_change)
        self._over = asyncio.Event()
        self._alarm: asyncio.TimerHandle | None = None
        self._again = False
        self._told_refusal = ""
        self._is_doubtful = False  # the disk differs from what was built, and the watcher reported nothing

    async def run(self) -> None:
        """Serve until told to stop."""
        self._loop = asyncio.get_running_loop()
        where = network.choose(self._settings.host, lan=self._settings.lan)
        self._names = where.names
        sockets, port = listen(where.hosts, self._settings.port, self._output.say)
        self._preview = Preview(
            self._local_builder.claim(),
            where.names,
            State("starting", self._local_builder.revision),
            safe=self._settings.safe,
        )
        server = make_server(make_application(self._preview))
        server.add_sockets(sockets)
        for number in (signal.SIGINT, signal.SIGTERM):
            self._loop.add_signal_handler(number, self._over.set)
        address = self._announce(where, port)
        self._tell_where(_format_where(where.shown, port))
        if self._settings.open:
            self._loop.run_in_executor(None, webbrowser.open, address)
        try:
            await self._work()
        finally:
            server.stop()
            await server.close_all_connections()
        if self._again:
            raise RestartRequest(port)

    async def _work(self) -> None:
        """Build and watch until told to stop; a bug in one of the threads is raised."""
        self._aim()
        self._builder.ask()
        self._loop.call_later(_EXPLAIN_AFTER, self._explain_wait)
        works = (self._builder.run, self._watcher.watch_folders, self._watcher.watch_trees)
        threads: list[asyncio.Future[Any]] = [run_beside(work) for work in works]
        over: asyncio.Future[Any] = asyncio.create_task(self._over.wait())
        try:
            await asyncio.wait((over, *threads), return_when=asyncio.FIRST_COMPLETED)
        finally:
            over.cancel()
            self._builder.stop()
            self._watcher.stop()
            ended, _ = await asyncio.wait(threads, timeout=_PATIENCE)
        for thread in ended:
            thread.result()

    def _announce(self, where: network.Listening, port: int) -> str:
        path = f"{base_path(self._local_builder.config())}/"
        address = f"http://{_format_where(where.shown, port)}{path}"
        self._output.say(f"Serving {address} – press Ctrl-C to stop.")
        if where.lan:
            shared = f"http://{where.lan}:{port}{path}"
            self._output.say(network.warn(shared))
            self._output.say(network.draw_code(shared))
        return address

    def _aim(self) -> None:
        """Watch the sources that the current configuration names, or the last valid one."""
        try:
            config = self._local_builder.config()
        except ProblemError:
            return
        self._preview.names = (*self._names, *self._settings.allowed_hosts, *config.serve.allowed_hosts)
        paths = config.paths
        folders = (paths.content, paths.layouts, paths.static, paths.data, EXTENSIONS)
        watched = [self._root / name for name in (*folders, *paths.includes, *config.reference.files)]
        watched += [path.parent for path in watched if path.is_file() and path.parent != self._root]
        code = [*config.markdown.directives.values()]
        if (self._root / EXTENSIONS).is_dir():  # they may import from anywhere in the folder
            code.append(EXTENSIONS)
        watched += sorted(find_places(code, self._root))
        theme = [] if builtin_layouts().is_relative_to(restart.PACKAGE) else [builtin_layouts()]
        trees = dict.fromkeys([*watched, *theme, restart.PACKAGE])
        self._trees = frozenset(map(str, trees))
        self._watcher.aim(tree for tree in trees if tree.suffix != ".py")  # a file: its folder is watched

    # --- on the threads that build and watch ---------------------------------------------------

    def _concerns_site(self, path: str) -> bool:
        """Return whether a path belongs to the site's sources, unlike a log or a Makefile beside them."""
        return path == self._config_file or any(
            path == tree or path.startswith(f"{tree}/") or tree.startswith(f"{path}/") for tree in self._trees
        )

    def _on_change(self, changed: frozenset[str]) -> None:
        paths = frozenset(filter(self._concerns_site, changed))
        if changed and not paths:
            return
        if restart.concerns_engine(paths) and restart.has_changed():
            self._loop.call_soon_threadsafe(self._consider_restart, restart.find_fault())
        elif not paths or not all(path.startswith(f"{restart.PACKAGE}/") for path in paths):
            self._builder.ask(paths or None)

    def _build(self, hints: frozenset[str] | None) -> None:
        self._loop.call_soon_threadsafe(self._begin)
        self._is_doubtful = False
        preview_build = self._builds.build(
            hints, unwatched=bool(self._watcher.refusal), on_progress=self._on_progress
        )
        self._loop.call_soon_threadsafe(self._show, preview_build)
        self._loop.call_soon_threadsafe(self._wake_at, self._builds.prepare())

    def _on_progress(self, stage: str, done: int, total: int) -> None:
        self._loop.call_soon_threadsafe(self._show_progress, stage, done, total)

    def _check(self) -> float | None:
        wait = self._builds.settles_in()
        if self._builds.is_stale():
            if not self._is_doubtful:  # the watcher may be about to report a save, which starts a build
                self._is_doubtful = True
                return _SECOND_LOOK
            wait = 0.0
        self._is_doubtful = False
        if wait == 0:
            self._builder.ask()
            return None
        if wait is None and (refusal := self._watcher.refusal):
            if refusal != self._told_refusal:
                self._told_refusal = refusal
                told = f"The system can't watch: checking every {_LOOK_EVERY:.0f} seconds ({refusal})."
                self._loop.call_soon_threadsafe(self._output.say, told)
            return _LOOK_EVERY
        return wait

    # --- on the loop ---------------------------------------------------------------------------

    def _begin(self) -> None:
        self._broadcast(msgspec.structs.replace(self._preview.state, phase="building", doing=""))

    def _show_progress(self, stage: str, done: int, total: int) -> None:
        self._output.progress(stage, done, total)
        self._broadcast(msgspec.structs.replace(self._preview.state, doing=f"{stage} {done:,} of {total:,}"))

    def _explain_wait(self) -> None:
        """Explain the wait while there is nothing to see yet."""
        if not self._preview.files and self._preview.state.phase == "building":
            doing = self._preview.state.doing
            self._output.say(f"The first build takes a while{f': {doing.lower()}' if doing else ''}.")

    def _show(self, preview_build: PreviewBuild) -> None:
        if preview_build.edition is not None:
            self._preview.show(preview_build.edition)
        self._broadcast(preview_build.state)
        self._output.show(preview_build.result)
        self._aim()

    def _broadcast(self, state: State) -> None:
        self._preview.state = state
        broadcast(state)

    def _wake_at(self, moment: datetime | None) -> None:
        if self._alarm:
            self._alarm.cancel()
        if moment is None:
            return
        left = (moment - datetime.now(UTC)).total_seconds()
        if left <= 0:
            self._builder.ask()
        else:
            self._alarm = self._loop.call_later(min(left, _LONGEST_WAIT), self._wake_at, moment)

    def _consider_restart(self, fault: str) -> None:
        if fault:
            self._output.say(f"sitegen itself has changed, and cannot run: {fault}")
            return
        self._output.say("sitegen itself has changed: restarting.")
        self._again = True
        self._over.set()


def _format_where(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
