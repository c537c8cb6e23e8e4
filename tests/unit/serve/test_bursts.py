"""Bad input 64: however files come to change, it is one build, and the last state is shown."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from tests.served import Served, write_notes
from tests.unit.serve.test_process import fetch, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_TITLE = "---\ntitle: {title}\ndate: 2025-01-0{day}\n---\n\nWords of {title}.\n"
_MADE = r"\d changed"
_QUIET = 2.5  # seconds: longer than the pause after which the server looks at the disk by itself


def titled(title: str, day: int = 1) -> str:
    """Return a post: another title makes it a build of the whole site."""
    return _TITLE.format(title=title, day=day)


def rename_save(root: Path) -> None:
    """What vim does: the old file goes out of the way, the new one is written in its place."""
    post = root / "content/blog/one.md"
    post.rename(post.with_name("one.md~"))
    post.write_text(titled("Shown"))
    post.with_name("one.md~").unlink()


def move_older(root: Path) -> None:
    """`mv` keeps the time of a file: it is older than the one that it replaces."""
    older = root.parent / "older.md"
    older.write_text(titled("Shown"))
    os.utime(older, (1_000_000_000, 1_000_000_000))
    shutil.move(older, root / "content/blog/one.md")


def save_a_hundred_times(root: Path) -> None:
    """Faster than any build."""
    for number in range(100):
        (root / "content/blog/one.md").write_text(titled("Shown" if number == 99 else f"Not {number}"))


def make_a_folder(root: Path) -> None:
    """A section that was not there, and pages in it."""
    (root / "content/new/deep").mkdir(parents=True)
    for number in range(20):
        (root / f"content/new/deep/page-{number}.md").write_text(titled(f"Shown {number}", number % 9 + 1))


def delete_a_folder(root: Path) -> None:
    """The whole blog, while a page that says so comes."""
    shutil.rmtree(root / "content/blog")
    (root / "content/_index.md").write_text("---\ntitle: Home\n---\n\nShown\n")


def check_out(root: Path) -> None:
    """Another branch: files that change, come and go."""
    git(root, "checkout", "-q", "other")


#: Change -> the page that shows it, and what is there then.
CHANGES: dict[Callable[[Path], None], tuple[str, str]] = {
    rename_save: ("blog/", "Shown"),
    move_older: ("blog/", "Shown"),
    save_a_hundred_times: ("blog/", "Shown"),
    make_a_folder: ("new/deep/page-7/", "Shown 7"),
    delete_a_folder: ("", "Shown"),
    check_out: ("blog/", "Shown"),
}


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[dict[Callable[[Path], None], Served]]:
    """A server for each change, ready for it: all of them are waited for at once."""
    servers = {change: Served(tmp_path / change.__name__ / "site") for change in CHANGES}
    for served in servers.values():
        write_notes(served)
        prepare_branches(served)
        served.start()
    settle(*servers.values())
    yield servers
    for served in servers.values():
        served.end(signal.SIGKILL)


def test_one_build_and_the_last_state(servers: dict[Callable[[Path], None], Served]) -> None:
    """As the server says: one build; some more only where the change itself takes longer than a build."""
    before = {change: served.count(_MADE) for change, served in servers.items()}
    for change, served in servers.items():
        change(served.root)
    for change, served in servers.items():
        wait_until(lambda change=change, served=served: shows(served, change))
    settle(*servers.values())
    builds = {change: served.count(_MADE) - before[change] for change, served in servers.items()}
    # a machine that is busy makes the change slow
    assert [change for change, count in builds.items() if count not in range(1, 6)] == []
    assert [change for change, served in servers.items() if not shows(served, change)] == []


def test_what_is_there_at_once_is_one_build(servers: dict[Callable[[Path], None], Served]) -> None:
    """Exactly one, where the server sees the whole change when it looks: however slow the machine is."""
    before = {change: served.count("Built") for change, served in servers.items()}
    for change, served in servers.items():
        os.kill(served.pid, signal.SIGSTOP)
        os.waitpid(served.pid, os.WUNTRACED)  # until all of its threads have stopped
        change(served.root)
        os.kill(served.pid, signal.SIGCONT)
    for change, served in servers.items():
        wait_until(lambda change=change, served=served: served.count("Built") > before[change])
    settle(*servers.values())
    builds = {change: served.count("Built") - before[change] for change, served in servers.items()}
    assert builds == dict.fromkeys(CHANGES, 1)


def shows(served: Served, change: Callable[[Path], None]) -> bool:
    """Tell whether the page that a change is about shows it."""
    path, expected = CHANGES[change]
    return expected in read(f"{served.address}{path}")


def test_what_lies_beside_the_site_is_not_built(served: Served) -> None:
    """A log or a Makefile beside the configuration costs no build; a folder that the site uses does."""
    served.start()
    settle(served)
    before = served.count("Built")
    (served.root / "notes.log").write_text("nothing of the site")
    settle(served)
    assert served.count("Built") == before
    served.write("static/dot.txt", "A dot")
    wait_until(lambda: read(f"{served.address}dot.txt") == "A dot")


def test_new_code_of_a_directive_is_shown(served: Served) -> None:
    """Its module and what that imports, without a new start; a mistake in it leaves the last good page."""
    served.start()
    shown = f"{served.address}blog/one/"
    served.write("sitegen.toml", 'title = "Notes"\nmarkdown.directives.shout = "shout:run"\n')
    served.post("one", "::: shout\n:::")
    served.wait_for("(shout:run failed: ModuleNotFoundError)")
    served.write("shout.py", "from words.loud import WORD\n\ndef run(_): return f'<p>{WORD}!</p>'\n")
    served.write("words/loud.py", "WORD = 'Ahoy'\n")
    wait_until(lambda: "<p>Ahoy!</p>" in read(shown))
    served.write("words/loud.py", "WORD = 'Ohoy'\n")  # as long as before, and perhaps in the same second
    wait_until(lambda: "<p>Ohoy!</p>" in read(shown))
    served.write("shout.py", "def run(_): return no_such_name\n")
    served.wait_for("(shout:run failed: NameError)")
    assert "<p>Ohoy!</p>" in read(shown)
    served.write("shout.py", "def run(_): return '<p>Here</p>'\n")
    wait_until(lambda: "<p>Here</p>" in read(shown))


def prepare_branches(served: Served) -> None:
    """Make the site a repository whose other branch differs in ten files, and lacks two."""
    root = served.root
    git(root, "init", "-q", "-b", "main")
    (root / ".gitignore").write_text(".sitegen-serve/\n")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "one")
    git(root, "checkout", "-q", "-b", "other")
    for number in range(10):
        served.write(f"content/blog/other-{number}.md", titled(f"Shown {number}"))
    for name in ("three", "eleven"):
        (root / f"content/blog/{name}.md").unlink()
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "two")
    git(root, "checkout", "-q", "main")


def git(root: Path, *arguments: str) -> None:
    """Run git without what its user has configured."""
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.hooksPath=/dev/null")
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True)


def read(address: str) -> str:
    """Return what is shown; "" where nothing is."""
    try:
        return fetch(address)
    except OSError:
        return ""


def settle(*servers: Served) -> None:
    """Return when servers have said nothing for a while."""
    told: list[str] = []
    while told != (latest := [served.said() for served in servers]):
        told = latest
        time.sleep(_QUIET)
