"""What a site is made of: lists, dates, links, by small sites through the whole pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.core.problems import Severity
from tests.property.edits import png

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


def reports(site: SiteFolder) -> list[tuple[str, int, str, str]]:
    return [(problem.path, problem.line, problem.code, problem.hint) for problem in site.build().problems]


def test_a_taxonomy_may_have_list_pages_of_its_own_size(make_site: Maker) -> None:
    """``paginate`` of a taxonomy stands before that of the site."""
    config = "paginate = 5\n[[taxonomies]]\nname = 'tags'\npaginate = 1\n"
    page = "---\ntags: [x]\n---\n"
    site = make_site({"sitegen.toml": config, "content/a.md": page, "content/b.md": page})
    assert "tags/x/page/2/index.html" in site.publish()


def test_a_section_may_have_list_pages_of_its_own_size(make_site: Maker) -> None:
    """``paginate`` in its front matter; another number makes other pages, and no others again."""
    site = make_site({"content/blog/a.md": "a", "content/blog/b.md": "b", "content/blog/_index.md": "Blog"})
    second = "blog/page/2/index.html"
    assert second not in site.publish()
    site.write("content/blog/_index.md", "---\npaginate: 1\n---\nBlog")
    assert second in site.publish()
    assert site.publish() == site.publish(force=True)
    site.write("content/blog/_index.md", "---\npaginate: 0\n---\nBlog")
    assert second not in site.publish()


def test_a_date_in_a_file_name_is_as_good_as_one_in_front_matter(make_site: Maker) -> None:
    """A post whose name begins with a day that has not come is not published."""
    site = make_site({"content/2030-01-01-later.md": "Text", "content/2020-01-01-before.md": "Text"})
    published = site.publish()
    assert ("before/index.html" in published, "later/index.html" in published) == (True, False)


def test_a_picture_named_in_front_matter_must_be_there(make_site: Maker) -> None:
    """It is reported at the key's place; an address of another host is taken as it is."""
    site = make_site(
        {
            "sitegen.toml": 'base_url = "https://example.org"\n',
            "content/a.md": "---\ntitle: A\nimage: pictur.png\n---\n",
            "content/picture.png": png(2, 2),
        }
    )
    assert reports(site) == [("content/a.md", 3, "missing-image", "did you mean picture.png?")]
    site.write("content/a.md", "---\nimage: https://example.org/x.png\n---\n")
    site.publish()
    assert 'property="og:image" content="https://example.org/x.png"' in site.page("a/index.html")


def test_a_template_of_another_generator_may_know_where_a_picture_is(make_site: Maker) -> None:
    """So one that isn't there is a warning, and the page has no picture."""
    front = '+++\ntitle = "A"\nimage = "gone.png"\n+++\nText\n'
    site = make_site({"sitegen.toml": 'dialect = "hugo"\n', "content/a.md": front})
    result = site.build()
    told = [(problem.code, problem.severity, problem.line) for problem in result.problems]
    assert ("missing-image", Severity.WARNING, 3) in told
    assert result.ok
    assert "gone.png" not in (site.root / "sitegen/public/a/index.html").read_text("utf-8")


def test_an_entry_of_the_menu_must_lead_somewhere(make_site: Maker) -> None:
    site = make_site({"sitegen.toml": "menu = [{name = 'A', target = 'aa.md'}]\n", "content/a.md": "Text"})
    assert reports(site) == [("sitegen.toml", 1, "broken-link", "did you mean /a.md?")]


@pytest.mark.parametrize("content", ["content", "src/pages"])
def test_links_are_found_wherever_the_content_lies(make_site: Maker, content: str) -> None:
    """A folder of content may lie deeper than one level."""
    site = make_site(
        {
            "sitegen.toml": f'paths.content = "{content}"\n',
            f"{content}/b/index.md": "---\nslug: moved\n---\n![i](i.png) ![i](/b/i.png) [p](/p.md)\n",
            f"{content}/b/i.png": png(2, 2),
            f"{content}/p.md": "Text",
        }
    )
    site.publish()
    assert site.page("moved/index.html").count('src="/moved/i.png"') == 2


def test_list_pages_lie_beside_a_section_that_is_a_file(make_site: Maker) -> None:
    """The address in the pager is where the second page is published."""
    site = make_site(
        {
            "sitegen.toml": "paginate = 1\n",
            "content/s/_index.md": "---\nurl: /list/all.html\n---\n",
            "content/s/a.md": "A",
            "content/s/b.md": "B",
        }
    )
    assert "list/page/2/index.html" in site.publish()
    assert 'href="/list/page/2/"' in site.page("list/all.html")


def test_a_collision_blames_a_file(make_site: Maker) -> None:
    """The alias is named in the message; the place is the key that has it."""
    site = make_site({"content/a.md": "---\naliases: [/a/]\n---\n"})
    assert reports(site) == [("content/a.md", 2, "url-collision", "change the alias, or remove it")]


SCREENSHOT = "Screenshot 2025-11-01 at 9.41.00\u202fAM.png"  # as macOS names them: a narrow no-break space


@pytest.mark.parametrize(
    "written",
    [f"<{SCREENSHOT}>", "Screenshot%202025-11-01%20at%209.41.00%E2%80%AFAM.png", f"</blog/{SCREENSHOT}>"],
)
def test_names_with_spaces_of_every_kind(make_site: Maker, written: str) -> None:
    """In angle brackets, or percent-encoded; published under the same name."""
    site = make_site({"content/blog/a.md": f"![Shot]({written})", f"content/blog/{SCREENSHOT}": png(2, 2)})
    assert f"blog/{SCREENSHOT}" in site.publish()
    assert 'src="/blog/Screenshot%202025-11-01%20at%209.41.00%E2%80%AFAM.png"' in site.page(
        "blog/a/index.html"
    )


@pytest.mark.parametrize("written", ["café.md", "cafe\u0301.md", "caf%C3%A9.md", "cafe%CC%81.md"])
@pytest.mark.parametrize("name", ["café.md", "cafe\u0301.md"])
def test_composed_and_decomposed_letters_are_one(make_site: Maker, name: str, written: str) -> None:
    """Some systems store é as two characters; addresses are always composed."""
    site = make_site({f"content/{name}": "Text", "content/a.md": f"[x]({written})"})
    assert "café/index.html" in site.publish()
    assert 'href="/caf%C3%A9/"' in site.page("a/index.html")


def test_a_site_that_is_only_content(make_site: Maker) -> None:
    """No configuration, no layouts: the built-in theme, its assets, feeds and all."""
    site = make_site(
        {"content/post.md": "---\ntitle: P\ndate: 2025-01-01\ntags: [x]\n---\nText.", "content/b.md": "# B"}
    )
    published = {path for path in site.publish() if not path.startswith("assets/")}
    assert published == {
        ".sitegen-output",
        "404.html",
        "atom.xml",
        "b/index.html",
        "favicon.ico",
        "feed.json",
        "index.html",
        "post/index.html",
        "robots.txt",
        "rss.xml",
        "site.webmanifest",
        "tags/index.html",
        "tags/x/atom.xml",
        "tags/x/index.html",
    }


def test_without_feeds_there_are_none(make_site: Maker) -> None:
    """Not of terms, either."""
    page = "---\ndate: 2025-01-01\ntags: [x]\n---\n"
    site = make_site({"sitegen.toml": "feeds.formats = []\n", "content/a.md": page})
    assert [path for path in site.publish() if path.endswith(("atom.xml", "rss.xml", "feed.json"))] == []


def test_a_link_may_lead_to_what_a_template_makes(make_site: Maker) -> None:
    """To an id in its text, whole or begun; to any id of a page whose own layout computes ids."""
    site = make_site(
        {
            "content/a.md": "[x](#foot) [x](#part-7) [x](#top) [x](#:~:text=x) [x](b.md#2025) [x](#main)\n",
            "content/b.md": "---\nlayout: years\n---\n",
            "content/c.md": "[x](#fot)\n\n[x](a.md#2025)\n\n[x](#gone)\n",
            "layouts/partials/foot.html": "<p id='foot'></p>{# id='gone' #}<p id=\"part-{{ 7 }}\"></p>",
            "layouts/years.html": "<p id='{{ 2025 }}'></p>",
        }
    )
    assert [(path, line, code) for path, line, code, _ in reports(site)] == [
        ("content/c.md", line, "broken-anchor") for line in (1, 3, 5)
    ]
    site.write("layouts/years.html", "<p id='gone'></p>")
    assert [(path, line) for path, line, _, _ in reports(site)] == [
        ("content/a.md", 1),
        ("content/c.md", 1),
        ("content/c.md", 3),
    ]


def test_a_folder_without_a_page_of_its_own_is_called_as_it_is_written(make_site: Maker) -> None:
    """Its first letter is a capital; the others stay."""
    site = make_site({"content/about_GNU-Emacs/a.md": "Text"})
    site.publish()
    assert "<h1>About GNU Emacs</h1>" in site.page("about_GNU-Emacs/index.html")
