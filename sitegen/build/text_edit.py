"""Two versions of some documents -> whether only their texts differ: the rule behind every quick build.

An edit of a body, a title or a description hardly ever moves a page or changes a term. Then the structure of
the site and its targets stay the same, and only questions about the edited pages have new answers. Both the
command line and the preview rely on this module for that decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.build.salvage import is_unread, restore
from sitegen.site.folders import NAV_KEYS
from sitegen.site.nodes import NOT_FOUND_FILE
from sitegen.site.skeleton import stays_in_place
from sitegen.site.translations import OUTDATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sitegen.core.model import Document
    from sitegen.core.problems import Problem
    from sitegen.plan.target import Target
    from sitegen.site.assemble import Site

#: The attributes of a Document and of its front matter that affect only answers about the page itself. A
#: difference in any other attribute, including ones added later, counts as a change of structure.
_TEXT = (
    *("digest", "title", "summary", "excerpt", "anchors", "words", "tokens", "references", "problems"),
    *("has_formulas", "included"),
)
#: What of it an unsaved text changes already: what Problems and links to the page depend on.
_UNSAVED = ("digest", "anchors", "references", "problems")
_TEXT_IN_FRONT_MATTER = ("title", "description", "authors", "toc", "math", "extra", "keys")


class TextEdit(NamedTuple):
    """Some documents in which only text has changed."""

    documents: Mapping[str, Document]  #: as they are now
    retitled: frozenset[str]  #: the paths of those in which more than the body changed
    changes_parts: bool  #: whether ids that links may lead to were added or removed

    def fits(self, site: Site, problems: Iterable[Problem]) -> bool:
        """Return whether assembling the site again would give this site, with these documents in it."""
        has_own_pages = all(
            path in site.nodes or path in site.hidden or path == NOT_FOUND_FILE for path in self.documents
        )
        blamed = {problem.path for problem in problems if problem.code != OUTDATED}
        return has_own_pages and stays_in_place(site, self.retitled, blamed)

    def renew(self, targets: Iterable[Target]) -> tuple[Target, ...]:
        """Return targets of the last build, updated for these documents."""
        documents = self.documents
        return tuple(
            [
                msgspec.structs.replace(target, digest=documents[target.node].digest)
                if target.node in documents and target.digest
                else target
                for target in targets
            ]
        )


def find_text_edit(before: Mapping[str, Document], now: Mapping[str, Document]) -> TextEdit | None:
    """Return the edit between two versions of some documents; None if it changed more than text."""
    retitled, changes_parts = set(), False
    for path, document in now.items():
        old = before.get(path)
        if old is None or not _differs_in_text_alone(old, document):
            return None
        if old.title != document.title or old.front != document.front:
            retitled.add(path)
        changes_parts = changes_parts or old.parts != document.parts
    return TextEdit(now, frozenset(retitled), changes_parts)


def take_unsaved(last: Document, unsaved: Document) -> Document:
    """Return a page as it was last built, with the Problems and the ids of its unsaved text."""
    if is_unread(unsaved):
        return restore(unsaved, last)
    return msgspec.structs.replace(last, **{name: getattr(unsaved, name) for name in _UNSAVED})


def _differs_in_text_alone(old: Document, new: Document) -> bool:
    if any(old.front.extra.get(key) != new.front.extra.get(key) for key in NAV_KEYS):
        return False
    front = {name: getattr(new.front, name) for name in _TEXT_IN_FRONT_MATTER}
    text = {name: getattr(new, name) for name in _TEXT}
    return msgspec.structs.replace(old, front=msgspec.structs.replace(old.front, **front), **text) == new
