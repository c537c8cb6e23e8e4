"""A site of Hugo -> ours: its files of settings, menus, shortcodes and addresses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sitegen.build.options import BuildOptions
from sitegen.build.run import build
from sitegen.core.slugs import hugo_segment
from sitegen.importing.generators.hugo import read_hugo
from sitegen.importing.go_functions import FUNCTIONS, UntranslatableError
from sitegen.importing.go_template import Source, translate_shortcode
from sitegen.importing.run import import_site

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NOW = datetime(2026, 11, 30, tzinfo=UTC)
PARTIALS = {"box.html": '<div class="{{ .kind }}">{{ with .title }}<b>{{ . }}</b>{{ end }}{{ .body }}</div>'}


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def translate(text: str) -> str:
    source = Source(lambda name: PARTIALS.get(name, ""), {"note": "Note"}, is_plain=True)
    return translate_shortcode(text, source)


#: A template of Go -> the same in Jinja.
TEMPLATES = [
    ("<b>{{ .Inner | markdownify }}</b>", "<b>{{ body }}</b>"),
    ("<b>{{ $.Page.RenderString .Inner }}</b>", "<b>{{ body }}</b>"),
    ('{{ .Get "a" }}', "{{ options.get('a', '') }}"),
    ("{{ .Get 1 }}", "{{ (arguments[1] if arguments | length > 1 else '') }}"),
    ("{{- /* a {{ comment }} */ -}} x", "x"),
    (
        '{{ if eq (.Get "a") "b" }}1{{ else if .Inner }}2{{ else }}3{{ end }}',
        "{% if ((options.get('a', '')) == 'b') %}1{% elif body %}2{% else %}3{% endif %}",
    ),
    (
        '{{ if .Get "open" }}open{{ end }}',
        "{% if options.get('open', '') not in ('', 'false') %}open{% endif %}",
    ),
    (
        '{{ with .Get "a" }}<i>{{ . }}</i>{{ end }}',
        "{% set value1 = options.get('a', '') %}{% if value1 %}<i>{{ value1 }}</i>{% endif %}",
    ),
    (
        '{{ $x := .Get "a" | default "b" }}{{ $x }}',
        "{% set value1 = (options.get('a', '') or 'b') %}{{ value1 }}",
    ),
    (
        '{{ range split (.Get 0) "," }}<i>{{ . }}</i>{{ end }}',
        (
            "{% for value1 in ((arguments[0] if arguments | length > 0 else '')).split(',') %}"
            "<i>{{ value1 }}</i>{% endfor %}"
        ),
    ),
    ('{{ T "note" }}', "{{ 'Note' }}"),
    ("{{ site.Params.version }}", "{{ site.extra.get('version', '') }}"),
    ('{{ printf "100%%d, %d" 5 }}', "{{ ('100%%d, %s' | format(5)) }}"),
    ('{{ printf "<b>%s</b>" .Inner | safeHTML }}', "{{ (('<b>%s</b>' | format(body)) | safe) }}"),
    (
        '{{ partial "box.html" (dict "kind" "x" "title" (.Get "t") "body" .Inner) }}',
        (
            "{% set value1 = (({'kind': 'x', 'title': (options.get('t', '')), 'body': body})) %}"
            "<div class=\"{{ value1['kind'] }}\">{% set value2 = value1['title'] %}"
            "{% if value2 %}<b>{{ value2 }}</b>{% endif %}{{ value1['body'] }}</div>"
        ),
    ),
]


@pytest.mark.parametrize(("go", "jinja"), TEMPLATES, ids=[go[:40] for go, _ in TEMPLATES])
def test_shortcodes_are_translated(go: str, jinja: str) -> None:
    """What Jinja has a counterpart of is translated, with the partials in it."""
    assert translate(go) == jinja


@pytest.mark.parametrize(
    "go",
    [
        "<script>{{ .Inner }}</script>",
        "<pre>{{ .Inner }}</pre>",
        "{{ .Page.Store.Get 1 }}",
        "{{ range .Site.Pages }}{{ .Title }}{{ end }}",
        "{{ $x := 1 }}{{ range slice 1 2 }}{{ $x = 2 }}{{ end }}{{ $x }}",
        '{{ partial "unknown.html" . }}',
        "{{ if .Inner }}",
        '{{ printf "%05d" 1 }}',
        '{{ printf "%d" }}',
        "{{ lower 1 2 }}",
        "{% raw %}",
        '{{ .Get "a" "b" }}',
    ],
)
def test_what_jinja_cannot_say_exactly_is_not_translated(go: str) -> None:
    """A template is translated whole or not at all."""
    with pytest.raises(UntranslatableError):
        translate(go)


def test_a_bug_of_ours_is_not_a_template_that_cannot_be_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FUNCTIONS, "lower", lambda value: value + 1)
    with pytest.raises(TypeError):
        translate("{{ lower .Inner }}")


def test_settings_of_a_folder_are_those_of_the_published_site(tmp_path: Path) -> None:
    """Files for one language, and those for production, count as Hugo has them."""
    write(
        tmp_path,
        {
            "config/_default/hugo.toml": 'defaultContentLanguage = "en"\nenableEmoji = true\n',
            "config/_default/languages.en.toml": 'title = "English"\n',
            "config/_default/languages.zh-Hans.toml": 'title = "Chinese"\n',
            "config/_default/menus.en.toml": '[[main]]\nname = "Docs"\npageRef = "docs"\n',
            "config/production/hugo.toml": 'baseURL = "https://example.org/"\n',
            "content/a.zh-Hans.md": "---\ntitle: A\n---\n",
        },
    )
    config = read_hugo(tmp_path).config
    menu = [(item.name, item.target) for item in config.menu]
    assert (config.title, config.base_url, menu) == ("English", "https://example.org", [("Docs", "/docs")])
    assert (config.markdown.emoji, [*config.languages]) == (True, ["en", "zh-Hans"])


def test_values_and_shortcodes_in_folders_are_filled_in_everywhere(tmp_path: Path) -> None:
    """``param`` names a value below others with a dot, and a shortcode can be in a folder."""
    files = {
        "hugo.toml": '[params.versions]\ngo = "1.2"\n[params.versions.c]\nmain = 3\nlist = [1]\n',
        "layouts/shortcodes/hub/version.html": "0.4\n",
        "content/a.md": "[a](/x/{{< param versions.go >}}) {{% hub/version %}} {{< param versions.c.main >}}",
        "static/x/1.2": "",
    }
    write(tmp_path / "old", files)
    import_site(tmp_path / "old", tmp_path / "new", now=NOW)
    result = build(BuildOptions(root=tmp_path / "new", lenient=True), now=NOW)
    page = (tmp_path / "new/sitegen/public/a/index.html").read_text("utf-8")
    assert ([], True) == ([*result.problems], '<p><a href="/x/1.2">a</a> 0.4 3</p>' in page)


def test_menus_have_their_submenus_and_the_entries_of_pages(tmp_path: Path) -> None:
    """``parent`` puts an entry below another, and pages put themselves into the menu."""
    write(
        tmp_path,
        {
            "hugo.toml": '[[menus.main]]\nidentifier = "more"\nname = "More"\nweight = 2\n'
            '[[menus.main]]\nname = "Code"\nparent = "more"\nurl = "https://example.org/"\n',
            "content/blog/_index.md": "+++\ntitle = 'Blog'\n[menus.main]\nweight = 1\n+++\n",
            "content/about.md": "---\ntitle: About us\nmenu: main\n---\n",
            "content/deep.md": "---\ntitle: Deep\nmenu: {main: {parent: more}}\n---\n",
            "content/footer.md": "---\ntitle: Imprint\nmenu: [footer]\n---\n",
        },
    )
    menu = [
        (item.name, item.target, [(child.name, child.target) for child in item.items])
        for item in read_hugo(tmp_path).config.menu
    ]
    assert menu == [
        ("About us", "about.md", []),
        ("Blog", "blog/_index.md", []),
        ("More", "", [("Code", "https://example.org/"), ("Deep", "deep.md")]),
    ]


def test_an_entry_without_a_name_leaves_the_others_alone(tmp_path: Path) -> None:
    """Hugo takes its name from the page; what isn't imported is told, menu by menu, always in one order."""
    entries = '[[menus.main]]\npageRef = "/a"\n[[menus.main]]\nname = "B"\nurl = "/b/"\n'
    others = [f"other{number}" for number in range(9)]
    more = "".join(f'[[menus.{name}]]\nname = "X"\nurl = "/x/"\n' for name in reversed(others))
    write(tmp_path, {"hugo.toml": entries + more})
    site = read_hugo(tmp_path)
    assert [(item.name, item.target) for item in site.config.menu] == [("B", "/b/")]
    told = [one.subject for one in site.findings if one.subject.startswith("menus.")]
    assert told == ["menus.main", *(f"menus.{name}" for name in others)]


def test_folders_of_languages_may_be_absolute(tmp_path: Path) -> None:
    settings = 'contentDir = "{0}/text"\n[languages.en]\n[languages.de]\ncontentDir = "{0}/text/deutsch"\n'
    write(tmp_path, {"hugo.toml": settings.format(tmp_path), "text/deutsch/a.md": "A"})
    config = read_hugo(tmp_path).config
    assert (config.paths.content, config.languages["de"].folder) == ("text", "deutsch")


NAMES = [
    ("What's new?", "Whats-new"), ("Q & A", "Q-A"), ("a - b", "a-b"), ("a--b", "a--b"), ("C++ 11", "C++-11"),
    ("1.0.3 Release", "1.0.3-Release"), ("C#", "C-sharp"), ("In four posts.", "In-four-posts"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "expected"), NAMES)
def test_titles_become_addresses_as_in_hugo(title: str, expected: str) -> None:
    """Signs go, but for those that Hugo keeps."""
    assert hugo_segment(title) == expected


def test_addresses_of_terms_titles_and_feeds_stay(tmp_path: Path) -> None:
    """Permalinks by title, terms with signs, empty taxonomies and feeds of sections without dates."""
    write(
        tmp_path / "old",
        {
            "hugo.toml": 'baseURL = "https://example.org/"\n[permalinks]\nblog = "/:year/:title/"\n',
            "content/blog/a.md": "---\ntitle: 'Release 1.0: out!'\ndate: 2025-01-02\n"
            'tags: ["what\'s new?"]\n---\n\n{{< lead >}}Text{{< /lead >}} {{< version >}}\n',
            "content/docs/_index.md": "---\ntitle: Docs\n---\n",
            "content/docs/b.md": "---\ntitle: B\n---\n\nB\n\n{{< youtube abc >}}\n\n"
            "{{< hint danger >}}Care!{{< /hint >}}\n",
            "layouts/shortcodes/lead.html": '<em class="lead">{{ .Inner | markdownify }}</em>\n',
            "layouts/shortcodes/version.html": "{{- site.Params.version -}}\n",
            "static/.well-known/security.txt": "Contact: mailto:a@example.org\n",
        },
    )
    with (tmp_path / "old/hugo.toml").open("a") as file:
        file.write('[params]\nversion = "2.5"\n')
    site = tmp_path / "new"
    import_site(tmp_path / "old", site, now=NOW)
    result = build(BuildOptions(root=site), now=NOW)
    public = site / "sitegen/public"
    names = (
        "2025/release-1.0-out/index.html", "tags/whats-new/index.html", "tags/whats-new/index.xml",
        "tags/index.xml", "categories/index.html", "docs/index.xml", ".well-known/security.txt",
    )  # fmt: skip
    assert [name for name in names if not (public / name).is_file()] == []
    assert [problem.message for problem in result.problems if problem.severity == "error"] == []
    post = (public / names[0]).read_text("utf-8")
    page = (public / "docs/b/index.html").read_text("utf-8")
    assert '<em class="lead">' in post
    assert "2.5" in post
    assert '<a href="https://www.youtube.com/watch?v=abc">' in page
    assert "markdown-alert-warning" in page


def test_languages_come_along_with_their_addresses(tmp_path: Path) -> None:
    """Files of languages by suffix or folder are at the addresses that Hugo gives them, with their menus.

    Pictures of the theme are at its addresses, too.
    """
    write(
        tmp_path / "old",
        {
            "hugo.toml": 'baseURL = "https://example.org/"\ndefaultContentLanguage = "en"\ntheme = "t"\n'
            '[languages.en]\nlabel = "English"\nweight = 1\n'
            '[languages.zh-hans]\nlabel = "Chinese"\ntitle = "Z"\nweight = 2\n'
            '[[languages.zh-hans.menus.main]]\nname = "Posts"\npageRef = "posts"\n',
            "content/posts/a/index.en.md": "---\ntitle: A\n---\n\n[b](../b/) ![](p.svg)\n",
            "content/posts/a/index.zh-Hans.md": "---\ntitle: Z\nmenu: main\n---\n",
            "content/posts/a/p.svg": '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
            "content/posts/b.md": "---\ntitle: B\naliases: [old-b]\n---\n\n![](/images/c.svg)\n",
            "assets/images/c.svg": '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
            "themes/t/static/logo.svg": '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        },
    )
    import_site(tmp_path / "old", tmp_path / "new", now=NOW)
    result = build(BuildOptions(root=tmp_path / "new"), now=NOW)
    public = tmp_path / "new/sitegen/public"
    names = (
        "posts/a/index.html", "posts/b/index.html", "zh-hans/posts/a/index.html", "zh-hans/index.html",
        "en/index.html", "posts/old-b/index.html", "images/c.svg", "logo.svg",
    )  # fmt: skip
    assert [name for name in names if not (public / name).is_file()] == []
    assert [problem.message for problem in result.problems if problem.severity == "error"] == []


def test_folders_of_languages_are_below_one_folder(tmp_path: Path) -> None:
    """``contentDir`` of each language is its folder in the content."""
    write(
        tmp_path,
        {
            "hugo.toml": 'defaultContentLanguage = "en-gb"\n'
            '[languages.en-gb]\ncontentDir = "content/en"\n[languages.de]\ncontentDir = "content/de"\n'
            '[languages.fr]\nbaseURL = "https://example.fr/"\ncontentDir = "content/fr"\n'
            '[languages.pl]\ndisabled = true\ncontentDir = "content/pl"\n',
        },
    )
    site = read_hugo(tmp_path)
    folders = {code: language.folder for code, language in site.config.languages.items()}
    assert (site.config.paths.content, site.config.language, folders) == (
        "content",
        "en-gb",
        {"en-gb": "en", "de": ""},
    )
    assert [finding.subject for finding in site.findings] == ["languages.fr"]


def test_signs_in_names_of_files_are_not_in_addresses(tmp_path: Path) -> None:
    """Also where a pattern names the file; a bundle keeps its pictures beside it."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'
    write(
        tmp_path / "old",
        {
            "hugo.toml": '[permalinks]\nblog = "/:year/:filename/"\n',
            "content/posts/[What] (now)、是.md": "---\ntitle: T\n---\n",
            "content/posts/Bundle (1)/index.md": "---\ntitle: T\n---\n![](p.svg)\n",
            "content/posts/Bundle (1)/p.svg": svg,
            "content/blog/cauchy–schwarz + 1.md": "---\ntitle: T\ndate: 2024-01-02\n---\n",
        },
    )
    import_site(tmp_path / "old", tmp_path / "new", now=NOW)
    result = build(BuildOptions(root=tmp_path / "new"), now=NOW)
    public = tmp_path / "new/sitegen/public"
    names = ("posts/what-now是", "posts/bundle-1", "2024/cauchyschwarz-+-1")
    assert [name for name in names if not (public / name / "index.html").is_file()] == []
    assert [problem.message for problem in result.problems if problem.severity == "error"] == []
