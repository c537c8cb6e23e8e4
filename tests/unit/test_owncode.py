"""Functions of a site's own modules: imported anew where their code is another, and only then."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from sitegen.owncode import OwnCode, find_places, functions_digest, load_function

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


def call() -> str:
    """Return what the function says now."""
    return load_function(NAME, OwnCode("", functions_digest([NAME])))({})


def test_a_save_within_the_same_second_is_new_code(folder: Path) -> None:
    """Though it is as long as before, in a module that is imported by the one that is named."""
    assert call() == "one"
    (folder / "owncode_words/one.py").write_text("WORD = 'two'\n")
    assert call() == "two"


def test_what_did_not_change_is_the_same_function(folder: Path) -> None:
    """A second function of the same code does not import the module again."""
    first = load_function(NAME, OwnCode("", functions_digest([NAME])))
    module = sys.modules["owncode_of_a_test"]
    assert load_function(NAME, OwnCode("", functions_digest([NAME]))) is first
    (folder / "unrelated.py").write_text("")
    call()
    assert sys.modules["owncode_of_a_test"] is module


def test_a_module_may_become_a_package(folder: Path) -> None:
    """And be gone, which is the mistake that it would be in a new process."""
    assert call() == "one"
    module = folder / "owncode_of_a_test.py"
    module.unlink()
    (folder / "owncode_of_a_test").mkdir()
    (folder / "owncode_of_a_test/__init__.py").write_text("def run(_): return 'package'\n")
    assert call() == "package"
    (folder / "owncode_of_a_test/__init__.py").unlink()
    (folder / "owncode_of_a_test").rmdir()
    with pytest.raises(ModuleNotFoundError):
        call()


def test_modules_of_others_stay(folder: Path) -> None:
    """What was there before a function was loaded is not imported again, though its code is named."""
    (folder / "owncode_words/one.py").write_text("import pytest\nWORD = 'three'\n")
    assert call() == "three"
    assert sys.modules["pytest"] is pytest


def test_the_folder_of_the_site_is_known_where_the_function_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers of a server were begun before any configuration was read."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "owncode_of_a_worker.py").write_text("def run(_): return 'worker'\n")
    assert load_function("owncode_of_a_worker:run", OwnCode(str(tmp_path), "1"))({}) == "worker"
    sys.modules.pop("owncode_of_a_worker")


def test_places_where_code_may_come_to_be(folder: Path) -> None:
    """A server watches them before they are there."""
    assert find_places([NAME, "later.deep:run"], folder) == {
        folder / name for name in ("owncode_of_a_test.py", "owncode_of_a_test", "owncode_words", "later")
    }
