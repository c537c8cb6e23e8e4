"""Marks that name the parser of a command line -> Markdown, if the author lets the build run it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import msgspec

from sitegen.core.slugs import anchor
from sitegen.reference.request import Generated
from sitegen.reference.tables import code, show_placeholders, write_fence, write_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Longest time for the import of a module and a look at its parser.
_SECONDS = 30
_MODULE = "sitegen.reference.command_tree"


class Option(msgspec.Struct, frozen=True):
    """An option or an argument."""

    names: tuple[str, ...]
    help: str
    default: str
    choices: tuple[str, ...]


class CommandTree(msgspec.Struct, frozen=True):
    """A command, with those below it."""

    name: str
    usage: str
    help: str
    options: tuple[Option, ...]
    commands: tuple[CommandTree, ...]


def document_command(kind: str, name: str, allowed: Sequence[str], folders: Sequence[str]) -> Generated:
    """Return the commands and options of ``package.module:parser``, found in one of the folders."""
    if name not in allowed:
        message = f"documenting {name} would run it"
        hint = f'allow it, if you trust it: commands = ["{name}"] under [reference] in sitegen.toml'
        return Generated(fault=("reference-unknown", message, hint))
    command = [sys.executable, "-m", _MODULE, kind, name, *folders]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "80", "NO_COLOR": "1"}
    try:
        done = subprocess.run(  # noqa: S603  the author allows it by name
            command, capture_output=True, timeout=_SECONDS, env=environment, check=False
        )
        output, complaint = done.stdout, done.stderr.decode("utf-8", "replace").strip()
    except subprocess.TimeoutExpired:
        output, complaint = b"", f"it took more than {_SECONDS} s"
    try:
        tree = msgspec.json.decode(output, type=CommandTree)
    except msgspec.DecodeError:
        reason = complaint.splitlines()[-1] if complaint else "it printed something else"
    else:
        return Generated("\n".join(("::: reference", ":::", "", *_write(tree, 2))))
    hint = "name a parser, or a function without arguments that returns one, as package.module:name"
    return Generated(fault=("reference-unreadable", f"{name} can't be documented: {reason}", hint))


def _write(tree: CommandTree, level: int) -> Iterator[str]:
    yield from (f'{"#" * min(level, 6)} `{tree.name}` {{id="{anchor(tree.name)}"}}', "")
    if tree.help:
        yield from (*show_placeholders(tree.help.strip()).split("\n"), "")
    yield from (*write_fence("text", tree.usage), "")
    if tree.options:
        yield from ("| argument | meaning |", "| --- | --- |")
        yield from (_write_option(option) for option in tree.options)
        yield ""
    for below in tree.commands:
        yield from _write(below, level + 1)


def _write_option(option: Option) -> str:
    names = ", ".join(map(code, option.names))
    choices = "one of " + ", ".join(map(code, option.choices)) if option.choices else ""
    default = f"default {code(option.default)}" if option.default else ""
    details = "; ".join(filter(None, (choices, default)))
    text = show_placeholders(" ".join(option.help.split()))
    shown = f"{text} ({details})" if text and details else text or details
    return write_row(names, shown)
