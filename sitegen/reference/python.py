"""Marks that name objects of Python + the files of their packages -> Markdown for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import griffe
import msgspec

from sitegen.core.suggest import nearest
from sitegen.reference.docstrings import Mistakes, write_docstring
from sitegen.reference.markup import escape, join_blocks, link
from sitegen.reference.members import choose_members
from sitegen.reference.options import OptionError, read_options
from sitegen.reference.packages import UnreadableError, choose_tops, find_modules, list_names, load_packages
from sitegen.reference.request import Generated, Options, split_key
from sitegen.reference.signatures import write_signatures
from sitegen.reference.tables import code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sitegen.reference.markup import Documented

_DEEPEST = 6
#: A directive that loads the styles of signatures, once.
_STYLES = "::: reference\n:::"


def document_objects(
    keys: Sequence[str],
    files: Mapping[str, bytes],
    roots: Sequence[str],
    defaults: Mapping[str, Any],
    source_url: str,
) -> dict[str, Generated]:
    """Return the Markdown for each mark of a page that names an object of Python."""
    names = {key: split_key(key)[1] for key in keys}
    modules = find_modules(files, roots)
    tops = {_top(module) for module in modules.values()}
    names = {key: name for key, name in names.items() if "." in name or name in tops}
    modules = choose_tops(modules, tuple(names.values()))
    packages, unreadable = load_packages(files, modules)
    faults = {modules[fault.path]: _write_fault(fault) for fault in unreadable}
    return {
        key: _find_fault(name, faults) or _document(key, name, packages, defaults, source_url)
        for key, name in names.items()
    }


def _write_fault(fault: UnreadableError) -> Generated:
    position = f"{fault.path}:{fault.line}" if fault.line else fault.path
    message = f"{position} can't be read: {fault.message}"
    hint = "correct the file, or leave it out of reference.paths"
    return Generated(fault=("reference-unreadable", message, hint))


def _find_fault(name: str, faults: Mapping[str, Generated]) -> Generated | None:
    """Return the fault of the module that an object is in, or of one within it."""
    within = f"{name}."
    return next(
        (
            fault
            for module, fault in faults.items()
            if within.startswith(f"{module}.") or module.startswith(within)
        ),
        None,
    )


def _top(name: str) -> str:
    """Return the package of a module: ``package`` of ``package.module``."""
    return name.partition(".")[0]


def _document(
    key: str, name: str, packages: griffe.ModulesCollection, defaults: Mapping[str, Any], source_url: str
) -> Generated:
    try:
        options = read_options(split_key(key)[2], defaults)
    except OptionError as reason:
        return Generated(fault=("reference-option", f"::: {name}: {reason.message}", reason.hint))
    try:
        obj = packages[name]
    except (KeyError, griffe.AliasResolutionError, griffe.CyclicAliasError):
        guess = nearest(name, sorted(list_names(packages)))
        hint = f"did you mean {guess}?" if guess else "name a folder that has it in reference.paths"
        return Generated(fault=("reference-unknown", f"there is no {name!r} in reference.paths", hint))
    writer = _Writer(name, source_url)
    mistakes = Mistakes()
    try:
        with mistakes:
            blocks = (_STYLES, *writer.write(obj, name, options.heading_level, options))
    except (griffe.AliasResolutionError, griffe.CyclicAliasError):  # of a package that isn't here
        message = f"{name!r} is imported from {_find_owner(obj)}, which reference.paths lacks"
        hint = "name a folder that has that package in reference.paths"
        return Generated(fault=("reference-unknown", message, hint))
    except RecursionError:
        message = f"{name!r} is nested too deeply"
        return Generated(fault=("reference-unreadable", message, "document its parts instead"))
    text = "\n".join(join_blocks(blocks))
    return Generated(text, tuple(writer.objects), mistakes=tuple(mistakes.listed))


def _find_owner(obj: Documented) -> str:
    return obj.target_path if isinstance(obj, griffe.Alias) else "another package"


class _Writer:
    """Writes an object and its members, and records which have an id."""

    def __init__(self, root: str, source_url: str) -> None:
        self.root = root
        self.objects: list[tuple[str, str]] = []
        self._source_url = source_url

    def write(self, obj: Documented, path: str, level: int, options: Options) -> Iterator[str]:
        """Yield the blocks of an object, whose name is ``path``."""
        if isinstance(obj, griffe.Alias) and not obj.inherited:
            obj = obj.final_target
        is_root = path == self.root
        aliases = list(dict.fromkeys((path, obj.canonical_path)))
        self.objects += [(name, _role(obj)) for name in aliases]
        if is_root and not options.show_root_heading:
            yield "".join(f'[]{{id="{name}"}}' for name in aliases)
        else:
            yield from self._write_heading(obj, path, aliases[1:], level, options)
            level += 1
        yield write_signatures(obj, options)
        if not is_root or options.show_root_docstring:
            yield from write_docstring(obj, options.docstring_style)
            init = obj.all_members.get("__init__") if obj.is_class and options.merge_init_into_class else None
            if init is not None:
                yield from write_docstring(init, options.docstring_style)
        yield from self._write_source(obj, options)
        nested = options
        if isinstance(options.members, tuple):  # they apply to this object only
            nested = msgspec.structs.replace(options, members=None)
        if obj.is_module or obj.is_class:
            for member in choose_members(obj, options):
                yield from self.write(member, f"{path}.{member.name}", level, nested)

    def _write_heading(
        self, obj: Documented, path: str, aliases: Sequence[str], level: int, options: Options
    ) -> Iterator[str]:
        is_full = options.show_root_full_path if path == self.root else options.show_object_full_path
        shown = (path if is_full else obj.name) + ("()" if obj.is_function else "")
        more = "".join(f'[]{{id="{name}"}}' for name in aliases)
        yield f'{"#" * min(level, _DEEPEST)} {code(shown)}{more} {{id="{path}"}}'
        if isinstance(obj, griffe.Alias) and obj.inherited:
            owner = obj.canonical_path.rpartition(".")[0]
            yield f"Inherited from {link(owner.rpartition('.')[2], owner)}."

    def _write_source(self, obj: Documented, options: Options) -> Iterator[str]:
        """Yield a link to the source, and the source itself, if they are to be shown."""
        if obj.is_module or not obj.lineno:
            return
        path = str(obj.filepath)
        if self._source_url:
            url = self._source_url.replace("{path}", path).replace("{line}", str(obj.lineno))
            yield f"[Source]({url}){{.source}}"
        if options.show_source and obj.source:
            yield f'::::: details "{escape(path)}"\n{_fence(obj.source, obj.lineno)}\n:::::'


def _fence(source: str, line: int) -> str:
    marks = "```"
    while marks in source:
        marks += "`"
    return f"{marks}python linenos start={line}\n{source}\n{marks}"


def _role(obj: Documented) -> str:
    """Return the role of an object in objects.inv."""
    if obj.is_module:
        return "py:module"
    if obj.is_class:
        return "py:exception" if obj.name.endswith(("Error", "Exception")) else "py:class"
    in_class = obj.parent is not None and obj.parent.is_class
    if obj.is_function:
        return "py:method" if in_class else "py:function"
    return ("py:property" if "property" in obj.labels else "py:attribute") if in_class else "py:data"
