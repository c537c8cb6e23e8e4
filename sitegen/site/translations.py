"""A site in several languages -> which pages are translations of each other, and which are outdated."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sitegen.config import split_path
from sitegen.core.problems import Problem, warning
from sitegen.site.languages import translation_key
from sitegen.site.nodes import Kind, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.site.assemble import Site

#: How many characters of the digest of a source are recorded in a translation.
_DIGITS = 12
#: The code of the Problem of a translation whose original has changed.
OUTDATED = "translation-outdated"
#: Id of a page -> (language, id) of all its versions, itself included, in the order of the languages.
Versions = dict[str, tuple[tuple[str, str], ...]]


class Status(StrEnum):
    """The state of a translation."""

    CURRENT = "current"
    OUTDATED = "outdated"  #: the original has changed since the translation was marked
    UNMARKED = "unmarked"  #: it doesn't say which state of the original it translates
    MISSING = "missing"


class Translation(NamedTuple):
    """A page and its original, in the main language or in the first that has it."""

    language: str
    node: Node | None  #: None: the page isn't translated
    original: Node
    status: Status

    @property
    def digest(self) -> str:
        """What the translation records when it is up to date."""
        document = self.original.document
        return document.digest[:_DIGITS] if document else ""


def list_translations(site: Site, versions: Versions) -> Iterator[Translation]:
    """Yield each translation that a file has or could have, by language and path of the original."""
    main = site.config.language
    groups = [
        {code: node for code, id_ in group if (node := site.nodes[id_]).path and not node.is_borrowed}
        for group in dict.fromkeys(versions.values())
    ]
    written = [(group.get(main) or next(iter(group.values())), group) for group in groups if group]
    for code in site.config.languages:
        for original, group in sorted(written, key=lambda pair: pair[0].path):
            if original.language == code:
                continue
            translated = group.get(code)
            yield Translation(code, translated, original, _judge(translated, original))


def _judge(node: Node | None, original: Node) -> Status:
    if node is None or node.document is None or original.document is None:
        return Status.MISSING
    recorded = node.document.front.source_digest
    if not recorded:
        return Status.UNMARKED
    return Status.CURRENT if original.document.digest.startswith(recorded) else Status.OUTDATED


def find_outdated(site: Site, versions: Versions) -> dict[str, str]:
    """Return the ids of outdated translations, each with the id of its original."""
    return {
        translation.node.id: translation.original.id
        for translation in list_translations(site, versions)
        if translation.node and translation.status is Status.OUTDATED
    }


def report_outdated(site: Site, versions: Versions) -> Iterator[Problem]:
    """Yield a warning for each translation whose original has changed."""
    content = site.config.paths.content
    for id_, original in find_outdated(site, versions).items():
        document = site.nodes[id_].document
        line, column = document.front.place("source_digest") if document else (1, 1)
        path = f"{content}/{site.nodes[id_].path}"
        yield warning(
            OUTDATED,
            f"{content}/{site.nodes[original].path} has changed since it was translated",
            path=path,
            line=line,
            column=column,
            hint=f"bring the translation up to date, then run sitegen translate mark {path}",
        )


def find_translations(site: Site) -> Versions:
    """Return by id, for each page of a site in several languages, (language, id) of all its versions."""
    groups: dict[str, dict[str, str]] = {}
    key_of = partial(_key_of, site)
    for node in site.nodes.values():
        if node.kind not in {Kind.NOT_FOUND, Kind.NAVIGATION}:
            groups.setdefault(key_of(node), {}).setdefault(node.language, node.id)
    order = {code: position for position, code in enumerate(site.config.languages)}
    versions: Versions = {}
    for group in groups.values():
        pairs = tuple(sorted(group.items(), key=lambda pair: order[pair[0]]))
        versions |= dict.fromkeys(group.values(), pairs)
    return versions


def _key_of(site: Site, node: Node) -> str:
    """Return what only the versions of a page share."""
    inner = node.id.removeprefix(site.parts[node.language].id_prefix)
    if node.kind is Kind.HOME:
        return ":"
    if node.kind in {Kind.TERM, Kind.TAXONOMY}:
        return inner
    inner = split_path(site.config.languages, node.path)[1] if node.path else inner
    return translation_key(inner, node.document)
