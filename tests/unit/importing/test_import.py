"""``sitegen import``: one command makes a working site, and a second one keeps what the user changed."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.build.options import BuildOptions
from sitegen.build.run import build
from sitegen.cli import main
from sitegen.core.problems import ProblemError, Severity
from sitegen.importing.run import import_site

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.importing.report import Report

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CONFIG = "site_name: Old\nsite_url: https://example.org/\nplugins: [mike]\n"
PAGES = {
    "index.md": "# Home\n\n[A](a.md)\n\n![far](https://img.example.com/x.png)\n",
    "a.md": '# A\n\n{% gadget title="x" wide=true %}\n\n<iframe title="v" src="https://video.example.com/1"></iframe>\n',
}


def make_old(folder: Path, config: str = CONFIG) -> Path:
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    for name, text in PAGES.items():
        (docs / name).write_text(text, "utf-8")
    return folder


def read_settings(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "sitegen.toml").read_text("utf-8"))


def run(folder: Path, root: Path) -> Report:
    return import_site(folder, root, now=NOW)


def test_a_site_works_after_one_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Unknown calls have templates, and what pages load from other hosts is allowed: all in one pass."""
    old = make_old(tmp_path / "old")
    before = {path: path.read_bytes() for path in old.rglob("*") if path.is_file()}
    report = run(old, old)
    settings = (old / "sitegen.toml").read_text("utf-8")
    assert 'allow_hosts = ["img.example.com", "video.example.com"]' in settings
    assert 'raw_html = "all"' in settings
    template = (old / "sitegen/layouts/directives/gadget.html").read_text("utf-8")
    assert "title, wide" in template
    assert ["plugins.mike", "gadget"] == [finding.subject for finding in report.findings]
    assert before == {path: path.read_bytes() for path in before}, "nothing is written into the content"
    assert 0 == main(["build", "--root", str(old)]), capsys.readouterr().err
    assert "<strong>x</strong>" in (old / "sitegen/public/a/index.html").read_text("utf-8")


def test_inline_code_is_allowed_and_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By hashes where all of it has some; else all of it, with the first place that needs it."""
    for name, text, allowed, subjects in (
        ("hashes", "<style>b { color: red }</style>\n\nText.\n", "sha256-", []),
        ("all", '<p style="color: red" onclick="x()">x</p>\n', '["all"]', ['privacy.allow_inline = ["all"]']),
    ):
        old = make_old(tmp_path / name, "site_name: Old\n")
        (old / "docs/b.md").write_text(f"# B\n\n{text}", "utf-8")
        report = run(old, old)
        shown = [(finding.path, finding.line) for finding in report.findings if finding.subject in subjects]
        assert shown == [("docs/b.md", 3)] * len(subjects)
        assert f"allow_inline = {allowed}" in (old / "sitegen.toml").read_text("utf-8").replace(
            '["sha', "sha"
        )
        assert 0 == main(["build", "-q", "--root", str(old)]), capsys.readouterr().err
        assert "inline" not in capsys.readouterr().err


def test_addresses_that_the_old_checker_passes_over_are_left_to_the_host(tmp_path: Path) -> None:
    """Those of the site itself; an expression that means anything else, or all, stands for none."""
    old = make_old(tmp_path, "site_name: Old\n")
    (old / ".htmltest.yml").write_text(
        "IgnoreInternalURLs: [/api/]\n"
        "IgnoreURLs: ['^/docs/latest(/?|/install/)$', ^https://x.example/, '/v1\\.2/.*', '^/a+/',"
        " '^/[^/]+/$', '^/docs/1.[6-9]\\d/old/', '^/b(?:/\\w{2,})?/x$', '^\\/c/.+/d']\n",
        "utf-8",
    )
    run(old, old)
    hosted = ["/api/", "/b/*/x/", "/b/x/", "/c/*/d/", "/docs/1.*/old/"]
    hosted += ["/docs/latest/", "/docs/latest/install/", "/v1.2/"]
    assert hosted == read_settings(old)["urls"]["hosted"]


def test_other_versions_and_languages_are_left_to_the_host(tmp_path: Path) -> None:
    """What the content has a counterpart of is a mistake."""
    old = make_old(tmp_path / "old", CONFIG.replace("example.org", "docs.net"))
    links = "[a](https://docs.net/zh/a/) [b](https://docs.net/guide/old/) [c](https://docs.net/gone/)"
    (old / "docs/guide").mkdir()
    (old / "docs/guide/index.md").write_text(f"# Guide\n\n{links}\n", "utf-8")
    report = run(old, old)
    assert 'hosted = ["/zh/"]' in (old / "sitegen.toml").read_text("utf-8")
    assert [("/zh/", "docs/guide/index.md", 3)] == [
        (finding.subject, finding.path, finding.line)
        for finding in report.findings
        if finding.subject == "/zh/"
    ]


def test_pages_that_a_program_made_are_left_to_the_host(tmp_path: Path) -> None:
    """Two addresses below a folder are slips, and so are those where the content has the folder."""
    old = make_old(tmp_path / "old", CONFIG)
    (old / "docs/guide").mkdir()
    links = "[a](/api/a/) [b](/api/b/#x) [c](/api/c) [d](/few/a/) [e](/few/a) [f](/few/b/)"
    links += " [g](/guide/g/) [h](/guide/h/) [i](/guide/i/)"
    (old / "docs/guide/index.md").write_text(f"# Guide\n\n{links}\n", "utf-8")
    report = run(old, old)
    assert ["/api/"] == read_settings(old)["urls"]["hosted"]
    assert ["/api/"] == [finding.subject for finding in report.findings if "made its pages" in finding.advice]


@pytest.mark.parametrize("name", ["static/_redirects", "layouts/index.redirects"])
def test_addresses_that_redirect_rules_have_are_left_to_the_host(tmp_path: Path, name: str) -> None:
    """A rule for everything stands for none; rules that a template makes are reported."""
    old = make_old(tmp_path, "site_name: Old\n")
    (old / name).parent.mkdir()
    rules = "# Rules\n{{ $x }}\n/docs/latest/*  /docs/{{ $x }}/:splat\n/old/:year/a /new 301\n"
    rules += "/:page /\n/* /index.html 200\n"
    (old / name).write_text(rules, "utf-8")
    report = run(old, old)
    assert ["/docs/latest/", "/old/*/a/"] == read_settings(old)["urls"]["hosted"]
    assert (name in [finding.subject for finding in report.findings]) == ("layouts" in name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("netlify.toml", '[build]\npublish = "x"\n[[redirects]]\nfrom = "/a/*"\nto = "/b/:splat"\n'),
        ("vercel.json", '{"redirects": [{"source": "/a/:path*", "destination": "/b/:path*"}]}'),
        ("vercel.json", '{"rewrites": [{"source": "/a/(.*)", "destination": "https://b.org/$1"}]}'),
        ("vercel.json", '{"redirects": [{"source": "/(.*)"}, {"source": "/:slug"}, {"source": "/a"}]}'),
    ],
)
def test_rules_in_the_configuration_of_a_host_count_too(tmp_path: Path, name: str, text: str) -> None:
    old = make_old(tmp_path, "site_name: Old\n")
    (old / name).write_text(text, "utf-8")
    run(old, old)
    assert ["/a/"] == read_settings(old)["urls"]["hosted"]


def test_a_host_whose_configuration_cannot_be_read_has_no_rules(tmp_path: Path) -> None:
    """An expression within an address stands for one part of it."""
    old = make_old(tmp_path, "site_name: Old\n")
    (old / "netlify.toml").write_text("[[redirects", "utf-8")
    rules = '{"redirects": [{"source": "/blog/(\\\\d+)/x"}], "rewrites": {}}'
    (old / "vercel.json").write_text(rules, "utf-8")
    run(old, old)
    assert ["/blog/*/x/"] == read_settings(old)["urls"]["hosted"]


def test_links_to_ids_that_a_shortcode_writes_lead_to_it(tmp_path: Path) -> None:
    """Until its template is written anew, if the old one writes ids; other anchors stay errors."""
    files = {
        "hugo.toml": 'title = "H"\nbaseURL = "https://docs.net/"\n',
        "themes/t/layouts/shortcodes/cli/tools.html": '{{ range .x }}<h2 id="{{ . }}">{{ . }}</h2>{{ end }}',
        "layouts/_shortcodes/plain.html": "<b>x</b>",
        "content/a/cli.md": "{{< cli/tools >}}\n\n[own](#own)\n",
        "content/b/_index.md": "{{< cli/tools >}}\n",
        "layouts/_shortcodes/terms.md": "{{ .Title }}\n: {{ .RawContent }}\n",
        "content/c.md": "{{< plain >}}\n",
        "content/e.md": "{{% terms %}}\n\n[own](#term)\n",
        "content/f.md": '{{< box id="given" >}}B{{< /box >}}\n\n[own](#given)\n',
        "content/d.md": "[1](a/cli.md#one)\n[2](/b/#two)\n[3](c.md#three)\n[4](#four)\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    report = run(tmp_path, tmp_path)
    template = (tmp_path / "sitegen/layouts/directives/cli-tools.html").read_text("utf-8")
    ids = ["one", "own", "two"]
    assert ids == re.findall(r'^<span id="(\w+)">', template, re.MULTILINE)
    assert [finding.subject for finding in report.findings if "one, own, two" in finding.advice] == [
        "cli-tools"
    ]
    site = build(BuildOptions(root=tmp_path), now=NOW)
    assert ["#four", "c.md#three"] == sorted(
        problem.subject for problem in site.problems if problem.severity is Severity.ERROR
    )


def test_a_copy_has_what_links_mean_and_hidden_files_that_pages_include(tmp_path: Path) -> None:
    """Links out of the old site and to hidden files are passed over, and so are hidden files otherwise."""
    old = tmp_path / "old"
    files = {
        "book.toml": '[book]\ntitle = "B"\n',
        "src/SUMMARY.md": "# S\n\n- [A](a.md)\n",
        "src/a.md": "# A\n\n```toml\n{{#include x/.cargo/config.toml}}\n```\n\n![a](in.png)\n",
        "src/x/.cargo/config.toml": "key = 1\n",
        "src/x/.cargo/other.toml": "key = 2\n",
        "third/in.png": "in",
        ".git/config": "secret",
        "../outside.png": "out",
    }
    for name, text in files.items():
        (old / name).parent.mkdir(parents=True, exist_ok=True)
        (old / name).write_text(text, "utf-8")
    for name, target in (("in", "third/in.png"), ("hidden", ".git/config"), ("out", "../outside.png")):
        (old / f"src/{name}.png").symlink_to(f"../{target}")
    run(old, tmp_path / "new")
    src = tmp_path / "new/src"
    copied = sorted(path.relative_to(src).as_posix() for path in src.rglob("*") if path.is_file())
    assert ["SUMMARY.md", "a.md", "in.png", "x/.cargo/config.toml"] == copied
    site = build(BuildOptions(root=tmp_path / "new", lenient=True), now=NOW)
    assert "include-failed" not in [problem.code for problem in site.problems]


def test_a_copy_is_a_site_of_its_own(tmp_path: Path) -> None:
    old = make_old(tmp_path / "old")
    run(old, tmp_path / "new")
    assert PAGES["a.md"] == (tmp_path / "new/docs/a.md").read_text("utf-8")
    assert 0 == main(["build", "-q", "--root", str(tmp_path / "new")])


def test_links_are_followed_within_the_repository(tmp_path: Path) -> None:
    """A page may be a link to a file beside the content; nothing hidden comes along."""
    old = make_old(tmp_path / "old")
    (tmp_path / "secret.md").write_text("# Secret\n", "utf-8")
    (old / ".git").mkdir()
    (old / ".git" / "config.md").write_text("# Hidden\n", "utf-8")
    (old / "CHANGELOG.md").write_text("# Changes\n", "utf-8")
    (old / "more" / "deep").mkdir(parents=True)
    (old / "more" / "deep" / "page.md").write_text("# Page\n", "utf-8")
    for name, target in (
        ("changelog.md", "../CHANGELOG.md"),
        ("secret.md", "../../secret.md"),
        ("hidden.md", "../.git/config.md"),
        ("more", "../more"),
        ("circle", "../docs"),
    ):
        (old / "docs" / name).symlink_to(target)
    run(old, tmp_path / "new")
    copied = {path.name for path in (tmp_path / "new/docs").rglob("*") if path.is_file()}
    assert {"index.md", "a.md", "changelog.md", "page.md"} == copied


def test_a_second_import_keeps_what_the_user_changed(tmp_path: Path) -> None:
    old, new = make_old(tmp_path / "old"), tmp_path / "new"
    run(old, new)
    settings, template = new / "sitegen.toml", new / "sitegen/layouts/directives/gadget.html"
    settings.write_text(settings.read_text("utf-8").replace('title = "Old"', 'title = "Mine"'), "utf-8")
    template.write_text("<b>mine</b>\n", "utf-8")
    (new / "docs/a.md").write_text("# Mine\n", "utf-8")
    (old / "docs/index.md").write_text("# New\n\n[A](a.md)\n", "utf-8")
    (old / "mkdocs.yml").write_text(f"{CONFIG}copyright: Ada\n", "utf-8")
    report = run(old, new)
    text = settings.read_text("utf-8")
    assert 'title = "Mine"' in text
    assert 'copyright = "Ada"' in text
    assert "<b>mine</b>\n" == template.read_text("utf-8")
    assert "# Mine\n" == (new / "docs/a.md").read_text("utf-8")
    assert "# New\n\n[A](a.md)\n" == (new / "docs/index.md").read_text("utf-8")
    assert ("sitegen.toml", "docs/index.md") == report.written
    assert ("sitegen/layouts/directives/gadget.html", "docs/a.md") == report.left


def test_a_third_import_of_the_same_writes_nothing(tmp_path: Path) -> None:
    old = make_old(tmp_path / "old")
    run(old, old)
    files = {path: path.read_bytes() for path in old.rglob("*") if path.is_file()}
    assert () == run(old, old).written
    assert files == {path: path.read_bytes() for path in old.rglob("*") if path.is_file()}


def test_a_configuration_of_ones_own_is_never_replaced(tmp_path: Path) -> None:
    old = make_old(tmp_path / "old")
    (old / "sitegen.toml").write_text('title = "Mine"\n', "utf-8")
    with pytest.raises(ProblemError) as failure:
        run(old, old)
    assert "import-target" == failure.value.problems[0].code
    assert 'title = "Mine"\n' == (old / "sitegen.toml").read_text("utf-8")


def test_a_folder_without_a_site_is_a_problem_that_names_the_one_below(tmp_path: Path) -> None:
    make_old(tmp_path / "website")
    with pytest.raises(ProblemError) as failure:
        run(tmp_path, tmp_path)
    problem = failure.value.problems[0]
    assert ("import-source", True) == (problem.code, problem.hint.endswith("website"))


@pytest.mark.parametrize("command", ["build", "check"])
def test_other_commands_point_to_import(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only where the folder has no sitegen.toml."""
    old = make_old(tmp_path / "old")
    assert 1 == main([command, "--root", str(old)])
    assert f"MkDocs, Material or Zensical: `sitegen import {old}` moves it here." in capsys.readouterr().err
    run(old, old)
    main([command, "--root", str(old)])
    assert "sitegen import" not in capsys.readouterr().err


@pytest.mark.parametrize("name", ["report.md", "report.json"])
def test_reports(name: str, tmp_path: Path) -> None:
    """Markdown or JSON, by the suffix: each thing that did not come along, with place, pages and remedy."""
    old = make_old(tmp_path / "old")
    assert 0 == main(["import", str(old), "--report", str(tmp_path / name)])
    text = (tmp_path / name).read_text("utf-8")
    if name.endswith(".json"):
        subjects = [finding["subject"] for finding in json.loads(text)["findings"]]
        assert ["plugins.mike", "gadget"] == subjects
    else:
        assert "| gadget | `docs/a.md:3` | 1 | shown as it is by" in text


def test_a_site_of_vitepress_is_imported_whole(tmp_path: Path) -> None:
    """Its home page, code from scripts, parts that are no pages, links to an index, a layout of the theme."""
    files = {
        ".vitepress/config.ts": "export default { title: 'V', srcExclude: ['**/parts/*'] }\n",
        "index.md": "---\nlayout: home\nhero:\n  name: V\n  text: Fast\n"
        "  actions: [{text: Go, link: guide/a}]\n"
        "features: [{title: One, details: Of *many*}]\n---\n",
        "guide/a.md": "# What's new?\n\n<<< @/code/x.ts#r{1} [x]\n\n"
        "<!--@include: ./parts/p.md-->\n\n[b](../b/index)\n",
        "guide/parts/p.md": "A part.\n",
        "b/index.md": "---\nlayout: home\n---\n# B\n\n[a](/guide/a#what-s-new)\n",
        "code/x.ts": "// #region r\nlet a\n// #endregion r\n",
    }
    for name, text in files.items():
        (tmp_path / "old" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "old" / name).write_text(text, "utf-8")
    import_site(tmp_path / "old", tmp_path / "new", now=NOW)
    result = build(BuildOptions(root=tmp_path / "new"), now=NOW)
    assert [] == [problem.message for problem in result.problems if problem.severity is Severity.ERROR]
    public = tmp_path / "new/sitegen/public"
    home, page = (public / name for name in ("index.html", "guide/a.html"))
    assert [True] * 3 == [
        part in home.read_text("utf-8") for part in ("Fast", 'href="/guide/a.html"', "<em>many</em>")
    ]
    assert [True] * 3 == [
        part in page.read_text("utf-8") for part in ('id="what-s-new"', "A part.", "let </span>")
    ]
    assert not (public / "code/x.ts").exists()
