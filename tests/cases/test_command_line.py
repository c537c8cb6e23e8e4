"""Each command says the truth, and says what to do next: part 8."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from sitegen.cli import main
from tests.site_maker import SiteFolder, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

PAGE = {"sitegen.toml": 'title = "T"\n', "content/blog/a.md": "---\ntitle: A\n---\nText.\n"}
#: Options without which a command cannot run.
NO_SITE = "there is no content/ here"


@pytest.mark.parametrize("below", ["content", "content/blog", "layouts/partials", "notes/deep/er"])
def test_commands_find_the_site_from_any_folder_below(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    """Build, check, new page and clean work on the site around the current folder."""
    site = make_site(PAGE)
    (site.root / below).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(site.root / below)
    assert main(["build"]) == 0
    assert (site.root / "public/blog/a/index.html").is_file()
    assert main(["new", "page", "blog/b"]) == 0
    assert (site.root / "content/blog/b.md").is_file()
    assert main(["clean"]) == 0
    assert not (site.root / "public").exists()
    assert {path.name for path in (site.root / below).iterdir()} <= {"a.md", "b.md", "blog"}


def test_a_site_without_a_configuration_is_found_where_it_is(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A content folder here is the site, whatever lies above."""
    outer = make_site(PAGE)
    inner = SiteFolder(outer.root / "examples/small", {"content/x.md": "# X\n"})
    monkeypatch.chdir(inner.root)
    assert main(["build"]) == 0
    assert (inner.root / "public/x/index.html").is_file()
    assert not (outer.root / "public").exists()


def test_no_site_above_is_no_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message is about this folder."""
    monkeypatch.chdir(tmp_path)
    assert main(["build"]) == 1
    assert NO_SITE in capsys.readouterr().err


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make a file that belongs to somebody else")
def test_a_configuration_of_somebody_else_is_not_looked_for(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In /tmp anybody could lay one, and it may name functions to run."""
    site = make_site(PAGE)
    os.chown(site.root / "sitegen.toml", 12345, 12345)
    (site.root / "mine").mkdir()
    monkeypatch.chdir(site.root / "mine")
    assert main(["build"]) == 1
    assert NO_SITE in capsys.readouterr().err


def test_a_new_site_begins_beside_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A README, a licence and a repository; its .gitignore is added to, and nothing else is touched."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    before = {"README.md": b"Mine.\n", "LICENSE": b"MIT\n", ".gitignore": b"*.log\n/public/"}
    for name, data in before.items():
        (tmp_path / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    assert main(["new", "site", "."]) == 0
    after = read_tree(tmp_path)
    assert after[".gitignore"] == b"*.log\n/public/\n/.sitegen-*/\n"
    assert {name: after[name] for name in ("README.md", "LICENSE")} == {
        name: before[name] for name in ("README.md", "LICENSE")
    }
    assert main(["build", "--strict", "--base-url", "https://example.org"]) == 0


@pytest.mark.parametrize("taken", ["sitegen.toml", "content/mine.md", "content"])
def test_a_new_site_replaces_and_joins_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], taken: str
) -> None:
    """Where a site or its content is, none is begun; the message names it."""
    place = tmp_path / taken
    if "." in taken:
        place.parent.mkdir(exist_ok=True)
        place.write_text("Mine.")
    else:
        place.write_text("A file.")
    before = read_tree(tmp_path)
    assert main(["new", "site", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "[exists]" in said
    assert taken.partition("/")[0] in said
    assert before == read_tree(tmp_path)


@pytest.mark.parametrize(
    ("words", "guess"),
    [
        (["sevre"], "serve"),
        (["biuld", "--strict"], "build"),
        (["chek"], "check"),
        (["Serve"], "serve"),
        (["build", "--stric-t"], "--strict"),
        (["serve", "--prot", "3000"], "--port"),
        (["check", "--extenal"], "--external"),
        (["new", "pgae", "x"], "page"),
        (["preview"], "serve"),
        (["init"], "new site"),
        (["gh-deploy"], "deploy"),
        (["generate"], "build"),
        (["help"], "sitegen --help"),
        (["version"], "sitegen --version"),
    ],
)
def test_a_wrong_word_suggests_the_right_one(
    words: list[str], guess: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Commands, kinds and options."""
    with pytest.raises(SystemExit, match="2"):
        main(words)
    assert f"did you mean {guess!r}?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["xyzzy"], ["build", "--xyzzy"], ["check", "--version"], ["build", "extra"], ["new", "preview"]]
)
def test_nothing_is_suggested_at_random(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A word that is like none is only refused."""
    with pytest.raises(SystemExit, match="2"):
        main(words)
    assert "did you mean" not in capsys.readouterr().err


@pytest.mark.parametrize("name", ["Sitegen.toml", "sitegen.toml.txt", "sitegen.yaml"])
def test_a_configuration_by_another_name_is_told(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Otherwise the site is published without its settings, and nothing says why."""
    (tmp_path / "content").mkdir()
    (tmp_path / name).write_text('title = "T"\n')
    main(["build", "--root", str(tmp_path), "--jobs", "1"])
    assert f"{name} is not read: the configuration is sitegen.toml." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("settings", "remedy"),
    [
        (None, "sitegen new site"),
        ('title = "T"', "create content/"),
        ('[paths]\ncontent = "pages"', "correct content"),
    ],
)
def test_a_missing_content_folder_has_a_remedy_that_works(
    tmp_path: Path, settings: str | None, remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`new site` refuses a folder that has a configuration."""
    if settings is not None:
        (tmp_path / "sitegen.toml").write_text(settings)
    assert main(["build", "--root", str(tmp_path)]) == 1
    assert remedy in capsys.readouterr().err


@pytest.mark.parametrize("port", ["99999", "-1", "65536", "eighty", "80.5"])
def test_a_port_outside_the_range(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said what a port is, and not that thousands are in use."""
    with pytest.raises(SystemExit, match="2"):
        main(["serve", f"--port={port}"])
    assert "is not a port from 0 to 65535" in capsys.readouterr().err


def test_clean_says_what_it_removed(make_site: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    """And where nothing is, that there is nothing."""
    site = make_site(PAGE)
    where = ["--root", str(site.root)]
    assert main(["clean", *where]) == 0
    assert capsys.readouterr().err == "There is nothing to remove.\n"
    assert main(["build", *where]) == 0
    capsys.readouterr()
    assert main(["clean", *where]) == 0
    assert capsys.readouterr().err == "Removed public/.\nRemoved .sitegen-cache/.\n"


@pytest.mark.parametrize("output", ["../outer/public/de", "../outer/public/a/b/c"])
def test_an_output_inside_another_sites_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], output: str
) -> None:
    """It is refused before it can be lost, and says which site's it is in."""
    outer, inner = SiteFolder(tmp_path / "outer", PAGE), SiteFolder(tmp_path / "inner", PAGE)
    assert main(["build", "--root", str(outer.root)]) == 0
    before = read_tree(outer.root / "public")
    assert main(["build", "--root", str(inner.root), "--output", str(inner.root / output)]) == 1
    said = capsys.readouterr().err
    assert "is in the output of another site" in said
    assert "[output-not-ours]" in said
    assert before == read_tree(outer.root / "public")


def test_an_output_around_another_sites_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The other way round it is said, too."""
    outer, inner = SiteFolder(tmp_path / "outer", PAGE), SiteFolder(tmp_path / "inner", PAGE)
    output = outer.root / "public"
    assert main(["build", "--root", str(inner.root), "--output", str(output / "de")]) == 0
    assert main(["build", "--root", str(outer.root)]) == 1
    assert "sitegen did not create it" in capsys.readouterr().err
    assert (output / "de/blog/a/index.html").is_file()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"content/x.txt": "Text."}, "content/ has no page yet"),
        ({"content/sub/y.png": b""}, "content/ has no page yet"),
    ],
)
def test_a_build_without_a_page_says_so(
    make_site: Maker, capsys: pytest.CaptureFixture[str], files: dict[str, str | bytes], said: str
) -> None:
    """And how to begin one."""
    site = make_site({"sitegen.toml": 'title = "T"\n', **files})
    assert main(["build", "--root", str(site.root)]) == 0
    text = capsys.readouterr().err
    assert "Published no pages" in text
    assert said in text
    assert "sitegen new page" in text


def test_a_home_page_is_a_page(make_site: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    """The only page of a site is counted, wherever its file stands."""
    site = make_site({"content/_index.md": "Hello."})
    assert main(["build", "--root", str(site.root)]) == 0
    said = capsys.readouterr().err
    assert "Published 1 page," in said
    assert "no page yet" not in said


@pytest.mark.parametrize("command", [("build",), ("check",), ("new", "page", "a"), ("clean",), ("serve",)])
def test_a_root_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    """The remedy is to name another one."""
    nowhere = tmp_path / "nowhere"
    assert main([*command, "--root", str(nowhere)]) == 1
    report = capsys.readouterr().err
    assert "there is no such folder [no-content]" in report
    assert "--root" in report
    assert not nowhere.exists()


def test_a_new_page_begins_no_content_in_a_wrong_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody would look for the page there."""
    assert main(["new", "page", "blog/a", "--root", str(tmp_path)]) == 1
    assert NO_SITE in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "moved"),
    [
        (["b.md", "bb.md"], "content/blog/bb.md"),
        (["b", "../c/"], "content/c/b.md"),
        (["../a.md", "a.md"], "content/blog/a.md"),
        (["b.md", "content/d.md"], "content/d.md"),
        (["content/blog/b.md", "content/d.md"], "content/d.md"),
        (["blog/b.md", "d.md"], "content/d.md"),
    ],
)
def test_a_move_may_be_asked_for_in_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], moved: str
) -> None:
    """Paths that a shell completes begin in the current folder; others where they always do."""
    files = {"sitegen.toml": "", "content/a.md": "# A", "content/blog/b.md": "# B", "content/c/x.md": "# X"}
    site = SiteFolder(tmp_path / "site", files)
    monkeypatch.chdir(site.root / "content/blog")
    assert main(["move", *words]) == 0
    assert (site.root / moved).is_file()


def test_a_page_cannot_get_the_name_that_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is no folder inside itself."""
    site = SiteFolder(tmp_path / "site", {"sitegen.toml": "", "content/a.md": "# A"})
    monkeypatch.chdir(site.root)
    assert main(["move", "a.md", "a.md"]) == 1
    assert "a.md: error: this is its name already" in capsys.readouterr().err


def test_a_command_of_an_extension_needs_no_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither does the usage ask for them; and without commands, the hint says so."""
    monkeypatch.chdir(SiteFolder(tmp_path / "site", {"sitegen.toml": ""}).root)
    with pytest.raises(SystemExit, match="2"):
        main(["run"])
    assert "are required: NAME\n" in capsys.readouterr().err
    assert main(["run", "hello"]) == 1
    assert "hint: no extension of this site has a command" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "reason"),
    [("nowhere.xml", "no such file or directory"), ("http://127.0.0.1:1/", "connection refused")],
)
def test_an_old_site_that_cannot_be_read_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], old: str, reason: str
) -> None:
    """Without the number of an error, or capitals in the middle of a sentence."""
    monkeypatch.chdir(SiteFolder(tmp_path / "site", {"sitegen.toml": "", "content/a.md": "# A"}).root)
    assert main(["check", "--against", old]) == 1
    assert f"can't be read: {reason} [old-addresses]" in capsys.readouterr().err
