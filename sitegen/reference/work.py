"""A job of a worker -> Markdown for its requests. Only here are the readers of code imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.config.reference import Reference
from sitegen.core.extras import install_hint, is_installed
from sitegen.reference.request import Generated, split_key
from sitegen.workers.pool import Job

if TYPE_CHECKING:
    from collections.abc import Sequence

_encode = msgspec.msgpack.Encoder().encode


class ReferenceJob(Job):
    """Requests of one kind, and the files that they are about."""

    config: Reference
    files: dict[str, bytes]
    kind: str
    folders: tuple[str, ...] = ()  #: where the packages are, for what may be run


def make_generated(job: ReferenceJob, keys: Sequence[str]) -> dict[str, bytes]:
    """Return an encoded Generated for each request that documents something."""
    return {key: _encode(generated) for key, generated in _make(job, keys).items()}


def _make(job: ReferenceJob, keys: Sequence[str]) -> dict[str, Generated]:
    config = job.config
    if job.kind == "openapi":
        from sitegen.reference.openapi import document_description

        return {key: document_description(split_key(key)[1], job.files) for key in keys}
    if job.kind in ("argparse", "click"):
        from sitegen.reference.commands import document_command

        names = {key: split_key(key)[1] for key in keys}
        return {
            key: document_command(job.kind, name, config.commands, job.folders) for key, name in names.items()
        }
    if not is_installed("griffe"):
        fault = ("extra-missing", "documenting Python needs griffe", install_hint("griffe"))
        return {key: Generated(fault=fault) for key in keys if "." in split_key(key)[1]}
    from sitegen.reference.python import document_objects

    return document_objects(keys, job.files, config.paths, config.options, config.source_url)
