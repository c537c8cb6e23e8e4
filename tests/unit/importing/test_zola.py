"""What becomes of a site made with Zola: its addresses and languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.check.addresses import compare_addresses
from sitegen.importing.run import import_site
from sitegen.importing.trial import list_published
from tests.site_maker import NOW

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "+++\ntitle = 'T'\n+++\n\nText\n"
FILES = {
    "content/blog/_index.md": PAGE,
    "content/blog/_index.ko.md": PAGE,
    "content/blog/2021-03-09_high_school.md": PAGE,
    "content/blog/2021-03-09_high_school.ko.md": PAGE,
    "content/blog/example.com.md": "+++\ntitle = 'T'\ntaxonomies.tags = ['a']\n+++\n",
    "content/blog/my_bundle/index.md": PAGE,
    "content/about.md": "+++\ntitle = 'T'\nslug = 'about_me'\n+++\n",
}
CONFIG = "base_url = 'https://example.org'\ntitle = 'Z'\n"
KOREAN = "default_language = 'en'\n[languages.ko]\ntitle = 'K'\n"


def _compare(folder: Path, config: str, addresses: str) -> tuple[tuple[str, str], ...]:
    for name, text in (FILES | {"config.toml": CONFIG + config}).items():
        (folder / "old" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "old" / name).write_text(text, "utf-8")
    import_site(folder / "old", folder / "new", now=NOW)
    new = list_published(folder / "new", NOW, lambda *_: None)
    return compare_addresses(addresses.split(), new.files, new.redirects, new.config).lost


def test_pages_and_translations_keep_their_addresses(tmp_path: Path) -> None:
    addresses = "/page/1/ /blog/page/1/ /blog/ /blog/high-school/ /blog/example-com/ /blog/my-bundle/"
    assert () == _compare(tmp_path, KOREAN, f"{addresses} /about-me/ /ko/blog/ /ko/blog/high-school/")


def test_languages_may_be_written_as_in_older_versions(tmp_path: Path) -> None:
    older = "taxonomies = [{name = 'tags', lang = 'en'}, {name = 'tags', lang = 'ko'}]\n"
    older += "languages = [{code = 'ko'}]\n"
    assert () == _compare(tmp_path, older, "/blog/high-school/ /ko/blog/high-school/ /tags/a/")


def test_names_stay_where_zola_leaves_them(tmp_path: Path) -> None:
    addresses = "/blog/high_school/ /blog/example.com/ /blog/my_bundle/ /about_me/"
    assert () == _compare(tmp_path, "slugify.paths = 'off'\n", addresses)
