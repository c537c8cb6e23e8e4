"""A term of a taxonomy and its new name -> the edits of the front matter that has it."""

from __future__ import annotations

import re
from posixpath import basename, dirname
from typing import TYPE_CHECKING

from sitegen.config import split_path
from sitegen.core.problems import ProblemError, error
from sitegen.core.suggest import nearest
from sitegen.core.text import lazy_compile
from sitegen.moving.request import plan_renames
from sitegen.moving.written import find_front_matter
from sitegen.site.nodes import term_id
from sitegen.site.terms import term_slugs

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.moving.following import Move
    from sitegen.moving.loaded_site import LoadedSite
    from sitegen.site.assemble import Site

#: An entry of a list, or the value of a key, in YAML, TOML or JSON.
_VALUES = lazy_compile(
    r"""(?m)(?:[\[,:=]|^[ \t]*-)[ \t]*(["']?)((?:[^\[\],"'\r\n#]|(?<=\S)#)+?)\1[ \t]*(?=[\],#\r]|$)"""
)


def read_term(site: LoadedSite, taxonomy: str, old: str, new: str) -> Move:
    """Return the renaming of a term on every page; ProblemError if that can't be."""
    slug_of = term_slugs(site.config)
    new_slug = slug_of(new)
    slug = _find_slug(site, taxonomy, old)
    edits: dict[str, dict[tuple[int, int], str]] = {}
    for page, (document, _) in site.converted.items():
        names = dict(document.front.taxonomies).get(taxonomy, ())
        if any(slug_of(name) == slug for name in names):
            key = document.front.place(taxonomy)[0]
            text = site.sources[page].data.decode()
            edits[page] = dict.fromkeys(_find_values(text, key, slug, slug_of), new)
    prefixes = [part.id_prefix for part in _list_parts(site)]
    ids = {
        f"{prefix}{term_id(taxonomy, slug)}": f"{prefix}{term_id(taxonomy, new_slug)}" for prefix in prefixes
    }
    described = (_move_description(site, id_, new_slug) for id_ in ids)
    renames = [*dict.fromkeys(rename for rename in described if rename)]
    old_name, new_name = renames[0] if renames else (f"{taxonomy}/{old}", f"{taxonomy}/{new}")
    move = plan_renames(list(site.list_files()), old_name, new_name, renames)
    move = move._replace(nodes=ids if new_slug != slug else {}, edits=edits)
    _refuse_left(site, move, taxonomy, slug if move.nodes else "", new)
    return move


def _list_parts(site: LoadedSite) -> tuple[Site, ...]:
    """Return the site of each language."""
    return tuple(site.site.parts.values()) or (site.site,)


def _find_slug(site: LoadedSite, taxonomy: str, name: str) -> str:
    """Return the slug of a term of any language; ProblemError if no page has it."""
    terms: dict[str, dict[str, str]] = {}
    for part in _list_parts(site):
        for of, found in part.terms.items():
            terms.setdefault(of, {}).update({term.slug: term.name for term in found})
    if taxonomy not in terms:
        guess = nearest(taxonomy, terms)
        hint = f"did you mean {guess}?" if guess else f"choose from {', '.join(terms)}"
        raise ProblemError(error("move-refused", f"there is no taxonomy {taxonomy!r}", hint=hint))
    slug = term_slugs(site.config)(name)
    if slug not in terms[taxonomy]:
        guess = nearest(name, terms[taxonomy].values())
        hint = f"did you mean {guess}?" if guess else "no page has it"
        raise ProblemError(error("move-refused", f"there is no term {name!r} in {taxonomy}", hint=hint))
    return slug


def _find_values(text: str, key: int, slug: str, slug_of: Callable[[str], str]) -> list[tuple[int, int]]:
    """Return where a key of front matter has the term; ``key`` is its line, from 1."""
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: key - 1])
    end = sum(len(line) + 1 for line in lines[: find_front_matter(lines)])
    following = re.compile(r"^[\"']?[\w-]+[\"']?[ \t]*[:=]", re.MULTILINE).search(
        text, text.find("\n", start) + 1, end
    )
    values = _VALUES.finditer(text, start, following.start() if following else end)
    return [value.span(2) for value in values if slug_of(value[2]) == slug]


def _move_description(site: LoadedSite, id_: str, slug: str) -> tuple[str, str] | None:
    """Return the folder or the file that describes a term, and where it goes; None without one."""
    node = site.site.nodes.get(id_)
    if node is None or not node.path or node.is_borrowed:
        return None
    content = f"{site.config.paths.content}/"
    folder, _, name = node.path.rpartition("/")
    stem = basename(split_path(site.config.languages, node.path)[1]).removesuffix(".md")
    if stem in ("_index", "index"):
        return content + folder, f"{content}{dirname(folder)}/{slug}"
    return content + node.path, f"{content}{folder}/{slug}{name.removeprefix(stem)}"


def _refuse_left(site: LoadedSite, move: Move, taxonomy: str, slug: str, new: str) -> None:
    """ProblemError for each page on which the term can't be renamed by an edit of its front matter."""
    slug_of = term_slugs(site.config)
    after = site.after({}, move.write_texts(site), site.config_text)
    left = [
        page
        for page, (document, _) in after.converted.items()
        for name in dict(document.front.taxonomies).get(taxonomy, ())
        if slug_of(name) == slug or (page in move.edits and slug_of(name) == slug_of(new) and name != new)
    ]
    content = site.config.paths.content
    hint = f"write {new!r} there by hand, and try again"
    if left:
        message = "its front matter can't be edited"
        raise ProblemError(
            *(error("move-refused", message, path=f"{content}/{page}", hint=hint) for page in left)
        )
