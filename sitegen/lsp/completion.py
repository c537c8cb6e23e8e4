"""A position in a page -> completions of what is typed there."""

from __future__ import annotations

import re
from itertools import islice
from operator import itemgetter
from posixpath import dirname, relpath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from lsprotocol import types

from sitegen.config.json_schema import describe_folder
from sitegen.core.text import lazy_compile
from sitegen.lsp.context import Context, find_context, find_template_context
from sitegen.lsp.positions import Text
from sitegen.lsp.template_names import list_attributes, list_names
from sitegen.site.target_parts import split_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sitegen.lsp.edited_site import EditedSite

#: The most entries of one answer: a client asks again when more is typed.
_MOST = 100
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif")
_OPTIONS = lazy_compile(
    r"options\.(?!get\b)(\w+)|options\.get\('(\w+)'|'(\w+)' in options|options\['(\w+)'\]"
)
_COMMENT = lazy_compile(r"\{#-?\s*(.*?)\s*-?#\}", re.DOTALL)
_LISTED = types.CompletionItemKind
#: Keywords of a schema that contain the schemas of a value or of its entries.
_NESTED = ("anyOf", "items")


def complete(site: EditedSite, path: str, position: types.Position) -> types.CompletionList:
    """Return what may be written at a position, at most a hundred entries."""
    text = Text(site.read(path))
    line, column = text.read(position)
    page = site.find_page(path)
    find = find_context if page else find_template_context
    context = find(text.lines, line, column)
    items: list[types.CompletionItem] = []
    if context and site.state:
        edit = text.range(line, context.start, column)
        for item in islice(_COMPLETERS[context.kind](site, page, context), _MOST):
            item.text_edit = types.TextEdit(edit, item.insert_text or item.label)
            items.append(item)
    return types.CompletionList(
        len(items) == _MOST or (context is not None and context.kind == "link"), items
    )


def _item(
    label: str, kind: types.CompletionItemKind, detail: str = "", *, searched: str = "", written: str = ""
) -> types.CompletionItem:
    """Return an entry; a client compares what is typed with ``searched``, and writes ``written``."""
    return types.CompletionItem(
        label, kind=kind, detail=detail or None, filter_text=searched or None, insert_text=written or label
    )


def _complete_link(site: EditedSite, page: str, context: Context) -> Iterator[types.CompletionItem]:
    """Yield pages whose path or title contains what is typed, those of the same folder first."""
    wanted, folder = _strip(context.typed), dirname(page)
    matches = [(place != folder, node) for key, place, node in site.lookup.pages if wanted in key]
    for _, node in sorted(matches, key=itemgetter(0))[:_MOST]:
        target = _write(node.path, folder, context.typed)
        yield _item(target, _LISTED.File, node.title, searched=f"{context.typed} {target} {node.title}")
    yield from _complete_file(site, page, context, "")


def _complete_file(
    site: EditedSite, page: str, context: Context, suffixes: str | tuple[str, ...] = _IMAGES
) -> Iterator[types.CompletionItem]:
    wanted, folder = _strip(context.typed), dirname(page)
    content = f"{site.config.paths.content}/"
    for key, file in site.lookup.files:
        if wanted in key and key.endswith(suffixes):
            name = file.removeprefix(content)
            is_beside = name != file
            name = name if is_beside else file.partition("/")[2]
            target = _write(name, folder, context.typed if is_beside else "/")
            yield _item(target, _LISTED.File, searched=f"{context.typed} {target}")


def _strip(typed: str) -> str:
    return re.sub(r"^(?:\.{0,2}/)+", "", typed).casefold()


def _write(path: str, folder: str, typed: str) -> str:
    """Return the target of a path, written like what is typed: from the root, or relative."""
    target = f"/{path}" if typed.startswith("/") else relpath(f"/{path}", f"/{folder}")
    if typed.startswith("./") and not target.startswith("."):
        target = f"./{target}"
    return quote(target, safe="/.,;:@!$&'+=*~") if " " in target or "(" in target else target


def _complete_anchor(site: EditedSite, page: str, context: Context) -> Iterator[types.CompletionItem]:
    target = find_linked_page(site, page, context.about)
    node = site.state.site.nodes.get(target) if site.state else None
    if node is None or node.document is None:
        return
    texts = {heading.id: heading.text for heading in site.list_headings(node.path)}
    for anchor in sorted(node.document.anchors, key=lambda anchor: anchor not in texts):
        if context.typed.casefold() in f"{anchor} {texts.get(anchor, '')}".casefold():
            yield _item(anchor, _LISTED.Reference, texts.get(anchor, ""))


def find_linked_page(site: EditedSite, page: str, target: str) -> str:
    """Return the id of the page that a target leads to, whatever its anchor; "" for none."""
    if site.state is None:
        return ""
    path = split_target(target)[0]
    if not path:
        return page
    resolved = site.state.answers.link(page, path)
    return site.lookup.ids.get(re.split(r"[?#]", resolved.url)[0], "")


def _complete_key(site: EditedSite, page: str, context: Context) -> Iterator[types.CompletionItem]:
    for name, schema in describe_keys(site, page).items():
        if name.startswith(context.typed):
            description = str(schema.get("description", ""))
            yield _item(name, _LISTED.Property, description, written=f"{name}: ")


def describe_keys(site: EditedSite, page: str) -> dict[str, dict[str, Any]]:
    """Return the JSON schema of each key of front matter that a page may have."""
    keys: dict[str, dict[str, Any]] = describe_folder(site.config, page)["properties"]
    return keys


def _complete_value(site: EditedSite, page: str, context: Context) -> Iterator[types.CompletionItem]:
    key, state = context.about, site.state
    if key == "image":
        yield from _complete_file(site, page, context)
    elif key == "layout":
        yield from _complete_template(site, page, context, ending=".html")
    elif state and key in state.site.terms:
        terms = sorted(state.site.terms[key], key=lambda term: -len(term.pages))
        for term in terms:
            if context.typed.casefold() in term.name.casefold():
                yield _item(term.name, _LISTED.Value, f"{len(term.pages):,} pages")
    else:
        for value in _list_values(describe_keys(site, page).get(key, {})):
            if value.startswith(context.typed):
                yield _item(value, _LISTED.Value)


def _list_values(schema: dict[str, Any]) -> Iterator[str]:
    yield from map(str, schema.get("enum", ()))
    if schema.get("type") == "boolean":
        yield from ("true", "false")
    for name in _NESTED:
        nested = schema.get(name, ())
        for entry in [nested] if isinstance(nested, dict) else nested:
            yield from _list_values(entry)


def _complete_directive(site: EditedSite, _: str, context: Context) -> Iterator[types.CompletionItem]:
    templates = site.state.blank.layouts.templates if site.state else {}
    names = {name[11:-5] for name in templates if name.startswith("directives/")}
    for name in sorted(names | site.config.markdown.directives.keys()):
        if name.startswith(context.typed):
            yield _item(name, _LISTED.Function, describe_directive(site, name))


def describe_directive(site: EditedSite, name: str) -> str:
    """Return the comment with which the template of a directive begins."""
    comment = _COMMENT.match(_read_directive(site, name))
    return re.sub(r"\s+", " ", comment[1]) if comment else ""


def _read_directive(site: EditedSite, name: str) -> str:
    template = site.state.blank.layouts.templates.get(f"directives/{name}.html") if site.state else None
    return template.text if template else ""


def _complete_option(site: EditedSite, _: str, context: Context) -> Iterator[types.CompletionItem]:
    names = {
        next(filter(None, match.groups()))
        for match in _OPTIONS.finditer(_read_directive(site, context.about))
    }
    for name in sorted(names):
        if name.startswith(context.typed):
            yield _item(name, _LISTED.Property, written=f'{name}="')


def _complete_template(
    site: EditedSite, _: str, context: Context, *, ending: str = ""
) -> Iterator[types.CompletionItem]:
    for name in site.state.blank.layouts.templates if site.state else ():
        if ending and "/" in name:  # a layout of pages is in no folder
            continue
        if name.startswith(context.typed) and name.endswith(ending):
            yield _item(name.removesuffix(ending), _LISTED.File)


def _complete_attribute(_: EditedSite, _page: str, context: Context) -> Iterator[types.CompletionItem]:
    for name, meaning in list_attributes(context.about).items():
        if name.startswith(context.typed):
            yield _item(name, _LISTED.Field, meaning)


def _complete_name(_: EditedSite, _page: str, context: Context) -> Iterator[types.CompletionItem]:
    for name, meaning in list_names().items():
        if name.startswith(context.typed):
            yield _item(name, _LISTED.Variable, meaning)


_COMPLETERS: dict[str, Callable[[EditedSite, str, Context], Iterator[types.CompletionItem]]] = {
    "link": _complete_link,
    "image": _complete_file,
    "anchor": _complete_anchor,
    "key": _complete_key,
    "value": _complete_value,
    "directive": _complete_directive,
    "option": _complete_option,
    "template": _complete_template,
    "attribute": _complete_attribute,
    "name": _complete_name,
}
