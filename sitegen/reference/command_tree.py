"""A parser of argparse, click or typer -> its commands and options as JSON; run by itself, in a new process.

The author allows it by name (reference.commands), because it imports the module that has the parser.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from typing import Any


def main(kind: str, name: str, *folders: str) -> None:
    """Print the tree of a parser; ``name`` is ``package.module:parser`` or a function that returns it."""
    sys.path[:0] = folders
    module, _, attribute = name.partition(":")
    parser = getattr(import_module(module), attribute)
    tree = _read_argparse(parser) if kind == "argparse" else _read_click(parser)
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


def _read_click(command: Any, prefix: str = "") -> dict[str, Any]:
    import click

    if not isinstance(command, click.Command):
        from typer.main import get_command

        command = get_command(command)
    name = f"{prefix} {command.name}".strip()
    with click.Context(command, info_name=name) as context:
        usage = command.get_usage(context).removeprefix("Usage: ")
        params = command.to_info_dict(context)["params"]
    options = [
        {
            "names": [", ".join((*param["opts"], *param["secondary_opts"]))],
            "help": param.get("help") or "",
            "default": "" if param.get("default") in (None, False) else str(param["default"]),
            "choices": [str(choice) for choice in param["type"].get("choices", ())],
        }
        for param in params
        if not param.get("hidden")
    ]
    below = command.commands.values() if isinstance(command, click.Group) else ()
    commands = [_read_click(sub, name) for sub in below if not sub.hidden]
    return {
        "name": name,
        "usage": " ".join(usage.split()),
        "help": command.help or "",
        "options": options,
        "commands": commands,
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
