"""What lists show of a page is written once, and is never another's or an old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

LISTS = ("blog/index.html", "tags/one/index.html", "tags/two/index.html")


def post(title: str) -> str:
    return f"---\ntitle: {title}\ndate: 2025-01-01\ntags: [one, two]\n---\nWords.\n"


def test_every_list_shows_the_new_title(make_site: Maker) -> None:
    site = make_site({"content/blog/a.md": post("Old"), "content/blog/b.md": post("Other")})
    site.publish()
    assert all(site.page(output).count(">Old</a>") == 1 for output in LISTS)
    site.write("content/blog/a.md", post("New"))
    site.publish()
    assert all(site.page(output).count(">New</a>") == 1 for output in LISTS)
    assert all(">Old</a>" not in site.page(output) for output in LISTS)


def test_a_card_of_the_site_may_use_what_its_list_has(make_site: Maker) -> None:
    site = make_site(
        {
            "content/blog/a.md": post("A"),
            "layouts/partials/post-card.html": "<li>{{ post.title }} in {{ page.title }}</li>",
        }
    )
    site.publish()
    named = zip(("Blog", "one", "two"), LISTS, strict=True)
    assert all(f"<li>A in {name}</li>" in site.page(output) for name, output in named)
    site.write("layouts/partials/post-card.html", "<li>{{ post.title }}!</li>")
    site.publish()
    assert all("<li>A!</li>" in site.page(output) for output in LISTS)


def test_any_layout_can_show_a_card(make_site: Maker) -> None:
    layout = "{{ card(get_page('blog/a.md')) }}"
    site = make_site({"content/blog/a.md": post("A"), "content/b.md": "B", "layouts/page.html": layout})
    site.publish()
    assert '<a href="/blog/a/">A</a>' in site.page("b/index.html")
    site.write("content/blog/a.md", post("New"))
    site.publish()
    assert '<a href="/blog/a/">New</a>' in site.page("b/index.html")


def test_a_mistake_in_a_card_is_reported_at_its_line(make_site: Maker) -> None:
    site = make_site(
        {"content/blog/a.md": post("A"), "layouts/partials/post-card.html": "<li>\n{{ nothing.like.it }}"}
    )
    places = {(problem.path, problem.line, problem.code) for problem in site.build().problems}
    assert places == {("layouts/partials/post-card.html", 2, "template-error")}
