"""The Language Server Protocol over two streams: answers a client, and works while it is silent.

There are no threads, because untrusted pages are converted in forks of this process. Messages are handled in
the order in which they come. What takes longer, a build or the judgement of a text, waits until none is left.
"""

from __future__ import annotations

import os
import select
from functools import partial
from threading import Event
from traceback import print_exc
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls import uris
from pygls.io_ import StdoutWriter, run
from pygls.lsp.server import LanguageServer

from sitegen import __version__
from sitegen.lsp.completion import complete
from sitegen.lsp.diagnostics import describe_problems, group_problems, suggest_edits
from sitegen.lsp.navigate import find_definition, find_references, find_symbols, hover, list_symbols
from sitegen.lsp.renaming import follow_files, prepare_rename, rename

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from sitegen.core.problems import Problem
    from sitegen.lsp.edited_site import EditedSite

#: After one of these a client asks for completions by itself.
_TRIGGERS = ("(", "/", "#", ":", '"', ".", " ", "<")
_ANY_FILE = types.FileOperationFilter(types.FileOperationPattern("**/*"), scheme="file")


class Server:
    """What one client has open, and what is yet to be done for it."""

    def __init__(self, open_site: Callable[[str], EditedSite]) -> None:
        """``open_site`` gets the folder that the client has open, "" for none."""
        self._open_site = open_site
        self.protocol = LanguageServer(
            "sitegen", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full
        )
        #: What the client shows of each file; None: at positions that may have moved.
        self._shown: dict[str, tuple[Problem, ...] | None] = {}
        self._unjudged: dict[str, None] = {}  #: paths whose text differs from what was judged, oldest first
        self._changed: frozenset[str] | None = None  #: paths to build again; None: the whole site
        self._versions: dict[str, int] = {}  #: of the open documents
        self._is_ready = False  #: there is a site
        self._is_told = False  #: the client reports files that other programs change
        _register(self)

    def start(self) -> None:
        """Begin to work, and ask the client to report files that other programs change."""
        self.site = self._open_site(self.protocol.workspace.root_path or "")
        self._is_ready = True
        workspace = self.protocol.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        self._is_told = bool(watching and watching.dynamic_registration)
        if self._is_told:
            watchers = [types.FileSystemWatcher(glob) for glob in self.site.list_watched()]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            self.protocol.client_register_capability(
                types.RegistrationParams([types.Registration("files", method, options)])
            )

    def open(
        self, document: types.TextDocumentItem | types.VersionedTextDocumentIdentifier, text: str
    ) -> None:
        """Take the text that the client shows of a document."""
        path = to_path(document.uri)
        self.site.texts[path], self._versions[path] = text, document.version
        self._unjudged[path] = None
        self._shown[path] = None

    def show(self, params: types.DidOpenTextDocumentParams) -> None:
        """Take a document that the client opens."""
        self.open(params.text_document, params.text_document.text)
        self.look_again()

    def look_again(self) -> None:
        """Look for files that other programs have changed, if the client doesn't report them."""
        if not self._is_told:
            self._changed = None

    def forget(self, uri: str) -> None:
        """Go back to what is saved of a document."""
        path = to_path(uri)
        if self.site.texts.pop(path, None) is not None:
            self._unjudged.pop(path, None)
            del self._versions[path]
            self.save(path)

    def save(self, *paths: str) -> None:
        """Build again with these files."""
        self.look_again()
        if self._changed is not None:
            self._changed = self._changed.union(paths)

    def work(self) -> bool:
        """Do the most urgent piece of work; return whether there was any. No bug in it ends the server."""
        try:
            return self._work()
        except Exception:  # noqa: BLE001  what failed isn't tried again before the next change
            print_exc()
            return True

    def settle(self) -> EditedSite:
        """Return the site as the client shows it now: a renaming needs to know the last keystroke."""
        while self.work():
            pass
        return self.site

    def _work(self) -> bool:
        if not self._is_ready:
            return False
        if self._changed is None or (self._changed and not self._unjudged):
            changed, self._changed = self._changed, frozenset()
            self.site.build(changed)
            self._unjudged |= dict.fromkeys(path for path in self.site.texts if self._differs(path))
        elif self._unjudged:
            path = next(iter(self._unjudged))
            del self._unjudged[path]
            self.site.judge(path)
        else:
            return False
        self._publish()
        return True

    def _differs(self, path: str) -> bool:
        try:
            with open(path, encoding="utf-8", newline="") as file:
                return file.read() != self.site.texts[path]
        except (OSError, UnicodeError):
            return True

    def _publish(self) -> None:
        """Send the Problems of each file for which the client shows others, unless its text has changed."""
        groups = group_problems(self.site)
        for path in sorted((groups.keys() | self._shown.keys()) - self._unjudged.keys()):
            problems = groups.get(path, ())
            if self._shown.get(path) != problems:
                self._shown[path] = problems
                diagnostics = describe_problems(self.site.read(path), problems) if problems else []
                self.protocol.text_document_publish_diagnostics(
                    types.PublishDiagnosticsParams(
                        uris.from_fs_path(path) or "", diagnostics, self._versions.get(path)
                    )
                )

    def list_actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Return the edits that hints suggest for some lines."""
        uri, path = params.text_document.uri, to_path(params.text_document.uri)
        lines = range(params.range.start.line, params.range.end.line + 1)
        edits = suggest_edits(self.site.read(path), self._shown.get(path) or (), lines)
        return [
            types.CodeAction(
                title,
                kind=types.CodeActionKind.QuickFix,
                edit=types.WorkspaceEdit({uri: [edit]}),
                diagnostics=describe_problems(self.site.read(path), [problem]),
            )
            for title, edit, problem in edits
        ]


def to_path(uri: str) -> str:
    """Return the path of a document."""
    return os.path.realpath(uris.to_fs_path(uri) or "")


def _register(server: Server) -> None:
    feature = server.protocol.feature

    def on(method: str, handle: Callable[[Any], Any], options: object = None) -> None:
        feature(method, options)(partial(handle))  # which pygls marks: a method can't be

    def at(
        method: str, answer: Callable[[EditedSite, str, types.Position], Any], options: object = None
    ) -> None:
        on(
            method,
            lambda params: answer(server.site, to_path(params.text_document.uri), params.position),
            options,
        )

    on(types.INITIALIZED, lambda _: server.start())
    on(
        types.TEXT_DOCUMENT_DID_OPEN,
        server.show,
    )
    on(
        types.TEXT_DOCUMENT_DID_CHANGE,
        lambda params: server.open(params.text_document, params.content_changes[-1].text),
    )
    on(types.TEXT_DOCUMENT_DID_CLOSE, lambda params: server.forget(params.text_document.uri))
    on(types.TEXT_DOCUMENT_DID_SAVE, lambda params: server.save(to_path(params.text_document.uri)))
    on(
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        lambda params: server.save(*(to_path(change.uri) for change in params.changes)),
    )
    at(types.TEXT_DOCUMENT_COMPLETION, complete, types.CompletionOptions(trigger_characters=_TRIGGERS))
    at(types.TEXT_DOCUMENT_HOVER, hover)
    at(types.TEXT_DOCUMENT_DEFINITION, find_definition)
    at(types.TEXT_DOCUMENT_REFERENCES, find_references)
    on(
        types.TEXT_DOCUMENT_DOCUMENT_SYMBOL,
        lambda params: list_symbols(server.site, to_path(params.text_document.uri)),
    )
    on(types.WORKSPACE_SYMBOL, lambda params: find_symbols(server.site, params.query))
    on(types.TEXT_DOCUMENT_CODE_ACTION, server.list_actions)
    at(types.TEXT_DOCUMENT_PREPARE_RENAME, prepare_rename)
    on(
        types.TEXT_DOCUMENT_RENAME,
        lambda params: rename(
            server.settle(), to_path(params.text_document.uri), params.position, params.new_name
        ),
        types.RenameOptions(prepare_provider=True),
    )
    on(
        types.WORKSPACE_WILL_RENAME_FILES,
        lambda params: follow_files(
            server.settle(), [(to_path(file.old_uri), to_path(file.new_uri)) for file in params.files]
        ),
        types.FileOperationRegistrationOptions([_ANY_FILE]),
    )


class _Reader:
    """Reads a stream; before it waits for more, everything else is done."""

    def __init__(self, handle: int, work: Callable[[], bool]) -> None:
        self._handle = handle
        self._work = work
        self._data = bytearray()

    def readline(self) -> bytes:
        """Return a line; b"" at the end."""
        while b"\n" not in self._data and self._fill():
            pass
        return self._take(self._data.find(b"\n") + 1)

    def read(self, size: int) -> bytes:
        """Return this many bytes; b"" at the end."""
        while len(self._data) < size and self._fill():
            pass
        return self._take(size if len(self._data) >= size else 0)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._data[:size])
        del self._data[:size]
        return taken

    def _fill(self) -> bool:
        while not select.select([self._handle], [], [], 0)[0] and self._work():
            pass
        chunk = os.read(self._handle, 1 << 16)
        self._data += chunk
        return bool(chunk)


def serve_editor(open_site: Callable[[str], EditedSite], reads: int, writes: BinaryIO) -> None:
    """Serve one client until it goes: ``reads`` is the handle of what it writes."""
    server = Server(open_site)
    server.protocol.protocol.set_writer(StdoutWriter(writes))
    run(Event(), _Reader(reads, server.work), server.protocol.protocol)
