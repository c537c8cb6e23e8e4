"""Arguments -> a command, its output on the terminal, its exit code: 0 done, 1 problems, 2 wrong usage."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from sitegen.cli.parser import make_parser
from sitegen.core.namesake import HINT, MESSAGE, find_namesake

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType


class TerminatedError(BaseException):
    """SIGTERM, as an exception: so that locks are released and workers ended on the way out."""


def main(arguments: Sequence[str] | None = None, *, heard: bool = False) -> int:
    """Run one command; return its exit code. With ``heard``, SIGINT and SIGTERM end it cleanly."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = make_parser(*arguments[:1]).parse_args(arguments)
    named_root = getattr(options, "root", None)
    if getattr(options, "root", ...) is None:
        options.root = options.config.parent if options.config else find_root()
    from sitegen.core.problems import ProblemError

    try:
        if heard:
            _hear_signals()
        _check_current_directory()
        _check_root(named_root)
        if getattr(options, "safe", False):
            from sitegen.render.python_directives import forbid_imports

            forbid_imports(options.root)
        _warn_of_namesake()
        code: int = options.run(options)
    except ProblemError as failure:
        from sitegen.cli.terminal import Terminal

        Terminal(color=None).show_problems(failure.problems)
        return 1
    except BrokenPipeError:  # nobody reads any more
        return 1
    except OSError as cause:
        from sitegen.cli.terminal import Terminal
        from sitegen.core.os_errors import describe_refusal

        if (refusal := describe_refusal(cause)) is None:
            raise
        with suppress(OSError):  # standard error may be the full one
            Terminal(color=None).show_problems([refusal])
        return 1
    except KeyboardInterrupt:
        return 130
    except TerminatedError:
        return 143
    return code


def _warn_of_namesake() -> None:
    if find_namesake():
        from sitegen.cli.terminal import Terminal
        from sitegen.core.problems import warning

        Terminal(color=None).show_problems([warning("namesake", MESSAGE, hint=HINT)])


def find_root() -> Path:
    """Return the folder of the site around the current one, else the current one.

    A configuration above doesn't count if it belongs to another user: it may name functions to run. In
    /tmp anybody could lay one.
    """
    here = Path()
    if Path("sitegen.toml").exists() or Path("content").is_dir():
        return here
    with suppress(OSError):
        owners = {os.getuid(), here.stat().st_uid}
        for folder in here.absolute().parents:
            if (folder / "sitegen.toml").is_file():
                is_ours = (folder / "sitegen.toml").stat().st_uid in owners
                return Path(os.path.relpath(folder)) if is_ours else here
    return here


def entry() -> NoReturn:
    """Run the command ``sitegen``, and end the process with its exit code."""
    # A build creates millions of small values and frees few: collecting garbage takes a tenth of its time.
    gc.disable()
    if sys.getfilesystemencoding() != "utf-8" and sys.executable:
        # A locale of the last century would name files otherwise, and give other addresses.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606  ourselves
    _open_streams()
    code = main(heard=True)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # the reader is gone, or the file is full
        code = code or 1
    os._exit(code)  # the system frees the rest faster than Python does


def _open_streams() -> None:
    """Open the standard streams that the parent process has closed, so that output is discarded."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, os.O_RDWR)
            os.dup2(opened, number)
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115  for as long as the process lives
    if isinstance(sys.stdout, TextIOWrapper):  # reports for machines are UTF-8, and paths are what they are
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")


def _check_root(root: Path | None) -> None:
    """Raise ProblemError if the folder that was named isn't there."""
    if root is not None and not root.is_dir():
        from sitegen.core.problems import ProblemError, error

        hint = "name the folder of the site after --root"
        raise ProblemError(error("no-content", "there is no such folder", path=str(root), hint=hint))


def _check_current_directory() -> None:
    """Raise ProblemError if the current directory was removed: relative paths lead nowhere."""
    try:
        os.getcwd()
    except FileNotFoundError as cause:
        from sitegen.core.problems import ProblemError, error

        hint = "cd to a directory that exists"
        raise ProblemError(error("system-refused", "the current directory is gone", hint=hint)) from cause


def _hear_signals() -> None:
    """Turn signals into exceptions; a background process that ignores Ctrl-C continues to."""
    signal.signal(signal.SIGTERM, _terminate)
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    raise TerminatedError
