"""The installed package -> the line of requirements.txt that installs the same on another machine."""

from __future__ import annotations

import json
import shlex
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from sitegen import __version__

_PACKAGE = "sitegen-ssg"
#: The folder of a site's repository for a package that no index has.
TOOLS = "tools"


class Requirement(NamedTuple):
    """How another machine installs the sitegen that runs here."""

    line: str  #: of requirements.txt
    wheel: Path | None = None  #: a package to copy into TOOLS
    command: str = ""  #: what builds the package into TOOLS


def find_requirement(extras: tuple[str, ...] = ()) -> Requirement:
    """Return how to install this version, from where it came: an index, a repository, or this machine."""
    extra = f"[{','.join(extras)}]" if extras else ""
    source = _read_source()
    address = source.get("url", "")
    if not address:
        return Requirement(f"{_PACKAGE}{extra}=={__version__}")
    if commit := source.get("vcs_info", {}).get("commit_id"):
        return Requirement(f"{_PACKAGE}{extra} @ git+{address}@{commit}")
    parts = urlsplit(address)
    if parts.scheme != "file":
        return Requirement(f"{_PACKAGE}{extra} @ {address}")
    path = Path(unquote(parts.path))
    if "dir_info" not in source:
        return Requirement(f"./{TOOLS}/{path.name}{extra}", wheel=path)
    wheel = f"{_PACKAGE.replace('-', '_')}-{__version__}-py3-none-any.whl"
    command = f"pip wheel --no-deps --wheel-dir {TOOLS} {shlex.quote(str(path))}"
    return Requirement(f"./{TOOLS}/{wheel}{extra}", command=command)


def _read_source() -> dict[str, Any]:
    """Return where the package was installed from (PEP 610); {} for an index."""
    try:
        text = distribution(_PACKAGE).read_text("direct_url.json")
    except PackageNotFoundError:
        text = None
    source: dict[str, Any] = json.loads(text or "{}")
    return source
