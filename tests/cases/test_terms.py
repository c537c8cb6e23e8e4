"""A file that describes a term or a taxonomy: case 47."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

FILES = {
    "sitegen.toml": 'base_url = "https://example.org"\ntaxonomies = ["tags", "topics"]\n',
    "content/a.md": "---\ntitle: A\ndate: 2025-01-01\ntags: [Python, c]\ntopics: [one]\n---\nText.",
    "content/blog/b.md": "---\ntitle: B\ndate: 2025-01-02\ntags: [python]\n---\nText.",
}


@pytest.mark.parametrize(
    ("path", "output", "title"),
    [
        ("tags/_index.md", "tags/index.html", "Tags"),
        ("tags/python/_index.md", "tags/python/index.html", "Python"),
        ("tags/c/_index.md", "tags/c/index.html", "c"),
        ("topics/one/_index.md", "topics/one/index.html", "one"),
    ],
)
def test_47_a_section_file_describes_a_term(make_site: Maker, path: str, output: str, title: str) -> None:
    """Its text stands above the posts, its links are counted from the file, its title is optional."""
    site = make_site(FILES | {f"content/{path}": "Words about it. [A](/a.md)"})
    page = site.publish()[output].decode()
    assert site.build().problems == ()
    assert "Words about it." in page
    assert f"<h1>{title}</h1>" in page
    assert 'href="/a/"' in page
    site.write(f"content/{path}", "---\ntitle: Named\ndescription: Short\n---\nOther words.")
    again = site.publish()
    assert "<h1>Named</h1>" in again[output].decode()
    assert "Other words." in again[output].decode()
    assert '<meta name="description" content="Short">' in again[output].decode()
    assert again == make_site(dict(read_sources(site))).publish()


def read_sources(site: SiteFolder) -> list[tuple[str, str]]:
    files = [
        path
        for path in site.root.rglob("*")
        if path.suffix in (".md", ".toml") and "public" not in path.parts
    ]
    return [(str(path.relative_to(site.root)), path.read_text()) for path in files]


def test_47_posts_are_listed_below_the_words(make_site: Maker) -> None:
    """The page is that of the term: it lists what has it, and lists of terms lead to it."""
    site = make_site(
        FILES | {"content/tags/_index.md": "All.", "content/tags/python/_index.md": "# The Python\n\nWords."}
    )
    published = site.publish()
    page = published["tags/python/index.html"].decode()
    assert page.index("Words.") < page.index("/blog/b/") < page.index("/a/")
    assert "The Python" in published["tags/index.html"].decode()
    assert "/tags/" not in published["index.html"].decode().partition("</nav>")[0]


def test_47_a_term_without_posts_may_be_described(make_site: Maker) -> None:
    """It has a page, and links to it work."""
    site = make_site(
        FILES
        | {
            "content/tags/rust/_index.md": "---\ntitle: Rust\n---\nSoon.",
            "content/c.md": "[r](/tags/rust/_index.md) [t](/tags/python/)",
        }
    )
    published = site.publish()
    assert site.build().problems == ()
    assert "Soon." in published["tags/rust/index.html"].decode()
    assert "/tags/rust/" in published["tags/index.html"].decode()


def test_47_a_mistake_in_the_words_is_told_at_its_line(make_site: Maker) -> None:
    """In the file that the author wrote."""
    site = make_site(FILES | {"content/tags/python/_index.md": "Words.\n\n[x](nowhere.md)"})
    assert [(one.code, one.path, one.line) for one in site.build().problems] == [
        ("broken-link", "content/tags/python/_index.md", 3)
    ]


@pytest.mark.parametrize("name", ["python.md", "python/index.md"])
def test_47_an_ordinary_page_at_that_address_is_still_an_error(make_site: Maker, name: str) -> None:
    """One of the two would be lost."""
    site = make_site(FILES | {f"content/tags/{name}": "Words."})
    assert [one.code for one in site.build().problems] == ["url-collision"]


def test_47_a_draft_describes_nothing(make_site: Maker) -> None:
    """The term keeps its page."""
    site = make_site(FILES | {"content/tags/python/_index.md": "---\ndraft: true\n---\nSecret."})
    page = site.publish()["tags/python/index.html"].decode()
    assert "Secret" not in page
    assert "/blog/b/" in page


def test_47_a_folder_of_the_name_of_a_taxonomy_is_no_second_list(make_site: Maker) -> None:
    """Nobody wrote a list of it: the taxonomy has the address."""
    site = make_site(FILES | {"content/tags/how.md": "How."})
    published = site.publish()
    assert site.build().problems == ()
    assert b"How." in published["tags/how/index.html"]
    assert b"/tags/python/" in published["tags/index.html"]


def test_47_pages_beside_the_words_stay_pages(make_site: Maker) -> None:
    """A folder of a term may have pages of its own."""
    site = make_site(
        FILES
        | {
            "content/tags/_index.md": "All.",
            "content/tags/how.md": "How.",
            "content/tags/python/_index.md": "P.",
            "content/tags/python/deep/x.md": "X.",
        }
    )
    published = site.publish()
    assert b"How." in published["tags/how/index.html"]
    assert b"X." in published["tags/python/deep/x/index.html"]
    assert site.build().problems == ()
