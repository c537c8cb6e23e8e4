"""Sources -> converted documents: front matter, then Markdown; a pure function of bytes and configuration."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from sitegen.content.dialects import needs_translation
from sitegen.content.frontmatter import read
from sitegen.content.markdown import convert
from sitegen.core.model import DIAGRAM, Directive, FrontMatter, Image, Link
from sitegen.core.problems import ProblemError, error, warning
from sitegen.images import SUFFIXES
from sitegen.sources import digest_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.config import Config
    from sitegen.core.model import Body, Converted, Document, Segments, Source
    from sitegen.core.problems import Problem
    from sitegen.ext.registry import Extensions


def write_markdown(title: str, body: str) -> str:
    """Return the Markdown of one page: its title and its body as the author wrote it."""
    return f"# {title}\n\n{body.strip()}\n"


_SUFFIXES = tuple(SUFFIXES)


def convert_source(
    source: Source,
    config: Config,
    plain: frozenset[bytes] = frozenset(),
    extensions: Extensions | None = None,
) -> tuple[Document, Body]:
    """Convert one file; ``plain`` names the code in it that isn't to be highlighted."""
    try:
        return _convert(source, config, plain, extensions)
    except ProblemError as failure:  # of an extension
        return leave_out(source, config, failure.problems[0])


def _convert(
    source: Source, config: Config, plain: frozenset[bytes], extensions: Extensions | None
) -> tuple[Document, Body]:
    digest = digest_source(source)
    front, body, first_line, problems = read(source, config)
    lines = None
    shown = f"{config.paths.content}/{source.path}"
    is_extended = bool(extensions and extensions.converts)
    if extensions and is_extended:
        from sitegen.content import extended

        front, refused = extended.read_keys(front, extensions, shown)
        problems += tuple(refused)
        body, lines = extended.change_text(body, front, extensions, shown)
    converted, foreign = _convert_body(
        source, front, body, first_line, digest, config, plain, extensions, lines
    )
    if extensions and is_extended:
        from sitegen.content import extended

        converted = extended.change_html(converted, extensions, shown)
    document = msgspec.structs.replace(
        converted.document,
        problems=problems + foreign + converted.document.problems + tuple(check_alts(converted, config)),
        references=tuple(dict.fromkeys(find_references(converted.body.content))),
        images=tuple(dict.fromkeys(find_images(converted.body.content))),
        included=tuple(path for path, _ in source.included),
        objects=_list_objects(source),
        diagrams=tuple(find_diagrams(converted.body.content)) if config.diagrams.languages else (),
    )
    return _for_models(document, converted.body, body, config)


def leave_out_body(source: Source, config: Config, told: tuple[str, str, str]) -> tuple[Document, Body]:
    """Return a document made of its front matter alone, with an error (code, message, hint)."""
    digest = digest_source(source)
    front, _, first_line, problems = read(source, config)
    converted = convert(source.path, front, "", first_line, digest, config)
    code, message, hint = told
    path = f"{config.paths.content}/{source.path}"
    problem = error(code, message, path=path, line=first_line, hint=hint)
    included = tuple(path for path, _ in source.included)
    document = msgspec.structs.replace(converted.document, problems=(*problems, problem), included=included)
    return document, converted.body


def leave_out(source: Source, config: Config, problem: Problem) -> tuple[Document, Body]:
    """Return a document with nothing but its path, and the Problem that says why."""
    converted = convert(source.path, FrontMatter(), "", 1, digest_source(source), config)
    return msgspec.structs.replace(converted.document, problems=(problem,)), converted.body


def _convert_body(
    source: Source,
    front: FrontMatter,
    body: str,
    first_line: int,
    digest: str,
    config: Config,
    plain: frozenset[bytes],
    extensions: Extensions | None,
    lines: list[int] | None,
) -> tuple[Converted, tuple[Problem, ...]]:
    """Convert a body, translating the site's dialect first; ``lines`` are those that an extension changed."""
    path = source.path
    if not needs_translation(source, config):
        moved = None if lines is None else tuple((line, 0) for line in lines)
        return convert(path, front, body, first_line, digest, config, moved, plain, extensions), ()
    from sitegen.content.dialects.translate import translate

    files = dict(source.included)
    if config.markdown.liquid:
        from sitegen.content.dialects.liquid_site import describe_page
        from sitegen.content.listed_files import read_listed

        listed = partial(read_listed, config=config)
        text, rows, problems = translate(path, body, first_line, config, describe_page(front), files, listed)
    else:
        page = {**front.extra, "title": front.title}
        text, rows, problems = translate(path, body, first_line, config, page, files)
    if lines is not None:
        rows = tuple((lines[row], shift) for row, shift in rows)
    return convert(path, front, text, first_line, digest, config, rows, plain, extensions), problems


def _for_models(document: Document, body: Body, text: str, config: Config) -> tuple[Document, Body]:
    """Add the Markdown for language models, if the site publishes it."""
    outputs = config.llms
    if not (outputs.pages or outputs.index or outputs.tokens):
        return document, body
    markdown = write_markdown(document.title, text)
    if outputs.pages or outputs.index:
        body = msgspec.structs.replace(body, markdown=markdown)
    if outputs.tokens:
        from sitegen.calculator.vocabulary import count

        document = msgspec.structs.replace(document, tokens=count(markdown))
    return document, body


def _list_objects(source: Source) -> tuple[tuple[str, str], ...]:
    if not source.included:
        return ()
    from sitegen.content.dialects.references import list_objects

    return list_objects(source.included)


def find_references(segments: Segments) -> Iterator[str]:
    """Yield the target of every link and image in a body, those inside directives included."""
    for segment in segments:
        if isinstance(segment, Link | Image):
            yield segment.target
        elif isinstance(segment, Directive):
            yield from find_references((*segment.title, *segment.body))


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
            yield from find_images((*segment.title, *segment.body))


def find_diagrams(segments: Segments) -> Iterator[tuple[str, str, int, int]]:
    """Yield language, source, line and column of each code block that is to be drawn."""
    for segment in segments:
        if isinstance(segment, Directive):
            if segment.name == DIAGRAM:
                yield segment.arguments[0], segment.raw, segment.line, segment.column
            yield from find_diagrams(segment.body)


def check_alts(converted: Converted, config: Config) -> Iterator[Problem]:
    """Yield a warning for each image that has the same alternative text as a different image."""
    meant: dict[str, str] = {}
    path = f"{config.paths.content}/{converted.document.path}"
    for segment in converted.body.content:
        if not isinstance(segment, Image) or not segment.alt:
            continue
        if meant.setdefault(segment.alt, segment.target) != segment.target:
            message = f"{segment.alt!r} also describes {meant[segment.alt]}"
            hint = "describe how the two images differ"
            yield warning(
                "image-alt-repeated", message, path=path, line=segment.line, column=segment.column, hint=hint
            )
