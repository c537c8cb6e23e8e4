"""MyST's directives, roles, targets and comments -> our directives, links and code."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from sitegen.content.dialects.calls import write_block
from sitegen.content.dialects.included_parts import choose_between, choose_by_number
from sitegen.content.dialects.inclusion import NotIncludedError, drop_front_matter
from sitegen.content.dialects.lines import quote
from sitegen.content.dialects.myst_blocks import FENCE, Block, find_end, take_block
from sitegen.content.dialects.myst_design import list_terms, open_design
from sitegen.content.dialects.myst_references import LABEL, References
from sitegen.content.dialects.myst_tables import write_csv_table, write_list_table
from sitegen.content.dialects.python_markdown import KINDS, clean_title
from sitegen.core.slugs import anchor

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

#: An entry of a list of fields: ``:name: text``.
_FIELD = re.compile(r"[ ]{0,3}:([\w][^:`]*):[ \t]+(\S.*)$")
_COMMENT = re.compile(r"[ ]{0,3}%(?:[ \t]|$)")
#: A code span, or a role, which is one behind a name.
_SPAN = re.compile(r"(?:\{([a-zA-Z][\w:.-]*)\})?(?<!`)(`+)(?!`)(.+?)(?<!`)\2(?!`)")
_TITLED = re.compile(r"((?:.*[^ \t])?)[ \t]*<([^<>]+)>$", re.DOTALL)
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]")
#: Pages that Sphinx makes, which need no links here.
_MADE = {"genindex": "Index", "modindex": "Module Index", "search": "Search Page"}
#: In a card: what is above is its head, what is below its foot.
_CARD_RULES = frozenset(("^^^", "+++"))
#: Roles -> elements; "" for those whose text is the name of a picture that only decorates.
_ELEMENTS = {
    "kbd": "kbd", "sub": "sub", "subscript": "sub", "sup": "sup", "superscript": "sup",
    "octicon": "", "fa": "", "fab": "", "far": "", "fas": "", "material-regular": "",
}  # fmt: skip
_LINKS = frozenset(("doc", "download", "any", "std:doc"))
_ABBREVIATION = re.compile(r"(.+?)[ \t]*\(([^()]+)\)$")
_REFERENCES = frozenset(("ref", "numref", "term", "std:ref", "eq", "std:term", "guilabel", "menuselection"))


def read_directives(lines: list[Line], notes: Notes, chain: tuple[str, ...] = ()) -> list[Line]:
    """Translate everything outside of plain code; ``chain`` has the files that these lines are from."""
    out: list[Line] = []
    index = 0
    target = ""
    references = References(lines, notes)
    while index < len(lines):
        line = lines[index]
        match = FENCE.match(line.text) if _has_fence(line.text) else None
        if match and match[3]:
            block = take_block(lines, index, match)
            for label in filter(None, (target, block.options.pop("name", ""))):
                out += [line.says(f'{block.prefix}<div id="{escape(label)}"></div>'), line.says(block.prefix)]
            target = ""
            out += _write(line, _follow_link(block, references), notes, chain)
            index = block.end
        elif match and match[2][0] != ":" and not (match[2][0] == "`" and "`" in match[4]):
            end = find_end(lines, index + 1, match[2])
            out += lines[index:end]
            index = end
        else:
            named = LABEL.match(line.text)
            field = _FIELD.match(line.text) if line.text.lstrip()[:1] == ":" else None
            if named or _COMMENT.match(line.text):
                target = named[1] if named else target
                out.append(line.says(""))
            elif field and (not out or not out[-1].text.strip()):
                out += [line.says(field[1]), line.says(f":   {field[2]}"), line.says("")]
            else:
                is_block = target and line.text.strip() and not _HEADING.match(line.text)
                out += [line.says(f"{{id={quote(target)}}}")] if is_block else []
                if target and not is_block and line.text.strip() and anchor(line.text.strip("# ")) != target:
                    out += [line.says(f'<div id="{escape(target)}"></div>'), line.says("")]
                    target = ""  # the heading keeps the id that its words give it
                out.append(_write_text(line, target, references))
                target = "" if line.text.strip() else target
            index += 1
    return out


def _has_fence(text: str) -> bool:
    return "```" in text or ":::" in text or "~~~" in text


def _write(line: Line, block: Block, notes: Notes, chain: tuple[str, ...]) -> list[Line]:
    name = block.name.partition(":")[0] if block.name.startswith("tab-") else block.name
    if name in _WRITERS:
        return _WRITERS[name](line, block, notes, chain)
    last = block.body[-1] if block.body else line
    is_glossary = name == "glossary"
    body = [part.says("") if part.text.strip() in _CARD_RULES else part for part in block.body]
    inner = read_directives(list_terms(body) if is_glossary else body, notes, chain)
    opening = line.says(block.prefix + _open(block, name))
    return inner if is_glossary else [opening, *inner, last.says(f"{block.prefix}:::")]


def _write_place(line: Line, block: Block, notes: Notes, _chain: tuple[str, ...]) -> list[Line]:
    is_list = block.name == "toctree" and "hidden" not in block.options
    return _list_pages(line, block, References([], notes)) if is_list else [line.says("")]


def _write_code(line: Line, block: Block, _notes: Notes, _chain: tuple[str, ...]) -> list[Line]:
    language = "mermaid" if block.name == "mermaid" else block.arguments.split(" ")[0] or "text"
    caption = f" title={quote(block.options['caption'])}" if block.options.get("caption") else ""
    marks = "`" * max(3, *(len(part.text) - len(part.text.lstrip("`")) for part in (line, *block.body)))
    last = block.body[-1] if block.body else line
    first = f"{block.prefix}{marks}{language}{caption}"
    return [line.says(first), *block.body, last.says(f"{block.prefix}{marks}")]


def _write_math(line: Line, block: Block, _notes: Notes, _chain: tuple[str, ...]) -> list[Line]:
    last = block.body[-1] if block.body else line
    inner = [line.says(f"{block.prefix}{block.arguments}")] if block.arguments else []
    return [line.says(f"{block.prefix}$$"), *inner, *block.body, last.says(f"{block.prefix}$$")]


def _write_image(line: Line, block: Block, _notes: Notes, _chain: tuple[str, ...]) -> list[Line]:
    return [line.says(f"{block.prefix}![{block.options.get('alt', '')}]({block.arguments})")]


def _write_table(line: Line, block: Block, notes: Notes, chain: tuple[str, ...]) -> list[Line]:
    caption = [line.says(f"{block.prefix}{block.arguments}")] if block.arguments else []
    if block.name == "list-table":
        table = write_list_table(line, block.prefix, block.options, block.body)
        return read_directives([*caption, *table], notes, chain)
    texts = [part.text for part in block.body]
    if file := block.options.get("file"):
        try:
            _, texts = notes.files.read(file, notes.files.page, 0)
        except NotIncludedError as reason:
            notes.report(line, len(block.prefix), "include-failed", reason.message, reason.hint)
            texts = []
    try:
        table = write_csv_table(line, block.prefix, block.options, texts)
    except ValueError as fault:
        message, hint = f"this table can't be read: {fault}", "write it as a Markdown table or a list-table"
        notes.report(line, len(block.prefix), "foreign-markup", message, hint)
        table = [line.says("")]
    return read_directives([*caption, *table], notes, chain)


def _write_raw(line: Line, block: Block, _notes: Notes, _chain: tuple[str, ...]) -> list[Line]:
    return [*block.body, line.says(block.prefix)] if block.arguments == "html" else [line.says("")]


def _write_rubric(line: Line, block: Block, _notes: Notes, _chain: tuple[str, ...]) -> list[Line]:
    return [line.says(f"{block.prefix}**{block.arguments}**"), line.says(block.prefix)]


def _write_quotation(_line: Line, block: Block, notes: Notes, chain: tuple[str, ...]) -> list[Line]:
    width = len(block.prefix)
    inner = read_directives(block.body, notes, chain)
    return [part.says(f"{block.prefix}> {part.text[width:]}", shift=-2) for part in inner]


def _list_pages(line: Line, block: Block, references: References) -> list[Line]:
    """Return the list of a toctree; patterns are left to the navigation."""
    caption = block.options.get("caption", "")
    out = [line.says(f"{block.prefix}**{caption}**"), line.says(block.prefix)] if caption else []
    for part in block.body:
        written = part.text.strip().lstrip("> ")
        if not written or written == "self" or "*" in written:
            continue
        titled = _TITLED.match(written)
        title, target = (titled[1], titled[2]) if titled else ("", written)
        address = target if "://" in target else references.page(target)
        shown = f"[{title}]({address})" if address else title or target
        out.append(part.says(f"{block.prefix}- {shown}"))
    return out or [line.says("")]


def _follow_link(block: Block, references: References) -> Block:
    """Return a block whose ``link`` is an address: a card can name a label or a page instead."""
    link, form = block.options.get("link", ""), block.options.get("link-type", "url")
    if not link:
        return block
    options = {key: value for key, value in block.options.items() if key not in ("link", "link-type")}
    target = link if form == "url" else f"{link}.md" if form == "doc" else references.find(link)[0]
    return block._replace(options={**options, "href": target} if target else options)


def _include(line: Line, block: Block, notes: Notes, chain: tuple[str, ...]) -> list[Line]:
    """Return the lines of a file: as Markdown, or as code."""
    options = block.options
    try:
        path, texts = notes.files.read(block.arguments, chain[-1] if chain else notes.files.page, len(chain))
        chosen = choose_between(choose_by_number(texts, options, path), options, path)
    except NotIncludedError as reason:
        notes.report(line, len(block.prefix), "include-failed", reason.message, reason.hint)
        return [line.says("")]
    language = options.get("language") or options.get("lang") or options.get("code")
    if block.name == "include" and language is None and "literal" not in options:
        if top := options.get("relative-docs"):  # the folder of the pages, as the file's own folder calls it
            chosen = [text.replace(f"]({top.rstrip('/')}/", "](/") for text in chosen]
        inner = [line.says(f"{block.prefix}{text}") for text in drop_front_matter(chosen)]
        return read_directives(inner, notes, (*chain, path))
    caption = f" title={quote(options['caption'])}" if options.get("caption") else ""
    marks = "`" * max(3, *(len(text) - len(text.lstrip("`")) + 1 for text in ("", *chosen)))
    code = [f"{marks}{language or 'text'}{caption}", *chosen, marks]
    return [line.says(f"{block.prefix}{text}") for text in code]


def _open(block: Block, name: str) -> str:
    """Return the first line of the directive that stands for a block."""
    title = clean_title(block.arguments)
    if name == "figure":
        return f"::: figure src={quote(block.arguments)} alt={quote(block.options.get('alt', ''))}"
    if name in ("dropdown", "details"):
        return f"::: details {quote(title or 'Details')}" + (" open=true" if "open" in block.options else "")
    if opening := open_design(name, title, block.options):
        return opening
    kind = next((word for word in block.options.get("class", "").split() if word in KINDS), name)
    if name == "admonition" or name in KINDS:
        return f"::: {KINDS.get(kind, 'note')} {quote(title or kind.capitalize())}"
    arguments = [("", block.arguments)] if block.arguments else []
    options = [(key, value or "true") for key, value in block.options.items()]
    return (
        write_block(block.body[0], "", name, [*arguments, *options])[0].text
        if block.body
        else (
            f"::: {re.sub(r'[^A-Za-z0-9-]+', '-', name)}"
            + "".join(f" {quote(value)}" for _, value in arguments)
        )
    )


def _write_text(line: Line, target: str, references: References) -> Line:
    """Translate the roles and names of a line; a heading below a label gets it as its id."""
    text = line.text
    if target and _HEADING.match(text) and "{#" not in text:
        text = f"{text.rstrip()} {{id={quote(target)}}}"
    text = references.substitute(text)
    if "}`" in text:
        text = _SPAN.sub(lambda span: _write_role(span[1], span[3], references) if span[1] else span[0], text)
    text = references.link(line, text)
    return line.says(text) if text != line.text else line


def _write_element(name: str, written: str) -> str:
    meaning = _ABBREVIATION.match(written) if name == "abbr" else None
    if meaning:
        return f'<abbr title="{escape(meaning[2])}">{escape(meaning[1], quote=False)}</abbr>'
    element = _ELEMENTS.get(name, "")
    text = escape(written, quote=False)
    return f"<{element}>{text}</{element}>" if element else text if name == "abbr" else ""


def _write_role(name: str, written: str, references: References) -> str:
    titled = _TITLED.match(written)
    title, target = (titled[1], titled[2]) if titled else (written, written)
    if name in _ELEMENTS or name == "abbr":
        return _write_element(name, written)
    if name in ("math", "eq"):
        return f"${written}$"
    if name in _LINKS and "." not in target.rpartition("/")[2]:
        address = references.page(target)
        return f"[{title if titled else ''}]({address})" if address else title
    if name in _LINKS:
        return f"[{title}]({target})"
    if name in _REFERENCES:
        found, known_title = references.find(target)
        title = title.replace("%s", "").strip() if titled else _MADE.get(target, title)
        shown = title if titled else known_title
        return f"[{shown}]({found})" if found else title
    return f"`{title.lstrip('~!')}`"


_Writer = Callable[["Line", Block, "Notes", tuple[str, ...]], list["Line"]]
#: What becomes something else than a directive of ours; the first only say where the theme places itself.
_WRITERS: dict[str, _Writer] = {
    **dict.fromkeys(
        ("contents", "tableofcontents", "index", "only", "highlight", "currentmodule", "role", "toctree"),
        _write_place,
    ),
    **dict.fromkeys(("include", "literalinclude"), _include),
    **dict.fromkeys(
        ("code-block", "code", "sourcecode", "code-cell", "prompt", "parsed-literal", "doctest", "mermaid"),
        _write_code,
    ),
    **dict.fromkeys(("math", "math:block"), _write_math),
    **dict.fromkeys(("list-table", "csv-table"), _write_table),
    **dict.fromkeys(("epigraph", "pull-quote", "highlights"), _write_quotation),
    "image": _write_image,
    "raw": _write_raw,
    "rubric": _write_rubric,
}
