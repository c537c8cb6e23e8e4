"""Front matter taxonomies -> terms: one per spelling that readers would call the same."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Dialect, is_of_hexo
from sitegen.core.problems import Problem, error
from sitegen.core.safe_paths import check_slug
from sitegen.core.slugs import ascii_segment, hexo_segment, hugo_segment, segment, simple, zola_anchor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sitegen.config import Config

#: The name of a term in addresses, where a generator has a rule of its own.
_SLUGS: dict[Dialect, Callable[[str], str]] = {
    Dialect.HUGO: hugo_segment,
    Dialect.ZOLA: zola_anchor,
    Dialect.PELICAN: simple,
}


class Term(msgspec.Struct, frozen=True):
    """One value of a taxonomy and the pages that carry it."""

    taxonomy: str
    name: str  #: as most pages spell it
    slug: str
    pages: tuple[str, ...]  #: page ids, in the order they came in


def term_slugs(config: Config) -> Callable[[str], str]:
    """Return the function that makes the last part of a term's address, as the site's generator does."""
    slug = _SLUGS.get(config.dialect, segment)
    if is_of_hexo(config):
        slug = hexo_segment
    if slug in (hugo_segment, hexo_segment) and config.urls.lowercase:
        return lambda name: slug(name).lower()
    if config.urls.ascii:
        return lambda name: ascii_segment(slug(name))
    return slug


def part_words(names: Iterable[str]) -> dict[str, str]:
    """Return the slugs of Hexo's terms: the spellings of a word share one, and different words don't.

    With Hexo ``C`` and ``C++`` have one address, where only one of them is published.
    """
    owners: dict[str, tuple[str, str]] = {}
    slugs: dict[str, str] = {}
    for name, _ in sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])):
        word, slug = _same_word(name), hexo_segment(name)
        owner, shared = owners.setdefault(slug.casefold(), (word, slug))
        slugs[name] = shared if owner == word else segment(name)
    return slugs


def collect_terms(
    taxonomy: str,
    tagged: Iterable[tuple[str, tuple[str, ...]]],
    locate: Callable[[str], tuple[str, int, int]],
    slug_of: Callable[[str], str] = segment,
) -> tuple[tuple[Term, ...], tuple[Problem, ...]]:
    """Group (page id, names) by slug; two names that are different words with one slug are a Problem.

    ``locate`` returns the path to blame for a page id, and where in it the terms are.
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    pages: dict[str, dict[str, None]] = defaultdict(dict)
    slugs: dict[str, str] = {}
    for page, names in tagged:
        for name in names:
            slug = slugs.get(name) or slugs.setdefault(name, slug_of(name))
            spellings[slug][name] += 1
            pages[slug][page] = None
    terms, problems = [], []
    for slug, counts in sorted(spellings.items()):
        best = min(counts, key=lambda name: (-counts[name], name))
        page = next(iter(pages[slug]))
        try:
            check_slug(slug)
        except ValueError as fault:
            message = f"the address of {best[:60]!r} in {taxonomy} {fault}"
            hint = "choose another word for it"
            path, line, column = locate(page)
            problems.append(error("output-name", message, path=path, line=line, column=column, hint=hint))
        terms.append(Term(taxonomy, best, slug, tuple(pages[slug])))
        for name in sorted(counts):
            if _same_word(name) != _same_word(best):
                path, line, column = locate(page)
                message = f"the {taxonomy} {best!r} and {name!r} would share the address {slug!r}"
                hint = "spell them the same way, or change one so that their addresses differ"
                problems.append(
                    error("term-collision", message, path=path, line=line, column=column, hint=hint)
                )
    return tuple(terms), tuple(problems)


def _same_word(name: str) -> str:
    return re.sub(r"[\s_-]+", "-", unicodedata.normalize("NFC", name.strip().casefold()))
