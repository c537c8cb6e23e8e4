"""Bad input 64: however files come to change, it is one build, and the last state is shown."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from tests.unit.serve.test_process import fetch, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.served import Served

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


@pytest.mark.parametrize(
    ("change", "path", "expected"),
    [
        (rename_save, "blog/", "Shown"),
        (move_older, "blog/", "Shown"),
        (save_a_hundred_times, "blog/", "Shown"),
        (make_a_folder, "new/deep/page-7/", "Shown 7"),
        (delete_a_folder, "", "Shown"),
        (check_out, "blog/", "Shown"),
    ],
)
def test_one_build_and_the_last_state(
    served: Served, change: Callable[[Path], None], path: str, expected: str
) -> None:
    """As the server says: one build; some more only where the change itself takes longer than a build."""
    prepare_branches(served)
    served.start()
    settle(served)
    before = served.count(_MADE)
    change(served.root)
    wait_until(lambda: expected in read(f"{served.address}{path}"))
    settle(served)
    assert expected in read(f"{served.address}{path}")
    assert served.count(_MADE) - before in range(1, 6)  # a machine that is busy makes the change slow


@pytest.mark.parametrize(
    "change",
    [rename_save, move_older, save_a_hundred_times, make_a_folder, delete_a_folder, check_out],
)
def test_what_is_there_at_once_is_one_build(served: Served, change: Callable[[Path], None]) -> None:
    """Exactly one, where the server sees the whole change when it looks: however slow the machine is."""
    prepare_branches(served)
    served.start()
    settle(served)
    before = served.count("Built")
    os.kill(served.pid, signal.SIGSTOP)
    os.waitpid(served.pid, os.WUNTRACED)  # until all of its threads have stopped
    change(served.root)
    os.kill(served.pid, signal.SIGCONT)
    wait_until(lambda: served.count("Built") > before)
    settle(served)
    assert served.count("Built") == before + 1


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


def settle(served: Served) -> None:
    """Return when the server has said nothing for a while."""
    said = ""
    while said != served.said():
        said = served.said()
        time.sleep(_QUIET)
