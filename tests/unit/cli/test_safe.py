"""With ``--safe`` nothing is written into the stranger's folder, and no cache there is read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

POST = "---\ntitle: Post\ndate: 2025-01-01\n---\n\nText\n"
CONFIG = 'title = "Theirs"\nbase_url = "https://example.org"\n[paths]\noutput = "{}"\n'


@pytest.fixture
def stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of a stranger, beside one of a victim; temporary folders are made in a third."""
    for path, text in (
        ("stranger/content/blog/post.md", POST),
        ("stranger/sitegen.toml", CONFIG.format("public")),
        ("victim/index.html", "precious"),
        ("victim/state", "precious"),
        ("victim/ab/file", "precious"),
        ("victim/public/.sitegen-output", "a site of theirs"),
        ("victim/public/index.html", "precious"),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    return tmp_path / "stranger"


def look_at(folder: Path) -> dict[str, tuple[object, ...]]:
    """Everything that tells whether a folder was written to."""
    found: dict[str, tuple[object, ...]] = {}
    for path in (folder, *folder.rglob("*")):
        status = path.lstat()
        data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        found[str(path)] = (data, status.st_mode, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    return found


def link_cache(root: Path, victim: Path) -> None:
    (root / ".sitegen-cache").symlink_to(victim)


def link_state(root: Path, victim: Path) -> None:
    (root / ".sitegen-publish-public").symlink_to(victim)


def link_standby(root: Path, victim: Path) -> None:
    (root / ".sitegen-publish-public").mkdir()
    (root / ".sitegen-publish-public/standby").symlink_to(victim)


def link_standby_of_checks(root: Path, victim: Path) -> None:
    (root / ".sitegen-cache/check/.sitegen-publish-site").mkdir(parents=True)
    (root / ".sitegen-cache/check/.sitegen-publish-site/standby").symlink_to(victim)


def link_output(root: Path, victim: Path) -> None:
    (root / "public").symlink_to(victim / "public")


def name_output_outside(root: Path, _victim: Path) -> None:
    (root / "sitegen.toml").write_text(CONFIG.format("../victim/public"), "utf-8")


def leave(_root: Path, _victim: Path) -> None:
    """No trap at all."""


TRAPS = [
    link_cache,
    link_state,
    link_standby,
    link_standby_of_checks,
    link_output,
    name_output_outside,
    leave,
]


@pytest.mark.parametrize("command", [["build"], ["build", "--force"], ["build", "--verify"], ["check"]])
@pytest.mark.parametrize("trap", TRAPS)
def test_nothing_is_written_but_a_temporary_folder(
    stranger: Path, trap: Callable[[Path, Path], None], command: list[str]
) -> None:
    """Whatever the stranger has prepared; what a check needs is gone at the end."""
    victim = stranger.parent / "victim"
    trap(stranger, victim)
    before = look_at(stranger), look_at(victim)
    assert main([*command, "--safe", "--root", str(stranger), "-q", "-j", "1"]) == 0
    assert (look_at(stranger), look_at(victim)) == before
    left = [path.name.rpartition("-")[0] for path in (stranger.parent / "tmp").iterdir()]
    assert left == ([] if command == ["check"] else ["sitegen-safe"])


@pytest.mark.parametrize("command", [["build"], ["build", "--output", "{}/o", "--cache", "{}/c"], ["check"]])
def test_no_temporary_folder_lies_in_the_strangers(
    stranger: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """Whoever may write there could swap it for a link; that holds for each that a command makes."""
    (stranger / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(stranger / "tmp"))
    before = look_at(stranger)
    words = [word.format(stranger.parent) for word in command]
    assert main([*words, "--safe", "--root", str(stranger), "-q", "-j", "1"]) == 1
    assert look_at(stranger) == before
    assert "set TMPDIR to a folder outside the site" in capsys.readouterr().err


def test_a_build_says_where_the_site_is(stranger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a folder that nobody else may enter; and that it is not to last."""
    assert main(["build", "--safe", "--root", str(stranger), "-j", "1"]) == 0
    (folder,) = (stranger.parent / "tmp").iterdir()
    said = capsys.readouterr().err
    assert f"The site is in a temporary folder, {folder}/public: to keep it, name a folder with" in said
    assert (folder / "public/blog/post/index.html").is_file()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_build_that_fails_leaves_no_temporary_folder(stranger: Path) -> None:
    """There is nothing in it."""
    (stranger / "content/blog/post.md").write_text("---\ntitle: [\n---\n", "utf-8")
    assert main(["build", "--safe", "--root", str(stranger), "-q", "-j", "1"]) == 1
    assert list((stranger.parent / "tmp").iterdir()) == []


@pytest.mark.parametrize("option", ["--output", "--cache"])
@pytest.mark.parametrize("place", ["stranger/out", "stranger", ".", "stranger/content/x", "link/out"])
@pytest.mark.parametrize("command", ["build", "check"])
def test_a_folder_in_the_strangers_is_refused(
    stranger: Path, command: str, place: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also one around it, and one behind a link of the user's own."""
    (stranger.parent / "link").symlink_to(stranger)
    before = look_at(stranger)
    folder = str(stranger.parent / place)
    assert main([command, "--safe", "--root", str(stranger), option, folder, "-q", "-j", "1"]) == 1
    assert "[safe-location]" in capsys.readouterr().err
    assert look_at(stranger) == before


@pytest.mark.parametrize("options", [[], ["--baseline", "known.json"]])
def test_a_baseline_in_the_strangers_folder_is_not_written(
    stranger: Path, options: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere it is."""
    before = look_at(stranger)
    monkeypatch.chdir(stranger)
    command = ["check", "--safe", "--root", str(stranger), "--update-baseline", "-q", "-j", "1"]
    assert main([*command, *options]) == 1
    assert "[safe-location]" in capsys.readouterr().err
    assert look_at(stranger) == before
    assert main([*command, "--baseline", str(stranger.parent / "known.json")]) == 0
    assert (stranger.parent / "known.json").is_file()


def test_a_cache_that_is_named_serves_the_next_build(
    stranger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --safe and without."""
    for safe in (["--safe"], []):
        name = "safe" if safe else "usual"
        folders = [
            "--output",
            str(stranger.parent / f"{name}/out"),
            "--cache",
            str(stranger.parent / name / "c"),
        ]
        command = ["build", *safe, "--root", str(stranger), *folders, "-j", "1"]
        assert main(command) == 0
        os.utime(stranger / "content/blog/post.md", (1, 1))
        assert main(command) == 0
        assert (stranger.parent / name / "c/CACHEDIR.TAG").is_file()
        capsys.readouterr()
        assert main(command) == 0
        assert "nothing changed" in capsys.readouterr().err
        assert not (stranger / ".sitegen-cache").exists()


def test_a_cache_named_where_something_else_is_kept_is_refused(
    stranger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip of the keyboard costs nobody a folder."""
    victim = stranger.parent / "victim"
    before = look_at(victim)
    for folder in (victim, victim / "index.html"):
        assert main(["build", "--root", str(stranger), "--cache", str(folder), "--force", "-q"]) == 1
        assert "[cache-not-ours]" in capsys.readouterr().err
    assert look_at(victim) == before


@pytest.mark.parametrize(
    "command",
    [
        ["new", "page", "blog/new", "--root", "stranger"],
        ["schema", "stranger/content/schemas", "--root", "stranger"],
        ["check", "--update-baseline", "--baseline", "stranger/content/b.json", "--root", "stranger", "-q"],
    ],
)
def test_what_a_command_writes_into_a_site_goes_through_no_link(
    stranger: Path, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page, schemas, a baseline: content may be a link that leads out of the site."""
    monkeypatch.chdir(stranger.parent)
    victim = stranger.parent / "victim"
    Path("stranger/content").rename(stranger.parent / "content")
    (stranger.parent / "content").rename(victim / "content")
    Path("stranger/content").symlink_to(victim / "content")
    before = look_at(victim)
    assert main(command) == 1
    assert "[state-link]" in capsys.readouterr().err
    assert look_at(victim) == before


def test_a_file_that_is_a_link_is_replaced(stranger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it led to stays."""
    monkeypatch.chdir(stranger.parent)
    victim = stranger.parent / "victim"
    for name in ("sitegen-baseline.json", "schemas/sitegen.json"):
        (stranger / name).parent.mkdir(exist_ok=True)
        (stranger / name).symlink_to(victim / "state")
    before = look_at(victim)
    assert main(["schema", "stranger/schemas", "--root", "stranger", "-q"]) == 0
    assert main(["check", "--update-baseline", "--root", "stranger", "-q", "-j", "1"]) == 0
    assert look_at(victim) == before
    assert not (stranger / "sitegen-baseline.json").is_symlink()
