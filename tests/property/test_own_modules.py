"""A change of any module that a site's function imports, however it does, is a change of its pages."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sitegen.workers.on_demand import WORTH_A_POOL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

WORD = "WORD = {!r}\n"
CONFIG = "[markdown.directives]\nsay = 'own_main:run'\n"
PAGE = "---\ntitle: P\n---\n\n::: say\n:::\n"
RUN = "def run(_):\n    return f'<p>{WORD}</p>'\n"
LATE = "def run(_):\n    IMPORT\n    return f'<p>{WORD}</p>'\n"
HERE = "import pathlib, sys\nhere = pathlib.Path(__file__).parent\n"
BESIDE = f"{HERE}sys.path.insert(0, str(here.parent / 'shared'))\n"
BY_NAME = "import importlib; WORD = importlib.import_module('own_' + 'words').WORD"
BY_FILE = "import runpy; WORD = runpy.run_path(str(here / 'own_words.py'))['WORD']"
COUNT = HERE + "def run(_):\n    return f'<p>{len([*here.joinpath(\"plug\").iterdir()])}</p>'\n"

#: A way to import -> the module that is named, others, and where the word is.
WAYS: dict[str, tuple[str, dict[str, str], str]] = {
    "the module itself": ("WORD = 'one'\n" + RUN, {}, "own_main.py"),
    "import": (f"import own_words\nWORD = own_words.WORD\n{RUN}", {}, "own_words.py"),
    "from": (f"from own_words import WORD\n{RUN}", {}, "own_words.py"),
    "star": (f"from own_words import *\n{RUN}", {}, "own_words.py"),
    "star of a package": (
        f"from own_pack import *\nWORD = part.WORD\n{RUN}",
        {"own_pack/__init__.py": "__all__ = ['part']\n"},
        "own_pack/part.py",
    ),
    "importlib": (f"{BY_NAME}\n{RUN}", {}, "own_words.py"),
    "__import__": (f"WORD = __import__('own_' + 'words').WORD\n{RUN}", {}, "own_words.py"),
    "relative": (
        f"from own_pack.first import WORD\n{RUN}",
        {"own_pack/__init__.py": "", "own_pack/first.py": "from .deep.second import WORD\n"},
        "own_pack/deep/second.py",
    ),
    "namespace package": (f"from own_space.inner.words import WORD\n{RUN}", {}, "own_space/inner/words.py"),
    "folder added below the site": (
        f"{HERE}sys.path.insert(0, str(here / 'lib'))\nfrom own_words import WORD\n{RUN}",
        {},
        "lib/own_words.py",
    ),
    "folder added beside the site": (
        f"{BESIDE}from own_words import WORD\n{RUN}",
        {},
        "../shared/own_words.py",
    ),
    "late": (LATE.replace("IMPORT", "from own_words import WORD"), {}, "own_words.py"),
    "late and by name": (LATE.replace("IMPORT", BY_NAME), {}, "own_words.py"),
    "late beside the site": (
        BESIDE + LATE.replace("IMPORT", "from own_words import WORD"),
        {},
        "../shared/own_words.py",
    ),
    "run as a file": (f"{HERE}{BY_FILE}\n{RUN}", {}, "own_words.py"),
}


@pytest.fixture(autouse=True)
def _path_stays(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield
    for name in [name for name in sys.modules if name.startswith("own_")]:
        sys.modules.pop(name)


@pytest.mark.parametrize("way", WAYS)
def test_a_server_shows_every_change(make_site: Maker, way: str) -> None:
    """In a process that has the modules already; a save may be as long as, and as late as, the one before."""
    main, others, place = WAYS[way]
    site = make_site({"sitegen.toml": CONFIG, "content/a.md": PAGE, "own_main.py": main, **others})
    for word in ("one", "two", "six", "one"):
        site.write(place, site_code(main, place, word))
        assert f"<p>{word}</p>" in site.publish()["a/index.html"].decode(), way


@pytest.mark.parametrize("way", ["star", "late and by name", "late beside the site", "namespace package"])
@pytest.mark.parametrize("jobs", [pytest.param(1, marks=pytest.mark.slow), 2])
def test_a_command_shows_every_change(make_site: Maker, way: str, jobs: int) -> None:
    """In fresh processes, where workers import, too; that nothing changed is noticed in the end."""
    main, others, place = WAYS[way]
    pages = {f"content/p{number}.md": PAGE for number in range(WORTH_A_POOL)}
    site = make_site({"sitegen.toml": CONFIG, "own_main.py": main, **others, **pages})
    command = (sys.executable, "-P", "-m", "sitegen", "build", "--root", str(site.root), "--jobs", str(jobs))
    for word in ("one", "two", "six"):
        site.write(place, site_code(main, place, word))
        subprocess.run(command, check=True, capture_output=True)
        for number in range(WORTH_A_POOL):
            assert f"<p>{word}</p>" in site.page(f"p{number}/index.html")
    subprocess.run(command, check=True, capture_output=True)
    done = subprocess.run(command, check=True, capture_output=True)
    assert b"nothing changed" in done.stderr


def test_a_module_that_comes_to_be_is_a_change(make_site: Maker) -> None:
    """Functions may look for what there is."""
    site = make_site({"sitegen.toml": CONFIG, "content/a.md": PAGE, "own_main.py": COUNT, "plug/a.py": ""})
    assert count_files(site) == "1"
    site.write("plug/b.py", "")
    assert count_files(site) == "2"
    site.remove("plug/a.py")
    assert count_files(site) == "1"


def count_files(site: SiteFolder) -> str:
    """Return what the function of the page says."""
    return site.publish()["a/index.html"].decode().partition("<p>")[2].partition("</p>")[0]


def site_code(main: str, place: str, word: str) -> str:
    """Return the code of the module with the word."""
    return main.replace("'one'", repr(word)) if place == "own_main.py" else WORD.format(word)
