"""A build with ``--cluster`` -> the cluster that it uses, and the store through which pages travel."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sitegen.core.extras import is_installed, report_missing
from sitegen.core.problems import ProblemError, error

if TYPE_CHECKING:
    from sitegen.build.options import BuildOptions
    from sitegen.cluster import Cluster
    from sitegen.core.folder import Folder
    from sitegen.ext.registry import Extensions
    from sitegen.sources.inputs import Inputs

#: The folder in the cache for what a cluster leaves behind until its build ends.
_FOLDER = "cluster"


def open_cluster(
    options: BuildOptions, inputs: Inputs, extensions: Extensions | None, cache: Folder
) -> Cluster:
    """Return the cluster that a build uses; the build connects only when there is enough to do.

    ProblemError without Dask, or without a store that other hosts reach.
    """
    if not is_installed("distributed"):
        raise ProblemError(report_missing("distributed", "--cluster"))
    from sitegen.cluster import Cluster

    folder = os.path.join(os.path.abspath(cache.path), _FOLDER)
    is_here = options.cluster.startswith("local:")
    store = f"{folder}/blobs" if is_here else _find_store(options, inputs)
    return Cluster(options.cluster, inputs.config.limits.page_memory_bytes, folder, store, extensions)


def _find_store(options: BuildOptions, inputs: Inputs) -> str:
    """Return where the store of a site is."""
    from sitegen.sharing.settings import find_shared_cache

    shared = find_shared_cache(inputs.config, inputs.config_text, options.root, os.environ)
    if shared is None or not shared.writes:
        message = f"the cluster {options.cluster}: its workers need a store that they can write to"
        hint = 'set remote = "…" and mode = "write" below [cache], or use --cluster local:N'
        raise ProblemError(error("cluster-failed", message, hint=hint))
    return shared.location


def explain_home(options: BuildOptions, inputs: Inputs) -> tuple[str, ...]:
    """Return a notice for a site whose pages can't be rendered elsewhere."""
    if options.cluster and inputs.config.markdown.directives:
        reason = "the Python functions in markdown.directives may read any file"
        return (f"Pages were rendered on this machine, not on the cluster: {reason}.",)
    return ()
