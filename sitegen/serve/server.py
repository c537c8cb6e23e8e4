"""The preview server, from start to Ctrl-C: builds on one thread, watching on others, requests on the loop."""

from __future__ import annotations

import asyncio
import os
import signal
import time
import webbrowser
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import msgspec
from tornado.httpserver import HTTPServer
from tornado.web import Application

from sitegen.build import build, claim_output, settings_for
from sitegen.config import base_path
from sitegen.request import Options
from sitegen.serve.builder import Builder
from sitegen.serve.guard import LOCAL
from sitegen.serve.handlers import OwnHandler, SiteHandler
from sitegen.serve.live import LiveHandler, broadcast
from sitegen.serve.ports import listen
from sitegen.serve.preview import Preview, find_saved, list_changed, make_edition, marked_addresses
from sitegen.serve.report import State, describe
from sitegen.serve.settings import FOLDER, OWN, Settings
from sitegen.serve.watch import SourceWatcher
from sitegen.session import Session

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from sitegen.config import Config
    from sitegen.request import BuildResult
    from sitegen.serve.preview import Edition


class Voice(Protocol):
    """How the server speaks to its user."""

    def say(self, text: str) -> None:
        """Say one line."""

    def show(self, result: BuildResult) -> None:
        """Tell how a build ended."""


def serve(settings: Settings, voice: Voice, *, executor: Executor | None = None) -> None:
    """Serve until Ctrl-C or SIGTERM; ProblemError when there is nothing to serve or nowhere to listen."""
    asyncio.run(Server(settings, voice, executor).run())


class Server:
    """One site being previewed."""

    def __init__(self, settings: Settings, voice: Voice, executor: Executor | None) -> None:
        self._settings = settings
        self._voice = voice
        self._executor = executor
        self._session = Session()
        self._boot = f"{time.time_ns():x}"
        self._count = 0
        self._root = settings.root.resolve()
        self._builder = Builder(self._build)
        self._over = asyncio.Event()

    async def run(self) -> None:
        """Serve until told to stop."""
        settings = self._settings
        self._loop = asyncio.get_running_loop()
        sockets, port = listen([settings.host], settings.port, self._voice.say)
        names = {*LOCAL, settings.host}
        folder = claim_output(self._request(), self._config()).live
        self._preview = Preview(folder, names, port, self._boot)
        server = HTTPServer(self._application())
        server.add_sockets(sockets)
        for number in (signal.SIGINT, signal.SIGTERM):
            self._loop.add_signal_handler(number, self._over.set)
        watcher = self._watch()
        watcher.start(lambda: None)
        self._builder.start()
        self._builder.ask()
        address = f"http://{settings.host}:{port}{base_path(self._config())}/"
        self._voice.say(f"Serving {address} – Ctrl-C ends it.")
        if settings.open:
            self._loop.run_in_executor(None, webbrowser.open, address)
        try:
            await self._over.wait()
        finally:
            server.stop()
            watcher.stop()
            self._builder.stop()
            await server.close_all_connections()

    def _application(self) -> Application:
        given = {"preview": self._preview}
        return Application(
            [
                (r"/livereload", LiveHandler, given),
                (rf"{OWN}(.+)", OwnHandler, given),
                (r"/(.*)", SiteHandler, given),
            ],
            log_function=lambda _: None,
            websocket_ping_interval=20,
        )

    def _watch(self) -> SourceWatcher:
        paths = self._config().paths
        trees = [self._root / name for name in (paths.content, paths.layouts, paths.static, paths.data)]
        return SourceWatcher(trees, [self._root], self._on_change)

    def _on_change(self, paths: frozenset[str]) -> None:
        self._builder.ask(os.path.relpath(path, self._root) for path in paths)

    def _config(self) -> Config:
        return settings_for(self._request())[0]

    def _request(self) -> Options:
        settings = self._settings
        asked = Options(root=self._root, config_file=settings.config_file)
        own_base = base_path(settings_for(asked)[0])
        return msgspec.structs.replace(
            asked,
            # Only the path: so links work under any name and port, and another port changes no page.
            base_url=own_base,
            output=self._root / FOLDER / "site",
            cache=self._root / FOLDER / "cache",
            show=settings.show,
        )

    # --- on the builder's thread ---------------------------------------------------------------

    def _build(self, hints: frozenset[str]) -> None:
        began = time.perf_counter()
        self._tell(msgspec.structs.replace(self._preview.state, phase="building"))
        before = self._session.tree
        now = datetime.now(UTC)
        request = self._request()
        result = build(request, now=now, executor=self._executor, session=self._session)
        findings = tuple(
            describe(problem, self._root, self._settings.editor_url) for problem in result.problems
        )
        milliseconds = round((time.perf_counter() - began) * 1000)
        site, tree = self._session.site, self._session.tree
        if not result.ok or site is None or tree is None:
            state = State("failed", self._preview.state.revision, milliseconds, findings)
            self._loop.call_soon_threadsafe(self._publish, state, None, result)
            return
        self._count += 1
        config = self._config()
        base = base_path(config)
        edition = make_edition(site, tree.files, base, now)
        state = State(
            "built",
            f"{self._boot}-{self._count}",
            milliseconds,
            findings,
            list_changed(before.files, tree.files, base) if before else None,
            find_saved(hints, config.paths.content, site, base) if self._settings.navigate else "",
            marked_addresses(edition, site),
        )
        self._loop.call_soon_threadsafe(self._publish, state, edition, result)

    def _tell(self, state: State) -> None:
        self._loop.call_soon_threadsafe(self._publish, state, None, None)

    # --- on the loop ---------------------------------------------------------------------------

    def _publish(self, state: State, edition: Edition | None, result: BuildResult | None) -> None:
        if edition is not None:
            self._preview.show(edition)
        self._preview.state = state
        broadcast(state)
        if result is not None:
            self._voice.show(result)
