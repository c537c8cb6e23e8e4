"""Sources -> converted documents: front matter, then Markdown; a pure function of bytes and configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.budget import memory_limit
from sitegen.config import Config  # noqa: TC001  msgspec reads the annotations at run time
from sitegen.dialects import is_foreign
from sitegen.errors import Problem, warning
from sitegen.files import digest as digest_of
from sitegen.frontmatter import read
from sitegen.images import SUFFIXES
from sitegen.llms import write_markdown
from sitegen.markdown import convert
from sitegen.model import Body, Converted, Directive, Document, Image, Link, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.model import FrontMatter, Segments

_encode = msgspec.msgpack.Encoder().encode
_SUFFIXES = tuple(SUFFIXES)


class ConvertJob(msgspec.Struct):
    """Some sources and all that converting them needs."""

    config: Config
    sources: tuple[Source, ...]


def convert_job(job: ConvertJob) -> list[tuple[Document, bytes]]:
    """Return each document with its encoded Body, which only the rendering of its page decodes."""
    results = []
    with memory_limit(job.config.limits.page_memory_bytes):  # for each file it would cost a hundredth
        for source in job.sources:
            document, body = convert_source(source, job.config)
            results.append((document, _encode(body)))
    return results


def convert_source(source: Source, config: Config) -> tuple[Document, Body]:
    """Convert one file."""
    digest = digest_of(source.data)
    front, body, first_line, problems = read(source, config)
    converted, foreign = _convert_body(source.path, front, body, first_line, digest, config)
    document = msgspec.structs.replace(
        converted.document,
        problems=problems + foreign + converted.document.problems + tuple(check_alts(converted, config)),
        references=tuple(dict.fromkeys(find_references(converted.body.content))),
        images=tuple(dict.fromkeys(find_images(converted.body.content))),
    )
    return _for_models(document, converted.body, body, config)


def _convert_body(
    path: str, front: FrontMatter, body: str, first_line: int, digest: str, config: Config
) -> tuple[Converted, tuple[Problem, ...]]:
    """Convert a body, from the dialect of another generator where the site is written in one."""
    if not is_foreign(path, config):
        return convert(path, front, body, first_line, digest, config), ()
    from sitegen.dialects.translate import translate  # noqa: PLC0415  only for the files of other generators

    text, rows, problems = translate(path, body, first_line, config, {**front.extra, "title": front.title})
    return convert(path, front, text, first_line, digest, config, rows), problems


def _for_models(document: Document, body: Body, text: str, config: Config) -> tuple[Document, Body]:
    """Add what language models read, where the site wants that."""
    wanted = config.llms
    if not (wanted.pages or wanted.index or wanted.tokens):
        return document, body
    markdown = write_markdown(document.title, text)
    if wanted.pages or wanted.index:
        body = msgspec.structs.replace(body, markdown=markdown)
    if wanted.tokens:
        from sitegen.calculator.vocabulary import count  # noqa: PLC0415  half a second that only such sites pay

        document = msgspec.structs.replace(document, tokens=count(markdown))
    return document, body


def find_references(segments: Segments) -> Iterator[str]:
    """Yield the target of every link and image in a body, those inside directives included."""
    for segment in segments:
        if isinstance(segment, Link | Image):
            yield segment.target
        elif isinstance(segment, Directive):
            yield from find_references(segment.body)


def find_images(segments: Segments) -> Iterator[tuple[str, str]]:
    """Yield target and alternative text of each image, and of what a directive may show as one."""
    for segment in segments:
        if isinstance(segment, Image):
            yield segment.target, segment.alt
        elif isinstance(segment, Directive):
            options = dict(segment.options)
            for word in (*segment.arguments, *options.values()):
                if word.lower().endswith(_SUFFIXES):
                    yield word, options.get("alt", "")
            yield from find_images(segment.body)


def check_alts(converted: Converted, config: Config) -> Iterator[Problem]:
    """Yield a warning for each image that says the same as another one which it is not."""
    meant: dict[str, str] = {}
    path = f"{config.paths.content}/{converted.document.path}"
    for segment in converted.body.content:
        if not isinstance(segment, Image) or not segment.alt:
            continue
        if meant.setdefault(segment.alt, segment.target) != segment.target:
            what = f"{segment.alt!r} describes {meant[segment.alt]}, too"
            hint = "say what tells the two apart"
            yield warning(
                "image-alt-repeated", what, path=path, line=segment.line, column=segment.column, hint=hint
            )
