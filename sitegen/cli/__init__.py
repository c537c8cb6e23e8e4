"""Arguments -> a command, its words on the terminal, its exit code: 0 done, 1 problems, 2 used wrongly."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from sitegen.cli.parser import make_parser

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType


class TerminatedError(BaseException):
    """SIGTERM, as an exception: so that locks are let go and workers ended on the way out."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = make_parser(*arguments[:1]).parse_args(arguments)
    if getattr(options, "root", ...) is None:
        options.root = options.config.parent if options.config else Path()
    from sitegen.errors import ProblemError  # noqa: PLC0415  a question about the version asks for no more

    try:
        code: int = options.run(options)
    except ProblemError as failure:
        from sitegen.cli.terminal import Terminal  # noqa: PLC0415  only what a command needs is imported

        Terminal(color=None).show_problems(failure.problems)
        return 1
    except KeyboardInterrupt:
        return 130
    except TerminatedError:
        return 143
    return code


def entry() -> NoReturn:
    """Be the command ``sitegen``."""
    # A build makes millions of small values and lets go of few: looking for garbage is a tenth of its time.
    gc.disable()
    signal.signal(signal.SIGTERM, _terminate)
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = 1
    os._exit(code)  # nothing is left to tidy that the system does not tidy faster


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    raise TerminatedError
