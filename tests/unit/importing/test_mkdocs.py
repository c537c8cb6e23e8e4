"""``mkdocs.yml`` -> our configuration and navigation, and each thing that has no counterpart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks import navigation
from sitegen.config import NavItem, UrlStyle
from sitegen.importing.generators.mkdocs import read_mkdocs
from sitegen.importing.recognise import find_generator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sitegen.importing.generators.imported import ImportedSite


def read(
    folder: Path, config: str, pages: Mapping[str, str] | tuple[str, ...] = ("index.md",)
) -> ImportedSite:
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    for page in pages:
        path = folder / "docs" / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[page] if isinstance(pages, dict) else "# Title\n", "utf-8")
    return read_mkdocs(folder)


def subjects(site: ImportedSite) -> list[str]:
    return [finding.subject for finding in site.findings]


def test_top_of_the_file(tmp_path: Path) -> None:
    site = read(
        tmp_path,
        "site_name: Site\nsite_url: https://example.org/a/\nsite_description: About\nsite_author: Ada\n"
        "copyright: '&copy; 2026 <a href=\"/\">Ada</a>'\nuse_directory_urls: false\n"
        "theme: {name: material, language: de}\nexclude_docs: |\n  drafts/\n  *.py\n",
    )
    config = site.config
    assert ("Material for MkDocs", ()) == (site.generator, site.findings)
    assert ("Site", "https://example.org/a", "About", "Ada", "© 2026 Ada", "de") == (
        config.title,
        config.base_url,
        config.description,
        config.author.name,
        config.copyright,
        config.language,
    )
    assert (UrlStyle.HTML, ("drafts", "*.py"), "docs") == (
        config.urls.style,
        config.ignore,
        config.paths.content,
    )


def test_a_configuration_can_inherit_and_read_the_environment(tmp_path: Path) -> None:
    (tmp_path / "base.yml").write_text("site_name: Base\nsite_url: https://example.org/\n", "utf-8")
    config = "INHERIT: base.yml\nsite_name: Upper\nextra: {a: !ENV [NAME, x]}\nhooks: [!relative a.py]\n"
    site = read(tmp_path, config)
    assert ("Upper", "https://example.org") == (site.config.title, site.config.base_url)
    assert ["extra.a", "hooks"] == subjects(site)


def test_nothing_is_left_out_in_silence(tmp_path: Path) -> None:
    """Each key, plugin and extension that isn't read is told with its line."""
    site = read(
        tmp_path,
        "site_name: A\nsecret_setting: 1\nplugins:\n  - search:\n      unknown_option: 1\n  - mike\n"
        "  - my-plugin\nmarkdown_extensions:\n  - admonition\n  - my_extension\n",
    )
    assert [
        ("plugins.search.unknown_option", 5),
        ("plugins.mike", 6),
        ("plugins.my-plugin", 7),
        ("markdown_extensions.my_extension", 10),
        ("secret_setting", 2),
    ] == [(finding.subject, finding.line) for finding in site.findings]
    assert all(finding.advice for finding in site.findings)


def test_plugins_that_have_a_counterpart(tmp_path: Path) -> None:
    site = read(
        tmp_path,
        "site_name: A\nplugins:\n  search:\n  tags:\n  redirects: {redirect_maps: {old.md: new/index.md#x,"
        " b/index.md: https://example.org/}}\n  blog: {post_url_format: '{date}/{file}'}\n"
        "  social: {cards_layout_options: {background_color: '#112233'}}\n",
    )
    assert {"/old/": "/new/#x", "/b/": "https://example.org/"} == site.redirects
    assert {"blog/posts": "/blog/:year/:month/:day/:title/"} == site.config.urls.patterns
    assert ["tags", "blog/category"] == [taxonomy.path for taxonomy in site.config.taxonomies]
    assert (True, True, "#112233") == (
        site.config.search.enabled,
        site.config.social_cards.enabled,
        site.config.social_cards.paper,
    )


def test_extensions_set_options(tmp_path: Path) -> None:
    site = read(
        tmp_path,
        "site_name: A\nmarkdown_extensions:\n  toc: {permalink: true, toc_depth: 2-4}\n  smarty: {}\n"
        "  pymdownx.arithmatex: {}\n  codehilite: {linenums: true}\n",
    )
    markdown = site.config.markdown
    assert (4, True, True, True, True) == (
        markdown.toc_depth,
        markdown.heading_anchors,
        markdown.smart_punctuation,
        markdown.math,
        markdown.line_numbers,
    )


NAV = """
nav:
  - index.md
  - Guide:
    - guide/index.md
    - Install: guide/install.md
    - Deep: [{X: https://example.org/}, guide/install.md#part]
  - gone.md
"""


@pytest.mark.parametrize(
    ("feature", "guide"),
    [
        (
            "",
            NavItem("Guide", items=(NavItem(page="guide/index.md"), NavItem("Install", "guide/install.md"))),
        ),
        (
            "navigation.indexes",
            NavItem("Guide", "guide/index.md", items=(NavItem("Install", "guide/install.md"),)),
        ),
    ],
)
def test_nav_has_its_order_titles_nesting_and_links(feature: str, guide: NavItem, tmp_path: Path) -> None:
    pages = ("index.md", "guide/index.md", "guide/install.md")
    site = read(tmp_path, f"site_name: A\ntheme: {{name: material, features: [{feature}]}}\n{NAV}", pages)
    deep = NavItem(
        "Deep", items=(NavItem("X", url="https://example.org/"), NavItem(url="/guide/install/#part"))
    )
    first, second = site.nav
    assert NavItem(page="index.md") == first
    assert (guide.title, guide.page, (*guide.items, deep)) == (second.title, second.page, second.items)
    assert ["gone.md"] == subjects(site)


FOLDER = ("index.md", "b.md", "a.md", "sub/x.md")


@pytest.mark.parametrize(
    ("config", "files", "pages"),
    [
        ("nav: ['*.md']", {}, ["index.md", "a.md", "b.md"]),
        ("nav: [b.md, '*']", {}, ["b.md", "index.md", "a.md", "sub/x.md"]),
        (
            "plugins: [awesome-pages]",
            {".pages": "nav: [b.md, ..., a.md]"},
            ["b.md", "index.md", "sub/x.md", "a.md"],
        ),
        ("plugins: [awesome-nav]", {".nav.yml": "nav: [sub, b.md, {T: a.md}]"}, ["sub/x.md", "b.md", "a.md"]),
        (
            "plugins: [literate-nav]",
            {"SUMMARY.md": "# S\n* [B](b.md)\n* Group\n    * [X](sub/x.md)\n* [Sub](sub/)\n"},
            ["b.md", "sub/x.md", "sub/x.md"],
        ),
        ("plugins: [search]", {}, ["index.md", "a.md", "b.md", "sub/x.md"]),
    ],
)
def test_nav_of_plugins(config: str, files: dict[str, str], pages: list[str], tmp_path: Path) -> None:
    """Wildcards, ``.pages``, ``.nav.yml`` and ``SUMMARY.md``; without any, the folders are the navigation."""
    site = read(tmp_path, f"site_name: A\n{config}\n", dict.fromkeys(FOLDER, "# T\n") | files)
    assert pages == list(walk(site.nav))


def walk(items: tuple[NavItem, ...]) -> list[str]:
    return [page for item in items for page in ([item.page] if item.page else []) + walk(item.items)]


def test_zensical(tmp_path: Path) -> None:
    (tmp_path / "zensical.toml").write_text(
        '[project]\nsite_name = "Z"\nnav = [{ "Home" = "index.md" }, "a.md"]\n'
        '[project.theme]\nlanguage = "fr"\n',
        "utf-8",
    )
    for page in ("index.md", "a.md"):
        (tmp_path / "docs").mkdir(exist_ok=True)
        (tmp_path / "docs" / page).write_text("# T\n", "utf-8")
    site = read_mkdocs(tmp_path)
    assert ("Zensical", "Z", "fr") == (site.generator, site.config.title, site.config.language)
    assert (NavItem("Home", "index.md"), NavItem(page="a.md")) == site.nav


def test_mkdocstrings_is_our_reference(tmp_path: Path) -> None:
    """Packages, options and inventories; what it has no counterpart for is listed."""
    site = read(
        tmp_path,
        "site_name: A\nplugins:\n  - mkdocstrings:\n      handlers:\n        python:\n          paths: [lib]"
        "\n          inventories: [https://docs.python.org/3/objects.inv]\n"
        "          options: {docstring_style: numpy, show_source: false, line_length: 80}\n",
        {"index.md": "# A\n", "../lib/pkg/__init__.py": ""},
    )
    reference = site.config.reference
    assert (("lib",), {"docstring_style": "numpy", "show_source": False}) == (
        reference.paths, reference.options
    )  # fmt: skip
    assert [("https://docs.python.org/3/", "inventories/docs.python.org-3.inv")] == [
        (inventory.url, inventory.file) for inventory in reference.inventories
    ]
    assert "lib" in [folder.target for folder in site.folders]
    assert [("plugins.mkdocstrings.inventories", 7)] == [
        (finding.subject, finding.line) for finding in site.findings
    ]


def test_a_package_at_the_top_is_what_mkdocstrings_documents(tmp_path: Path) -> None:
    """Without paths; tests are no API. The source is shown, as by default there."""
    site = read(
        tmp_path,
        "site_name: A\nplugins: [mkdocstrings]\n",
        {"index.md": "# A\n", "../pkg/__init__.py": "", "../tests/__init__.py": ""},
    )
    assert (("pkg",), {"show_source": True}) == (site.config.reference.paths, site.config.reference.options)


def test_packages_that_pages_name_are_looked_for_in_the_repository(tmp_path: Path) -> None:
    pages = {
        "a.md": "::: pkg.A\n\n## ::: deep.b.c\n",
        "../src/pkg/__init__.py": "",
        "../back/src/deep/__init__.py": "",
    }
    site = read(
        tmp_path, "site_name: A\nplugins: [mkdocstrings: {handlers: {python: {paths: [src]}}}]\n", pages
    )
    assert ("src", "back/src") == site.config.reference.paths
    assert "back/src" in [folder.target for folder in site.folders]


def test_properdocs_has_the_same_configuration(tmp_path: Path) -> None:
    (tmp_path / "properdocs.yml").write_text("site_name: A\n", "utf-8")
    generator = find_generator(tmp_path)
    assert generator.read(tmp_path).config.title == "A"


def test_macros_of_zensical_are_an_extension(tmp_path: Path) -> None:
    site = read(tmp_path, "site_name: A\nmarkdown_extensions: {zensical.extensions.macros: {}}\n")
    assert (True, ()) == (site.config.markdown.macros, site.findings)


def test_posts_keep_the_addresses_that_their_headings_gave_them(tmp_path: Path) -> None:
    """Material makes them of titles; sitegen knows titles in the front matter before it reads the text."""
    posts = {
        "blog/posts/short.md": "---\ndate: 2025-01-02\n---\n# A Long, Title\n",
        "blog/posts/same.md": "---\ndate:\n  created: 2024-03-04\n---\n# Same\n",
        "blog/posts/own.md": "---\ndate: 2024-03-04\nslug: other\n---\n# Heading\n",
    }
    site = read(tmp_path, "site_name: A\nplugins: [blog]\n", posts)
    assert {
        "/blog/archive/2025/": "/blog/",
        "/blog/archive/2024/": "/blog/",
        "/blog/2025/01/02/a-long-title/": "/blog/2025/01/02/short/",
    } == site.redirects


def test_names_of_macros_are_below_extra(tmp_path: Path) -> None:
    (tmp_path / "people.yml").write_text("- {name: Ada}\n", "utf-8")
    config = (
        "site_name: A\nextra: {price: 3}\nplugins:\n- macros:\n    module_name: main\n"
        "    include_yaml: [people: people.yml, missing.yml]\n"
    )
    site = read(tmp_path, config)
    assert site.config.markdown.macros
    assert {"price": 3, "people": [{"name": "Ada"}]} == site.config.extra
    assert ["plugins.macros.include_yaml: missing.yml", "plugins.macros.module_name"] == subjects(site)


def test_links_to_files_and_networks(tmp_path: Path) -> None:
    """Material shows them by its features, MkDocs always."""
    config = (
        "site_name: A\nrepo_url: https://github.com/o/r/\nedit_uri: blob/main/docs/\n"
        "plugins: [git-committers]\n"
        "theme: {name: material, features: [content.action.view]}\n"
        "extra: {social: [{icon: fontawesome/brands/mastodon, link: https://m.example/@a}]}\n"
    )
    site = read(tmp_path, config)
    git = site.config.git
    assert ("https://github.com/o/r", "main", "docs", ("source",), True) == (
        git.repository,
        git.branch,
        git.folder,
        git.links,
        git.authors,
    )
    assert [("Mastodon", "https://m.example/@a")] == [(item.name, item.target) for item in site.config.footer]
    assert () == site.findings
    assert not read(tmp_path, config.replace("content.action.view", "x")).config.git.repository


def test_options_of_extensions_that_change_pages_are_listed(tmp_path: Path) -> None:
    config = (
        "site_name: A\nmarkdown_extensions:\n- toc: {permalink: true, slugify: x}\n- pymdownx.magiclink:\n"
        "    repo_url_shorthand: true\n    social_url_shorthand: false\n- pymdownx.superfences:\n"
        "    custom_fences: [{name: mermaid}]\n- pymdownx.snippets: {url_download: true}\n"
    )
    assert ["toc.slugify", "pymdownx.magiclink.repo_url_shorthand", "pymdownx.snippets.url_download"] == [
        name.removeprefix("markdown_extensions.") for name in subjects(read(tmp_path, config))
    ]


def test_mkautodoc_is_our_reference(tmp_path: Path) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg/__init__.py").write_text("", "utf-8")
    site = read(tmp_path, "site_name: A\nmarkdown_extensions: [mkautodoc]\n")
    assert (("pkg",), ()) == (site.config.reference.paths, site.findings)


def test_navigations_can_be_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`benchmarks.navigation` compares what MkDocs shows with what the import writes."""
    config = "site_name: A\ntheme: {name: material, features: [navigation.indexes]}\nnav:\n- index.md\n"
    config += "- Guide: [guide/index.md, guide/a.md]\n- Web: https://example.org\n"
    read(tmp_path, config, ("index.md", "guide/index.md", "guide/a.md"))
    old = tmp_path / "old.txt"
    old.write_text("0 /\n0 /guide\n1 /guide/a\n0 https://example.org\n", "utf-8")
    assert not navigation.main(["compare", str(tmp_path), str(old)])
    old.write_text("0 /\n1 /guide\n", "utf-8")
    assert navigation.main(["compare", str(tmp_path), str(old)])
    assert "-1 /guide" in capsys.readouterr().out


@pytest.mark.parametrize(
    "written",
    [
        "plugins:\n  - glightbox:\n      manual: true\n",
        "markdown_extensions: [zensical.extensions.glightbox]\n",
    ],
)
def test_glightbox_and_statuses(tmp_path: Path, written: str) -> None:
    site = read(tmp_path, f"site_name: S\n{written}extra:\n  status:\n    beta: May change\n")
    assert (True, {"beta": "May change"}) == (site.config.markdown.lightbox, site.config.extra["status"])
    assert subjects(site) == (["plugins.glightbox.manual"] if "manual" in written else [])


LANGUAGES = """
site_name: A
nav: [Home: index.md, Guide: guide.md]
plugins:
- i18n:
    languages:
    - {locale: en, name: English, default: true}
    - locale: fr
      name: Français
      site_name: Le A
      nav_translations: {Guide: Manuel}
      theme: {logo: a.svg}
    - {locale: it, name: Italiano, build: false}
"""


def test_languages_by_suffixes(tmp_path: Path) -> None:
    site = read(tmp_path, LANGUAGES, ("index.en.md", "index.fr.md", "guide.md", "guide.it.md"))
    languages = site.config.languages
    assert ["en", "fr"] == list(languages)
    assert ("en", "en") == (site.config.language, site.config.translations.fallback)
    assert ("Français", "Le A") == (languages["fr"].label, languages["fr"].title)
    assert ["Home", "Guide"] == [item.title for item in site.nav]
    assert [("Home", "index.md"), ("Manuel", "guide.md")] == [
        (item.title, item.page) for item in languages["fr"].nav or ()
    ]
    assert {"it/", "*.it.md"} <= set(site.config.ignore)
    assert ["plugins.i18n.languages.fr.theme"] == subjects(site)


def test_languages_in_folders(tmp_path: Path) -> None:
    config = """
site_name: A
plugins:
- i18n:
    docs_structure: folder
    fallback_to_default: false
    languages:
    - {locale: en, name: English, default: true}
    - {locale: de, name: Deutsch, nav: [Anfang: index.md, Nur hier: nur.md]}
"""
    site = read(tmp_path, config, ("en/index.md", "en/guide.md", "de/index.md", "de/nur.md"))
    assert ["index.md", "guide.md"] == [item.page for item in site.nav]
    assert ["Anfang", "Nur hier"] == [item.title for item in site.config.languages["de"].nav or ()]
    assert not site.config.translations.fallback
    assert () == site.findings


def test_languages_as_older_versions_write_them(tmp_path: Path) -> None:
    plugin = "{default_language: en, languages: {en: English, fr: Français}}"
    config = f"site_name: A\nplugins:\n- i18n: {plugin}\n"
    site = read(tmp_path, config, ("index.md", "index.fr.md"))
    assert {"en": "English", "fr": "Français"} == {
        code: language.label for code, language in site.config.languages.items()
    }
    assert ["index.md"] == [item.page for item in site.nav]


def test_pictures_of_the_theme_come_along(tmp_path: Path) -> None:
    """MkDocs publishes what is in the folder of a theme at the top of the site."""
    for name in ("theme/assets/logo.png", "theme/main.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    site = read(tmp_path, "site_name: A\ntheme: {name: material, custom_dir: theme}\n")
    targets = {folder.target for folder in site.folders}
    assert {"docs", "sitegen/static/assets/logo.png"} == targets
    assert "sitegen/static" == site.config.paths.static


def test_macros_can_be_left_to_the_pages_that_want_them(tmp_path: Path) -> None:
    config = "site_name: A\nextra: {price: 3}\nplugins: [macros: {render_by_default: false}]\n"
    site = read(tmp_path, config)
    assert (False, {"price": 3}) == (site.config.markdown.macros, site.config.extra)
