"""Extensions of a site: what they add, what a change of their code renders again, and how they fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.build.run import build
from sitegen.build.site_state import Session
from sitegen.core.problems import format_position
from tests.site_maker import NOW, SiteFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sitegen.build.options import BuildResult

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

WORDS = "def loud(text):\n    return text.upper()\n"
SHOUT = """from extensions._words import loud
from sitegen.ext import Extension

def shout(text, mark='!'):
    return loud(text) + mark

def extension(options):
    return Extension(
        filters={'shout': lambda text: shout(text, options.get('mark', '!'))},
        tests={'long': lambda text: len(text) > 5},
        globals={'greet': lambda name: f'Hello {name}'},
    )
"""
BOX = """from sitegen.ext import Extension, escape

def box(call):
    titles = [page.title for page in call.site.pages]
    words = ' '.join((*call.arguments, *call.options.values(), call.page.title, *titles))
    return f'<div class="x">{escape(words)}{call.body}</div>'

def chart(call):
    return f"<pre>{call.name} {call.options['title']} {call.raw.strip()}</pre>"

extension = Extension(directives={'box': box}, fences={'chart': chart})
"""
FILES = {
    "sitegen.toml": "[extensions.shout]\nmark = '?'\n",
    "extensions/_words.py": WORDS,
    "extensions/shout.py": SHOUT,
    "extensions/box.py": BOX,
    "layouts/loud.html": "{{ page.title | shout }}{{ 'lasting' is long }}{{ greet('A') }}{{ page.content }}",
    "content/a.md": "---\ntitle: Alpha\nlayout: loud\n---\nText.\n",
    "content/b.md": '---\ntitle: Beta\n---\n\n::: box one key=two\nIn.\n:::\n\n```chart title="T"\n1 2\n```',
    "content/c.md": "---\ntitle: Gamma\n---\nText.\n",
}


@pytest.fixture
def site(make_site: Maker) -> SiteFolder:
    """A site with two extensions."""
    return make_site(FILES)


def rendered(site: SiteFolder) -> int:
    """Build, which must succeed, and return how many outputs were rendered."""
    result = site.build()
    assert result.ok, result.problems
    return result.rendered


def reports(result: BuildResult) -> list[tuple[str, str]]:
    return [(format_position(problem), problem.full_message) for problem in result.problems]


def test_templates_and_pages_use_what_extensions_add(site: SiteFolder) -> None:
    """Filters, tests, functions, directives and code blocks, with options and imports."""
    site.publish()
    assert site.page("a/index.html").startswith("ALPHA?TrueHello A<p>")
    page = site.page("b/index.html")
    assert '<div class="x">one two Beta Alpha Beta Gamma<p>In.</p>\n</div>' in page
    assert "<pre>chart T 1 2</pre>" in page


def test_changed_code_renders_what_used_it_and_nothing_else(site: SiteFolder) -> None:
    """A module that an extension imports, its options, its own file; then what an extension asked."""
    assert rendered(site) > 3
    assert rendered(site) == 0
    site.write("extensions/_words.py", WORDS.replace("upper", "lower"))
    assert rendered(site) == 1
    assert site.page("a/index.html").startswith("alpha?")
    site.write("sitegen.toml", "[extensions.shout]\nmark = ';'\n")
    assert rendered(site) == 1
    assert site.page("a/index.html").startswith("alpha;")
    site.write("extensions/box.py", BOX.replace('class="x"', 'class="y"'))
    site.publish()
    assert '<div class="y">' in site.page("b/index.html")
    site.write("content/c.md", "---\ntitle: Delta\n---\nText.\n")
    site.publish()
    assert "Beta Alpha Beta Delta" in site.page("b/index.html")
    assert rendered(site) == 0


def test_a_name_that_comes_or_goes_is_noticed(site: SiteFolder) -> None:
    """The directive of an extension replaces the built-in one while it is there."""
    site.write("content/c.md", "---\ntitle: Gamma\n---\n\n::: note\nN\n:::\n")
    site.publish()
    before = site.page("c/index.html")
    site.write("extensions/note.py", BOX.replace("'box': box}, fences={'chart': chart", "'note': box"))
    site.publish()
    assert '<div class="x">Gamma' in site.page("c/index.html")
    site.remove("extensions/note.py")
    site.publish()
    assert site.page("c/index.html") == before


@pytest.mark.parametrize(
    ("path", "old", "new", "position", "message"),
    [
        (
            "extensions/box.py",
            "words = ",
            "words = 1 / 0 #",
            "extensions/box.py:5",
            "the directive 'box' of extension 'box' failed: ZeroDivisionError: division by zero",
        ),
        (
            "extensions/_words.py",
            "upper()",
            "upper()()",
            "extensions/_words.py:2",
            "the filter 'shout' of extension 'shout' failed: TypeError: 'str' object is not callable",
        ),
        (
            "extensions/box.py",
            "return f'<div",
            "return 5 #",
            "extensions/box.py",
            "the directive 'box' must return HTML as text, and returned int",
        ),
        (
            "extensions/box.py",
            "extension = ",
            "raise SystemExit\nextension = ",
            "extensions/box.py:11",
            "extension 'box' failed: SystemExit",
        ),
        (
            "extensions/box.py",
            "def box",
            "def def box",
            "extensions/box.py:3",
            "extension 'box' failed: SyntaxError: invalid syntax (box.py, line 3)",
        ),
        (
            "extensions/box.py",
            "extension = ",
            "other = ",
            "extensions/box.py",
            "extension in extensions.box is missing",
        ),
        (
            "extensions/box.py",
            "extension = Extension",
            "extension = dict",
            "extensions/box.py",
            "extension in extensions.box is dict, not an Extension",
        ),
        (
            "extensions/box.py",
            "'chart': chart",
            "'chart': 5",
            "extensions/box.py",
            "the code block 'chart' is int, not a function",
        ),
        (
            "extensions/box.py",
            "directives={'box': box}",
            "filters={'shout': box}",
            "extensions/box.py",
            "the filter 'shout' is that of extension 'shout', too",
        ),
        (
            "extensions/shout.py",
            "'greet'",
            "'url_for'",
            "extensions/shout.py",
            "the function 'url_for' of extension 'shout' is one of sitegen's",
        ),
        (
            "sitegen.toml",
            "shout",
            "shut",
            "sitegen.toml:1:1",
            "extensions.shut: there is no such extension",
        ),
    ],
)
def test_what_fails_is_named_with_its_line(
    site: SiteFolder, path: str, old: str, new: str, position: str, message: str
) -> None:
    """Whatever an extension raises, returns or lacks."""
    site.write(path, str(FILES[path]).replace(old, new, 1))
    (report,) = (report for report in reports(site.build()) if report[0] == position)
    assert report[1].partition(" (while")[0] == message


def test_the_page_that_calls_a_failing_function_is_named(site: SiteFolder) -> None:
    """As many pages may."""
    site.write("extensions/box.py", BOX.replace("words = ", "words = 1 / 0 #"))
    ((_, message),) = reports(site.build())
    assert message.endswith("division by zero (while rendering content/b.md)")


def test_an_overrun_is_at_the_line_of_the_extension(site: SiteFolder) -> None:
    """While it is imported, and while a page is rendered."""
    site.write("sitegen.toml", "limits.page_seconds = 0.5\n")
    site.write("extensions/box.py", BOX.replace("words = ", "while True: pass\n    words = "))
    assert [position for position, _ in reports(site.build())] == ["extensions/box.py:5"]
    site.write("extensions/box.py", f"while True: pass\n{BOX}")
    assert [position for position, _ in reports(site.build())] == ["extensions/box.py:1"]


def test_an_import_that_nobody_can_foresee_is_an_error(site: SiteFolder) -> None:
    """If a function computes the name of a module, a change of that module would be missed."""
    late = "def box(call):\n    import importlib\n    importlib.import_module('la' + 'te')"
    site.write("late.py", "")
    site.write("extensions/box.py", BOX.replace("def box(call):", late))
    ((position, message),) = reports(site.build())
    assert position == "extensions/box.py"
    assert message == "the directive 'box' imports late.py while it runs (while rendering content/b.md)"


@pytest.mark.parametrize(
    "code", ["open('notes.txt')", "pathlib.Path('notes.txt').read_text()", "runpy.run_path('notes.txt')"]
)
def test_a_file_that_nobody_watches_is_an_error(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """A function may read data files through sitegen, which records that it did."""
    monkeypatch.chdir(site.root)
    site.write("notes.txt", "")
    reading = f"import pathlib, runpy\n\ndef box(call):\n    {code}"
    site.write("extensions/box.py", BOX.replace("def box(call):", reading))
    ((position, message),) = reports(site.build())
    assert position == "extensions/box.py"
    assert message == "the directive 'box' reads notes.txt while it runs (while rendering content/b.md)"
    site.write("data/a.toml", "n = 1")
    site.write("extensions/box.py", BOX.replace("words = ", "call.load_data('a.toml'); words = "))
    site.publish()


def test_a_module_that_comes_later_is_noticed(site: SiteFolder) -> None:
    """An extension may look for a module that isn't there yet."""
    attempt = "try:\n    from later import late\nexcept ImportError:\n    late = None\n"
    site.write("extensions/box.py", attempt + BOX.replace("'box': box}", "'box': late or box}"))
    site.publish()
    site.write("later.py", "def late(call):\n    return '<p>later</p>'\n")
    site.publish()
    assert "<p>later</p>" in site.page("b/index.html")


def test_an_untrusted_site_s_extensions_are_not_used(site: SiteFolder) -> None:
    """And the build says so."""
    site.write("extensions/box.py", f"import pathlib\npathlib.Path(__file__).with_name('ran').touch()\n{BOX}")
    result = site.build(safe=True)
    assert not result.ok
    assert {problem.code for problem in result.problems} == {
        "unknown-directive",
        "unknown-language",
        "unknown-layout",
    }
    notice = "With --safe, extensions aren't used: those in extensions/ are ignored."
    assert result.notices == (notice,)
    site.write("content/a.md", "Text.\n")
    site.write("content/b.md", "Text.\n")
    result = site.build(safe=True)
    assert result.notices == (notice,)
    assert not (site.root / "extensions/ran").exists()


def test_a_preview_uses_saved_code_at_once(site: SiteFolder) -> None:
    """Again and again in one process, and a text edit beside it is still one of text."""
    session = Session()
    for word in ("one", "two", "one"):
        site.write("extensions/_words.py", WORDS.replace("text.upper()", f"'{word}'"))
        session.hints = frozenset([str(site.root / "extensions/_words.py")])
        assert build(site.options(), now=NOW, session=session).ok
        assert site.page("a/index.html").startswith(f"{word}?")
    site.write("content/a.md", "---\ntitle: Alpha\nlayout: loud\n---\nOther text.\n")
    session.hints = frozenset([str(site.root / "content/a.md")])
    assert build(site.options(), now=NOW, session=session).ok
    assert session.changed == ("a/index.html",)
    assert session.fresh["a/index.html"].startswith(b"one?")


def test_an_installed_extension_is_used_where_the_site_names_it(
    make_site: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its release counts as its code does."""
    from sitegen.core import releases

    packages = SiteFolder(
        tmp_path / "site-packages",
        {
            "box_of_a_test/__init__.py": BOX.replace("extension =", "box_extension ="),
            "box_of_a_test-1.2.dist-info/entry_points.txt": (
                "[console_scripts]\nx = y:z\n[sitegen.extensions]\nbox = box_of_a_test:box_extension\n"
            ),
        },
    )
    monkeypatch.syspath_prepend(packages.root)
    releases.list_releases.cache_clear()
    page = {"content/a.md": "::: box\n:::\n"}
    unnamed = make_site(page).build()
    assert [problem.code for problem in unnamed.problems] == ["unknown-directive"]
    site = make_site({**page, "sitegen.toml": "[extensions.box]\n"})
    site.publish()
    assert rendered(site) == 0
    (packages.root / "box_of_a_test-1.2.dist-info").rename(packages.root / "box_of_a_test-1.3.dist-info")
    releases.list_releases.cache_clear()
    assert rendered(site) == 1
    releases.list_releases.cache_clear()
