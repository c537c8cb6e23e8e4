"""A build and a store that it shares with other machines -> the build, with less to do or for others."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.config import key_place
from sitegen.core.problems import warning
from sitegen.sources.choose import is_document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitegen.build.options import BuildOptions, BuildResult
    from sitegen.cache.cache import BuildCache
    from sitegen.publish.survey import Survey
    from sitegen.sharing.batches import StoredConversions
    from sitegen.sharing.restoring import Restoration
    from sitegen.sharing.settings import SharedCache
    from sitegen.sources.inputs import Inputs

    RunBuild = Callable[[Restoration | None, StoredConversions | None], BuildResult]


class SharedBuilding(NamedTuple):
    """A build that uses a store."""

    shared: SharedCache
    inputs: Inputs
    survey: Survey
    cache: BuildCache
    recorded_at_ns: int


def choose_store(options: BuildOptions, inputs: Inputs) -> SharedCache | None:
    """Return the store that a build uses; None with ``--force`` or ``--safe``."""
    if options.safe or options.force or options.forget or options.dry:
        return None
    if not (inputs.config.cache.remote or os.environ.get("SITEGEN_CACHE_REMOTE")):
        return None
    from sitegen.sharing.settings import find_shared_cache

    return find_shared_cache(inputs.config, inputs.config_text, options.root, os.environ)


def build_shared(building: SharedBuilding, run: RunBuild) -> BuildResult:
    """Restore what a store has of a site without a cache, build, and store the result if the site says so.

    ``run`` builds with what was restored, which is in the folder of the cache by then.
    """
    from sitegen.sharing.manifest import name_actions

    started = time.monotonic()
    shared, inputs, survey, cache, recorded_at_ns = building
    actions = name_actions(cache.identity, inputs.config)
    pages = sum(is_document(entry) for entry in inputs.content.entries)
    trouble: tuple[str, ...] = ()
    has_failed = False
    if cache.snapshot is not None:
        result = run(None, None)
    else:
        from sitegen.sharing.restoring import Restoration

        restoration = Restoration(shared, cache.folder, actions, shared.limit_wait(pages))
        try:
            has_cache = restoration.restore_cache(cache.identity, inputs, recorded_at_ns)
            stored = None
            if not (has_cache or restoration.has_failed):
                from sitegen.sharing.batches import StoredConversions

                stored = StoredConversions(
                    shared, cache.folder, cache.identity, pages, restoration.seconds_left
                )
            result = run(restoration if has_cache else None, stored)
            trouble, has_failed = restoration.trouble, restoration.has_failed
            if stored:
                trouble += stored.trouble
        finally:
            restoration.close()
    if shared.writes and result.ok and result.rendered and not has_failed:
        from sitegen.sharing.filling import Filling, fill_store, is_worth_storing

        if trouble or is_worth_storing(cache.folder, result.rendered, result.outputs):
            seconds = shared.limit_wait(pages, time.monotonic() - started)
            filling = Filling(cache.folder, actions, survey.read, inputs, renews=bool(trouble))
            trouble += fill_store(shared, filling, seconds)
    return _warn(result, trouble, building)


def _warn(result: BuildResult, trouble: Sequence[str], building: SharedBuilding) -> BuildResult:
    """Return a result with one warning about the store, if something was wrong with it."""
    if not trouble:
        return result
    shared, inputs = building.shared, building.inputs
    line, column = key_place(inputs.config_text, ("cache", "remote"))
    more = f", and {len(trouble) - 1} more" if len(trouble) > 1 else ""
    message = f"the shared cache {shared.shown} didn't work as it should: {trouble[0]}{more}"
    hint = "the site is complete; check the store, give it more time (cache.seconds), or turn it off"
    path = "sitegen.toml" if inputs.config.cache.remote else ""
    problem = warning("cache-store", message, path=path, line=line, column=column, hint=hint)
    return msgspec.structs.replace(result, problems=(*result.problems, problem))
