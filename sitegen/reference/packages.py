"""Python files -> griffe's tree of a package. Nothing is imported or executed: griffe reads the syntax."""

from __future__ import annotations

import logging
from pathlib import Path
from posixpath import dirname
from typing import TYPE_CHECKING

import griffe

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

SUFFIXES = (".py", ".pyi")


def find_modules(paths: Iterable[str], roots: Iterable[str]) -> dict[str, str]:
    """Return path -> module of the Python files below the roots: folders of packages, or packages."""
    paths = frozenset(path for path in paths if path.endswith(SUFFIXES))
    modules: dict[str, str] = {}
    for root in roots:
        is_package = f"{root}/__init__.py" in paths or root in paths
        top = dirname(root) if is_package else "" if root == "." else root
        prefix = f"{top}/" if top else ""
        for path in sorted(paths):
            if path == root or path.startswith(f"{root}/" if root != "." else ""):
                parts = path[len(prefix) :].rpartition(".")[0].split("/")
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                if all(part.isidentifier() for part in name.split(".")):
                    modules.setdefault(path, name)
    return modules


class UnreadableError(Exception):
    """A file that isn't Python: where and why."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(message)
        self.path, self.line, self.message = path, line, message


def load_packages(
    files: Mapping[str, bytes], modules: Mapping[str, str]
) -> tuple[griffe.ModulesCollection, list[UnreadableError]]:
    """Return the packages of these files without those that can't be parsed, and why these can't."""
    logging.getLogger("griffe").addHandler(logging.NullHandler())  # it reports incomplete docstrings
    loader = griffe.GriffeLoader(allow_inspection=False)
    faults: list[UnreadableError] = []
    # A package comes before its modules, and its code before its stubs.
    for path in sorted(modules, key=lambda path: (modules[path].count("."), path.endswith(".pyi"), path)):
        try:
            _add_module(loader, modules[path], path, files[path])
        except UnreadableError as fault:
            faults.append(fault)
    for package in list(loader.modules_collection.members.values()):
        loader.expand_exports(package)
        loader.expand_wildcards(package, external=False)
    loader.resolve_aliases(implicit=False, external=False)
    return loader.modules_collection, faults


def _add_module(loader: griffe.GriffeLoader, name: str, path: str, data: bytes) -> None:
    head, _, last = name.rpartition(".")
    parent = _find_package(loader, head, dirname(path)) if head else None
    text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    loader.lines_collection[Path(path)] = text.split("\n")
    try:
        module = griffe.visit(
            last,
            Path(path),
            text,
            parent=parent,
            lines_collection=loader.lines_collection,
            modules_collection=loader.modules_collection,
        )
    except SyntaxError as cause:
        raise UnreadableError(path, cause.lineno or 0, cause.msg) from cause
    except (MemoryError, RecursionError, ValueError) as cause:  # nested too deep; a null byte
        raise UnreadableError(path, 0, str(cause) or "it is too complex") from cause
    holder = loader.modules_collection if parent is None else parent
    old = holder.members.get(last)
    if isinstance(old, griffe.Module):  # its code, or its stubs
        module = griffe.merge_stubs(old, module)
    holder.set_member(last, module)


def _find_package(loader: griffe.GriffeLoader, name: str, folder: str) -> griffe.Module:
    """Return a package; a folder without ``__init__.py`` is one, too."""
    parent: griffe.Module | None = None
    for part in name.split("."):
        holder = loader.modules_collection if parent is None else parent
        module = holder.members.get(part)
        if not isinstance(module, griffe.Module):
            module = griffe.Module(
                part,
                filepath=[Path(folder)],
                lines_collection=loader.lines_collection,
                modules_collection=loader.modules_collection,
            )
            holder.set_member(part, module)
        parent = module
    if parent is None:
        raise ValueError(name)
    return parent


def list_names(packages: griffe.ModulesCollection) -> Iterator[str]:
    """Yield the full name of every object."""
    waiting: list[griffe.Object] = [*packages.members.values()]
    while waiting:
        obj = waiting.pop()
        yield obj.path
        waiting += [member for member in obj.members.values() if isinstance(member, griffe.Object)]


def choose_tops(modules: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    """Return the modules of the packages that hold these objects."""
    tops = {name.partition(".")[0] for name in names}
    return {path: module for path, module in modules.items() if module.partition(".")[0] in tops}
