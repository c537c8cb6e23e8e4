"""Prints the path of each other Python from 3.11 on that is installed here: one of each release.

With ``--system``, only that of the operating system.
"""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path
from shutil import which

#: It must be able to make an environment: some systems leave that to another package.
_PROBE = "import ensurepip, venv, platform, sys; print(platform.python_version(), *sys.version_info[:2])"
_SYSTEM = Path("/usr/bin/python3")
_OLDEST = (3, 11)


def find_pythons(*, system: bool) -> dict[str, Path]:
    """Return versions and paths of the others, oldest first."""
    named = (which(name) for name in ("python3", *(f"python3.{minor}" for minor in range(11, 20))))
    places = [_SYSTEM, *Path.home().glob(".pyenv/versions/*/bin/python")]
    places = [_SYSTEM] if system else [*places, *(Path(path) for path in named if path)]
    found: dict[str, Path] = {}
    for path in places:
        version, numbers = _ask(path)
        if numbers >= _OLDEST and version != platform.python_version():
            found.setdefault(version, path)
    return dict(
        sorted(found.items(), key=lambda item: [int(part) for part in item[0].split(".") if part.isdigit()])
    )


def _ask(path: Path) -> tuple[str, tuple[int, ...]]:
    """Return a Python's version, and its first two numbers; none where it is none, or cannot be used."""
    try:
        said = subprocess.run([path, "-c", _PROBE], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return "", ()
    version, *numbers = said.split()
    return version, tuple(map(int, numbers))


if __name__ == "__main__":
    print(*find_pythons(system="--system" in sys.argv).values())  # noqa: T201  what make reads
