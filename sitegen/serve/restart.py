"""Changed code of sitegen itself -> a new process that runs it and replaces this one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from sitegen.cache.code_digest import code_digest
from sitegen.core.interpreter import python_command

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = Path(__file__).parent.parent
_CODE = (".py", ".json")
_CHECK = "import sitegen.serve, sitegen.build.pipeline, sitegen.cli.serve"


def concerns_engine(paths: Iterable[str]) -> bool:
    """Return whether any of these files is sitegen's own code."""
    package = f"{PACKAGE}{os.sep}"
    return any(path.startswith(package) and path.endswith(_CODE) for path in paths)


def remember() -> None:
    """Record the digest of the running code, while the code on disk is certainly the same."""
    code_digest()


def has_changed() -> bool:
    """Return whether the code on disk is no longer the code that runs."""
    return code_digest.__wrapped__() != code_digest()


def find_fault() -> str:
    """Return why the code on disk can't run, in one line; "" when it can."""
    done = subprocess.run(python_command(_CHECK), capture_output=True, text=True, check=False)  # noqa: S603  our own interpreter
    return done.stderr.strip().rpartition("\n")[2] if done.returncode else ""


def restart(port: int) -> NoReturn:
    """Replace this process by a new one with the same command and port, without opening the browser."""
    arguments = [argument for argument in sys.orig_argv[1:] if argument != "--open"]
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *arguments, "--port", str(port)])  # noqa: S606  the same program
