"""``sitegen completion``: the parser -> a script for a shell."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sitegen.cli.parser import make_parser

if TYPE_CHECKING:
    from collections.abc import Iterator

_BASH = """\
_sitegen() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} command=${{COMP_WORDS[*]:1:COMP_CWORD-1}}
  case "$command" in
{cases}
  esac
}}
complete -o default -F _sitegen sitegen
"""
_BASH_CASE = """\
    "{words}"*) COMPREPLY=($(compgen -W "{options}" -- "$word")) ;;"""


def run_completion(options: argparse.Namespace) -> int:
    """Print the script for one shell."""
    lines = list(_lines(options.shell))
    print("\n".join(lines))
    return 0


def _lines(shell: str) -> Iterator[str]:
    commands = list(walk_commands(make_parser()))
    if shell == "fish":
        for words, parser in commands:
            seen = (
                "; and ".join(f"__fish_seen_subcommand_from {word}" for word in words)
                or "__fish_use_subcommand"
            )
            for option, description in list_words(parser):
                kind = f"-l {option[2:]}" if option.startswith("--") else f"-a {option}"
                yield f"complete -c sitegen -n '{seen}' {kind} -d '{description}'"
        return
    if shell == "zsh":
        yield "autoload -U +X bashcompinit && bashcompinit"
    # The longest command first: a case takes the first pattern that fits.
    cases = [
        _BASH_CASE.format(words=" ".join(words), options=" ".join(word for word, _ in list_words(parser)))
        for words, parser in sorted(commands, key=lambda command: -len(command[0]))
    ]
    yield _BASH.format(cases="\n".join(cases))


def walk_commands(
    parser: argparse.ArgumentParser, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """Yield every command, as its words and its parser, from the whole down."""
    yield words, parser
    for action in parser._actions:  # noqa: SLF001  the same
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001  the same
            for name, child in action.choices.items():
                yield from walk_commands(child, (*words, name))


def list_words(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """Yield (option or sub-command, description) of one command."""
    for action in parser._actions:  # noqa: SLF001  the same
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001  the same
            for choice in action._choices_actions:  # noqa: SLF001  the same
                yield choice.dest, choice.help or ""
        for option in action.option_strings:
            if option.startswith("--"):
                yield option, (action.help or "").replace("'", "")
