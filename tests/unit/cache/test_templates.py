"""A site's own templates: compiled once, found again by the next process, and never when they are others."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any

import jinja2
import pytest

from sitegen.cache import templates
from sitegen.cache.code_digest import engine_digest
from sitegen.cache.snapshot import load, save
from sitegen.cache.templates import SavedTemplates
from sitegen.core.folder import Folder
from sitegen.render import environment
from sitegen.theme import layouts
from sitegen.theme import precompiled as ahead
from tests.site_maker import read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

FILES = {
    "content/a.md": "# A\n",
    "layouts/page.html": "{% extends 'builtin/page.html' %}\n{% block main %}{{ page.title }}{% endblock %}",
}


class Noted:
    """The names of the templates that are compiled in a test, by whatever process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clear()

    def clear(self) -> None:
        self.path.write_text("")

    def names(self) -> list[str]:
        return self.path.read_text().split()


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Noted:
    """Note what is compiled."""
    noted = Noted(tmp_path / "compiled")
    compile_ = jinja2.Environment.compile

    def compile_noted(
        self: jinja2.Environment, source: Any, name: Any = None, *rest: Any, **named: Any
    ) -> Any:
        with noted.path.open("a") as file:
            file.write(f"{name}\n")
        return compile_(self, source, name, *rest, **named)

    monkeypatch.setattr(jinja2.Environment, "compile", compile_noted)
    forget_all()
    return noted


def forget_all() -> None:
    """Be like a new process."""
    ahead.SITE_TEMPLATES.code.clear()
    ahead.SITE_TEMPLATES.references.clear()
    environment._ENVIRONMENTS.clear()
    layouts._read.cache_clear()


def place(site: SiteFolder) -> Path:
    return site.root / ".sitegen-cache/templates"


def publish_edit(site: SiteFolder, compiled: Noted, *, safe: bool = False) -> list[str]:
    """Build after an edit in a new process; return which of the site's templates it compiled."""
    page = site.root / "content/a.md"
    page.write_text(page.read_text() + "More.\n")
    forget_all()
    compiled.clear()
    published = site.publish(safe=safe)
    found = [name for name in compiled.names() if name == "page.html"]
    clean = site.root.parent / "clean"
    assert site.build(output=clean, force=True, forget=True, safe=safe).ok
    assert read_tree(clean) == published
    return found


def test_a_template_is_compiled_once(make_site: Maker, compiled: Noted) -> None:
    """The next process finds it, with what it refers to; the page is the same."""
    site = make_site(FILES)
    site.publish()
    assert "page.html" in compiled.names()
    assert [] == publish_edit(site, compiled)
    assert ahead.SITE_TEMPLATES.references[ahead.text_key(FILES["layouts/page.html"])] == (
        "builtin/page.html",
    )


def test_a_template_that_changed_is_compiled_and_the_old_one_dropped(
    make_site: Maker, compiled: Noted
) -> None:
    site = make_site(FILES)
    site.publish()
    site.write("layouts/page.html", FILES["layouts/page.html"] + " ")
    assert ["page.html"] == publish_edit(site, compiled)[:1]
    kept = load(Folder.open(str(place(site).parent)), "templates", SavedTemplates)
    assert kept is not None
    assert ahead.template_key("page.html", FILES["layouts/page.html"] + " ") in kept.code
    assert ahead.template_key("page.html", FILES["layouts/page.html"]) not in kept.code
    assert ahead.text_key(FILES["layouts/page.html"]) not in kept.references


@pytest.mark.parametrize("how", ["engine", "damaged", "gone", "folder"])
def test_what_another_engine_kept_or_what_is_damaged_is_not_used(
    make_site: Maker, compiled: Noted, how: str
) -> None:
    site = make_site(FILES)
    site.publish()
    kept = load(Folder.open(str(place(site).parent)), "templates", SavedTemplates)
    assert kept is not None
    assert kept.engine == engine_digest()
    place(site).unlink()
    if how == "engine":
        save(
            Folder.open(str(place(site).parent)),
            "templates",
            SavedTemplates("other", kept.code, kept.references),
        )
    elif how == "damaged":
        place(site).write_bytes(b"{}")
    elif how == "folder":
        (place(site) / "x").mkdir(parents=True)
    assert ["page.html"] == publish_edit(site, compiled)[:1]
    assert [] == publish_edit(site, compiled)


@pytest.mark.parametrize("how", ["another user's", "open to all"])
def test_no_code_is_run_that_another_user_could_have_written(
    make_site: Maker, compiled: Noted, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """A cache in a folder that is shared, say: templates are compiled anew, and all else is as always."""
    site = make_site(FILES)
    site.publish()
    folder = place(site).parent
    if how == "open to all":
        folder.chmod(0o777)
    else:
        owner = os.fstat
        monkeypatch.setattr("os.fstat", lambda handle: give_away(owner(handle)))
    assert ["page.html"] == publish_edit(site, compiled)[:1]
    monkeypatch.undo()


def give_away(status: os.stat_result) -> os.stat_result:
    """Return a status with another owner."""
    values = list(status)
    values[stat.ST_UID] = os.geteuid() + 1
    times = ("st_mtime_ns", "st_ctime_ns")
    return os.stat_result(values, {name: getattr(status, name) for name in times})


def test_a_safe_build_runs_no_code_of_the_cache(
    make_site: Maker, compiled: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has no layouts of the site, reads nothing of theirs and writes nothing."""
    site = make_site(FILES)
    site.publish()
    before = place(site).read_bytes()
    monkeypatch.setattr(templates, "load", None)  # to call it would raise
    assert [] == publish_edit(site, compiled, safe=True)
    assert before == place(site).read_bytes()


def test_a_mistake_has_its_place(make_site: Maker, compiled: Noted) -> None:
    """Code that was kept names the template's file and line, as code that is made now does."""
    text = "\n\n{{ page.title }}{% if page.extra.wrong %}\n{{ 1 // 0 }}{% endif %}"
    site = make_site(FILES | {"layouts/page.html": text, "content/a.md": "---\nextra: {wrong: 0}\n---\n"})
    site.publish()
    site.write("content/a.md", "---\nextra: {wrong: 1}\n---\n")
    forget_all()
    compiled.clear()
    (problem,) = site.build().problems
    assert ("layouts/page.html", 4) == (problem.path, problem.line)
    assert "page.html" not in compiled.names()
