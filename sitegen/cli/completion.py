"""``sitegen completion``: the table of commands -> a script for a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.cli.commands import ROOT

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sitegen.cli.command import Command

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
    commands = list(ROOT.walk())
    if shell == "fish":
        for words, command in commands:
            condition = (
                "; and ".join(f"__fish_seen_subcommand_from {word}" for word in words)
                or "__fish_use_subcommand"
            )
            for option, description in list_words(command):
                kind = f"-l {option[2:]}" if option.startswith("--") else f"-a {option}"
                unquoted = description.replace("'", "")
                yield f"complete -c sitegen -n '{condition}' {kind} -d '{unquoted}'"
        return
    if shell == "zsh":
        yield "autoload -U +X bashcompinit && bashcompinit"
    # The longest command first: `case` takes the first pattern that fits.
    cases = [
        _BASH_CASE.format(words=" ".join(words), options=" ".join(word for word, _ in list_words(command)))
        for words, command in sorted(commands, key=lambda command: -len(command[0]))
    ]
    yield _BASH.format(cases="\n".join(cases))


def list_words(command: Command) -> Iterator[tuple[str, str]]:
    """Yield each option and command that may follow, with its description."""
    yield "--help", "show this help message and exit"
    for argument in (*command.common, *command.arguments):
        for option in argument.spellings:
            if option.startswith("--"):
                yield option, argument.meaning
    for child in command.commands:
        yield child.name, child.help
