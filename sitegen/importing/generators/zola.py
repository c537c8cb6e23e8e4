"""``config.toml`` or ``zola.toml`` of Zola -> ImportedSite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitegen.importing.generators.address import site_address
from sitegen.importing.generators.draft import Draft
from sitegen.importing.generators.ignoring import from_lines
from sitegen.importing.generators.imported import Folder, ImportedSite
from sitegen.importing.generators.old_file import find_first, read_old_file
from sitegen.importing.generators.old_settings import OldSettings, plain

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("zola.toml", "config.toml")
_ADVICE = {
    "theme": "the built-in theme renders the pages; your own templates go into sitegen/layouts/",
    "compile_sass": "write style sheets as CSS in sitegen/layouts/assets/: sitegen doesn't compile Sass",
    "minify_html": "",
    "output_dir": "",
    "preserve_dotfiles_in_output": "",
    "hard_link_static": "",
    "generate_sitemap": "",
    "generate_robots_txt": "",
    "exclude_paginated_pages_in_sitemap": "",
    "link_checker": "see [check.external]",
    "search": "",
    "slugify": "",
    "translations": "write the words of the theme into [words]",
    "markdown": "",
    "ignored_static": "move these files out of static/",
    "build_search_index": "",
}


def read_zola(folder: Path) -> ImportedSite:
    """Return the site that a folder's configuration describes; ProblemError when it can't be read."""
    path = find_first(folder, NAMES) or folder / NAMES[-1]
    settings = OldSettings(read_old_file(path))
    draft = Draft("Zola", path, "zola")
    values = draft.values
    for ours, old in (("title", "title"), ("description", "description"), ("language", "default_language")):
        values[ours] = settings.text(old)
    values["base_url"] = site_address(settings.text("base_url"))
    values["author"] = {"name": settings.text("author")}
    values["feeds"] = _read_feeds(settings)
    values["taxonomies"] = _read_taxonomies(settings)
    values["markdown"] = {
        "smart_punctuation": settings.flag("markdown", "smart_punctuation"),
        "heading_anchors": settings.text("markdown", "insert_anchor_links", default="none") != "none",
    }
    if settings.flag("markdown", "render_emoji"):
        draft.set("markdown", emoji=True)
    if settings.text("slugify", "anchors", default="on") != "on":
        draft.set("markdown", heading_ids="github")
    if settings.flag("build_search_index"):
        values["search"] = {"enabled": True}
        draft.comments["search.enabled"] = "needs Pagefind: pip install 'sitegen-ssg[search]'"
    if settings.text("slugify", "paths", default="on") != "on":
        draft.set("urls", lowercase=False, hyphens=False)
    draft.ignore(from_lines(settings.texts("ignored_content")))
    extra = settings.take("extra")
    if extra is not None and extra.items:
        values["extra"] = plain(extra)
    languages = settings.take("languages")
    older = {OldSettings(part).text("code"): part for part in (languages.parts if languages else ())}
    for name, node in (languages.items or older if languages else {}).items():
        table = OldSettings(node)
        texts = {key: table.text(key) for key in ("title", "description")}
        draft.set_language(values["language"] or "en")
        draft.set_language(name, **texts)
    draft.folders += [Folder(folder / name, name) for name in ("content", "static")]
    draft.tell_rest(settings, _ADVICE)
    return draft.site()


def _read_feeds(settings: OldSettings) -> dict[str, Any]:
    is_on = settings.flag("generate_feeds") or settings.flag("generate_feed") or settings.flag("generate_rss")
    names = settings.texts("feed_filenames") or settings.texts("feed_filename") or ("atom.xml",)
    limit = settings.number("feed_limit") or settings.number("rss_limit")
    if not is_on:
        return {"formats": []}
    paths = {"rss" if "rss" in name else "atom": name for name in names if name.endswith(".xml")}
    feeds: dict[str, Any] = {"formats": [*paths], "path": paths, "term_formats": [*paths][:1]}
    if limit > 0:
        feeds["limit"] = limit
    return feeds


def _read_taxonomies(settings: OldSettings) -> list[dict[str, Any]]:
    node = settings.take("taxonomies")
    taxonomies: dict[str, dict[str, Any]] = {}  # of Zola's older versions, once for each language
    for part in node.parts if node is not None else ():
        options = OldSettings(part)
        taxonomy: dict[str, Any] = {"name": options.text("name"), "feeds": options.flag("feed")}
        if size := options.number("paginate_by"):
            taxonomy["paginate"] = size
        taxonomies.setdefault(taxonomy["name"], taxonomy)
    return [*taxonomies.values()]
