"""A body in a dialect -> (the same in ours, where each of its lines were, what has no counterpart)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.config import Dialect, Extension, RawHtml
from sitegen.content.dialects.abbreviations import read_abbreviations
from sitegen.content.dialects.aliases import read_aliases
from sitegen.content.dialects.asides import read_asides
from sitegen.content.dialects.goldmark import read_block_attributes
from sitegen.content.dialects.hexo import read_hexo_tags
from sitegen.content.dialects.html_blocks import end_html, free_calls, join_html, part_tags, read_html_blocks
from sitegen.content.dialects.html_page import drop_indents
from sitegen.content.dialects.hugo import read_shortcodes
from sitegen.content.dialects.hugo_code import read_code_calls, read_fragments
from sitegen.content.dialects.hugo_params import fill_params, keep_destinations
from sitegen.content.dialects.inclusion import Files
from sitegen.content.dialects.jekyll import read_computed, read_liquid, read_tags
from sitegen.content.dialects.jekyll_includes import read_plain_includes
from sitegen.content.dialects.kramdown import read_attribute_lists
from sitegen.content.dialects.lines import Line, Notes
from sitegen.content.dialects.mdbook import read_includes, read_notes, read_rust
from sitegen.content.dialects.mdx import read_components, read_mdx
from sitegen.content.dialects.mdx_values import read_values
from sitegen.content.dialects.myst import read_directives
from sitegen.content.dialects.obsidian import read_callouts, read_comments, read_embeds, read_wikilinks
from sitegen.content.dialects.partials import read_partials
from sitegen.content.dialects.pelican import read_links
from sitegen.content.dialects.pymdownx import (
    read_badges,
    read_code_spans,
    read_icons,
    read_inline,
    read_slashed,
)
from sitegen.content.dialects.python_markdown import read_blocks, read_lines, read_marks
from sitegen.content.dialects.references import read_references
from sitegen.content.dialects.snippets import read_snippets
from sitegen.content.dialects.vitepress import read_vitepress
from sitegen.content.dialects.zola import read_calls
from sitegen.core.file_names import HTML_SUFFIXES
from sitegen.reference.request import KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.config import Config
    from sitegen.core.problems import Problem

    Pass = Callable[[list[Line], Notes], list[Line]]

_PASSES: dict[Dialect, tuple[Pass, ...]] = {
    Dialect.HUGO: (
        fill_params,
        keep_destinations,
        read_fragments,
        read_code_calls,
        read_shortcodes,
        read_callouts,
        free_calls,
        read_block_attributes,
    ),
    Dialect.JEKYLL: (
        read_hexo_tags,
        read_computed,
        read_plain_includes,
        read_liquid,
        read_html_blocks,
        end_html,
        read_abbreviations,
        read_icons,
        free_calls,
        read_attribute_lists,
    ),
    Dialect.PELICAN: (
        read_tags,
        read_links,
        read_lines,
        join_html,
        read_html_blocks,
        end_html,
        read_blocks,
        read_marks,
        read_abbreviations,
        free_calls,
        read_attribute_lists,
    ),
    Dialect.MKDOCS: (
        read_snippets,
        read_badges,
        read_tags,
        read_lines,
        join_html,
        read_html_blocks,
        end_html,
        read_slashed,
        read_blocks,
        read_marks,
        read_abbreviations,
        read_code_spans,
        read_inline,
        read_icons,
        free_calls,
        read_attribute_lists,
    ),
    Dialect.OBSIDIAN: (read_embeds, read_comments, read_callouts, read_wikilinks),
    Dialect.NEXT: (read_components, read_asides, part_tags, free_calls),
    Dialect.ZOLA: (read_calls, free_calls),
    Dialect.MDBOOK: (read_includes, read_rust, read_notes),
    Dialect.MYST: (read_directives, free_calls),
    Dialect.DOCUSAURUS: (read_partials, read_values, read_mdx, read_asides, part_tags, free_calls),
    Dialect.STARLIGHT: (read_components, read_asides, part_tags, free_calls),
    Dialect.VITEPRESS: (read_vitepress, read_components, read_asides, part_tags, free_calls),
}

#: What is read of pages in HTML.
_HTML_PASSES: dict[Dialect, tuple[Pass, ...]] = {
    Dialect.HUGO: (drop_indents, fill_params, read_fragments, read_shortcodes, drop_indents),
    Dialect.JEKYLL: (read_computed, drop_indents, read_plain_includes, read_liquid, drop_indents),
}

#: What a site in our own Markdown may turn on, in the order in which it is read.
_EXTENSIONS: dict[Extension, Pass] = {
    Extension.INCLUDES: read_snippets,
    Extension.ABBREVIATIONS: read_abbreviations,
    Extension.MARKS: read_inline,
    Extension.ICONS: read_icons,
}
_WRITING_HTML = (read_inline, read_abbreviations)


def translate(
    path: str,
    body: str,
    first_line: int,
    config: Config,
    page: Mapping[str, object] | None = None,
    included: Mapping[str, bytes | None] | None = None,
    read_listed: Callable[[str, bytes], object] = lambda _path, _data: None,
) -> tuple[str, tuple[tuple[int, int], ...], tuple[Problem, ...]]:
    """Return (Markdown, for each of its lines the line of the body and the columns before it, problems).

    ``page`` is what the front matter says, ``included`` the files that the page may include.
    A pure function of its arguments. What has no counterpart stays in the text as it was written.
    """
    content = config.paths.content
    site = {**config.extra, "title": config.title, "description": config.description}
    settings = {"site_name": config.title, "site_url": config.base_url, "extra": config.extra}
    values: Mapping[str, Mapping[str, object]] = {"site": site, "page": page or {}, "config": settings}
    shown = f"{content}/{path}"
    files = Files(path if content == "." else shown, included or {}, config, read_listed)
    posts = "" if content.endswith("_posts") else "_posts/"
    notes = Notes(shown, first_line, posts, values, files, config.markdown.append)
    lines = [Line(text, row) for row, text in enumerate(body.split("\n"))]
    if config.markdown.aliases:
        lines = read_aliases(lines, notes)
    passes = _PASSES.get(config.dialect) or tuple(
        read for extension, read in _EXTENSIONS.items() if extension in config.markdown.extensions
    )
    has_macros = (page or {}).get("render_macros", config.markdown.macros) is True
    if has_macros and config.dialect is Dialect.MKDOCS:  # before there is text that nobody wrote
        from sitegen.content.dialects.macros import read_macros

        lines = read_macros(read_snippets(lines, notes), notes)
        passes = tuple(read for read in passes if read is not read_snippets)
    if included and any(key.startswith(KEY) for key in included):
        lines = read_references(lines, notes, included)
    if path.endswith(".mdx"):
        mdx = (read_partials, read_values, read_mdx, part_tags, free_calls)
        others = tuple(read for read in passes if read not in (*mdx, read_components))
        passes = (*mdx[:3], *others, *mdx[3:])
    if path.lower().endswith(HTML_SUFFIXES):
        passes = _HTML_PASSES.get(config.dialect, ())
    if config.markdown.raw_html is RawHtml.NONE:  # it writes HTML
        passes = tuple(read for read in passes if read not in _WRITING_HTML)
    if config.markdown.emoji and read_icons not in passes:
        passes = (read_icons, *passes)
    for read in passes:
        try:
            lines = read(lines, notes)
        except RecursionError:
            message, hint = "blocks are nested too deeply", "end each block, or nest fewer of them"
            notes.report(lines[0], 0, "nesting-too-deep", message, hint)
            break
    text = "\n".join(line.text for line in lines)
    return text, tuple((line.row, line.shift) for line in lines), tuple(notes.problems)
