"""The table of commands -> a parser of the command line."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import TYPE_CHECKING

from sitegen.cli.commands import ROOT
from sitegen.core.suggest import nearest
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from typing import Any, NoReturn

    from sitegen.cli.command import Command

_EPILOG = "Each command explains itself: sitegen build --help. Exit codes: 0 done, 1 problems, 2 wrong usage."
#: The message of argparse for an invalid choice: the word, and the choices.
_WRONG_CHOICE = lazy_compile(r"invalid choice: '([^']*)' \(choose from (.*)\)")
#: Name of a command in other generators -> ours.
_ELSEWHERE = {
    **dict.fromkeys(("dev", "develop", "preview", "start", "watch", "run-server", "livereload"), "serve"),
    **dict.fromkeys(("compile", "generate", "make", "render"), "build"),
    **dict.fromkeys(("create", "init", "quickstart", "startproject"), "new site"),
    **dict.fromkeys(("gh-deploy", "publish", "upload"), "deploy"),
    **dict.fromkeys(("convert", "migrate"), "import"),
    **dict.fromkeys(("lint", "test", "validate", "verify"), "check"),
    **dict.fromkeys(("rename", "mv"), "move"),
}
#: Words for which others have a command, and we an option.
_OPTIONS = {"help": "sitegen --help", "version": "sitegen --version"}
_WORD = lazy_compile(r"[\w-]+")
_OPTION = lazy_compile(r"--[a-z][a-z-]*")


class _Parser(argparse.ArgumentParser):
    """A parser that suggests the command or option that was probably meant."""

    def error(self, message: str) -> NoReturn:
        """End with 2."""
        if match := _WRONG_CHOICE.search(message):
            option = _OPTIONS.get(match[1]) if self.prog == ROOT.name else None
            message += (
                f"; did you mean {option!r}?" if option else _suggest(match[1], _WORD.findall(match[2]))
            )
        super().error(message)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401  argparse's interface
        """Refuse unknown options."""
        options, unknown = super().parse_known_args(args, namespace)
        if wrong := next((word.partition("=")[0] for word in unknown if word.startswith("--")), ""):
            self.error(f"there is no option {wrong}{_suggest(wrong, _OPTION.findall(self.format_help()))}")
        return options, unknown


def _suggest(word: str, words: Collection[str]) -> str:
    elsewhere = _ELSEWHERE.get(word, "")
    if elsewhere.partition(" ")[0] in words:
        return f"; did you mean {elsewhere!r}?"
    dashes = word[:2] if word.startswith("--") else ""  # which all options share
    names = {candidate[len(dashes) :]: candidate for candidate in words}
    name = word[len(dashes) :]
    guess = names.get(
        nearest(name, sorted(names, key=lambda candidate: sorted(candidate) != sorted(name))) or ""
    )  # --prot: --port, not --root
    return f"; did you mean {guess!r}?" if guess else ""


def make_parser(name: str = "") -> argparse.ArgumentParser:
    """Return the parser; with a command's name, of that one alone, because building all takes milliseconds.

    The function that runs the command is in ``run`` of the parsed options.
    """
    parser = _Parser(
        ROOT.name,
        description=ROOT.description,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_arguments(parser, ROOT)
    chosen = [command for command in ROOT.commands if command.name == name]
    _add_commands(parser, chosen or ROOT.commands, "COMMAND", title="commands")
    return parser


def _add_commands(
    parser: argparse.ArgumentParser, commands: Iterable[Command], metavar: str, **settings: str
) -> None:
    choices = parser.add_subparsers(metavar=metavar, required=True, **settings)
    for command in commands:
        child = choices.add_parser(command.name, help=command.help, description=command.description)
        _add_arguments(child, command)
        if command.commands:
            _add_commands(child, command.commands, "KIND")
        else:
            child.set_defaults(run=_import_later(command.run))


def _add_arguments(parser: argparse.ArgumentParser, command: Command) -> None:
    if command.common:
        group = parser.add_argument_group("common options")
        for argument in command.common:
            group.add_argument(*argument.names, help=argument.meaning, **argument.settings)
    for argument in command.arguments:
        parser.add_argument(*argument.names, help=argument.meaning, **argument.settings)


def _import_later(name: str) -> Callable[[argparse.Namespace], int]:
    """Return a function that imports the command when it is called."""

    def run(options: argparse.Namespace) -> int:
        module, _, function = name.partition(":")
        code: int = getattr(import_module(f"sitegen.cli.{module}"), function)(options)
        return code

    return run
