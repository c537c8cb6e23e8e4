"""What a preview keeps in memory from one build to the next."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.cache_folder import open_cache
from sitegen.sources import unchanged
from sitegen.theme.load import read_materials

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.build.options import BuildOptions
    from sitegen.cache.cache_folder import OpenCache
    from sitegen.cache.state import State
    from sitegen.cache.store import Store
    from sitegen.cache.trace_index import TraceIndex
    from sitegen.core.location import Location
    from sitegen.core.model import Document
    from sitegen.core.problems import Problem
    from sitegen.ext.registry import Extensions
    from sitegen.plan.target import Target
    from sitegen.publish.manifest import File
    from sitegen.render.job import RenderJob
    from sitegen.site.answers import SiteAnswers
    from sitegen.site.assemble import Site
    from sitegen.sources.inputs import Inputs
    from sitegen.theme.load import Materials
    from sitegen.workers.on_demand import Workers


class SiteState(msgspec.Struct, frozen=True):
    """A complete site, and what it was built from."""

    options: BuildOptions
    now: datetime  #: the moment for which it was built
    inputs: Inputs
    site: Site
    answers: SiteAnswers
    targets: tuple[Target, ...]
    blank: RenderJob  #: what all renderings share
    files: Mapping[str, File]  #: as published
    problems: tuple[Problem, ...]  #: those that are neither a document's nor an output's
    documents: Mapping[str, Document]  #: by path


class SavedBuild(msgspec.Struct, frozen=True):
    """What a full build has written to the cache."""

    state: State
    bodies: Store
    changes_at: datetime | None  #: when the site expires: a build would give another result then


class Session:
    """The last complete site, and what changed only in memory since it was published.

    A build that ``sitegen.build.in_memory`` can do leaves the published files and the cache on the disk as
    they are. The next full build starts from those and brings them up to date.
    """

    def __init__(self) -> None:
        #: Absolute paths of all files that changed since the last build that succeeded; None: not known.
        self.hints: frozenset[str] | None = None
        #: Absolute path -> what an editor shows instead of the file: see ``build.in_memory``.
        self.unsaved: Mapping[str, bytes] = {}
        self.converter: Workers | None = None  #: a worker that stays; None: each edit starts one
        self.site_state: SiteState | None = None
        self.state: State | None = None  #: as it is in the cache
        self.bodies: Store | None = None
        self.changes_at: datetime | None = None
        self.index: TraceIndex | None = None
        #: Outputs that differ from those published, by path.
        self.fresh: dict[str, bytes] = {}
        #: Outputs that the last build changed; None when it may be any.
        self.changed: tuple[str, ...] | None = None
        self._cache: OpenCache | None = None
        self._held = ExitStack()
        self._materials: tuple[object, Materials] | None = None
        self._save_build: Callable[[], SavedBuild] | None = None

    def adopt(self, site_state: SiteState, save_pending: Callable[[], SavedBuild]) -> None:
        """Take over what a full build has published; saving to the cache can wait."""
        self.release()
        self.site_state, self.index, self.fresh, self.changed = site_state, None, {}, None
        self._save_build = save_pending

    @property
    def is_behind(self) -> bool:
        """Whether the last full build has yet to be saved to the cache; it needs its bodies until then."""
        return self._save_build is not None

    def save_pending(self) -> None:
        """Save the last full build to the cache, if that was postponed."""
        if self._save_build is None or self.site_state is None:
            return
        done = self._save_build()
        self._save_build = None
        self.state, self.bodies, self.changes_at = done.state, done.bodies, done.changes_at
        answers = self.site_state.answers.revised(self.site_state.site, done.bodies.get)
        self.site_state = msgspec.structs.replace(self.site_state, answers=answers)

    def materials_for(
        self, inputs: Inputs, recorded_at_ns: int, extensions: Extensions | None = None
    ) -> Materials:
        """Return layouts, assets and data, without reading them again if no file can have changed."""
        trees = (inputs.layouts, inputs.builtin, inputs.data)
        key = (inputs.config, *trees, extensions)
        if self._materials is not None and self._materials[0] == key:
            return self._materials[1]
        materials = read_materials(inputs, extensions)
        stats = (entry.stat for tree in trees for entry in tree.entries)
        is_settled = all(unchanged(stat, stat, recorded_at_ns) for stat in stats)
        self._materials = (key, materials) if is_settled else None
        return materials

    def open_cache(self, location: Location | None) -> OpenCache:
        """Return the cache, which stays open until the session ends or somebody removes its folder."""
        held = self._cache
        is_current = held is not None and (held.is_at(location) if location else not held.is_lasting)
        if held is None or not is_current:
            self._held.close()
            self.state = None
            held = self._cache = self._held.enter_context(open_cache(location))
        return held

    def release(self) -> None:
        """Save what was postponed, and close the files of the last build."""
        self.save_pending()
        if self.bodies is not None:
            self.bodies.close()

    def close(self) -> None:
        """Save what was postponed, and close everything."""
        self.release()
        self._held.close()
        self._cache = None
