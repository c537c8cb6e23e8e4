"""What extensions can add besides names in templates: checks, files, pages, themes, conversion, commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.cli import main
from sitegen.core.problems import ProblemError, Severity, format_position
from sitegen.ext.load import Function
from sitegen.ext.registry import Used
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sitegen.build.options import BuildResult

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

HEAD = "from sitegen.ext import *\n\n"
PAGES = {
    "content/a.md": "---\ntitle: Alpha\ndate: 2024-05-06\n---\nSee #12, `#13` and [#14](b.md) & #15.\n",
    "content/b.md": "---\ntitle: Beta\ndate: 2025-05-06\nisbn: 123\n---\nTODO\n\n[x](nowhere.md)\n",
}
CHECK = (
    HEAD
    + """
def titles(page, site):
    if any(other.title > page.title for other in site.pages):
        yield Finding('not the last', 'rename it', line=2, is_error=page.title == 'Error')

extension = Extension(checks={'titles': titles})
"""
)
FILE = (
    HEAD
    + """
def titles(site):
    return '|'.join(page.title for page in site.pages)

extension = Extension(outputs={'files/titles.txt': titles})
"""
)
ARCHIVE = (
    HEAD
    + """
def archive(library):
    years = sorted({entry.date.year for entry in library.entries if entry.date})
    word = library.data.get('words.toml', {}).get('year', 'Year')
    return {f'archive/{year}.md': f'---\\ntitle: {word} {year}\\n---\\n\\nSee.\\n' for year in years}

extension = Extension(pages={'archive': archive})
"""
)
THEME = HEAD + "extension = Extension(layouts='theme')\n"
CONVERSION = (
    HEAD
    + """
import msgspec

def isbn(value):
    if len(str(value)) != 3:
        raise ValueError('an ISBN has 3 digits here')
    return f'ISBN {value}'

def todo(page):
    return page.text.replace('TODO', '**To do**\\n\\nin two lines')

def mark(page):
    return msgspec.structs.replace(page, html=page.html.replace('<p>', '<p class="x">'))

def issue(match):
    return f'<a href="https://example.org/{match[1]}">{match[0]}</a>'

def write(self, tokens, index, *_):
    return f'<ins>{escape(tokens[index].content)}</ins>'

def insert(md):
    def rule(state, silent):
        end = state.src.find('++', state.pos + 2)
        if not state.src.startswith('++', state.pos) or end < 0:
            return False
        if not silent:
            state.push('insertion', 'ins', 0).content = state.src[state.pos + 2 : end]
        state.pos = end + 2
        return True

    md.inline.ruler.before('emphasis', 'insertion', rule)
    md.add_render_rule('insertion', write)

extension = Extension(
    keys={'isbn': isbn}, texts={'todo': todo}, documents={'mark': mark}, replacements={r'#(\\d+)': issue},
    markdown={'insert': insert},
)
"""
)


def rendered(site: SiteFolder) -> int:
    """Build, which must succeed, and return how many outputs were rendered."""
    result = site.build()
    assert result.ok, result.problems
    return result.rendered


def reports(result: BuildResult, code: str) -> list[tuple[str, str]]:
    return [(format_position(one), one.message) for one in result.problems if one.code == code]


def test_a_check_has_a_code_of_its_own_and_is_asked_again_only_if_it_must(make_site: Maker) -> None:
    """What it reads of the site is recorded; a build of an unchanged site repeats what was found."""
    site = make_site({**PAGES, "extensions/order.py": CHECK, "content/b.md": "---\ntitle: Beta\n---\n"})
    for _ in range(2):
        assert reports(site.build(), "order/titles") == [("content/a.md:2", "not the last")]
    site.write("content/b.md", "---\ntitle: Aleph\n---\n")
    assert reports(site.build(), "order/titles") == [("content/b.md:2", "not the last")]
    site.write("content/b.md", "---\ntitle: Zeta\n---\n")
    site.write("content/a.md", "---\ntitle: Error\n---\n")
    result = site.build()
    assert not result.ok
    (problem,) = (one for one in result.problems if one.code == "order/titles")
    assert problem.severity is Severity.ERROR
    site.write("sitegen.toml", 'check.severity = {"order/titles" = "off"}')
    assert site.build().ok


@pytest.mark.parametrize(
    ("code", "position", "said"),
    [
        ("1 / 0", "extensions/order.py:5", "failed: ZeroDivisionError: division by zero"),
        ("open('notes.txt')", "extensions/order.py", "reads notes.txt while it runs"),
        (
            "__import__('importlib').import_module('la' + 'te')",
            "extensions/order.py",
            "imports late.py while it runs",
        ),
    ],
)
def test_a_check_is_watched_until_its_last_finding(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch, code: str, position: str, said: str
) -> None:
    """The body of one that is written as a generator runs only when its findings are asked for."""
    check = CHECK.replace("    if any", f"    {code}\n    if any")
    files = {"content/a.md": "# A", "extensions/order.py": check, "notes.txt": "", "late.py": ""}
    site = make_site(files)
    monkeypatch.chdir(site.root)
    ((shown, message),) = reports(site.build(), "extension-failed")
    assert shown == position
    assert said in message


def test_what_a_failing_function_has_read_is_not_charged_to_the_next(tmp_path: Path) -> None:
    def fail() -> None:
        tmp_path.joinpath("notes.txt").read_text()
        raise ValueError

    tmp_path.joinpath("notes.txt").touch()
    used = Used("x", "extensions/x.py", "extensions.x", "extension", {}, ())
    with pytest.raises(ProblemError, match="ValueError"):
        Function(used, str(tmp_path), "filters", "fail", fail).run()
    assert Function(used, str(tmp_path), "filters", "five", lambda: 5).run() == 5


def test_a_file_is_written_anew_when_what_it_says_has_changed(make_site: Maker) -> None:
    site = make_site({"content/a.md": "# Alpha", "content/b.md": "# Beta", "extensions/titles.py": FILE})
    site.publish()
    assert site.page("files/titles.txt") == "Alpha|Beta"
    assert rendered(site) == 0
    site.write("content/b.md", "# Gamma")
    site.publish()
    assert site.page("files/titles.txt") == "Alpha|Gamma"
    site.write("extensions/titles.py", FILE.replace("'|'", "'-'"))
    assert rendered(site) == 1


def test_generated_pages_follow_the_content_and_the_data(make_site: Maker) -> None:
    """They are pages as others are: in lists, in the sitemap, and what links lead to."""
    site = make_site(
        {
            "sitegen.toml": 'base_url = "https://example.org"',
            "content/a.md": "---\ndate: 2024-05-06\n---\n[The year](archive/2024.md)",
            "extensions/archive.py": ARCHIVE,
        }
    )
    site.publish()
    assert "<h1>Year 2024</h1>" in site.page("archive/2024/index.html")
    assert "https://example.org/archive/2024/" in site.page("sitemap.xml")
    assert rendered(site) == 0
    site.write("data/words.toml", "year = 'Anno'")
    site.write("content/b.md", "---\ndate: 2025-05-06\n---\nText.")
    site.publish()
    assert "<h1>Anno 2024</h1>" in site.page("archive/2024/index.html")
    assert "<h1>Anno 2025</h1>" in site.page("archive/2025/index.html")
    site.remove("content/b.md")
    site.publish()
    assert not (site.root / "public/archive/2025").exists()
    site.write("content/archive/2024.md", "In the way.")
    ((position, message),) = reports(site.build(), "url-collision")
    assert (position, message) == (
        "content/archive/2024.md:1",
        "an extension generates a page of the same name",
    )


def test_a_generated_page_is_checked_as_others_are(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Although there is no file to look into."""
    code = ARCHIVE.replace("See.", "# Twice").replace("title: {word} {year}", "title: ''")
    site = make_site({"content/a.md": "---\ndate: 2024-05-06\n---\n# A\n", "extensions/archive.py": code})
    monkeypatch.chdir(site.root)
    main(["check"])
    report = capsys.readouterr().err
    assert "system-refused" not in report
    assert "content/archive/2024.md" in report


@pytest.mark.parametrize("result", ["5", "['a.md']", "{'a.txt': ''}", "{'../a.md': ''}", "{'x/b.md': 5}"])
def test_what_is_no_page_is_refused(make_site: Maker, result: str) -> None:
    site = make_site(
        {
            "content/a.md": "",
            "extensions/x.py": f"{HEAD}extension = Extension(pages={{'x': lambda _: {result}}})",
        }
    )
    ((position, message),) = reports(site.build(), "extension-failed")
    assert position == "extensions/x.py"
    assert message.startswith("the pages 'x' must be Markdown by path")


def test_themes_form_a_chain(make_site: Maker) -> None:
    """In the order of sitegen.toml; the site's own layouts come last, and each can be named."""
    site = make_site(
        {
            "sitegen.toml": "extensions = {first = {}, second = {}}",
            "content/a.md": "# A",
            "extensions/first/__init__.py": THEME,
            "extensions/first/theme/page.html": "first {{ page.title }}",
            "extensions/first/theme/partials/x.html": "x of first",
            "extensions/second/__init__.py": THEME,
            "extensions/second/theme/page.html": "2nd {% include 'partials/x.html' %} {{ asset('a.css') }}",
            "extensions/second/theme/assets/a.css": "a { color: red }",
        }
    )
    site.publish()
    assert site.page("a/index.html").startswith("2nd x of first /assets/a.")
    site.write("layouts/page.html", "own, {% include 'first/page.html' %}")
    assert rendered(site) == 1
    assert site.page("a/index.html") == "own, first A"
    site.remove("layouts/page.html")
    site.write("extensions/second/theme/assets/a.css", "a { color: blue }")
    site.publish()
    site.write("sitegen.toml", "extensions = {second = {}, first = {}}")
    site.publish()
    assert site.page("a/index.html") == "first A"


def test_a_theme_without_its_folder_is_an_error(make_site: Maker) -> None:
    site = make_site({"content/a.md": "", "extensions/x.py": THEME})
    message = "extension 'x' has no folder 'theme' for its layouts"
    assert reports(site.build(), "extension-failed") == [("extensions/x.py", message)]


def test_extensions_take_part_in_conversion(make_site: Maker) -> None:
    """Keys, texts, rules, replacements and pages, in this order; lines are those of the file."""
    site = make_site(
        {
            **PAGES,
            "content/b.md": "---\ntitle: Beta\nisbn: 123\n---\nTODO\n\n++in<s>++\n\n[x](nowhere.md)\n",
            "extensions/conversion.py": CONVERSION,
            "layouts/page.html": "{{ page.extra.get('isbn', '') }}{{ page.content }}",
        }
    )
    assert reports(site.build(), "broken-link") == [("content/b.md:9:5", "'nowhere.md' leads nowhere")]
    assert site.build(lenient=True).ok
    assert site.page("a/index.html") == (
        '<p class="x">See <a href="https://example.org/12">#12</a>, <code>#13</code> and '
        '<a href="/b/">#14</a> &amp; <a href="https://example.org/15">#15</a>.</p>\n'
    )
    assert site.page("b/index.html").startswith(
        'ISBN 123<p class="x"><strong>To do</strong></p>\n<p class="x">in two lines</p>\n'
        '<p class="x"><ins>in&lt;s&gt;</ins></p>\n'
    )
    site.write("extensions/conversion.py", CONVERSION.replace('class="x"', 'class="y"'))
    assert site.build(lenient=True).ok
    assert '<p class="y">' in site.page("a/index.html")
    site.write("content/b.md", "---\ntitle: Beta\nisbn: 12\n---\n")
    assert reports(site.build(), "field-value") == [("content/b.md:3:1", "isbn: an ISBN has 3 digits here")]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "return f'ISBN",
            "return object() or f'",
            "the reader of 'isbn' must return plain data, and returned object",
        ),
        (
            "return page.text",
            "return 5 or page.text",
            "the text transform 'todo' must return str, and returned int",
        ),
        (
            "return msgspec",
            "return 5 or msgspec",
            "the page transform 'mark' must return PageHtml, and returned int",
        ),
        ("return f'<a", "return 5 or f'<a", "the replacement '#(\\\\d+)' must return str, and returned int"),
    ],
)
def test_a_conversion_that_gives_something_else_is_an_error(
    make_site: Maker, old: str, new: str, message: str
) -> None:
    site = make_site({**PAGES, "extensions/conversion.py": CONVERSION.replace(old, new)})
    assert message in {said for _, said in reports(site.build(), "extension-failed")}


def test_a_command_gets_its_words_and_gives_its_code(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "def say(command):\n    print(command.folder, command.arguments)\n    return 3\n"
    site = make_site(
        {
            "content/a.md": "",
            "extensions/x.py": f"{HEAD}{code}extension = Extension(commands={{'say': say}})\n",
        }
    )
    monkeypatch.chdir(site.root)
    assert main(["run", "say", "a", "b"]) == 3
    assert capsys.readouterr().out == f"{site.root} ('a', 'b')\n"
    assert main(["run", "sayy"]) == 1
    assert "did you mean 'say'?" in capsys.readouterr().err


def test_a_deploy_target_gets_what_differs(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = """
import hashlib, pathlib

def copy(place):
    top = pathlib.Path(place)

    def send(path, data):
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_bytes(data)

    def files():
        there = [path for path in top.rglob('*') if path.is_file()]
        return {str(path.relative_to(top)): hashlib.sha256(path.read_bytes()).hexdigest() for path in there}

    return HostFunctions(list_files=files, send=send, delete=lambda path: (top / path).unlink())

extension = Extension(hosts={'copy': copy})
"""
    site = make_site(
        {
            "sitegen.toml": 'base_url = "https://example.org"\ndeploy.target = "extension:copy:there"',
            "content/a.md": "# A",
            "extensions/x.py": HEAD + code,
        }
    )
    monkeypatch.chdir(site.root)
    assert main(["deploy"]) == 0
    assert (site.root / "there/a/index.html").read_bytes() == (site.root / "public/a/index.html").read_bytes()
    site.write("there/b.html", "")
    assert main(["deploy", "--allow-lost"]) == 0
    assert "0 sent, 1 deleted" in capsys.readouterr().err
    assert not (site.root / "there/b.html").exists()
