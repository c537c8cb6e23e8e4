"""Every command as its user runs it: what it does, what it says, its exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.cli import main
from sitegen.config import read_config
from tests.site_maker import SiteFolder, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

PAGE = {
    "sitegen.toml": 'base_url = "https://example.org"\n',
    "content/a.md": "---\ntitle: A\ndate: 2025-01-01\n---\nText.\n",
}


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISUAL", "EDITOR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)


def run(site: SiteFolder, *words: str) -> int:
    return main([*words, "--root", str(site.root)])


def test_a_new_site_builds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What ``new site`` makes is published; all that it lacks is its address."""
    folder = tmp_path / "blog"
    assert main(["new", "site", str(folder)]) == 0
    capsys.readouterr()
    assert main(["build", "--root", str(folder), "--future"]) == 0
    said = capsys.readouterr().err
    assert re.findall(r"(?:warning|error): .* \[([a-z-]+)\]$", said, re.MULTILINE) == ["base-url-missing"]
    assert "Published 4 pages" in said
    address = ["--base-url", "https://example.org"]
    assert main(["build", "--root", str(folder), "--future", "--strict", *address]) == 0
    post = (folder / "public/blog/first-post/index.html").read_text()
    assert 'alt="A sun above three waves"' in post
    assert {"404.html", "about/index.html", "tags/notes/index.html"} <= read_tree(folder / "public").keys()


def test_a_new_guide_has_cards_and_a_sidebar(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And the files for its host; its strict build lacks only the address."""
    folder = tmp_path / "guide"
    words = ["--docs", "--title", "How to", "--deploy", "netlify"]
    assert main(["new", "site", str(folder), *words]) == 0
    assert "To publish:" in capsys.readouterr().err
    assert (folder / "netlify.toml").is_file()
    address = ["--base-url", "https://example.org"]
    assert main(["build", "--root", str(folder), "--strict", *address]) == 0
    assert 'href="/guide/install/"' in (folder / "public/index.html").read_text()
    steps = (folder / "public/guide/first-steps/index.html").read_text()
    assert '<nav aria-label="Guide">' in steps
    assert "<ol>" in steps


def test_the_title_of_a_new_site_is_in_one_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Quotes and all; the last lines are what to do next."""
    folder = tmp_path / "my notes"
    title = 'Ada\'s "notes" \\ more'
    assert main(["new", "site", str(folder), "--title", title]) == 0
    next_lines = capsys.readouterr().err.splitlines()[1:]
    assert next_lines == [f"  cd '{folder}'", "  sitegen serve --open", "  sitegen check"]
    assert read_config((folder / "sitegen.toml").read_text(), "sitegen.toml")[0].title == title
    assert [path.name for path in folder.rglob("*") if path.is_file() and title in path.read_text()] == []


def test_a_new_site_replaces_nothing(make_site: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    site = make_site(PAGE)
    before = read_tree(site.root)
    assert main(["new", "site", str(site.root)]) == 1
    assert "[exists]" in capsys.readouterr().err
    assert before == read_tree(site.root)


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("blog/my-post", "blog/my-post.md"),
        ("content/blog/my-post.md", "blog/my-post.md"),
        ("blog/b/index.md", "blog/b/index.md"),
        ("x", "x.md"),
    ],
)
def test_a_new_page_is_a_draft_where_it_was_asked_for(make_site: Maker, path: str, file: str) -> None:
    site = make_site(PAGE)
    assert run(site, "new", "page", path, "--title", 'He said: "so"') == 0
    assert 'title: "He said: \\"so\\""\n' in (site.root / "content" / file).read_text()
    assert (run(site, "build", "--strict"), run(site, "build", "--drafts", "--strict")) == (0, 0)


def test_an_archetype_of_the_section_is_used(make_site: Maker) -> None:
    """archetypes/SECTION.md stands before archetypes/default.md."""
    archetypes = {
        "archetypes/blog.md": "---\ntitle: $title\n---\n$slug $5",
        "archetypes/default.md": "default",
    }
    site = make_site(PAGE | archetypes)
    assert (run(site, "new", "page", "blog/my-post"), run(site, "new", "page", "other")) == (0, 0)
    assert (site.root / "content/blog/my-post.md").read_text() == '---\ntitle: "My post"\n---\nmy-post $5'
    assert (site.root / "content/other.md").read_text() == "default"


@pytest.mark.parametrize(
    "path", ["../outside", "/etc/passwd", "", ".", "..", "a/../../b", "content/", "nul\0"]
)
def test_a_new_page_lies_under_content(
    make_site: Maker, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    site = make_site(PAGE)
    before = read_tree(site.root)
    assert run(site, "new", "page", path) == 1
    assert "[bad-path]" in capsys.readouterr().err
    assert before == read_tree(site.root)


def test_a_new_page_replaces_nothing(make_site: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(make_site(PAGE), "new", "page", "a") == 1
    assert "[exists]" in capsys.readouterr().err


def test_opening_a_page_needs_an_editor(make_site: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(make_site(PAGE), "new", "page", "b", "--open") == 1
    assert "[no-editor]" in capsys.readouterr().err


def test_a_new_page_opens_in_the_editor(
    make_site: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """VISUAL comes before EDITOR, and may have arguments; the page exists when the editor sees it."""
    editor, seen = tmp_path / "editor", tmp_path / "seen"
    editor.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{seen}"\ncat "$2" >> "{seen}"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", "false")
    monkeypatch.setenv("VISUAL", f"{editor} --wait")
    site = make_site(PAGE)
    assert run(site, "new", "page", "blog/my-post", "--open") == 0
    written = (site.root / "content/blog/my-post.md").read_text("utf-8")
    assert seen.read_text("utf-8") == f"--wait\n{site.root / 'content/blog/my-post.md'}\n{written}"


def test_a_configuration_that_is_named_must_be_there(
    make_site: Maker, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(make_site(PAGE), "build", "--config", "no-such.toml") == 1
    assert (
        "no-such.toml: error: there is no such configuration file [config-missing]" in capsys.readouterr().err
    )


def test_verify_names_the_first_difference(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that differs though it is as it was published: here, by a directive that looks at the clock."""
    directive = "import time\ndef tick(*_, **__):\n    return f'<p>{time.monotonic_ns()}</p>'\n"
    counting = {
        "sitegen.toml": "[markdown.directives]\ntick = 'ticking:tick'\n",
        "ticking.py": directive,
    }
    site = make_site({**PAGE, **counting, "content/a.md": "# A\n\n::: tick\n:::\n"})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764600000")
    assert run(site, "build", "--verify") == 1
    said = capsys.readouterr().err
    assert re.search(
        r"a/index\.html: error: byte \d+ is not what a clean build would write \[not-identical\]", said
    )


def test_verify_finds_what_a_build_puts_right(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that was changed with its times kept: the build before it notices."""
    site = make_site(PAGE)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764600000")
    assert run(site, "build", "--verify") == 0
    place = site.root / "public/a/index.html"
    status = place.stat()
    with place.open("r+b") as file:
        file.write(b"<!DOCTYPE")
    os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))
    capsys.readouterr()
    assert run(site, "build", "--verify") == 0
    assert re.search(r" \d+ files, 1 changed", capsys.readouterr().err)
    assert not place.read_bytes().startswith(b"<!DOCTYPE")


def test_checking_publishes_nothing(make_site: Maker) -> None:
    site = make_site(PAGE | {"content/b.md": "[x](c.md)"})
    assert run(site, "check") == 1
    site.remove("content/b.md")
    assert run(site, "check") == 0
    assert not (site.root / "public").exists()


def test_cleaning_removes_what_sitegen_made_and_no_more(make_site: Maker) -> None:
    site = make_site(PAGE)
    before = read_tree(site.root)
    site.publish()
    assert run(site, "clean") == 0
    assert before == read_tree(site.root)
    assert [path.name for path in site.root.iterdir() if path.name.startswith(".")] == []


def test_cleaning_leaves_a_folder_that_is_not_ours(
    make_site: Maker, capsys: pytest.CaptureFixture[str]
) -> None:
    site = make_site(PAGE | {"public/mine.txt": "mine"})
    assert run(site, "clean") == 1
    assert run(site, "build") == 1
    assert "[output-not-ours]" in capsys.readouterr().err
    assert (site.root / "public/mine.txt").read_text() == "mine"


def test_the_report_as_json(make_site: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    """On standard output, problems and all; standard error stays empty."""
    site = make_site({"content/a.md": "[x](b.md)"})
    assert run(site, "build", "--json") == 1
    said = capsys.readouterr()
    report = json.loads(said.out)
    assert report["ok"] is False
    assert report["problems"][0][:5] == ["content/a.md", 1, 5, "error", "broken-link"]
    assert said.err == ""


def test_quiet_says_nothing_but_problems(make_site: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    site = make_site(PAGE)
    assert run(site, "build", "--quiet") == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")


def test_drafts_future_and_expired_pages_have_their_flags(make_site: Maker) -> None:
    site = make_site(
        PAGE
        | {
            "content/draft.md": "---\ndraft: true\n---\n",
            "content/future.md": "---\ndate: 2999-01-01\n---\n",
            "content/expired.md": "---\nexpiry_date: 2001-01-01\n---\n",
        }
    )
    for flags in ([], ["--drafts"], ["--future"], ["--expired"], ["--drafts", "--future", "--expired"]):
        assert run(site, "build", *flags) == 0
        there = {name for name in ("draft", "future", "expired") if (site.root / "public" / name).exists()}
        assert there == {flag.removeprefix("--").removesuffix("s") for flag in flags}


@pytest.mark.parametrize(
    "words", [["build", "--nonsense"], ["frobnicate"], [], ["build", "--base-url", "example"]]
)
def test_a_command_used_wrongly_ends_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage:")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_every_command(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert [
        word for word in ("build", "serve", "check", "new", "clean", "base-url") if word not in script
    ] == []


def sitegen(site: SiteFolder, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, in the site's folder."""
    return subprocess.run(
        [Path(sys.executable).parent / "sitegen", *words],
        cwd=site.root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_command_itself(make_site: Maker) -> None:
    """Colours only where they are wanted; a summary at the end; a second build has nothing to do."""
    site = make_site(PAGE | {"content/b.md": "```nope\nx\n```\n"})
    plain = sitegen(site, "build")
    assert (plain.returncode, plain.stdout) == (0, "")
    assert plain.stderr.startswith("content/b.md:1:1: warning: there is no highlighting for 'nope'")
    assert "Published 2 pages," in plain.stderr
    assert "1 warning." in plain.stderr
    assert "\x1b[" not in plain.stderr
    assert "\x1b[" in sitegen(site, "build", "--color", "always").stderr
    assert sitegen(site, "build", "--strict").returncode == 1


def test_two_builds_at_once(make_site: Maker) -> None:
    """The second one says who holds the output."""
    site = make_site(PAGE)
    holder = (
        "import sys; from pathlib import Path\n"
        "from sitegen.publish.claim import claim; from sitegen.publish.lock import locked\n"
        "with locked(claim(Path('public'), Path('.'))): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder], cwd=site.root, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        problems = site.build().problems
        other.communicate()
    assert [problem.code for problem in problems] == ["output-locked"]
    assert str(other.pid) in problems[0].message


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_new_site_shows_its_first_post_wherever_it_is_begun(tmp_path: Path, zone: str) -> None:
    """East of Greenwich the day begins earlier than in UTC, in which dates are read."""
    site = SiteFolder(tmp_path)
    sitegen(site, "new", "site", "blog", TZ=zone)
    sitegen(site, "build", "--root", "blog", TZ=zone)
    assert (tmp_path / "blog/public/blog/first-post/index.html").is_file()
