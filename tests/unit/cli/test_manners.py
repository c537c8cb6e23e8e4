"""What commands say besides problems: how far they are, how it went, what comes next, what is missing."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sitegen.build.options import BuildResult
from sitegen.cli import main
from sitegen.cli.commands import ROOT
from sitegen.cli.terminal import Terminal, draw_bar
from sitegen.core.extras import is_installed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    MakeSite = Callable[[Mapping[str, str | bytes]], SiteFolder]
    Capture = pytest.CaptureFixture[str]

FILES = {"sitegen.toml": 'base_url = "https://example.org"\n', "content/a.md": "---\ntitle: A\n---\nText.\n"}


class Screen(io.StringIO):
    """A terminal that can be read."""

    def isatty(self) -> bool:
        return True


def watch(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Put a terminal in the place of standard error, for the rest of a test."""
    stream = Screen()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    return stream


@pytest.mark.parametrize(("done", "full"), [(0, 0), (1, 8), (3, 24), (5, 24)])
def test_a_bar_is_as_full_as_the_work_is_done(done: int, full: int) -> None:
    assert draw_bar(done, 3) == "━" * full + "─" * (24 - full)


def test_progress_has_a_bar_and_a_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not at once, and the rate is that of this stage alone."""
    clock = iter([0.0, 0.1, 10.0, 12.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    screen = watch(monkeypatch)
    shown = Terminal(color=None)
    shown.progress("Reading", 1, 1000)
    assert screen.getvalue() == ""
    shown.progress("Rendering", 100, 1000)
    shown.progress("Rendering", 500, 1000)
    *_, last = screen.getvalue().split("\r\x1b[K")
    assert last == f"Rendering {draw_bar(500, 1000)} 500 of 1,000, 200 a second"


def test_the_last_line_has_pages_files_changes_and_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = watch(monkeypatch)
    for seconds, rendered in ((2.44, 87), (0.0316, 0)):
        result = BuildResult(ok=True, problems=(), pages=31, rendered=rendered, outputs=1219, seconds=seconds)
        Terminal(color=None).summarise(result, done="published", verbose=False)
    assert screen.getvalue().splitlines() == [
        "Published 31 pages, 1,219 files, 87 changed, 2.4 s.",
        "Published 31 pages, 1,219 files, nothing changed, 32 ms.",
    ]


def test_what_publishes_no_file_says_nothing_of_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as `build --part`."""
    screen = watch(monkeypatch)
    result = BuildResult(ok=True, problems=(), pages=51, seconds=0.716)
    Terminal(color=None).summarise(result, done="stored", verbose=False)
    assert screen.getvalue() == "Stored 51 pages, 716 ms.\n"


def test_commands_suggest_the_next_step_to_people(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All but `completion` and `run`, whose output isn't ours, and those that list several steps."""
    monkeypatch.setattr("sitegen.cli.serve.serve", lambda *_: None)
    site = make_site(FILES)
    monkeypatch.chdir(site.root)  # `schema` writes its folder here
    remote, old = site.root.parent / "remote.git", site.root.parent / "old"
    subprocess.run(["git", "init", "--quiet", "--bare", str(remote)], check=True)
    old.mkdir()
    (old / "mkdocs.yml").write_text("site_name: Old\n", "utf-8")
    to_branch = ["deploy", f"git:{remote}#pages"]
    steps = {
        ("new", "page", "b"): "sitegen serve",
        ("check",): "sitegen build",
        ("build",): "sitegen deploy",
        ("doctor",): "sitegen check",
        ("schema", "schemas"): "#:schema schemas/sitegen.json",
        (*to_branch, "--dry-run"): "sitegen deploy",
        tuple(to_branch): "sitegen check",
        ("serve",): "sitegen check",
        ("move", "b.md", "c.md"): "sitegen check",
        ("rename-term", "tags", "x", "y"): "sitegen check",
        ("translate", "mark", "t.de.md"): "sitegen translate",
        ("translate", "status"): "sitegen serve",
        ("clean",): "sitegen build",
        ("import", str(old)): "sitegen serve",
        ("inventories",): "sitegen build",
    }
    with (site.root / "sitegen.toml").open("a") as config:
        config.write("\n[languages.en]\n\n[languages.de]\n")
    for name in ("t.md", "t.de.md"):
        site.write(f"content/{name}", "---\ntitle: T\ntags: x\n---\nT.\n")
    shown = {}
    for command in steps:
        screen = watch(monkeypatch)
        assert main([*command, "--root", str(site.root)]) == 0, command
        *_, last = screen.getvalue().splitlines()
        shown[command] = " ".join(last.removeprefix("Next: ").split()[:2])
    assert shown == steps
    site.write("content/b.md", "[b](nowhere.md)")
    for name in ("check", "build"):
        screen = watch(monkeypatch)
        assert main([name, "--root", str(site.root)]) == 1
        assert "\nNext: sitegen serve --open" in screen.getvalue()
    assert {words[0] for words, child in ROOT.walk() if words and not child.commands} == {
        *(words[0] for words in steps),
        "completion",
        "lsp",
        "run",
    }


def test_scripts_read_no_suggestions(make_site: MakeSite, capsys: Capture) -> None:
    site = make_site(FILES)
    assert main(["build", "--root", str(site.root)]) == 0
    assert "Next:" not in capsys.readouterr().err


def test_the_doctor_finds_nothing_wrong_here(make_site: MakeSite, capsys: Capture) -> None:
    site = make_site(FILES)
    assert main(["doctor", "--root", str(site.root)]) == 0
    report = capsys.readouterr().out
    assert "✗" not in report
    assert [word in report for word in ("sitegen 0.", "AVIF, WebP", "cores", "https://example.org")] == [
        True
    ] * 4


def test_the_doctor_names_what_is_missing_with_its_remedy(
    make_site: MakeSite, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitegen.core.extras.find_spec", lambda _: None)
    is_installed.cache_clear()
    site = make_site({**FILES, "sitegen.toml": "[llms]\ntokens = true\n"})
    assert main(["doctor", "--root", str(site.root)]) == 1
    is_installed.cache_clear()
    report = capsys.readouterr().out
    assert "– extra" in report
    assert "llms.tokens needs tiktoken" in report
    assert "pip install 'sitegen-ssg[calculator]'" in report
    assert 'set base_url = "https://…" in sitegen.toml' in report


def test_the_doctor_reports_a_configuration_that_is_wrong(make_site: MakeSite, capsys: Capture) -> None:
    site = make_site({**FILES, "sitegen.toml": 'titel = "A"\n'})
    assert main(["doctor", "--root", str(site.root)]) == 1
    report = capsys.readouterr().out
    assert "sitegen.toml:1:1: error: " in report
    assert "did you mean 'title'?" in report
