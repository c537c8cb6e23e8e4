"""A site and its cache -> what a move needs to know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.moving.loaded_site import load_site
from tests.site_maker import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


def test_a_damaged_cache_changes_nothing(make_site: Maker) -> None:
    """Whichever file of it is damaged, and wherever: pages are converted again."""
    names = ("a", "b", "c")
    site = make_site({f"content/{name}.md": f"# {name}\n\nText.\n" for name in names})
    site.publish()
    cache = site.root / ".sitegen-cache"
    expected = load_site(site.root, NOW).converted
    assert expected.keys() == {f"{name}.md" for name in names}
    for name in ("bodies", "documents", "snapshot", "state", "structure"):
        path = cache / name
        whole = path.read_bytes()
        for share in (0, 0.5, 0.95):
            at = int(len(whole) * share)
            path.write_bytes(whole[:at] + bytes(byte ^ 0xFF for byte in whole[at : at + 1]) + whole[at + 1 :])
            assert load_site(site.root, NOW).converted == expected
        path.write_bytes(whole)
