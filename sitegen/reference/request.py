"""A mark ``::: package.module`` in a page -> a request; and the value that replaces a mark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

#: How the key of a request begins among the files that a page includes.
KEY = "::: "
#: Marks that name a file or an object, rather than an object of Python alone.
KINDS = frozenset(("openapi", "argparse", "click"))
_MARK = re.compile(
    r"(?P<indent>[ \t]*)(?:(?P<heading>#{1,6})[ \t]+)?:::[ \t]*"
    r"(?P<name>(?:openapi|argparse|click|typer)[ \t]+\S+|mkdocs-(?:click|typer)|"
    r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)[ \t]*$"
)
_CLOSE = re.compile(r"[ \t]*:{3,}[ \t]*$")


class Mark(msgspec.Struct, frozen=True):
    """Where a page documents something."""

    key: str  #: identifies the request: name and options
    indent: str
    end: int  #: the index after its last line


class Generated(msgspec.Struct, frozen=True, array_like=True):
    """The Markdown that replaces a mark."""

    markdown: str = ""
    objects: tuple[tuple[str, str], ...] = ()  #: (name, role in objects.inv) of each id
    fault: tuple[str, str, str] | None = None  #: code, message and remedy, if there is nothing
    mistakes: tuple[tuple[str, int, str], ...] = ()  #: (path, line, message) of each one in docstrings


class Options(msgspec.Struct, frozen=True):
    """What a page shows of an object, and how."""

    docstring_style: str = "google"  #: google, numpy, sphinx or auto
    heading_level: int = 2
    show_root_heading: bool = False
    show_root_full_path: bool = True
    show_object_full_path: bool = False
    show_root_members_full_path: bool = False
    members: bool | tuple[str, ...] | None = None  #: None: those that pass the filters
    inherited_members: bool | tuple[str, ...] = False
    filters: tuple[str, ...] | str | None = ("!^_[^_]",)  #: expressions; those after ``!`` leave out
    members_order: str | tuple[str, ...] = "alphabetical"  #: alphabetical, source or __all__
    group_by_category: bool = True
    show_submodules: bool = False
    show_if_no_docstring: bool = False
    show_signature: bool = True
    show_signature_annotations: bool = True
    show_bases: bool = True
    show_source: bool = False
    merge_init_into_class: bool = False
    show_root_docstring: bool = True


_FIELD = re.compile(r"[ \t]+:(\w+):[ \t]*(.*)$")
#: The names of the options that have an effect.
OPTIONS = frozenset(Options.__struct_fields__)


def read_mark(lines: Sequence[str], index: int) -> Mark | None:
    """Return the mark that begins on a line.

    Its options follow in indented lines, as mkdocstrings has them; a line of colons may close it.
    """
    match = _MARK.match(lines[index]) if ":::" in lines[index] else None
    if match is None:
        return None
    indent, end = match["indent"], index + 1
    options: list[str] = []
    fields: dict[str, str] = {}
    while end < len(lines) and lines[end].strip() and lines[end].startswith((f"{indent} ", f"{indent}\t")):
        options += _read_option(lines[end][len(indent) :].rstrip(), fields)
        end += 1
    if end < len(lines) and _CLOSE.match(lines[end]) and lines[end].startswith(f"{indent}:"):
        end += 1
    level = [f"    heading_level: {len(match['heading'])}"] if match["heading"] else []
    name = " ".join(match["name"].split())
    if "-" in name and {"module", "command"} <= fields.keys():
        name = f"{name.partition('-')[2]} {fields['module']}:{fields['command']}"
    return Mark("\n".join((f"{KEY}{name}", *level, *options)), indent, end)


def _read_option(line: str, fields: dict[str, str]) -> tuple[str, ...]:
    """Return an option in YAML; mkautodoc writes ``:members: one two`` and ``:docstring:``.

    Such fields are added to ``fields``: mkdocs-click names its command by them.
    """
    field = _FIELD.match(line)
    if field is None:
        return (line,)
    fields[field[1]] = field[2].strip()
    return (f"    members: [{', '.join(field[2].split())}]",) if field[1] == "members" and field[2] else ()


def split_key(key: str) -> tuple[str, str, str]:
    """Return (kind, name, options in YAML) of a request; the kind of an object of Python is ``python``."""
    first, _, options = key.removeprefix(KEY).partition("\n")
    kind, gap, name = first.partition(" ")
    return (kind.replace("typer", "click"), name, options) if gap else ("python", first, options)
