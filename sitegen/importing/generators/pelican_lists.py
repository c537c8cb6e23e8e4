"""The lists of a Pelican site: tags, categories, authors, archives -> redirects to ours."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sitegen.core.slugs import simple
from sitegen.importing.generators.old_posts import OldPost, lead_list_pages, read_posts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.importing.generators.draft import Draft
    from sitegen.importing.generators.old_settings import OldSettings

_DIRECT = ("tags", "categories", "authors", "archives")


def lead_lists(draft: Draft, settings: OldSettings, page_folders: Sequence[str]) -> None:
    """Redirect each list of articles to ours; those by author and by date lead to the home page."""
    posts = read_posts(draft.folder / draft.values["paths"]["content"])
    articles = [post for post in posts if post.folder.split("/")[0] not in page_folders]
    size = draft.values["paginate"] if settings.take("PAGINATION_PATTERNS") is None else 0
    draft.redirects |= lead_list_pages("/index:num.html", "/", len(articles), size)
    tops = {taxonomy["name"]: f"/{taxonomy['path']}/" for taxonomy in draft.values["taxonomies"]}
    tags = _count_terms(articles, "tags")
    categories = _count_terms(articles, "category")
    authors = _count_terms(articles, "authors?", draft.values["author"]["name"])
    folders, targets = _read_folders(articles, settings)
    targets |= {slug: f"{tops['categories']}{slug}/" for slug in categories}
    _lead(draft, settings, "TAG", tags, {slug: f"{tops['tags']}{slug}/" for slug in tags}, size)
    _lead(draft, settings, "CATEGORY", folders | categories, targets, size)
    _lead(draft, settings, "AUTHOR", authors, dict.fromkeys(authors, "/"), size)
    templates = settings.texts("DIRECT_TEMPLATES") or _DIRECT
    lists = {"tags": tops["tags"] if tags else "/", "categories": tops["categories"] if categories else "/"}
    for name in templates:
        key = f"{name.upper()}_SAVE_AS"
        address = settings.text(key, default=f"{name}.html").strip("/").removesuffix("index.html")
        if name in _DIRECT and address and _is_saved(settings, key):
            target = lists.get(name, "/")
            draft.redirects |= {f"/{address}": target} if f"/{address}" != target else {}


def _is_saved(settings: OldSettings, key: str) -> bool:
    """Return whether a list has a file; an empty name means that it has none."""
    node = settings.take(key)
    return node is None or bool(node.text)


def _count_terms(articles: Sequence[OldPost], key: str, usual: str = "") -> Counter[str]:
    """Return how many articles have each term, by its slug; ``usual`` are those of articles without any."""
    counts: Counter[str] = Counter()
    for article in articles:
        written = article.value(key) or usual
        names = written.split(";" if ";" in written else ",")
        counts.update({simple(name.strip(" []\"'")) for name in names} - {""})
    return counts


def _read_folders(articles: Sequence[OldPost], settings: OldSettings) -> tuple[Counter[str], dict[str, str]]:
    """Return the categories that articles have by their folder: how many, and the list of the folder."""
    usual = simple(settings.text("DEFAULT_CATEGORY", default="misc"))
    is_by_folder = settings.flag("USE_FOLDER_AS_CATEGORY", default=True)
    counts: Counter[str] = Counter()
    targets: dict[str, str] = {}
    for article in articles:
        if article.value("category"):
            continue
        folder = article.folder if is_by_folder else ""
        slug = simple(folder.rpartition("/")[2]) if folder else usual
        targets.setdefault(slug, f"/{folder}/" if folder else "/")
        counts[slug] += 1
    return counts, targets


def _lead(
    draft: Draft,
    settings: OldSettings,
    kind: str,
    counts: Mapping[str, int],
    targets: Mapping[str, str],
    size: int,
) -> None:
    """Redirect the lists of one kind of terms, with all their pages."""
    written = settings.text(f"{kind}_URL", default=f"{kind.lower()}/{{slug}}.html").strip("/")
    written = written.removesuffix("index.html")
    if "{slug}" not in written or not _is_saved(settings, f"{kind}_SAVE_AS"):
        return
    for slug, target in targets.items():
        old = f"/{written.replace('{slug}', slug)}"
        old += "" if old.endswith((".html", "/")) else "/"
        draft.redirects |= {old: target} if old != target else {}
        if old.endswith(".html"):
            draft.redirects |= lead_list_pages(f"{old[:-5]}:num.html", target, counts[slug], size)
