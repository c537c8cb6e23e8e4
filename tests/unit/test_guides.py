"""The how-to guides of the manual: what a reader copies out of them does what they promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.cli.parser import make_parser
from tests.unit.test_manual import FROM_ELSEWHERE, Example, examples

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    MakeSite = Callable[[Mapping[str, str | bytes]], SiteFolder]

PAGE = "content/page.md"
ANY_PAGE = "---\ntitle: A page\ndate: 2025-11-01\n---\nText.\n"


def follow(make_site: MakeSite, guide: str, **added: str | bytes) -> SiteFolder:
    """Build a site with every file of a guide, one page, and ``added`` files by their paths."""
    shown = {example.title: example.text for example in examples(guide) if example.title}
    site = make_site({PAGE: ANY_PAGE, **shown, **FROM_ELSEWHERE.get(guide, {}), **added})
    site.publish()
    return site


def untitled(guide: str, language: str) -> Example:
    """Return the first example of a guide in this language that isn't a whole file."""
    return next(one for one in examples(guide) if one.language == language and not one.title)


def theme_styles(site: SiteFolder) -> str:
    """Return the theme's style sheet with what options add to it, without spaces."""
    (path,) = (site.root / "public").rglob("site.css")
    return path.read_text("utf-8").replace(" ", "")


def stylesheet(site: SiteFolder) -> str:
    """Return what mine.css publishes, where the page loads it after the theme's style sheet."""
    page = site.page("page/index.html")
    address = page[page.index("/site.css") :].split('<link rel="stylesheet" href="/', 1)[1].split('"')[0]
    return site.page(address)


def test_colours_of_ones_own_come_after_those_of_the_theme(make_site: MakeSite) -> None:
    """Those of the options are in the theme's style sheet, those of a style sheet of one's own in that."""
    site = follow(make_site, "theme-colours.md")
    assert "--accent:light-dark(#7a1f5c,#f0a6d6)" in stylesheet(site).replace(" ", "")
    assert "--paper:light-dark(#fffdf8,#14110f)" in theme_styles(site)


def test_fonts_follow_the_options(make_site: MakeSite) -> None:
    site = follow(make_site, "fonts.md")
    assert "--sans:Charter,Georgia,serif" in theme_styles(site)
    assert "--measure:40em" in stylesheet(site).replace(" ", "")


def test_a_font_file_lies_beside_the_style_sheet(make_site: MakeSite) -> None:
    site = follow(make_site, "fonts.md", **{"layouts/assets/css/my-font.woff2": b"wOF2"})
    site.write("sitegen.toml", untitled("fonts.md", "toml").text)
    assert [path for path in site.publish() if path.endswith("my-font.woff2")]


def test_the_header_shows_a_logo_and_the_tab_an_icon(make_site: MakeSite) -> None:
    site = follow(make_site, "logo.md")
    header = site.page("page/index.html").partition("</header>")[0]
    assert '/logo.svg" alt="A site made with sitegen"></a>' in header
    assert site.publish()["favicon.ico"]


def test_an_entry_with_items_is_a_submenu(make_site: MakeSite) -> None:
    guide = {f"content/guide/{name}.md": ANY_PAGE for name in ("_index", "tutorial", "reference")}
    submenu = untitled("menu.md", "toml").text
    site = make_site({**guide, "sitegen.toml": submenu})
    site.publish()
    header = site.page("index.html").partition("</header>")[0]
    assert "<summary>Learn</summary>" in header
    assert header.count("<li>") == 3


def test_the_menu_has_its_entries_in_order(make_site: MakeSite) -> None:
    header = follow(make_site, "menu.md").page("about/index.html").partition("</header>")[0]
    places = [header.index(entry) for entry in ('href="/blog/"', 'href="/about/"', "https://github.com/me")]
    assert places == sorted(places)


def test_the_footer_has_the_line_and_the_links(make_site: MakeSite) -> None:
    footer = follow(make_site, "footer.md").page("page/index.html").rpartition("<footer>")[2]
    assert "© 2026 Ada" in footer
    assert 'href="/imprint/"' in footer
    assert 'href="/atom.xml"' in footer


def test_links_of_the_footer_need_no_footer_of_ones_own(make_site: MakeSite) -> None:
    (config,) = (one.text for one in examples("footer.md") if "[[footer]]" in one.text)
    imprint = next(one.text for one in examples("footer.md") if one.title == "content/imprint.md")
    site = make_site({"content/imprint.md": imprint, "sitegen.toml": config})
    site.publish()
    footer = site.page("imprint/index.html").rpartition("<footer>")[2]
    assert '<a rel="me" href="https://mastodon.social/@me">Mastodon</a>' in footer
    assert "Made with sitegen" not in footer


def test_the_copyright_line_needs_no_footer_of_ones_own(make_site: MakeSite) -> None:
    site = make_site({PAGE: ANY_PAGE, "sitegen.toml": examples("footer.md")[0].text})
    site.publish()
    assert "© 2026 Ada" in site.page("page/index.html").rpartition("<footer>")[2]


def test_the_landing_page_has_its_parts(make_site: MakeSite) -> None:
    home = follow(make_site, "landing-page.md").page("index.html")
    assert '<a href="/guide/">Read the guide</a>' in home
    assert "<h2>Offline</h2>" in home
    assert '<a href="/page/">A page</a>' in home


def test_a_page_from_data_lists_the_newest_first(make_site: MakeSite) -> None:
    page = follow(make_site, "projects-page.md").page("projects/index.html")
    assert 0 < page.index("Compass") < page.index("Barometer")


def test_a_layout_of_ones_own_keeps_what_the_theme_shows(make_site: MakeSite) -> None:
    page = follow(make_site, "custom-layout.md").page("recipes/bread/index.html")
    assert "<td>90 minutes</td>" in page
    assert "Mix, wait, bake." in page


def test_a_layout_for_a_folder_needs_no_front_matter(make_site: MakeSite) -> None:
    layout, page = (example.text for example in examples("custom-layout.md"))
    site = make_site(
        {
            "layouts/recipes/page.html": layout,
            "content/recipes/bread.md": page.replace("layout: recipe.html\n", ""),
        }
    )
    site.publish()
    assert "<td>90 minutes</td>" in site.page("recipes/bread/index.html")


def test_a_directive_of_ones_own_links_by_the_path_of_a_file(make_site: MakeSite) -> None:
    page = follow(make_site, "custom-directive.md").page("start/index.html")
    assert '<a class="button" href="/guide/">Read the guide</a>' in page


def test_a_service_of_analytics_is_loaded_and_allowed(make_site: MakeSite) -> None:
    page = follow(make_site, "analytics.md").page("page/index.html")
    assert 'src="https://gc.zgo.at/count.js"' in page
    assert "script-src 'self' gc.zgo.at me.goatcounter.com;" in page


def test_other_services_of_analytics_need_no_more(make_site: MakeSite) -> None:
    """Scripts from their own hosts, and inline code that was put into a file; browsers try each by itself."""
    tags = "".join(one.text for one in examples("analytics.md") if one.language == "html" and not one.title)
    site = make_site(
        {
            PAGE: ANY_PAGE,
            "sitegen.toml": "[privacy]\nallow_scripts = "
            '["plausible.io", "cloud.umami.is", "www.googletagmanager.com"]\n',
            "layouts/base.html": "{% extends 'builtin/base.html' %}{% block head %}"
            + tags
            + "{% endblock %}",
            "layouts/assets/js/analytics.js": "window.counted = true;",
        }
    )
    site.publish()
    assert "/analytics.js" in site.page("page/index.html")


def test_comments_stand_below_a_dated_page(make_site: MakeSite) -> None:
    page = follow(make_site, "comments.md").page("blog/hello/index.html")
    assert 'data-repo="me/notes"' in page
    assert "I agree." in page


def test_a_form_may_send_to_the_one_service(make_site: MakeSite) -> None:
    page = follow(make_site, "newsletter.md").page("page/index.html")
    assert 'form-action https://buttondown.com"' in page
    assert '<form action="https://buttondown.com/' in page


def test_a_video_is_shown_from_a_file_and_from_another_site(make_site: MakeSite) -> None:
    site = follow(make_site, "video.md")
    assert 'src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"' in site.page("talk/index.html")
    site.write("content/own.md", untitled("video.md", "markdown").text)
    for name in ("talk.mp4", "talk.vtt"):
        site.write(f"content/{name}", "")
    site.write("content/talk.jpg", FROM_ELSEWHERE["getting-started.md"]["content/blog/harbour.jpg"])
    site.publish()
    assert "<strong>in ten minutes</strong>" in site.page("own/index.html")


def test_a_diagram_is_a_figure(make_site: MakeSite) -> None:
    page = follow(make_site, "diagrams.md").page("flow/index.html")
    assert '<img src="/flow.svg" alt="Content becomes pages" width="200" height="60"' in page
    assert "<figcaption>Content becomes pages</figcaption>" in page


def test_only_pages_with_formulas_load_what_typesets_them(make_site: MakeSite) -> None:
    site = follow(make_site, "formulas.md")
    assert "/start.js" in site.page("energy/index.html")
    assert "/start.js" not in site.page("page/index.html")
    assert '<span class="math inline">e = mc^2</span>' in site.page("energy/index.html")
    site.write("sitegen.toml", "")
    site.publish()
    assert "<msup><mi>c</mi><mn>2</mn></msup>" in site.page("energy/index.html")
    assert '<a href="#formula-square">(1)</a>' in site.page("energy/index.html")
    assert "/formulas.css" in site.page("energy/index.html")
    assert "/formulas.css" not in site.page("page/index.html")


@pytest.mark.parametrize("guide", ["domain.md", "moving-hosts.md", "ci.md"])
def test_every_configuration_of_a_guide_builds(make_site: MakeSite, guide: str) -> None:
    follow(make_site, guide)


def test_a_site_below_a_path_has_the_path_in_its_links(make_site: MakeSite) -> None:
    site = follow(make_site, "domain.md")  # its last configuration has a path
    assert 'href="/project/"' in site.page("page/index.html")
    assert site.page("CNAME") == "www.example.org\n"


def test_a_move_to_another_host_writes_redirects_and_headers(make_site: MakeSite) -> None:
    moved = ANY_PAGE.replace("date:", "aliases: [/old/]\ndate:")
    published = follow(make_site, "moving-hosts.md", **{PAGE: moved}).publish()
    assert published["_redirects"] == b"/old /page/ 301!\n"
    assert b"Content-Security-Policy" in published["_headers"]


def test_pages_in_a_row_with_one_group_fold_into_a_part(make_site: MakeSite) -> None:
    """The part with the page itself is open; pages without a group stand alone; the list has headings."""
    groups = {"a": "First", "b": "First", "c": "", "d": "Second"}
    guide = {
        f"content/guide/{name}.md": f"---\ntitle: {name}\nweight: {weight}\ngroup: {group}\n---\nText.\n"
        for weight, (name, group) in enumerate(groups.items(), start=1)
    }
    site = make_site({"content/guide/_index.md": "---\ntitle: Guide\nsidebar: true\n---\n", **guide})
    site.publish()
    side = site.page("guide/b/index.html").split('<nav aria-label="Guide">')[1].split("</nav>")[0]
    assert side.replace("\n", "") == (
        "<ul>"
        "<li><details open><summary>First</summary><ul>"
        '<li><a href="/guide/a/">a</a></li>'
        '<li><a href="/guide/b/" aria-current="page">b</a></li>'
        "</ul></details></li>"
        '<li><a href="/guide/c/">c</a></li>'
        "<li><details><summary>Second</summary><ul>"
        '<li><a href="/guide/d/">d</a></li>'
        "</ul></details></li>"
        "</ul>"
    )
    chapters = site.page("guide/index.html")
    assert [chapters.count(part) for part in ("<h2>First</h2>", "<h2>Second</h2>", "<h2></h2>")] == [1, 1, 0]
    assert chapters.count('<ol class="chapters">') == chapters.count("</ol>") == 3


def test_a_guide_without_groups_is_one_list(make_site: MakeSite) -> None:
    site = make_site(
        {
            "content/guide/_index.md": "---\ntitle: Guide\nsidebar: true\n---\n",
            "content/guide/a.md": "---\ntitle: a\nweight: 1\n---\n",
            "content/guide/b.md": "---\ntitle: b\nweight: 2\n---\n",
        }
    )
    site.publish()
    side = site.page("guide/a/index.html").split('<nav aria-label="Guide">')[1].split("</nav>")[0]
    assert side.replace("\n", "") == (
        '<ul><li><a href="/guide/a/" aria-current="page">a</a></li><li><a href="/guide/b/">b</a></li></ul>'
    )


def test_the_schema_that_the_configuration_names_is_the_one_that_the_command_writes(
    make_site: MakeSite,
) -> None:
    shown = [example.text for example in examples("editor.md")]
    (folder,) = (text.split()[-1] for text in shown if text.startswith("$ sitegen schema"))
    site = follow(make_site, "editor.md")
    options = make_parser().parse_args(["schema", "--root", str(site.root), str(site.root / folder)])
    assert options.run(options) == 0
    (named,) = (
        line.split()[1] for text in shown for line in text.splitlines() if line.startswith("#:schema")
    )
    assert '"title"' in (site.root / named).read_text("utf-8")
