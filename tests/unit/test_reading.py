"""What helps to read: the parts of a series, and a place for comments that is empty."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    MakeSite = Callable[[Mapping[str, str | bytes]], SiteFolder]

POST = "---\ntitle: Part {0}\ndate: 2025-01-0{0}\nseries: Ice\n---\n\nText.\n"
FILES = {
    "sitegen.toml": 'taxonomies = [{ name = "series" }]\n',
    "content/other.md": "---\ndate: 2025-02-01\n---\n\nText.\n",
    **{f"content/part-{number}.md": POST.format(number) for number in (1, 2, 3)},
}


def test_a_part_of_a_series_shows_all_parts_in_order(make_site: MakeSite) -> None:
    """Part two of three says so, and lists the oldest first with itself marked."""
    site = make_site(FILES)
    site.publish()
    box = site.page("part-2/index.html").partition('<details class="series">')[2].partition("</details>")[0]
    assert "<summary>Part 2 of 3: Ice</summary>" in box
    assert re.findall(r'href="/part-(\d)/"( aria-current="page")?', box) == [
        ("1", ""),
        ("2", ' aria-current="page"'),
        ("3", ""),
    ]
    assert 'class="series"' not in site.page("other/index.html")


def test_comments_are_a_partial_of_the_site_s_own(make_site: MakeSite) -> None:
    """Nothing stands there until the site says what; then below dated pages alone."""
    files = FILES | {"content/about.md": "About.", "layouts/partials/comments.html": "<p>Write to us.</p>\n"}
    site = make_site(files)
    site.publish()
    assert "Write to us." in site.page("part-1/index.html")
    assert "Write to us." not in site.page("about/index.html")
