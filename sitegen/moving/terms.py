"""A term of a taxonomy and its new name -> the edits of the front matter that has it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.core.problems import ProblemError, error
from sitegen.core.slugs import segment
from sitegen.core.suggest import nearest
from sitegen.core.text import lazy_compile
from sitegen.moving.following import Move
from sitegen.moving.written import find_front_matter
from sitegen.site.nodes import term_id

if TYPE_CHECKING:
    from sitegen.moving.snapshot import Snapshot

#: An entry of a list, or the value of a key, in YAML, TOML or JSON.
_VALUES = lazy_compile(
    r"""(?m)(?:[\[,:=]|^[ \t]*-)[ \t]*(["']?)((?:[^\[\],"'\r\n#]|(?<=\S)#)+?)\1[ \t]*(?=[\],#\r]|$)"""
)


def read_term(site: Snapshot, taxonomy: str, old: str, new: str) -> Move:
    """Return the renaming of a term on every page; ProblemError if that can't be."""
    if taxonomy not in site.site.terms:
        guess = nearest(taxonomy, site.site.terms)
        hint = f"did you mean {guess}?" if guess else f"choose from {', '.join(site.site.terms)}"
        raise ProblemError(error("move-refused", f"there is no taxonomy {taxonomy!r}", hint=hint))
    term = next((term for term in site.site.terms[taxonomy] if term.slug == segment(old)), None)
    if term is None:
        guess = nearest(old, [term.name for term in site.site.terms[taxonomy]])
        hint = f"did you mean {guess}?" if guess else "no page has it"
        raise ProblemError(error("move-refused", f"there is no term {old!r} in {taxonomy}", hint=hint))
    edits: dict[str, dict[tuple[int, int], str]] = {}
    for page, (document, _) in site.converted.items():
        names = dict(document.front.taxonomies).get(taxonomy, ())
        if any(segment(name) == term.slug for name in names):
            key = document.front.place(taxonomy)[0]
            text = site.sources[page].data.decode()
            edits[page] = dict.fromkeys(_find_values(text, key, term.slug), new)
    files, folders = _move_description(site, term_id(taxonomy, term.slug), segment(new))
    nodes = (
        {term_id(taxonomy, term.slug): term_id(taxonomy, segment(new))} if segment(new) != term.slug else {}
    )
    move = Move(*(folders or (f"{taxonomy}/{old}", f"{taxonomy}/{new}")), files, {}, nodes, edits)
    _refuse_left(site, move, taxonomy, term.slug if nodes else "", new)
    return move


def _find_values(text: str, key: int, slug: str) -> list[tuple[int, int]]:
    """Return where a key of front matter has the term; ``key`` is its line, from 1."""
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: key - 1])
    end = sum(len(line) + 1 for line in lines[: find_front_matter(lines)])
    following = re.compile(r"^[\"']?[\w-]+[\"']?[ \t]*[:=]", re.MULTILINE).search(
        text, text.find("\n", start) + 1, end
    )
    values = _VALUES.finditer(text, start, following.start() if following else end)
    return [value.span(2) for value in values if segment(value[2]) == slug]


def _move_description(site: Snapshot, id_: str, slug: str) -> tuple[dict[str, str], tuple[str, str] | None]:
    """Return the files that describe a term and where they go; and the folder or the file that moves."""
    node = site.site.nodes.get(id_)
    if node is None or not node.path:
        return {}, None
    content = f"{site.config.paths.content}/"
    folder, _, name = node.path.rpartition("/")
    old = folder if name in ("_index.md", "index.md") else node.path
    new = f"{old.rpartition('/')[0]}/{slug}{'' if old == folder else '.md'}"
    below = [
        file for file in site.list_files() if file == content + old or file.startswith(f"{content}{old}/")
    ]
    return {file: content + new + file[len(content + old) :] for file in below}, (
        content + old,
        content + new,
    )


def _refuse_left(site: Snapshot, move: Move, taxonomy: str, slug: str, new: str) -> None:
    """ProblemError for each page on which the term can't be renamed by an edit of its front matter."""
    after = site.after({}, move.write_texts(site), site.config_text)
    left = [
        page
        for page, (document, _) in after.converted.items()
        for name in dict(document.front.taxonomies).get(taxonomy, ())
        if segment(name) == slug or (page in move.edits and segment(name) == segment(new) and name != new)
    ]
    content = site.config.paths.content
    hint = f"write {new!r} there by hand, and try again"
    if left:
        message = "its front matter can't be edited"
        raise ProblemError(
            *(error("move-refused", message, path=f"{content}/{page}", hint=hint) for page in left)
        )
