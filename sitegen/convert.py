"""Sources -> converted documents: front matter, then Markdown; a pure function of the bytes and the configuration."""

from __future__ import annotations

import msgspec

from sitegen.config import Config  # noqa: TC001  msgspec reads the annotations at run time
from sitegen.errors import error
from sitegen.files import digest as digest_of
from sitegen.frontmatter import read
from sitegen.markdown import convert
from sitegen.model import Body, Document, Source

_encode = msgspec.msgpack.Encoder().encode


class ConvertJob(msgspec.Struct):
    """Some sources and all that converting them needs."""

    config: Config
    sources: tuple[Source, ...]


def convert_job(job: ConvertJob) -> list[tuple[Document, bytes]]:
    """Return each document with its encoded Body, which only the rendering of its page decodes."""
    results = []
    for source in job.sources:
        document, body = convert_source(source, job.config)
        results.append((document, _encode(body)))
    return results


def convert_source(source: Source, config: Config) -> tuple[Document, Body]:
    """Convert one file."""
    digest = digest_of(source.data)
    if len(source.data) > config.limits.file_bytes:
        return _too_large(source, digest, config)
    front, body, first_line, problems = read(source, config)
    converted = convert(source.path, front, body, first_line, digest, config)
    document = converted.document
    if problems:
        document = msgspec.structs.replace(document, problems=problems + document.problems)
    return document, converted.body


def _too_large(source: Source, digest: str, config: Config) -> tuple[Document, Body]:
    limit = config.limits.file_bytes
    problem = error(
        "file-too-large",
        f"the file has {len(source.data)} bytes; at most {limit} are read",
        path=f"{config.paths.content}/{source.path}",
        hint="split it, or raise file_bytes under [limits] in sitegen.toml",
    )
    front, _, _, _ = read(Source(source.path, b""), config)
    return Document(source.path, digest, front, source.path, (), "", (), 0, (problem,)), Body((), ())
