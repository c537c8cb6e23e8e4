"""Blogs of Astro, Next.js and Gatsby: their dates and pictures; entries of a menu that lead nowhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sitegen.config import Config, Dialect, HeadingIds, Markdown, Taxonomy
from sitegen.content.frontmatter.addresses import translate_address
from sitegen.content.frontmatter.dates import parse_date
from sitegen.content.frontmatter.read import read
from sitegen.core.model import Source
from sitegen.importing.generators.eleventy import read_eleventy
from sitegen.importing.generators.javascript_blog import read_next
from sitegen.importing.generators.jekyll import read_jekyll
from sitegen.importing.generators.linked_addresses import learn_patterns
from sitegen.importing.generators.settings import make_config
from sitegen.importing.run import import_site

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["25 Aug 2024", "Aug 25, 2024", "August 25 2024", "Sun, 25 Aug 2024", "25 August 2024", "2024-08-25"],
)
def test_months_may_have_names(text: str) -> None:
    assert datetime(2024, 8, 25, tzinfo=UTC) == parse_date(text)


def test_a_date_with_a_name_may_have_a_time() -> None:
    assert datetime(2024, 8, 25, 10, 30, tzinfo=UTC) == parse_date("Sun, 25 Aug 2024 10:30:00 GMT")


@pytest.mark.parametrize(
    ("text", "hour"), [("12:30 AM", 0), ("9:30 am", 9), ("12:30:00PM", 12), ("15:30 PM", 15)]
)
def test_hours_may_be_counted_to_twelve(text: str, hour: int) -> None:
    assert datetime(2024, 8, 25, hour, 30, tzinfo=UTC) == parse_date(f"2024-08-25 {text}")


@pytest.mark.parametrize("text", ["25 Foo 2024", "August 2024", "Aug 25, 24", "31 Feb 2024"])
def test_other_words_are_no_dates(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_date(text)


@pytest.mark.parametrize("key", ["pubDate", "published", "publishDate", "publishedAt", "date", "pubDatetime"])
def test_posts_of_blogs_have_dates_by_many_names(key: str) -> None:
    text = f"---\ntitle: A\n{key}: 2024-08-25\nheroImage: /a.png\n---\nText\n"
    front, _, _, problems = read(Source("a.md", text.encode()), Config(dialect=Dialect.NEXT))
    assert (datetime(2024, 8, 25, tzinfo=UTC), "/a.png", ()) == (front.date, front.image, tuple(problems))


def test_what_leads_nowhere_is_left_out_and_listed(tmp_path: Path) -> None:
    """A menu can name pages that only the old generator makes."""
    files = {
        "astro.config.mjs": "export default defineConfig({ integrations: [starlight({ title: 'T',\n"
        " sidebar: [{ label: 'A', slug: 'a' }, { label: 'Releases', link: '/releases/' }] })] });",
        "src/content/docs/a.md": "---\ntitle: A\n---\nText\n",
        "src/content/docs/index.md": "---\ntitle: Home\n---\nText\n",
    }
    for name, text in files.items():
        (tmp_path / "old" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "old" / name).write_text(text, "utf-8")
    report = import_site(tmp_path / "old", tmp_path / "new", now=NOW)
    assert ["/releases/"] == [finding.subject for finding in report.findings]
    settings = (tmp_path / "new/sitegen.toml").read_text("utf-8")
    assert 'page = "a.md"' in settings
    assert "/releases/" not in settings


#: An address that Eleventy computes -> a pattern.
ADDRESSES = {
    "posts/{{ title | slug }}/index.html": "/posts/:slug/index.html",
    "/blog/{{ page.fileSlug }}/": "/blog/:title/",
    "/{{ page.date | date: '%Y/%m/%d' }}/{{ title | slugify }}/": "/:year/:month/:day/:slug/",
    "/{{ computed.somewhere }}/": "/{{ computed.somewhere }}/",
}


@pytest.mark.parametrize("written", ADDRESSES)
def test_addresses_that_eleventy_computes_are_patterns(written: str) -> None:
    assert ADDRESSES[written] == translate_address(written)


def test_folders_of_eleventy_have_the_addresses_of_their_data_files(tmp_path: Path) -> None:
    (tmp_path / "src/posts").mkdir(parents=True)
    settings = 'module.exports = function (config) {\n  return {\n    dir: { input: "src" },\n  };\n};\n'
    (tmp_path / ".eleventy.js").write_text(settings, "utf-8")
    data = '{ "permalink": "/blog/{{ page.fileSlug }}/" }'
    (tmp_path / "src/posts/posts.json").write_text(data, "utf-8")
    (tmp_path / "src/posts/a.md").write_text("# A\n", "utf-8")
    assert {"posts": "/blog/:title/"} == read_eleventy(tmp_path).config.urls.patterns


def test_layouts_of_eleventy_give_their_pages_addresses(tmp_path: Path) -> None:
    """Eleventy lays the front matter of a layout below that of its pages."""
    layout = """---\npermalink: "/n/{{ page.date | date: '%Y' }}/{{ page.fileSlug }}/index.html"\n---\n"""
    files = {
        ".eleventy.js": 'module.exports = (c) => { c.setInputDirectory("src"); };',
        "src/_includes/post.njk": layout,
        "src/news/2024-05-06-a.md": "---\nlayout: post\n---\n",
        "src/mixed/a.md": "---\nlayout: post\n---\n",
        "src/mixed/b.md": "---\nlayout: page\n---\n",
    }
    write(tmp_path, files)
    assert {"news": "/n/:year/:title/"} == read_eleventy(tmp_path).config.urls.patterns


def test_files_that_eleventy_copies_elsewhere_are_static_files_there(tmp_path: Path) -> None:
    settings = """module.exports = function (c) {
      c.addPassthroughCopy({ "assets/img": "img", "./logo.svg": "/x", "logo.svg": "x/mark.svg" });
      c.addPassthroughCopy("fonts");
      return { dir: { input: "." } };
    };"""
    write(
        tmp_path,
        {".eleventy.js": settings, "assets/img/a.svg": "", "logo.svg": "", "fonts/a": "", "a.md": "A"},
    )
    site = read_eleventy(tmp_path)
    copies = {(part.source.name, part.target, part.unmoved is not None) for part in site.folders[1:]}
    assert {
        ("img", "sitegen/static/img", True),
        ("logo.svg", "sitegen/static/x/logo.svg", True),
        ("logo.svg", "sitegen/static/x/mark.svg", True),
    } == copies


LINKS = "[1](/blog/2024/05/a/) [2](https://a.example/blog/2023/01/b) <a href='/blog/2023/02/c/#d'>3</a>"
DATED = {"2024-05-06-a.md": LINKS, "b.md": "---\ndate: 2023-01-02\n---\n", "2023-02-03-c/index.md": "C"}


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ({f"posts/{name}": text for name, text in DATED.items()}, {"posts": "/blog/:year/:month/:page/"}),
        (
            {f"in/posts/{name}": text for name, text in DATED.items()},
            {"in/posts": "/blog/:year/:month/:page/"},
        ),
        ({"a.md": "[1](/x/a) [2](/x/b)", "b.md": "[3](/x/a)", "c.md": "[4](/a)"}, {"": "/x/:page/"}),
        ({"a.md": "[1](/x/a) [2](/x/b)", "b.md": "[3](/x/a) [4](/a) [5](/b)"}, {}),
        ({"a.md": "[1](/x/a) [2](/x/b)", "b.md": "[3](https://b.example/x/a) [4](//x/a)"}, {}),
        ({"a.md": "[1]({{ '/x/a/' | url }}) [2]({{site.url}}/x/b)", "b.md": "[](/x/a)"}, {"": "/x/:page/"}),
        ({"x/a.md": "[1](/x/a) [2](/x/b)", "x/b.md": "[3](/x/a) [4](/x/b/)"}, {}),
        ({"a.md": "[1](/y/s) [2](/y/s)", "b.md": "---\nslug: s\n---\n[3](/y/s)"}, {"": "/y/:page/"}),
    ],
)
def test_links_tell_addresses_that_code_computes(
    pages: dict[str, str], expected: dict[str, str], tmp_path: Path
) -> None:
    write(tmp_path, pages)
    assert expected == learn_patterns(tmp_path, "/", "https://a.example/")


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("pages", "pattern"),
    [
        (["src/pages/blog/[slug].tsx"], {"": "/blog/:page"}),
        (["app/(site)/articles/[...slug]/page.tsx"], {"": "/articles/:page"}),
        (["pages/posts/[slug].js", "pages/tags/[tag].js"], {"": "/posts/:page"}),
        (["pages/[slug].js"], {}),
        (["pages/api/[id].js"], {}),
    ],
)
def test_posts_of_next_are_below_the_page_that_shows_them(
    pages: list[str], pattern: dict[str, str], tmp_path: Path
) -> None:
    for name in ("next.config.js", "posts/a.md", *pages):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# A\n" if name.endswith(".md") else "export default {};\n", "utf-8")
    site = read_next(tmp_path)
    route = pattern.get("", "").removesuffix(":page")
    assert (pattern, {route: "/"} if route else {}) == (site.config.urls.patterns, site.redirects)


def test_one_setting_that_nothing_takes_leaves_the_others(tmp_path: Path) -> None:
    """A value that isn't one of ours is a finding, and the rest of the configuration counts."""
    values = {
        "title": "A",
        "paths": {"content": "src", "static": "src/img"},
        "taxonomies": [{"name": "title"}],
    }
    config, findings = make_config(values, tmp_path / "old.js")
    assert ("A", "src", ["paths.static", "taxonomies.title"]) == (
        config.title,
        config.paths.content,
        sorted(finding.subject for finding in findings),
    )


FRONTS: dict[str, dict[str, object]] = {
    "toc: {enable: false}": {"toc": False},
    "math: {enable: true, copytex: true}": {"math": True},
    "toc: left": {"toc": None},
    "authors: [A, null]": {"authors": ("A",)},
    "date: ''": {"date": None},
    "aliases: [../old, ./../../oldest/]": {
        "aliases": ("/:parent/:parent/old", "/:parent/:parent/:parent/oldest/")
    },
    "aliases: [old, /older/]": {"aliases": ("/:parent/old", "/older/")},
}


@pytest.mark.parametrize("lines", FRONTS)
def test_front_matter_of_themes_is_no_mistake(lines: str) -> None:
    """Switches of themes may be mappings, lists may have empty entries, and aliases of Hugo be relative."""
    text = f"---\ntitle: A\n{lines}\n---\nText\n"
    front, _, _, problems = read(Source("posts/a.md", text.encode()), Config(dialect=Dialect.HUGO))
    values = FRONTS[lines]
    assert ((), values) == (problems, {name: getattr(front, name) for name in values})


def test_a_blog_may_have_its_posts_in_any_folder(tmp_path: Path) -> None:
    """Next.js reads posts from wherever its code says; routes of feeds give their addresses."""
    files = ("next.config.js", "public/a/index.md", "public/b/index.md", "docs/c.md", "app/atom.xml/route.js")
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("module.exports = {};" if name.endswith("js") else "Text\n", "utf-8")
    config = read_next(tmp_path).config
    assert ("public", "sitegen/static") == (config.paths.content, config.paths.static)
    assert ({"atom": "atom.xml"}, ("atom",)) == (dict(config.feeds.path), tuple(config.feeds.formats))


def test_defaults_and_feeds_of_jekyll(tmp_path: Path) -> None:
    """Defaults give addresses to pages of a kind; a template of a feed says where that is."""
    files = {
        "_pages/about.md": "",
        "_more/about.md": "",
        "_config.yml": "permalink: :title\ncollections: {docs: {output: true}}\ninclude: [_pages/]\n"
        "defaults:\n"
        "- {scope: {type: posts}, values: {permalink: ':year/:title/', image: a.png}}\n"
        "- {scope: {path: '', type: docs}, values: {permalink: '/:collection/:path/'}}\n",
        "atom.xml": "---\nlayout: null\n---\n<?xml version='1.0'?>\n<feed></feed>\n",
        "feed.xml": "---\npermalink: /blog/rss.xml\n---\n<rss></rss>\n",
        "sitemap.xml": "---\n---\n<urlset></urlset>\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    site = read_jekyll(tmp_path)
    assert ["_more/*"] == [pattern for pattern in site.config.ignore if pattern in ("_more/*", "_pages/*")]
    patterns = site.config.urls.patterns
    assert ("/:year/:title/", "/:year/:title/", "/docs/:path/") == tuple(
        patterns[name] for name in ("_posts", "_drafts", "_docs")
    )
    assert {"atom": "/atom.xml", "rss": "/blog/rss.xml"} == dict(site.config.feeds.path)
    assert {"/atom.xml", "/feed.xml", "/sitemap.xml"} <= {*site.config.ignore}
    assert ["defaults.image"] == [finding.subject for finding in site.findings]


@pytest.mark.parametrize(
    ("text", "hour"),
    [("Sat Apr 23 02:07:21 EDT 2016", 6), ("Sat Apr 23 02:07:21 2016", 2), ("2016-04-23 02:07:21 PST", 10)],
)
def test_a_date_may_be_that_of_unix(text: str, hour: int) -> None:
    assert datetime(2016, 4, 23, hour, 7, 21, tzinfo=UTC) == parse_date(text)


def test_front_matter_of_hexo_and_jekyll_is_read_as_they_read_it() -> None:
    """Tabs indent, lists may be nested or have empty entries, and the last of two values counts.

    A title may be empty.
    """
    text = "---\ndescription: A\ndescription: B\ntitle: ''\ncategories:\n\t- [x, y]\n\t- [x, 2021-01-01]\n"
    text += "tags: [yes, null]\n---\nText\n"
    config = Config(
        dialect=Dialect.JEKYLL,
        taxonomies=(Taxonomy(name="tags"), Taxonomy(name="categories")),
        markdown=Markdown(heading_ids=HeadingIds.HEXO),
    )
    front, _, _, problems = read(Source("a.md", text.encode()), config)
    assert ("B", (("tags", ("yes",)), ("categories", ("x", "y", "2021-01-01")))) == (
        front.description,
        front.taxonomies,
    )
    assert [("front-matter-duplicate-key", "warning")] == [(one.code, one.severity) for one in problems]
