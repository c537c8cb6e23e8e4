"""Functions of a site's own modules: imported anew where their code is another, and only then."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from sitegen.core.folder import Folder
from sitegen.render.python_directives import (
    OwnCode,
    call_function,
    describe_code,
    find_places,
    forbid_imports,
    load_function,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "owncode_of_a_test:run"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that modules are imported from, with a module that imports another."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "owncode_of_a_test.py").write_text("from owncode_words.one import WORD\nrun = WORD.format\n")
    (tmp_path / "owncode_words").mkdir()
    (tmp_path / "owncode_words/one.py").write_text("WORD = 'one'\n")
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("owncode_")]:
        sys.modules.pop(name)


def describe(folder: Path) -> OwnCode:
    """Return what stands for the code of the function now."""
    with Folder.open(str(folder)) as root, root.enter(".cache", create=True) as cache:
        return describe_code([NAME], folder, cache)


def call(folder: Path) -> str:
    """Return what the function says now."""
    return call_function(NAME, describe(folder), {})


def test_a_save_within_the_same_second_is_new_code(folder: Path) -> None:
    """Though it is as long as before, in a module that is imported by the one that is named."""
    assert call(folder) == "one"
    (folder / "owncode_words/one.py").write_text("WORD = 'two'\n")
    assert call(folder) == "two"


def test_what_did_not_change_is_the_same_function(folder: Path) -> None:
    """A second function of the same code does not import the module again."""
    first = load_function(NAME, describe(folder))
    module = sys.modules["owncode_of_a_test"]
    assert load_function(NAME, describe(folder)) is first
    (folder / "unrelated.txt").write_text("")
    call(folder)
    assert sys.modules["owncode_of_a_test"] is module


def test_a_module_may_become_a_package(folder: Path) -> None:
    """And be gone, which is the mistake that it would be in a new process."""
    assert call(folder) == "one"
    module = folder / "owncode_of_a_test.py"
    module.unlink()
    (folder / "owncode_of_a_test").mkdir()
    (folder / "owncode_of_a_test/__init__.py").write_text("def run(_): return 'package'\n")
    assert call(folder) == "package"
    (folder / "owncode_of_a_test/__init__.py").unlink()
    (folder / "owncode_of_a_test").rmdir()
    with pytest.raises(ModuleNotFoundError):
        call(folder)


def test_modules_of_others_stay(folder: Path) -> None:
    """What was there before a function was loaded is not imported again, though its code is named."""
    (folder / "owncode_words/one.py").write_text("import pytest\nWORD = 'three'\n")
    assert call(folder) == "three"
    assert sys.modules["pytest"] is pytest


def test_the_folder_of_the_site_is_known_where_the_function_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers of a server were begun before any configuration was read."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "owncode_of_a_worker.py").write_text("def run(_): return 'worker'\n")
    assert load_function("owncode_of_a_worker:run", OwnCode(str(tmp_path), "1", ""))({}) == "worker"
    sys.modules.pop("owncode_of_a_worker")


def test_places_where_code_may_come_to_be(folder: Path) -> None:
    """A server watches them before they are there."""
    assert find_places([NAME, "later.deep:run"], folder) == {
        folder / name for name in ("owncode_of_a_test.py", "owncode_of_a_test", "owncode_words", "later")
    }


def test_a_module_of_the_site_is_not_taken_for_a_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site's folder comes last: what sitegen imports later is what was installed."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "segno.py").write_text("raise SystemExit")
    (tmp_path / "owncode_segno.py").write_text("import segno\nrun = lambda _: segno.__file__\n")
    code = OwnCode(str(tmp_path), "1", "")
    assert "site-packages" in call_function("owncode_segno:run", code, {})
    sys.modules.pop("owncode_segno")


def test_no_module_stands_in_a_stranger_s_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor in the current one; where sitegen itself is found stays."""
    before = list(sys.path)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(sys, "path", ["", str(tmp_path / "here"), str(tmp_path / "site/x"), *before])
    forbid_imports(tmp_path / "site")
    assert sys.path == before
