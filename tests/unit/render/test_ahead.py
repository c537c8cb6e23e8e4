"""The theme, compiled ahead: what is written down is what Jinja2 would make, and nothing stale is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2
import pytest
from jinja2 import meta

from sitegen.core.builtin_theme import builtin_layouts, find_templates
from sitegen.render.environment import compile_theme
from sitegen.theme.precompiled import PrecompiledTemplates, known_references, write_ahead

if TYPE_CHECKING:
    from pathlib import Path
    from types import CodeType

TEXTS = {
    "base.html": "{% block main %}{% endblock %}{% include 'foot.html' %}",
    "page.html": "{% extends 'base.html' %}{% block main %}«{{ title }}»\n{{ 1 // zero }}{% endblock %}",
    "foot.html": "{% include name %}",
}


def make_environment(folder: Path, texts: dict[str, str]) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.DictLoader(texts), autoescape=True, bytecode_cache=PrecompiledTemplates(folder)
    )


def find_code(folder: Path, text: str) -> CodeType | None:
    return (
        PrecompiledTemplates(folder)
        .get_bucket(jinja2.Environment(autoescape=True), "a", "layouts/a", text)
        .code
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_ahead(make_environment(tmp_path, TEXTS), TEXTS, tmp_path)
    return tmp_path


def test_the_code_is_what_jinja_makes(folder: Path) -> None:
    """To the instruction, line and constant; the name of the file is that of the template in the site."""
    for name, text in TEXTS.items():
        expected = jinja2.Environment(autoescape=True).compile(text, name, "layouts/" + name)
        found = (
            PrecompiledTemplates(folder)
            .get_bucket(jinja2.Environment(autoescape=True), name, "layouts/" + name, text)
            .code
        )
        assert found == expected
        assert found is not None
        assert list(found.co_lines()) == list(expected.co_lines())
        assert found.co_filename == expected.co_filename


def test_a_mistake_has_its_place_in_the_template(folder: Path) -> None:
    """Tracebacks of templates compiled ahead lead to the template's line, like any other's."""
    template = make_environment(folder, TEXTS | {"foot.html": ""}).get_template("page.html")
    with pytest.raises(ZeroDivisionError) as raised:
        template.render(title="a", zero=0)
    assert 2 == raised.traceback[-1].lineno + 1


def test_another_text_is_not_known(folder: Path) -> None:
    """A template that was edited since is compiled where it is needed."""
    assert find_code(folder, TEXTS["base.html"]) is not None
    assert find_code(folder, TEXTS["base.html"] + " ") is None
    assert known_references(TEXTS["base.html"] + " ", folder) is None


def test_nothing_of_another_release_is_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jinja2 may be updated without sitegen."""
    monkeypatch.setattr("sitegen.theme.precompiled.find_release", lambda name: f"{name}-3.999")
    monkeypatch.setattr("sitegen.theme.precompiled._read_index", ahead_index_anew())
    assert find_code(folder, TEXTS["base.html"]) is None


def ahead_index_anew() -> object:
    """The index as a new process reads it."""
    from sitegen.theme.precompiled import _read_index

    return _read_index.__wrapped__


@pytest.mark.parametrize("damage", ["", "{", "gone"])
def test_what_is_damaged_is_only_slower(folder: Path, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that cannot be read, or none at all."""
    monkeypatch.setattr("sitegen.theme.precompiled._read_index", ahead_index_anew())
    if damage == "gone":
        (folder / "index.json").unlink()
    else:
        (folder / "index.json").write_text(damage)
    assert find_code(folder, TEXTS["base.html"]) is None


def test_references_are_those_that_jinja_finds(folder: Path) -> None:
    """None stands for a name that is computed."""
    assert [("foot.html",), ("base.html",), (None,)] == [
        known_references(text, folder) for text in TEXTS.values()
    ]


def test_writing_again_touches_nothing(folder: Path) -> None:
    """Python's own compiled form of a file holds while that is untouched; what is over is removed."""
    before = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.*")}
    write_ahead(make_environment(folder, TEXTS), TEXTS, folder)
    assert before == {path.name: path.stat().st_mtime_ns for path in folder.glob("*.*")}
    write_ahead(make_environment(folder, TEXTS), {}, folder)
    assert ["index.json"] == [path.name for path in folder.glob("*.*")]


def test_the_whole_theme_can_be_compiled(tmp_path: Path) -> None:
    """With what its references are without: nothing that a page depends on is forgotten."""
    texts = [path.read_text("utf-8-sig") for _, path in find_templates(builtin_layouts())]
    expected = [
        set(meta.find_referenced_templates(jinja2.Environment(autoescape=True).parse(text))) for text in texts
    ]
    compile_theme(builtin_layouts(), tmp_path)
    assert expected == [set(known_references(text, tmp_path) or ()) for text in texts]
    assert all(find_code(tmp_path, text) is not None for text in texts)
