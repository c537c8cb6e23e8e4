"""Sources -> converted documents: front matter, then Markdown; a pure function of bytes and configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Config  # noqa: TC001  msgspec reads the annotations at run time
from sitegen.files import digest as digest_of
from sitegen.frontmatter import read
from sitegen.markdown import convert
from sitegen.model import Body, Directive, Document, Image, Link, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.model import Segments

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
    front, body, first_line, problems = read(source, config)
    converted = convert(source.path, front, body, first_line, digest, config)
    document = msgspec.structs.replace(
        converted.document,
        problems=problems + converted.document.problems,
        references=tuple(dict.fromkeys(find_references(converted.body.content))),
    )
    return document, converted.body


def find_references(segments: Segments) -> Iterator[str]:
    """Yield the target of every link and image in a body, those inside directives included."""
    for segment in segments:
        if isinstance(segment, Link | Image):
            yield segment.target
        elif isinstance(segment, Directive):
            yield from find_references(segment.body)

