"""Each generator's configuration -> ours: addresses, folders, taxonomies, menus, navigation, redirects."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from sitegen.cli.commands import GENERATORS as NAMES
from sitegen.config import Config, Language, MenuItem, NavItem, read_config
from sitegen.importing.generators.imported import ImportedSite, Kind
from sitegen.importing.recognise import GENERATORS, find_generator
from sitegen.importing.run import import_site
from sitegen.importing.sitegen_toml import write_settings
from tests.cases.old_sites import (
    DOCUSAURUS,
    ELEVENTY,
    GATSBY,
    HEXO,
    HUGO,
    JEKYLL,
    MDBOOK,
    NEXT,
    OBSIDIAN,
    PAGE,
    PELICAN,
    SPHINX,
    STARLIGHT,
    VITEPRESS,
    ZOLA,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


NOW = datetime(2026, 1, 1, tzinfo=UTC)


def read(folder: Path, files: Mapping[str, str]) -> ImportedSite:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return find_generator(folder).read(folder)


def option(site: ImportedSite, name: str) -> Any:
    value: Any = msgspec.json.decode(msgspec.json.encode(site.config))
    for part in name.split("/"):
        value = value[part]
    return value


#: Files -> the options that they set.
OPTIONS: list[tuple[Mapping[str, str], dict[str, object]]] = [
    (
        HUGO,
        {
            "title": "H",
            "base_url": "https://example.org",
            "description": "About",
            "paginate": 5,
            "urls/lowercase": False,
            "urls/patterns": {"posts": "/:year/:urlized/"},
            "feeds/path": {"rss": "index.xml"},
            "markdown/smart_punctuation": False,
            "menu": [{"name": "Blog", "target": "/posts/", "weight": 2, "items": []}],
        },
    ),
    (
        JEKYLL,
        {
            "title": "J",
            "base_url": "https://example.org/b",
            "author/name": "Ada",
            "urls/style": "directory",
            "urls/patterns": {
                "_posts": "/:categories/:year/:month/:day/:title/",
                "_drafts": "/:categories/:year/:month/:day/:title/",
                "_docs": "/docs/:path/",
            },
            "feeds/path": {"atom": "/atom.xml"},
            "feeds/ids": "jekyll",
            "extra": {"colour": "red", "repository": "a/b"},
        },
    ),
    (
        ZOLA,
        {
            "title": "Z",
            "dialect": "zola",
            "feeds/path": {"rss": "rss.xml", "atom": "atom.xml"},
            "taxonomies": [{"name": "tags", "singular": "tag", "path": "tags", "feeds": True, "paginate": 3}],
            "markdown/smart_punctuation": True,
            "extra": {"colour": "red"},
        },
    ),
    (
        MDBOOK,
        {
            "title": "B",
            "author/name": "Ada",
            "paths/content": "src",
            "urls/style": "html",
            "urls/readme": True,
        },
    ),
    (
        DOCUSAURUS,
        {
            "base_url": "https://example.org/p",
            "urls/style": "directory",
            "urls/patterns": {"docs": "/:page/", "blog": "/blog/:dated/"},
        },
    ),
    (
        STARLIGHT,
        {"title": "S", "dialect": "starlight", "paths/content": "src/content/docs", "paths/static": "public"},
    ),
    (
        VITEPRESS,
        {
            "title": "V",
            "urls/style": "bare",
            "urls/patterns": {"en": "/:page"},
            "menu": [
                {"name": "Guide", "target": "/guide/a", "weight": 0, "items": []},
                {
                    "name": "More",
                    "target": "",
                    "weight": 0,
                    "items": [{"name": "D", "target": "/api/", "weight": 0, "items": []}],
                },
            ],
        },
    ),
    (NEXT, {"title": "N", "base_url": "https://example.org/b", "language": "de", "paths/content": "data"}),
    (GATSBY, {"title": "G", "paths/content": "content/blog", "feeds/path": {"rss": "rss.xml"}}),
    (ELEVENTY, {"title": "E", "paths/content": "content", "paths/static": "public", "urls/patterns": {}}),
    (
        PELICAN,
        {
            "title": "P",
            "base_url": "https://example.org",
            "urls/patterns": {"": "/:year/:slug/", "pages": "/pages/:slug.html"},
            "feeds/path": {"atom": "/feeds/all.atom.xml"},
            "menu": [{"name": "A", "target": "/a/", "weight": 0, "items": []}],
        },
    ),
    (HEXO, {"title": "X", "urls/patterns": {"_posts": "/:year/:title/", "_drafts": "/:year/:title/"}}),
    (SPHINX, {"title": "S", "dialect": "myst", "urls/style": "html"}),
    (OBSIDIAN, {"dialect": "obsidian", "ignore": ["private", "Templates/*", "b.canvas"]}),
]

#: Files -> what has no counterpart, each with its line.
LEFT: list[tuple[Mapping[str, str], list[str]]] = [
    (HUGO, ["params.colour:17"]),
    (JEKYLL, ["plugins.jekyll-scholar:10", "sass:14"]),
    (ZOLA, ["compile_sass:6"]),
    (MDBOOK, ["output.html.additional-css:5", "preprocessor.own:8", "Draft:9"]),
    (DOCUSAURUS, ["plugins.mine:3"]),
    (STARLIGHT, ["starlight.customCss:2"]),
    (VITEPRESS, ["en/api/[name].md:0", "transformHead:4"]),
    (NEXT, ["pages/about.tsx:0", "rewrites:1"]),
    (GATSBY, ["plugins.gatsby-plugin-mine:2"]),
    (ELEVENTY, ["addShortcode: year:2"]),
    (PELICAN, ["PLUGINS.mine:4", "MY_OWN:6"]),
    (HEXO, ["mystery:5"]),
    (SPHINX, ["extensions.sphinx.ext.autodoc:2", "html_theme:3", "old.rst:3"]),
    (OBSIDIAN, ["b.canvas:0", "community-plugins: dataview:1"]),
]

NAVIGATION: list[tuple[Mapping[str, str], tuple[NavItem, ...]]] = [
    (
        VITEPRESS,
        (
            NavItem(
                "Guide",
                items=(
                    NavItem("Start", items=(NavItem("A", "en/guide/a.md"), NavItem("", "en/guide/b.md"))),
                ),
            ),
            NavItem(
                "Api", items=(NavItem("Own", "en/api/index.md"), NavItem("Far", url="https://example.com"))
            ),
        ),
    ),
    (
        MDBOOK,
        (
            NavItem("Intro", "intro.md"),
            NavItem("Part", items=(NavItem("One", "one.md", items=(NavItem("Deep", "deep/README.md"),)),)),
        ),
    ),
    (
        DOCUSAURUS,
        (
            NavItem(
                "Guide",
                items=(
                    NavItem("", "docs/01-intro.md"),
                    NavItem("More", items=(NavItem("Short", "docs/more/a.md"),)),
                ),
            ),
            NavItem("Links", items=(NavItem("X", url="https://example.com"),)),
        ),
    ),
    (
        STARLIGHT,
        (
            NavItem("Guide", items=(NavItem("", "guide/a.md"), NavItem("B", "guide/b.md"))),
            NavItem("Auto", items=(NavItem("", "auto/x.md"),)),
            NavItem("Far", url="https://example.com"),
        ),
    ),
    (
        SPHINX,
        (
            NavItem(
                "Guide",
                items=(
                    NavItem("", "a.md", items=(NavItem("", "c.md"),)),
                    NavItem("Title", "b.md"),
                    NavItem("https://example.com", url="https://example.com"),
                ),
            ),
        ),
    ),
]

REDIRECTS: list[tuple[Mapping[str, str], dict[str, str]]] = [
    (MDBOOK, {"/old/a.html": "/b.html"}),
    (DOCUSAURUS, {"/old": "/new"}),
    (STARLIGHT, {"/o": "/n"}),
    (SPHINX, {"/old.html": "/a.html"}),
]


def name(value: object) -> str:
    return next(iter(value)) if isinstance(value, dict) else ""


@pytest.mark.parametrize(("files", "options"), OPTIONS, ids=name)
def test_options(files: Mapping[str, str], options: Mapping[str, object], tmp_path: Path) -> None:
    site = read(tmp_path, files)
    assert options == {name: option(site, name) for name in options}


@pytest.mark.parametrize(("files", "left"), LEFT, ids=name)
def test_nothing_is_left_out_in_silence(files: Mapping[str, str], left: list[str], tmp_path: Path) -> None:
    site = read(tmp_path, files)
    assert sorted(left) == sorted(f"{finding.subject}:{finding.line}" for finding in site.findings)


@pytest.mark.parametrize(("files", "nav"), NAVIGATION, ids=name)
def test_navigation(files: Mapping[str, str], nav: tuple[NavItem, ...], tmp_path: Path) -> None:
    assert nav == read(tmp_path, files).nav


@pytest.mark.parametrize(("files", "redirects"), REDIRECTS, ids=name)
def test_redirects(files: Mapping[str, str], redirects: dict[str, str], tmp_path: Path) -> None:
    assert redirects == read(tmp_path, files).redirects


@pytest.mark.parametrize("files", [files for files, _ in OPTIONS], ids=name)
def test_what_is_written_is_read_as_it_was(files: Mapping[str, str], tmp_path: Path) -> None:
    """sitegen.toml has only what differs from the dialect's defaults, and gives the same configuration."""
    site = read(tmp_path, files)
    config, problems = read_config(write_settings(site), "sitegen.toml")
    assert () == problems
    assert site.config == msgspec.structs.replace(
        config,
        **{field: getattr(site.config, field) for field in ("nav", "redirects") if hasattr(config, field)},
    )


def test_languages_are_written_without_what_is_usual() -> None:
    """The tables are short, and mean the same."""
    german = Language(label="Deutsch", folder="german", menu=(MenuItem(name="Über", target="about.md"),))
    config = Config(title="T", languages={"en": Language(), "de": german})
    text = write_settings(ImportedSite("Hugo", config, ()))
    assert read_config(text, "sitegen.toml")[0].languages == config.languages
    assert "copyright" not in text


def test_files_tell_the_generators_apart(tmp_path: Path) -> None:
    """``_config.yml`` and ``config.toml`` each belong to two."""
    short = {"_config.yml": "title: H\npost_asset_folder: true\n"}
    assert "hexo" == read(tmp_path / "short", short).generator.lower()
    trees = {"hexo": HEXO, "jekyll": JEKYLL, "zola": ZOLA, "hugo": HUGO | {"config.toml": HUGO["hugo.toml"]}}
    found = {}
    for expected, files in trees.items():
        for path, text in files.items():
            file = tmp_path / expected / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        found[expected] = find_generator(tmp_path / expected).name
    assert {name: name for name in trees} == found


def test_languages_that_hugo_mounts_have_folders_of_their_own(tmp_path: Path) -> None:
    """In both spellings; a language that also has another's pages shows those that it lacks."""
    mounts = (
        "{source: content/fr, target: content, lang: fr}",
        "{source: content/en, target: content, sites: {matrix: {languages: [en, fr]}}}",
    )
    lines = "".join(f"    - {mount}\n" for mount in mounts)
    config = f"title: H\nlanguages: {{en: {{}}, fr: {{}}}}\nmodule:\n  mounts:\n{lines}"
    site = read(tmp_path, {"hugo.yaml": config, "content/en/a.md": PAGE, "content/fr/b.md": PAGE})
    assert ("content", ["en", "fr"]) == (site.config.paths.content, sorted(site.config.languages))
    assert "en" == option(site, "translations/fallback")
    assert ["content"] == [part.target for part in site.folders if "content" in part.target]
    assert () == site.findings


def test_menus_name_pages_of_their_site_by_paths(tmp_path: Path) -> None:
    """So what the new site lacks is left out of the menu, and no page has a broken link."""
    items = "[{ label: 'A', items: [{ label: 'B', href: 'https://example.org/p/b' }] }]"
    config = "export default { url: 'https://example.org', baseUrl: '/p/',\n"
    config += f" themeConfig: {{ navbar: {{ items: {items} }} }} }}\n"
    site = read(tmp_path, {"docusaurus.config.js": config, "docs/a.md": PAGE})
    assert "/b" == option(site, "menu")[0]["items"][0]["target"]


def test_redirects_that_a_site_cannot_have_end_no_build(tmp_path: Path) -> None:
    """Addresses lose ``.`` and doubled slashes; what is still no address is reported."""
    book = "[book]\ntitle = 'B'\n[output.html.redirect]\n'./a.html' = 'b.html'\n'x//c.html' = '../b.html'\n"
    site = read(tmp_path, {"book.toml": f"{book}'d?e=f' = 'b.html'\n", "src/SUMMARY.md": ""})
    assert site.redirects == {"/a.html": "/b.html", "/x/c.html": "/b.html"}
    subjects = [finding.subject for finding in site.findings]
    assert ["the old address '/d?e=f' has a query, which no page can tell from others"] == subjects


def test_the_command_line_names_the_generators() -> None:
    assert set(NAMES) == {generator.name for generator in GENERATORS}


def test_what_hugo_mounts_is_where_its_pages_have_their_addresses(tmp_path: Path) -> None:
    """A copy has the files there, without those that a mount leaves out; others are reported."""
    mounts = (
        "{source: content, target: content, files: '! docs/v?'}",
        "{source: content/docs/v2, target: content/docs, excludeFiles: ['_*']}",
        "{source: content/docs/v2/_dev, target: content/docs/2.dev}",
        "{source: content/docs/v1, target: content/docs, files: ['**.md', '!old/**']}",
        "{source: img/a.png, target: content/b.png}",
        "{source: /etc, target: content/etc}",
        "{source: ../outside, target: static}",
        "{source: assets, target: assets}",
    )
    lines = "".join(f"    - {mount}\n" for mount in mounts)
    files = {
        "old/hugo.yaml": f"title: H\nmodule:\n  mounts:\n{lines}",
        "outside/x": "",
        **{f"old/content/{name}": PAGE for name in ("a.md", "docs/_index.md", "docs/v2/_index.md")},
        **{f"old/content/docs/v2/{name}": PAGE for name in ("2.1/a.md", "_dev/a.md")},
        **{f"old/content/docs/v1/{name}": PAGE for name in ("1.1/a.md", "1.1/b.txt", "old/a.md", "2.1/a.md")},
        "old/img/a.png": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "old/content/docs/v2/2.1/a.md").write_text("# First\n", "utf-8")
    report = import_site(tmp_path / "old", tmp_path / "new", now=NOW)
    content = tmp_path / "new/content"
    copied = sorted(path.relative_to(content).as_posix() for path in content.rglob("*") if path.is_file())
    assert ["a.md", "b.png", "docs/1.1/a.md", "docs/2.1/a.md", "docs/2.dev/a.md", "docs/_index.md"] == copied
    assert (content / "docs/2.1/a.md").read_text("utf-8") == "# First\n"
    outside = [("module.mounts: ../outside", 10), ("module.mounts: /etc", 9)]
    assert outside == [(finding.subject, finding.line) for finding in report.findings]
    in_place = import_site(tmp_path / "old", tmp_path / "old", now=NOW).findings
    unmoved = [("content/docs/v1", 7), ("content/docs/v2", 5), ("content/docs/v2/_dev", 6), ("img/a.png", 8)]
    shown = [(finding.subject, finding.line) for finding in in_place if finding.kind is Kind.KEY]
    assert sorted([*outside, *((f"module.mounts: {name}", line) for name, line in unmoved)]) == sorted(shown)


def test_languages_that_a_program_names_are_found_by_their_folders(tmp_path: Path) -> None:
    """Starlight shows pages without a translation in the default language."""
    config = "import { l } from './l'\n"
    config += "export default { integrations: [starlight({ title: 'S',\n locales: l })] }\n"
    docs = "src/content/docs"
    files = {f"{docs}/{name}.md": PAGE for name in ("en/a", "de/a", "pt-br/a", "guides/a")}
    site = read(tmp_path, {"astro.config.mjs": config, **files})
    assert ["en", "de", "pt-br"] == list(site.config.languages)
    assert (True, "en") == (site.config.translations.default_below_code, site.config.translations.fallback)
    assert () == site.findings


def test_languages_of_starlight_have_their_own_labels(tmp_path: Path) -> None:
    config = """export default { integrations: [starlight({ title: { en: 'S', 'pt-br': 'T' },
      locales: { root: { label: 'English', lang: 'en' }, 'pt-br': { label: 'Português', lang: 'pt-BR' } },
      sidebar: [{ label: 'Start', translations: { 'pt-BR': 'x', 'pt-br': 'Começo' }, items: ['a'] }],
    })] }"""
    docs = "src/content/docs"
    site = read(tmp_path, {"astro.config.mjs": config, f"{docs}/a.md": PAGE, f"{docs}/pt-br/a.md": PAGE})
    portuguese = site.config.languages["pt-br"]
    assert ("Português", "pt-BR", "T") == (portuguese.label, portuguese.language, portuguese.title)
    assert (NavItem("Começo", items=(NavItem(page="a.md"),)),) == portuguese.nav
    assert (NavItem("Start", items=(NavItem(page="a.md"),)),) == site.nav
    assert "English" == site.config.languages["en"].label
    assert not site.config.translations.default_below_code


def test_words_that_a_link_hook_knows_stand_for_the_page_in_it(tmp_path: Path) -> None:
    hook = '{{ if eq $u.String "g" }}{{ $p := "/x" }}{{ $p := "/ref/terms" }}{{ else if eq $level "error" }}'
    at = "layouts/_default/_markup/render-link.html"
    files = {"hugo.toml": 'title = "H"\n', at: f"{{{{ $a }}}}\n{hook}\n", "content/ref/terms/_index.md": PAGE}
    site = read(tmp_path, files)
    assert {"g": "/ref/terms/"} == option(site, "urls/words")
    assert [("_markup/render-link", 2)] == [(finding.subject, finding.line) for finding in site.findings]
    (tmp_path / at).write_text(
        '<a href="{{ .Destination }}"{{ if eq .Title "x" }} rel="y"{{ end }}>', "utf-8"
    )
    site = find_generator(tmp_path).read(tmp_path)
    assert ({}, ()) == (option(site, "urls/words"), site.findings)


def test_hugo_reads_a_folder_of_settings_with_its_languages(tmp_path: Path) -> None:
    site = read(
        tmp_path,
        {
            "config/_default/hugo.yaml": "baseURL: https://example.org\ndefaultContentLanguage: en\n",
            "config/_default/params.toml": 'description = "D"\n',
            "config/_default/menus.en.toml": '[[main]]\nname = "A"\nurl = "a"\n',
            "config/_default/languages.toml": '[en]\ntitle = "E"\n[fr]\ntitle = "F"\n',
            "content/a.fr.md": PAGE,
            "content/a.md": PAGE,
        },
    )
    assert ("E", "D", ["en", "fr"], "/a") == (
        site.config.title,
        site.config.description,
        [*site.config.languages],
        site.config.menu[0].target,
    )
    assert site.findings == ()


def test_folders_that_tsconfig_names_are_aliases(tmp_path: Path) -> None:
    """Images beside the content are published, wherever content names them from."""
    paths = '{"@assets/*": ["src/assets/*"], "~/*": ["src/*"], "@parts/*": ["src/content/docs/_parts/*"]}'
    files = {
        "tsconfig.json": f'{{\n  // comment\n  "compilerOptions": {{"paths": {paths},}}\n}}\n',
        "src/assets/a.png": "",
    }
    site = read(tmp_path, {**STARLIGHT, **files})
    assert {
        "src/assets/": "/_assets/",
        "@assets/": "/_assets/",
        "~/assets/": "/_assets/",
        "~/content/docs/": "/",
        "@parts/": "/_parts/",
    } == site.config.markdown.aliases
    assert "public/_assets" in [folder.target for folder in site.folders]
