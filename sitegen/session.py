"""What the builds of one process hold in memory for the next: a server's, who builds at every save."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.cache import BodyStore, Book
    from sitegen.cache.index import BookIndex
    from sitegen.errors import Problem
    from sitegen.files import File
    from sitegen.inputs import Inputs
    from sitegen.model import Document
    from sitegen.plan import Target
    from sitegen.render import RenderJob
    from sitegen.request import Options
    from sitegen.site import Site, SiteAnswers


class Whole(msgspec.Struct, frozen=True):
    """A whole site with everything that it was made of."""

    options: Options
    inputs: Inputs
    bodies: BodyStore
    site: Site
    answers: SiteAnswers
    targets: tuple[Target, ...]
    book: Book
    blank: RenderJob  #: what all renderings share
    files: Mapping[str, File]  #: as published
    problems: tuple[Problem, ...]  #: those that are neither a document's nor an output's
    documents: Mapping[str, Document]  #: by path


class Session:
    """The last whole site, and what was changed in memory alone since it was published.

    A build that ``sitegen.revise`` can do leaves the published files and the cache on the disk as they
    are; the next one that it cannot do starts from those, and brings them up to date.
    """

    def __init__(self) -> None:
        #: Absolute paths of all files that changed since the last build that succeeded; None: not known.
        self.hints: frozenset[str] | None = None
        self.whole: Whole | None = None
        self.index: BookIndex | None = None
        #: Outputs that differ from those published, by path.
        self.fresh: dict[str, bytes] = {}
        #: Outputs that the last build changed; None when it may be any.
        self.changed: tuple[str, ...] | None = None

    def hold(self, whole: Whole) -> None:
        """Take over what a full build has published."""
        self.close()
        self.whole, self.index, self.fresh, self.changed = whole, None, {}, None

    def close(self) -> None:
        """Let go of the files that are open."""
        if self.whole is not None:
            self.whole.bodies.close()
