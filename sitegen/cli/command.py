"""A command of the command line, as a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sitegen.cli.arguments import COMMON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.cli.arguments import Argument


class Command(NamedTuple):
    """A command, or a group of commands."""

    name: str
    help: str  #: for the list of commands
    description: str  #: for its own help
    run: str = ""  #: ``module:function`` in `sitegen.cli`, imported when it runs: start-up is part of a build
    common: tuple[Argument, ...] = COMMON
    arguments: tuple[Argument, ...] = ()
    commands: tuple[Command, ...] = ()

    def walk(self, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Command]]:
        """Yield this command and those below it, each with its words after ``sitegen``."""
        yield words, self
        for command in self.commands:
            yield from command.walk((*words, command.name))
