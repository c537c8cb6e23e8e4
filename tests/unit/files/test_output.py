from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.core.file_names import MARKER
from sitegen.core.problems import ProblemError
from sitegen.publish.claim import claim
from sitegen.publish.cleaning import clean
from sitegen.publish.lock import locked
from sitegen.publish.output import Output, prepare
from sitegen.publish.publication import publish
from sitegen.publish.tree import survey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.publish.tree import Tree

    Publish = Callable[[Mapping[str, bytes]], Tree]


def fault_of(output: Path, root: Path, *sources: Path) -> str:
    with pytest.raises(ProblemError) as caught:
        claim(output, root, sources)
    assert caught.value.problems[0].code == "output-not-ours"
    return caught.value.problems[0].message


def test_directories_that_would_be_lost_are_refused(tmp_path: Path) -> None:
    """The root, the home, the site's folder, what holds it, and what overlaps with a source."""
    site = tmp_path / "site"
    content = site / "content"
    content.mkdir(parents=True)
    (tmp_path / "theses").mkdir()
    (tmp_path / "theses/phd.tex").write_text("years of work", encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert fault_of(Path("/"), site) == "the output directory is the root of the file system"
    assert fault_of(Path.home(), site) == "the output directory is your home directory"
    assert fault_of(site, site) == "the output directory holds the site's own folder"
    assert fault_of(tmp_path, site) == "the output directory holds the site's own folder"
    assert fault_of(content, site, content) == f"the output directory overlaps with a source, {content}"
    assert fault_of(content / "x", site, content) == f"the output directory overlaps with a source, {content}"
    assert fault_of(tmp_path / "file", site) == "the output directory is a file"
    expected = "the output directory is not empty, and sitegen did not create it"
    assert fault_of(tmp_path / "theses", site) == expected


def test_a_link_does_not_hide_a_directory(tmp_path: Path) -> None:
    """What a link leads to is what counts."""
    (tmp_path / "public").symlink_to("/")
    assert (
        fault_of(tmp_path / "public", tmp_path / "site")
        == "the output directory is the root of the file system"
    )


def test_a_new_or_empty_directory_is_fine(tmp_path: Path) -> None:
    """And so is one that sitegen made."""
    (tmp_path / "empty").mkdir()
    for name in ("empty", "new", "deep/new"):
        for _ in range(2):
            output = claim(tmp_path / name, tmp_path)
            publish(output, survey(output), [("a", os.urandom(8))], ())
            assert output.shown == name


def test_a_directory_with_the_number_of_ours_is_not_ours(
    output: Output, publish_all: Publish, tmp_path: Path
) -> None:
    """File systems give the number of a deleted directory to the next: only the marker counts."""
    publish_all({"a": b""})
    (Path(output.live) / MARKER).unlink()
    expected = "the output directory is not empty, and sitegen did not create it"
    assert fault_of(Path(output.live), tmp_path) == expected


def test_a_repository_in_the_output_stops_the_build(output: Output, publish_all: Publish) -> None:
    """Whoever deploys from a checkout in public/ does not lose it."""
    publish_all({"a": b""})
    (Path(output.live) / ".git").mkdir()
    with pytest.raises(ProblemError, match=r"public/\.git: error: is in the output directory"):
        publish_all({"b": b""})
    assert (Path(output.live) / ".git").is_dir()


def test_git_sees_nothing_of_the_state(output: Output, publish_all: Publish) -> None:
    """A site need not list it in its .gitignore."""
    publish_all({"a": b""})
    assert Path(output.state, ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_nothing_is_written_before_the_output_is_locked(tmp_path: Path) -> None:
    """Two first builds at once wrote one file under one temporary name, and both failed."""
    output = claim(tmp_path / "public", tmp_path)
    prepare(output)
    assert list(Path(output.state).iterdir()) == []
    with locked(output):
        assert Path(output.state, ".gitignore").is_file()


def test_clean_removes_what_was_made(output: Output, publish_all: Publish, tmp_path: Path) -> None:
    """Trees, manifests and lock."""
    publish_all({"a": b"", "b/c": b""})
    publish_all({"a": b"2", "b/c": b""})
    with locked(output):
        assert clean(output) == ()
    assert list(tmp_path.iterdir()) == []


def test_clean_leaves_what_it_did_not_make(output: Output, publish_all: Publish) -> None:
    """And says what that is."""
    publish_all({"a": b"", "b/c": b""})
    (Path(output.live) / "b/mine").write_text("", encoding="utf-8")
    (Path(output.live) / ".git").mkdir()
    (Path(output.live) / ".git/config").write_text("", encoding="utf-8")
    assert clean(output) == (".git/config", "b/mine")


def test_clean_without_a_manifest_spares_the_hidden(output: Output, publish_all: Publish) -> None:
    """The marker vouches for the rest."""
    publish_all({"a": b"", "b/c": b""})
    (Path(output.live) / ".git").mkdir()
    (Path(output.live) / ".git/config").write_text("", encoding="utf-8")
    for manifest in Path(output.state).glob("*.tree"):
        manifest.unlink()
    assert clean(output) == (".git/config",)


def test_clean_of_nothing_is_nothing(output: Output) -> None:
    """Before the first build."""
    assert clean(output) == ()


HOLD = """
import sys
from pathlib import Path
from sitegen.publish.claim import claim
from sitegen.publish.lock import locked
with locked(claim(Path(sys.argv[1]), Path(sys.argv[1]).parent)):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(output: Output) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLD, output.live]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_build_is_told_who_builds(output: Output, holder: subprocess.Popen[str]) -> None:
    """After waiting in vain; then it is its turn when the first is killed, however."""
    expected = rf"public: error: is locked by process {holder.pid}, which is building it \[output-locked\]"
    with pytest.raises(ProblemError, match=expected), locked(output, wait=0.1):
        pass
    holder.kill()
    holder.communicate()
    with locked(output, wait=5):
        pass


def test_a_second_build_waits(
    output: Output, holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And goes on when the first is done."""
    pauses: list[float] = []

    def end_the_first(seconds: float) -> None:
        pauses.append(seconds)
        holder.communicate("")

    monkeypatch.setattr("sitegen.publish.lock.time.sleep", end_the_first)
    with locked(output, wait=60):
        assert len(pauses) == 1


def test_a_lock_that_was_cleaned_away_is_not_one(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waited for it locks the new file."""
    real = fcntl.lockf

    def clean_first(handle: int, operation: int) -> None:
        monkeypatch.setattr(fcntl, "lockf", real)
        clean(output)
        real(handle, operation)

    monkeypatch.setattr(fcntl, "lockf", clean_first)
    with locked(output):
        assert Path(output.state, "lock").exists()


def test_an_output_that_cannot_be_written_is_an_error(as_nobody: Path) -> None:
    """The parent directory is where the trees change places."""
    as_nobody.chmod(0o500)
    output = claim(as_nobody / "public", as_nobody)
    with pytest.raises(
        ProblemError, match=re.escape("public: error: cannot be published: permission denied")
    ):
        publish(output, survey(output), [("a", b"")], ())
    with pytest.raises(ProblemError, match=re.escape("[output-unwritable]")), locked(output):
        pass


def test_a_tree_that_became_unwritable_keeps_the_old_site(as_nobody: Path) -> None:
    """Nothing of the live tree is touched before all is ready."""
    output = claim(as_nobody / "public", as_nobody)
    publish(output, survey(output), [("a", b"1")], ())
    publish(output, survey(output), [("a", b"2")], ())
    Path(output.state).chmod(0o500)
    with pytest.raises(ProblemError, match=re.escape("[output-unwritable]")):
        publish(output, survey(output), [("a", b"3")], ())
    assert (Path(output.live) / "a").read_bytes() == b"2"
    Path(output.state).chmod(0o700)
    publish(output, survey(output), [("a", b"3")], ())
    assert (Path(output.live) / "a").read_bytes() == b"3"
