"""Signals, killed workers and damaged caches, against the real command: numbers as in `test_table.py`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from sitegen.workers.on_demand import WORTH_A_POOL
from tests.site_maker import SiteFolder, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

#: A page whose template tells that it is being rendered, and takes its time.
SLOW = {
    "slow.py": (
        "import os, time\nfrom pathlib import Path\n"
        "def run(call):\n    Path('rendering').write_text(str(os.getpid()))\n"
        "    time.sleep(60)\n    return ''\n"
    ),
    "sitegen.toml": 'markdown.directives = { slow = "slow:run" }',
}


BUILD = (sys.executable, "-m", "sitegen", "build")


def start(
    site: SiteFolder, *arguments: str, command: tuple[str, ...] = BUILD, **settings: str
) -> subprocess.Popen[str]:
    path = f"{site.root}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    environment = {**os.environ, "PYTHONPATH": path, **settings}
    # A shell that starts the tests in the background has Ctrl-C ignored, which children inherit.
    hears = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    return subprocess.Popen(
        [*command, *arguments],
        cwd=site.root,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hears,  # noqa: PLW1509  the test's own process has one thread
    )


def test_55_a_signal_to_all_processes_ends_them(make_site: Maker) -> None:
    """Ctrl-C in a terminal reaches the workers, too."""
    pages = {f"content/p{number}.md": ":::slow\n:::\n" for number in range(2 * WORTH_A_POOL)}
    site = make_site({**SLOW, **pages})
    with start(site, "--jobs", "2") as process:
        assert int(wait_for(site.root / "rendering")) != process.pid
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in said) == (130, False)
    assert not (site.root / "public").exists()


def wait_for(path: Path) -> str:
    """Return the text of a file as soon as there is one."""
    for _ in range(3_000):
        if path.exists() and (text := path.read_text()):
            return text
        time.sleep(0.02)
    raise AssertionError(f"{path} was never written")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_55_a_signal_ends_a_build_cleanly(make_site: Maker, number: int, code: int) -> None:
    """No traceback, the old site is there to the byte, and nothing else is left behind."""
    site = make_site({**SLOW, "content/a.md": "A"})
    site.publish()
    before = read_tree(site.root / "public")
    site.write("content/b.md", ":::slow\n:::\n")
    with start(site) as process:
        wait_for(site.root / "rendering")
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in said) == (code, False)
    assert read_tree(site.root / "public") == before
    site.remove("content/b.md")
    assert site.publish() == before


#: The command, of which a signal comes in while it imports a module of its own.
EARLY = """
import os, sys
class Finder:
    def find_spec(self, name, path, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), {number})
sys.meta_path.insert(0, Finder())
sys.argv = ["sitegen", "build"]
from sitegen.__main__ import begin
begin()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("module", ["sitegen.cli", "sitegen.cli.parser", "sitegen.core.problems"])
def test_55_a_signal_ends_a_command_that_has_hardly_begun(make_site: Maker, module: str, number: int) -> None:
    """Without a word: a shell gives 130 and 143 for it, too."""
    script = EARLY.format(module=module, number=int(number))
    with start(make_site({"content/a.md": "A"}), command=(sys.executable, "-c", script)) as process:
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (-number, "")


@pytest.mark.parametrize("epoch", ["-1e9", "x", "²", "9" * 30, "9" * 5_000, "1.5"])
def test_58_a_clock_that_makes_no_sense(make_site: Maker, epoch: str) -> None:
    """No build for another moment than was wanted."""
    with start(make_site({"content/a.md": "A"}), SOURCE_DATE_EPOCH=epoch) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.startswith("error: SOURCE_DATE_EPOCH is ")


@pytest.mark.parametrize("pages", [2, 2 * WORTH_A_POOL])
def test_56_a_worker_killed_by_the_kernel_costs_one_page(make_site: Maker, pages: int) -> None:
    """An error and no hang, as when memory runs out; what else is wrong is told, too."""
    plain = {f"content/p{number}.md": "A" for number in range(pages)}
    site = make_site({**SLOW, **plain, "content/a.md": ":::slow\n:::\n", "content/z.md": "[x](nowhere.md)"})
    with start(site, "--jobs", "2") as process:
        for _ in range(2):  # the first time it may have been by chance
            worker = int(wait_for(site.root / "rendering"))
            assert worker != process.pid
            (site.root / "rendering").unlink()
            os.kill(worker, signal.SIGKILL)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "content/a.md: error: rendering was ended by the system" in said
    assert "[broken-link]" in said
    assert "Traceback" not in said
    assert not (site.root / "public").exists()


def test_56_a_worker_killed_by_hand_costs_nothing(make_site: Maker) -> None:
    """Its page is rendered by another."""
    once = "    if Path('done').exists():\n        return 'once more'\n    Path('done').touch()\n"
    code = SLOW["slow.py"].replace("    Path('rendering')", f"{once}    Path('rendering')")
    site = make_site({**SLOW, "slow.py": code, "content/a.md": ":::slow\n:::\n"})
    with start(site) as process:
        os.kill(int(wait_for(site.root / "rendering")), signal.SIGKILL)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in said) == (0, False)
    assert "once more" in site.page("a/index.html")


@pytest.mark.parametrize("damage", [b"", b"\x00" * 64, b"\xff" * 5_000])
def test_57_a_cache_of_anything_is_rebuilt(make_site: Maker, damage: bytes) -> None:
    """Every file of the cache at once, cut short or overwritten."""
    site = make_site({"content/a.md": "A", "content/b.md": "[a](a.md)"})
    before = site.publish()
    for path in (site.root / ".sitegen-cache").rglob("*"):
        if path.is_file():
            path.write_bytes(damage)
    assert site.publish() == before
    site.write("content/a.md", "Changed")
    assert b"Changed" in site.publish()["a/index.html"]
