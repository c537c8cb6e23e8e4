"""A job of a worker -> each of its sources converted; to do so, a worker loads this module alone at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Config, localise_file
from sitegen.core.model import Document, Source
from sitegen.workers.pool import Job

if TYPE_CHECKING:
    from sitegen.ext.registry import Extensions

_encode = msgspec.msgpack.Encoder().encode


def load_converter() -> None:
    """Import what converts: before any work, so that no worker does so in the time of its first page.

    It is half of what a build imports, and only a build that finds new content needs it.
    """
    import sitegen.content.convert  # noqa: F401  for the modules that it imports


class ConvertJob(Job):
    """Some sources, and all that is needed to convert them."""

    config: Config
    plain: frozenset[bytes] = frozenset()  #: labels of code that took too long to highlight
    extensions: Extensions | None = None
    trouble: tuple[str, str, str] | None = None  #: why their bodies are left out


def convert_one(job: ConvertJob, source: Source) -> tuple[Document, bytes]:
    """Return a document and its encoded Body, which is only decoded to render its page."""
    from sitegen.content.convert import convert_source, leave_out_body

    config, _ = localise_file(job.config, source.path)
    if job.trouble:
        document, body = leave_out_body(source, config, job.trouble)
    else:
        document, body = convert_source(source, config, job.plain, job.extensions)
    return document, _encode(body)
