"""A parser of argparse, click or typer -> its commands and options as JSON; run by itself, in a new process.

The author allows it by name (reference.commands), because it imports the module that has the parser.
"""

from __future__ import annotations

import argparse
import json
import sys
from enum import Enum
from importlib import import_module
from typing import Any


def main(kind: str, name: str, *folders: str) -> None:
    """Print the tree of a parser; ``name`` is ``package.module:parser`` or a function that returns it."""
    sys.path[:0] = folders
    module, _, attribute = name.partition(":")
    parser = getattr(import_module(module), attribute)
    tree = _read_argparse(parser) if kind == "argparse" else _read_click(parser, module.partition(".")[0])
    json.dump(tree, sys.stdout, default=str)


def _read_argparse(parser: Any) -> dict[str, Any]:
    parser = parser if isinstance(parser, argparse.ArgumentParser) else parser()
    seen: list[argparse.Action] = []

    class Noting(argparse.HelpFormatter):
        def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:
            seen.extend(actions)
            super().add_usage(usage, actions, groups, prefix)

    usual, parser.formatter_class = parser.formatter_class, Noting
    parser.format_help()
    parser.formatter_class = usual
    options, commands = [], []
    for action in seen:
        if isinstance(action.choices, dict) and action.choices:
            commands += [_read_argparse(below) for below in dict.fromkeys(action.choices.values())]
            continue
        if action.help == argparse.SUPPRESS:
            continue
        value = action.metavar or ("" if action.nargs == 0 else action.dest.upper())
        names = [f"{option} {value}".strip() for option in action.option_strings] or [
            str(action.metavar or action.dest)
        ]
        default = "" if action.default in (None, False, argparse.SUPPRESS) else str(action.default)
        choices = [str(choice) for choice in action.choices or ()]
        text = (action.help or "") % {**vars(action), "prog": parser.prog} if action.help else ""
        options.append({"names": names, "help": text, "default": default, "choices": choices})
    usage = " ".join(parser.format_usage().removeprefix("usage: ").split())
    return {
        "name": parser.prog,
        "usage": usage,
        "help": parser.description or "",
        "options": options,
        "commands": commands,
    }


def _read_click(command: Any, unnamed: str, prefix: str = "") -> dict[str, Any]:
    """Return the tree of a command of click, or of typer, which has a copy of click since 0.29.

    ``unnamed`` is the name of a command without one.
    """
    if not hasattr(command, "get_params"):
        from typer.main import get_command

        command = get_command(command)
    name = f"{prefix} {command.name or unnamed}".strip()
    with command.context_class(command, info_name=name) as context:
        usage = command.get_usage(context).removeprefix("Usage: ")
        params = [param for param in command.get_params(context) if not getattr(param, "hidden", False)]
    options = [
        {
            "names": [", ".join((*param.opts, *param.secondary_opts))],
            "help": getattr(param, "help", None) or "",
            "default": _show_default(param.default),
            "choices": _list_choices(param),
        }
        for param in params
    ]
    below = getattr(command, "commands", {}).values()
    commands = [_read_click(sub, unnamed, name) for sub in below if not sub.hidden]
    return {
        "name": name,
        "usage": " ".join(usage.split()),
        "help": command.help or "",
        "options": options,
        "commands": commands,
    }


def _show_default(default: Any) -> str:
    """Return a default as text; "" if it isn't a value, such as click's mark for "no default"."""
    value = default.value if isinstance(default, Enum) else default
    return str(value) if value is not False and isinstance(value, str | int | float | tuple | list) else ""


def _list_choices(param: Any) -> list[str]:
    choices = getattr(getattr(param, "type", None), "choices", None)
    annotation = getattr(getattr(param, "type_descriptor", None), "annotation", None)
    if choices is None and isinstance(annotation, type) and issubclass(annotation, Enum):
        choices = [member.value for member in annotation]
    return [str(choice.value if isinstance(choice, Enum) else choice) for choice in choices or ()]


if __name__ == "__main__":
    main(*sys.argv[1:])
