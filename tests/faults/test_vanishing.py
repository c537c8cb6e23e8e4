"""A source that vanishes while a build is under way: a Problem, or a site without it; never a traceback."""

from __future__ import annotations

import os
import random
import shutil
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.core.os_errors import told_as_problems
from sitegen.core.problems import ProblemError
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PIXEL = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\0\0\0\0\x3a\x7e\x9b\x55"
    b"\0\0\0\nIDATx\x9cc\xf8\x0f\0\1\1\1\0\x1b\xb6\xee\x56\0\0\0\0IEND\xaeB`\x82"
)
FILES: dict[str, str | bytes] = {
    "sitegen.toml": 'title = "A"\n[markdown.directives]\nown = "own_code:make"\n',
    "own_code.py": "def make(values):\n    return 'made'\n",
    "content/_index.md": "Words. ![A pixel](pixel.png)\n\n[notes](/notes.html)\n",
    "content/pixel.png": PIXEL,
    "content/a.md": "---\ntitle: A\n---\n[b](b.md#part)\n\n::: own\n:::\n",
    "content/b.md": "# B\n\n## Part\n",
    "content/more/c.html": "---\ntitle: C\n---\n<p>text\n",
    "layouts/partials/footer.html": "<footer>{{ load_data('prices.json').a }}</footer>\n",
    "layouts/assets/extra.css": "a { color: red }\n",
    "data/prices.json": '{"a": 1}\n',
    "static/notes.html": "<!doctype html><title>Notes</title><p id=a><a href=/a/>a</a>\n",
    "static/folder/drawing.svg": "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>\n",
}
#: What a stranger's site may have of them.
SAFE_FILES = FILES | {"content/_index.md": "![A pixel](pixel.png)\n", "content/a.md": "[b](b.md#part)\n"}
VICTIMS = (*FILES, "content", "layouts", "static/folder", "public", "")
#: Of the steps of a build before which something is removed.
SAMPLE = 2


class Steps:
    """Counts the calls by which this process looks at files, and does something before one of them."""

    def __init__(self, at: int, act: Callable[[], None]) -> None:
        self.count = 0
        self._at = at
        self._act = act
        self._process = os.getpid()

    def take(self) -> None:
        """Count a call."""
        if os.getpid() != self._process:
            return
        self.count += 1
        if self.count == self._at:
            self._act()


@pytest.fixture
def patched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Steps], None]]:
    """Return a function that has the given steps counted from now on."""
    current: list[Steps] = []

    def count_calls(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        if current:
            current[0].take()
        return function(*arguments, **options)

    for name in ("open", "stat", "scandir", "lstat", "readlink"):
        monkeypatch.setattr(os, name, partial(count_calls, getattr(os, name)))

    def use(steps: Steps) -> None:
        current[:] = [steps]

    yield use
    current.clear()


def remove(place: Path) -> None:
    """Remove a file or a folder."""
    if place.is_dir():
        shutil.rmtree(place)
    elif place.exists():
        place.unlink()


@pytest.mark.parametrize(
    ("safe", "count"),
    [
        pytest.param(safe, count, marks=[pytest.mark.slow] if count > SAMPLE else [])
        for safe in (False, True)
        for count in (SAMPLE, 100)
    ],
)
@pytest.mark.parametrize("victim", VICTIMS)
def test_what_vanishes_at_any_step(
    tmp_path: Path, patched: Callable[[Steps], None], victim: str, *, safe: bool, count: int
) -> None:
    """Every build ends in a result: a site, or Problems."""
    files = SAFE_FILES if safe else FILES
    whole = Steps(0, print)
    patched(whole)
    assert SiteFolder(tmp_path / "whole", files).build(safe=safe).ok
    chance = random.Random(victim)
    for step in chance.sample(range(1, whole.count), count):
        site = SiteFolder(tmp_path / str(step), files)
        patched(Steps(step, partial(remove, site.root / victim)))
        result = site.build(safe=safe)
        patched(Steps(0, print))
        assert result.ok or result.problems


def test_what_is_gone_is_no_traceback(tmp_path: Path) -> None:
    """Whatever a command looked for: another program may have taken it away a moment ago."""
    with pytest.raises(ProblemError) as raised, told_as_problems():
        (tmp_path / "gone").stat()
    (problem,) = raised.value.problems
    assert (problem.code, problem.path.endswith("gone")) == ("system-refused", True)
