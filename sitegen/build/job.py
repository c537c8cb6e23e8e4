"""The input of a build, and the values that its stages pass on. Each is complete when it is created."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.cache.cache import BuildCache
from sitegen.sources.inputs import Inputs
from sitegen.workers.on_demand import Workers

if TYPE_CHECKING:
    from sitegen.build.assembly import Assembly
    from sitegen.build.documents import Documents
    from sitegen.build.options import BuildOptions
    from sitegen.build.outputs import Reuse
    from sitegen.build.planning import Plan
    from sitegen.build.site_state import Session
    from sitegen.cache.state import State
    from sitegen.cache.store import Store
    from sitegen.cache.trace_table import Fingerprints
    from sitegen.cluster import Cluster
    from sitegen.core.folder import Folder
    from sitegen.core.progress import OnProgress
    from sitegen.ext.registry import Extensions
    from sitegen.publish.survey import Survey
    from sitegen.resources.pictures import Pictures
    from sitegen.resources.static_files import Copies
    from sitegen.sharing.batches import StoredConversions
    from sitegen.sharing.restoring import Restoration
    from sitegen.theme.load import Materials


class Run(msgspec.Struct, frozen=True):
    """A build that has something to do: its input."""

    options: BuildOptions
    inputs: Inputs
    survey: Survey  #: of what is published
    cache: BuildCache
    now: datetime
    recorded_at_ns: int  #: the clock before the files were scanned
    workers: Workers
    session: Session | None
    on_progress: OnProgress
    extensions: Extensions | None = None
    restoration: Restoration | None = None  #: what a shared store had of the last build
    stored: StoredConversions | None = None  #: what it has besides
    cluster: Cluster | None = None


class Stores(NamedTuple):
    """The results of the last build, and where this build stores its own."""

    state: State
    bodies: Store
    pictures: Pictures
    search: Folder


class Prepared(NamedTuple):
    """Everything that a build determines before it renders."""

    run: Run
    stores: Stores
    documents: Documents
    theme: Materials
    assembly: Assembly
    copies: Copies
    plan: Plan
    fingerprints: Fingerprints  #: today's digests of what answers depend on
    reuse: Reuse

    @property
    def problem_paths(self) -> tuple[str, ...]:
        """The paths of the documents with Problems; those of unchanged documents come from the last build."""
        return self.documents.select(self.stores.state.problem_paths, attrgetter("problems"))

    @property
    def diagram_paths(self) -> tuple[str, ...]:
        """The paths of the documents with diagrams."""
        return self.documents.select(self.stores.state.diagram_paths, attrgetter("diagrams"))

    @property
    def including(self) -> dict[str, tuple[str, ...]]:
        """The paths of the files that documents include, by the paths of those documents."""
        documents = self.documents
        including = {
            path: files
            for path, files in self.stores.state.including.items()
            if path in documents and path not in documents.fresh
        }
        fresh = documents.fresh.items()
        return including | {path: document.included for path, document in fresh if document.included}
