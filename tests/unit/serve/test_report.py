"""What is told of a problem: its place, the lines around it, and where the editor is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.core.media import media_type
from sitegen.core.problems import error
from sitegen.serve.inject import inject
from sitegen.serve.report import Line, describe, read_excerpt

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "one\r\n\ttwo\x1b[31m\nthree\nfour\nfive\n"


def test_an_excerpt_has_two_lines_on_each_side(tmp_path: Path) -> None:
    """Controls are made visible, a tab is one column wide, and only the line meant has a caret."""
    (tmp_path / "a.md").write_bytes(TEXT.encode())
    assert read_excerpt(tmp_path / "a.md", 2, 3) == (
        Line(1, "one"),
        Line(2, " two\ufffd[31m", 3),
        Line(3, "three"),
        Line(4, "four"),
    )


def test_where_there_is_nothing_to_show(tmp_path: Path) -> None:
    """No line, no file, a line that is not there, bytes that are no text: an excerpt of what there is."""
    (tmp_path / "a.md").write_bytes(b"\xff\xfe")
    assert read_excerpt(tmp_path / "a.md", 0, 0) == ()
    assert read_excerpt(tmp_path / "b.md", 1, 1) == ()
    assert read_excerpt(tmp_path / "a.md", 99, 1) == ()
    assert read_excerpt(tmp_path / "a.md", 1, 1) == (Line(1, "\ufffd\ufffd", 1),)


def test_a_finding_leads_to_the_editor(tmp_path: Path) -> None:
    """Where an editor is configured and the file is there."""
    (tmp_path / "a.md").write_text("text")
    url = "vscode://file/{path}:{line}:{column}"
    found = describe(error("broken-link", "m", path="a.md", line=1, column=2), tmp_path, url)
    assert (found.place, found.editor) == ("a.md:1:2", f"vscode://file/{tmp_path / 'a.md'}:1:2")
    assert describe(error("broken-link", "m", path="a.md", line=1), tmp_path, "").editor == ""
    assert describe(error("broken-link", "m", path="b.md", line=1), tmp_path, url).editor == ""


def test_an_editors_address_is_filled_in_whatever_it_is(tmp_path: Path) -> None:
    """Names with spaces and signs are encoded; what is no place of ours is left alone."""
    (tmp_path / "a b#{line}.md").write_text("text")
    found = describe(
        error("broken-link", "y", path="a b#{line}.md", line=3), tmp_path, "ed:{file}?{path}&{line}:{column}"
    )
    assert found.editor == f"ed:{{file}}?{tmp_path}/a%20b%23%7Bline%7D.md&3:1"


def test_the_module_stands_at_the_end_of_the_head() -> None:
    """Also where a page leaves out the tags, and whatever its data holds."""
    script = b'<script type="module" blocking="render" src="/__sitegen__/client.js"'
    script += b' data-mark="&quot;&gt;&lt;b&gt;"></script>\n'
    values = {"mark": '"><b>'}
    assert inject(b"<head><title>A</title></HEAD><body>", values) == (
        b"<head><title>A</title>" + script + b"</HEAD><body>"
    )
    assert inject(b"<title>A</title><body>", values) == b"<title>A</title>" + script + b"<body>"
    assert inject(b"<p>A", values) == b"<p>A" + script


def test_what_is_not_known_is_not_guessed() -> None:
    """A type that is not in the table is offered as a download, never run."""
    assert media_type("a/b.HTML") == "text/html; charset=utf-8"
    assert media_type("a.unknown") == "application/octet-stream"
    assert media_type("html") == "application/octet-stream"
