"""`sitegen lsp`, asked by a client of the protocol over its standard streams."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.client import LanguageClient

from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from pathlib import Path

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'
A = """\
---
title: First
tags: [sea, tides]
image: p.svg
---
The first page.

## Low water {#low}

Text.

### Deeper
"""
CONFIG = """\
title = "T"
base_url = "https://example.org"
[schemas.blog.fields.mood]
enum = ["calm", "stormy"]
description = "The sea that day"
"""
SITE: dict[str, str | bytes] = {
    "sitegen.toml": CONFIG,
    "content/blog/_index.md": "---\ntitle: Blog\n---\nText.\n",
    "content/blog/a.md": A,
    "content/blog/b.md": "---\ntitle: Second\n---\nSee [the first](a.md#low).\n",
    "content/blog/p.svg": SVG,
    "layouts/partials/mine.html": "{{ site.title }}\n",
}


class Editor:
    """An editor that has one site open."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.shown: dict[str, list[types.Diagnostic]] = {}
        self._judged: dict[str, int | None] = {}
        self._loop = asyncio.new_event_loop()
        self._client = LanguageClient("editor", "1")
        self._version = 0

        def show(params: types.PublishDiagnosticsParams) -> None:
            self.shown[params.uri] = list(params.diagnostics)
            self._judged[params.uri] = params.version

        self._client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(show)
        command = ("-P", "-m", "sitegen", "lsp", "--root", str(root))
        self._loop.run_until_complete(self._client.start_io(sys.executable, *command))
        capabilities = types.ClientCapabilities()
        self.ask(types.INITIALIZE, types.InitializeParams(capabilities, root_uri=root.as_uri()))
        self.tell(types.INITIALIZED, types.InitializedParams())

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def ask(self, method: str, params: object) -> Any:
        async def send() -> object:
            return await asyncio.wait_for(self._client.protocol.send_request_async(method, params), 120)

        return self._loop.run_until_complete(send())

    def tell(self, method: str, params: object) -> None:
        async def send() -> None:
            self._client.protocol.notify(method, params)

        self._loop.run_until_complete(send())

    def open(self, path: str, text: str) -> None:
        self.tell(
            types.TEXT_DOCUMENT_DID_OPEN,
            types.DidOpenTextDocumentParams(types.TextDocumentItem(self.uri(path), "markdown", 0, text)),
        )

    def change(self, path: str, text: str) -> list[types.Diagnostic]:
        """Type a text, and return what is wrong with it."""
        self._version += 1
        document = types.VersionedTextDocumentIdentifier(self._version, self.uri(path))
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.tell(types.TEXT_DOCUMENT_DID_CHANGE, types.DidChangeTextDocumentParams(document, [whole]))
        return self.wait(path)

    def wait(self, path: str) -> list[types.Diagnostic]:
        """Return the diagnostics of the last text of a file."""
        for _ in range(1000):
            if self._judged.get(self.uri(path)) == self._version:
                break
            self._loop.run_until_complete(asyncio.sleep(0.02))
        return self.shown[self.uri(path)]

    def wait_for(self, path: str, number: int) -> list[types.Diagnostic]:
        """Return the diagnostics of a file when there are so many."""
        for _ in range(1000):
            if len(self.shown.get(self.uri(path), ())) == number:
                break
            self._loop.run_until_complete(asyncio.sleep(0.02))
        return self.shown[self.uri(path)]

    def at(self, path: str, line: int, character: int) -> Any:
        return types.TextDocumentIdentifier(self.uri(path)), types.Position(line, character)

    def complete(self, path: str, text: str) -> list[str]:
        """Return what may follow a text, as the edits of the client would write it."""
        self.change(path, text)
        lines = text.split("\n")
        units = len(lines[-1].encode("utf-16-le")) // 2
        params = types.CompletionParams(*self.at(path, len(lines) - 1, units))
        return [item.text_edit.new_text for item in self.ask(types.TEXT_DOCUMENT_COMPLETION, params).items]

    def close(self) -> None:
        self.ask(types.SHUTDOWN, None)
        self.tell(types.EXIT, None)
        stop: Callable[..., Coroutine[Any, Any, None]] = self._client.stop
        self._loop.run_until_complete(stop())
        self._loop.close()


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    site = SiteFolder(tmp_path_factory.mktemp("site"), SITE)
    editor = Editor(site.root)
    for path in ("content/blog/a.md", "content/blog/b.md"):
        text = SITE[path]
        assert isinstance(text, str)
        editor.open(path, text)
    editor.wait("content/blog/b.md")  # until the site is read, less is completed
    yield editor
    editor.close()


def test_a_draft_has_the_problems_of_a_build(editor: Editor) -> None:
    """In UTF-16: the letter before the link takes two units."""
    (problem,) = editor.change("content/blog/b.md", "---\ntitle: B\n---\n𝄞 [x](aa.md) y\n")
    assert (problem.code, problem.source) == ("broken-link", "sitegen")
    assert problem.range == types.Range(types.Position(3, 7), types.Position(3, 12))
    assert "did you mean a.md?" in problem.message
    assert editor.change("content/blog/b.md", "---\ntitle: B\n---\n𝄞 [x](a.md) y\n") == []


def test_a_problem_goes_where_the_draft_goes(editor: Editor) -> None:
    """Problems of other pages follow the ids of a draft, and a broken head hides no page."""
    assert editor.change("content/blog/b.md", str(SITE["content/blog/b.md"])) == []
    editor.change("content/blog/a.md", A.replace("{#low}", "{#lower}"))
    (problem,) = editor.wait_for("content/blog/b.md", 1)
    assert problem.code == "broken-anchor"
    (problem, *_) = editor.change("content/blog/a.md", A.replace("tags: [", "tags: [["))
    assert str(problem.code).startswith("front-matter")
    assert editor.change("content/blog/a.md", A) == []
    assert editor.wait_for("content/blog/b.md", 0) == []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("---\ntitle: B\n---\n[x](", "a.md"),
        ("---\ntitle: B\n---\n𝄞 [x](/fir", "/blog/a.md"),
        ("---\ntitle: B\n---\n[x](a.md#l", "low"),
        ("---\ntitle: B\n---\n## Here\n[x](#", "here"),
        ("---\ntitle: B\n---\n![x](p", "p.svg"),
        ("---\nmo", "mood: "),
        ("---\nmood: st", "stormy"),
        ("---\ndraft: ", "true"),
        ("---\nlayout: sec", "section"),
        ("---\ntags: [sea, ti", "tides"),
        ("\ufeff---\r\ntags: [sea, ti", "tides"),
        ("---\ntags:\n  - ti", "tides"),
        ("---\ntitle: B\n---\n::: fig", "figure"),
        ("---\ntitle: B\n---\n::: figure s", 'src="'),
    ],
)
def test_what_is_completed(editor: Editor, typed: str, expected: str) -> None:
    assert expected in editor.complete("content/blog/b.md", typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("{{ page.wor", "words"),
        ("{{ site.ti", "title"),
        ('{% include "partials/mi', "partials/mine.html"),
        ("{{ url_", "url_for"),
    ],
)
def test_what_is_completed_in_a_template(editor: Editor, typed: str, expected: str) -> None:
    editor.open("layouts/partials/mine.html", typed)
    params = types.CompletionParams(*editor.at("layouts/partials/mine.html", 0, len(typed)))
    items = editor.ask(types.TEXT_DOCUMENT_COMPLETION, params).items
    assert expected in [item.text_edit.new_text for item in items]


def test_a_link_shows_and_leads_to_its_page(editor: Editor) -> None:
    editor.change("content/blog/a.md", A)
    editor.change("content/blog/b.md", "---\ntitle: B\n---\nSee [the first](a.md#low).\n")
    place = editor.at("content/blog/b.md", 3, 18)
    shown = editor.ask(types.TEXT_DOCUMENT_HOVER, types.HoverParams(*place)).contents.value
    assert shown.startswith("**First**\n\n/blog/a/\n\nThe first page.\n\n![p.svg](file:///")
    location = editor.ask(types.TEXT_DOCUMENT_DEFINITION, types.DefinitionParams(*place))
    assert (location.uri, location.range.start.line) == (editor.uri("content/blog/a.md"), 7)
    context = types.ReferenceContext(include_declaration=False)
    from_heading = types.ReferenceParams(context, *editor.at("content/blog/a.md", 7, 4))
    (reference,) = editor.ask(types.TEXT_DOCUMENT_REFERENCES, from_heading)
    assert (reference.uri, reference.range.start) == (editor.uri("content/blog/b.md"), types.Position(3, 16))


def test_symbols(editor: Editor) -> None:
    editor.change("content/blog/a.md", A)
    document = types.TextDocumentIdentifier(editor.uri("content/blog/a.md"))
    (low,) = editor.ask(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, types.DocumentSymbolParams(document))
    assert (low.name, [child.name for child in low.children]) == ("Low water", ["Deeper"])
    symbols = editor.ask(types.WORKSPACE_SYMBOL, types.WorkspaceSymbolParams("first"))
    assert [symbol.location.uri for symbol in symbols] == [editor.uri("content/blog/a.md")]


def test_a_hint_is_an_action(editor: Editor) -> None:
    editor.change("content/blog/b.md", "---\ntitle: B\n---\n[x](aa.md)\n")
    document, start = editor.at("content/blog/b.md", 3, 5)
    params = types.CodeActionParams(document, types.Range(start, start), types.CodeActionContext([]))
    (action,) = editor.ask(types.TEXT_DOCUMENT_CODE_ACTION, params)
    (edit,) = action.edit.changes[document.uri]
    assert (action.title, edit.new_text) == ("Change to a.md", "a.md")
    assert edit.range == types.Range(types.Position(3, 4), types.Position(3, 9))


def test_a_page_is_renamed_as_by_sitegen_move(editor: Editor) -> None:
    """In the unsaved text, too."""
    editor.change("content/blog/a.md", A)
    editor.change("content/blog/b.md", "---\ntitle: B\n---\nNew. See [the first](a.md#low).\n")
    place = editor.at("content/blog/b.md", 3, 23)
    assert (
        editor.ask(types.TEXT_DOCUMENT_PREPARE_RENAME, types.PrepareRenameParams(*place)).placeholder
        == "blog/a.md"
    )
    changes = editor.ask(
        types.TEXT_DOCUMENT_RENAME, types.RenameParams(place[0], place[1], "ebb.md")
    ).document_changes
    texts = {change.text_document.uri: change.edits for change in changes[:-1]}
    (edit,) = texts[editor.uri("content/blog/b.md")]
    assert edit.new_text == "New. See [the first](ebb.md#low).\n"
    assert '"/blog/a/" = "/blog/ebb/"' in texts[editor.uri("sitegen.toml")][0].new_text
    assert (changes[-1].old_uri, changes[-1].new_uri) == (
        editor.uri("content/blog/a.md"),
        editor.uri("content/blog/ebb.md"),
    )
    files = types.RenameFilesParams(
        [types.FileRename(editor.uri("content/blog/a.md"), editor.uri("content/c.md"))]
    )
    moved = editor.ask(types.WORKSPACE_WILL_RENAME_FILES, files).document_changes
    assert editor.uri("content/blog/b.md") in [change.text_document.uri for change in moved]


@pytest.mark.parametrize(
    "moves",
    [
        [("content/blog/a.md", "layouts/a.md")],
        [("content/blog/a.md", "static/a.md")],
        [("content/blog/a.md", "content/blog/a.markdown")],
        [("content/blog/a.md", "content/c/a.md"), ("content/blog/b.md", "content/c/b.md")],
    ],
)
def test_a_file_whose_links_can_not_follow_is_refused(editor: Editor, moves: list[tuple[str, str]]) -> None:
    files = [types.FileRename(editor.uri(old), editor.uri(new)) for old, new in moves]
    with pytest.raises(JsonRpcException, match=r"can't follow|one file or folder"):
        editor.ask(types.WORKSPACE_WILL_RENAME_FILES, types.RenameFilesParams(files))


def test_a_file_of_no_page_moves_without_edits(editor: Editor) -> None:
    file = types.FileRename(
        editor.uri("layouts/partials/mine.html"), editor.uri("layouts/partials/ours.html")
    )
    assert editor.ask(types.WORKSPACE_WILL_RENAME_FILES, types.RenameFilesParams([file])) is None


@pytest.mark.parametrize(
    ("line", "character", "name", "new", "written", "link"),
    [
        (7, 4, "low", "ebb", "## Low water {#ebb}\n", "See [the first](a.md#ebb).\n"),
        (11, 5, "Deeper", "Sea floor", "### Sea floor\n", ""),
        (2, 9, "sea", "ocean", "tags: [ocean, tides]\n", ""),
    ],
)
def test_headings_and_terms_are_renamed(
    editor: Editor, line: int, character: int, name: str, new: str, written: str, link: str
) -> None:
    editor.change("content/blog/a.md", A)
    editor.change("content/blog/b.md", "---\ntitle: B\n---\nSee [the first](a.md#low).\n")
    document, position = editor.at("content/blog/a.md", line, character)
    prepared = editor.ask(types.TEXT_DOCUMENT_PREPARE_RENAME, types.PrepareRenameParams(document, position))
    assert prepared.placeholder == name
    changes = editor.ask(
        types.TEXT_DOCUMENT_RENAME, types.RenameParams(document, position, new)
    ).document_changes
    texts = {change.text_document.uri: change.edits[0].new_text for change in changes}
    assert texts[document.uri] == written
    assert texts.get(editor.uri("content/blog/b.md"), "") == link
