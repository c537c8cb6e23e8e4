"""The journal of a move: whom it is believed, and what is left when something fails."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from sitegen.core.problems import ProblemError
from sitegen.moving.apply import apply_plan, complete_move, is_interrupted
from sitegen.moving.following import Move
from sitegen.moving.plan import Plan
from sitegen.sources import digest
from tests.site_maker import read_tree

if TYPE_CHECKING:
    from pathlib import Path

ABSENT = digest(b"")


def make_root(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    for name, text in {
        "content/a.md": "A",
        "content/b.md": "B",
        ".git/config": "",
        "sitegen.toml": "",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def leave(root: Path, *texts: tuple[str, str], old: str = "", new: str = "", own: bool = True) -> None:
    """Leave a journal as an interrupted move does."""
    staging = root / ".sitegen-move"
    staging.mkdir()
    for number in range(len(texts)):
        (staging / str(number)).write_text("new")
    inode = staging.stat().st_ino if own else 1
    renames = [(old, new)] if old else []
    journal = {"renames": renames, "texts": texts, "folder": inode}
    (staging / "journal.json").write_text(json.dumps(journal))


def refuse(root: Path) -> str:
    """Return why a journal is refused, which changes nothing."""
    before = read_tree(root.parent)
    with pytest.raises(ProblemError) as failure:
        complete_move(root)
    assert read_tree(root.parent) == before
    (problem,) = failure.value.problems
    assert problem.hint
    return problem.message


@pytest.mark.parametrize("path", ["../x", "/opt/x", "content/../../x", ".git/hooks/pre-commit", "", "a/./b"])
def test_a_journal_changes_nothing_outside_the_site(tmp_path: Path, path: str) -> None:
    root = make_root(tmp_path)
    leave(root, (path, ABSENT))
    assert "outside of the site" in refuse(root)


@pytest.mark.parametrize(("old", "new"), [("content/a.md", "../a.md"), ("../x", "x"), ("content/a.md", "")])
def test_a_journal_moves_nothing_out_of_the_site(tmp_path: Path, old: str, new: str) -> None:
    root = make_root(tmp_path)
    leave(root, ("sitegen.toml", digest(b"")), old=old, new=new)
    assert "outside of the site" in refuse(root)


def test_a_journal_follows_no_link(tmp_path: Path) -> None:
    root = make_root(tmp_path)
    (tmp_path / "home").mkdir()
    (root / "content/link").symlink_to(tmp_path / "home")
    leave(root, ("content/link/x", ABSENT))
    assert "behind a link" in refuse(root)


def test_a_link_in_what_moves_is_not_followed_afterwards(tmp_path: Path) -> None:
    root = make_root(tmp_path)
    (tmp_path / "home").mkdir()
    (root / "content/c").mkdir()
    (root / "content/c/link").symlink_to(tmp_path / "home")
    leave(root, ("content/d/link/x", ABSENT), old="content/c", new="content/d")
    assert "behind a link" in refuse(root)


def test_a_journal_counts_only_where_it_was_written(tmp_path: Path) -> None:
    """As in a site that was cloned."""
    root = make_root(tmp_path)
    leave(root, ("content/a.md", digest(b"A")), own=False)
    assert "copied here" in refuse(root)


def test_the_folder_of_the_journal_may_not_be_a_link(tmp_path: Path) -> None:
    root = make_root(tmp_path)
    leave(root, ("content/a.md", digest(b"A")))
    (root / ".sitegen-move").rename(tmp_path / "elsewhere")
    (root / ".sitegen-move").symlink_to(tmp_path / "elsewhere")
    assert "symbolic link" in refuse(root)
    with pytest.raises(ProblemError):
        apply_plan(Plan(Move("", "", {}), {"content/a.md": ("A", "new")}, 0, {}, ()), root)
    assert (root / "content/a.md").read_text() == "A"


def test_a_damaged_journal_keeps_the_copies(tmp_path: Path) -> None:
    root = make_root(tmp_path)
    leave(root, ("content/a.md", digest(b"A")))
    (root / ".sitegen-move/journal.json").write_text('{"old"')
    assert "damaged" in refuse(root)


def test_a_move_whose_page_is_gone_keeps_the_copies(tmp_path: Path) -> None:
    root = make_root(tmp_path)
    leave(root, ("content/b.md", digest(b"B")), old="content/gone.md", new="content/far/c.md")
    assert "can't be completed" in refuse(root)


def test_a_journal_of_ours_is_done(tmp_path: Path) -> None:
    root = make_root(tmp_path)
    leave(root, ("content/b.md", digest(b"B")), old="content/a.md", new="content/c.md")
    assert is_interrupted(root)
    assert "Completed" in complete_move(root)
    assert read_tree(root / "content") == {"b.md": b"new", "c.md": b"A"}
    assert not (root / ".sitegen-move").exists()
    assert not is_interrupted(root)


def test_no_site_has_no_journal(tmp_path: Path) -> None:
    assert complete_move(tmp_path / "none") == ""
    assert not is_interrupted(tmp_path / "none")


PLAN = Plan(Move("", "", {}), {"content/a.md": ("A", "A2"), "content/b.md": ("B", "B2")}, 0, {}, ())


def test_the_copies_are_on_the_disk_before_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, synced = make_root(tmp_path), []
    sync, rename = os.fsync, os.rename

    def note(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        sync(handle)

    def check(source: Path, target: Path) -> None:
        folder = root / ".sitegen-move"
        expected = [path.stat().st_ino for path in (folder / "0", folder / "1", folder, source)]
        assert synced == expected
        rename(source, target)

    monkeypatch.setattr(os, "fsync", note)
    monkeypatch.setattr(os, "rename", check)
    apply_plan(PLAN, root)
    assert read_tree(root / "content") == {"a.md": b"A2", "b.md": b"B2"}


def test_without_hard_links_a_move_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_root(tmp_path)

    def refuse_link(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse_link)
    apply_plan(PLAN, root)
    assert read_tree(root / "content") == {"a.md": b"A2", "b.md": b"B2"}


def test_what_can_not_be_undone_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, replace = make_root(tmp_path), os.replace

    def fail(source: Path, target: Path) -> None:
        if source.name in {"1", "0-before"}:
            raise OSError(28, "No space left on device", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(ProblemError) as failure:
        apply_plan(PLAN, root)
    (problem,) = failure.value.problems
    assert "undone only in part" in problem.message
    assert "0-before" in problem.hint
    assert (root / ".sitegen-move/0-before").read_text() == "A"
    assert (root / "content/b.md").read_text() == "B"
    assert "undone only in part" in refuse(root)
