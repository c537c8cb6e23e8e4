"""Batches of pages -> converted and rendered by the workers of a Dask cluster.

``connection`` is what a build uses; ``batches`` keeps jobs and results in order. ``dispatcher`` is a process
beside the build, the client of the cluster, because a build must have no threads. On each worker, ``task``
passes batches on to ``supervisor``, a process that does them as a local build does, in forks with limits.

``parcels`` says what travels, ``pieces`` how large things do, ``setup`` which versions must be equal, and
``site_code`` how the code of extensions gets there.
"""

from sitegen.cluster.connection import Cluster

__all__ = ["Cluster"]
