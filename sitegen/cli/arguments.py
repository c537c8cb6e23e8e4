"""The arguments of commands, as values: the parser, the completion and the manual read them."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

_MOST_PARTS = 1_000
_LAST_PORT = 65_535
#: ``local:4``, ``10.0.0.5:8786``, ``tls://[fd00::5]:8786``
_CLUSTER = re.compile(
    r"local:[1-9][0-9]{0,3}|([a-z]+://)?(?!local:)(\[[0-9a-fA-F:.]+\]|[^\s/:\[\]]+):[0-9]{1,5}"
)


class Argument(NamedTuple):
    """An option of a command, or a positional argument."""

    names: tuple[str, ...]  #: ``("-q", "--quiet")`` or ``("folder",)``
    meaning: str
    settings: dict[str, Any]  #: the other arguments of argparse's `add_argument`

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way to write the option; () for a positional argument."""
        dashed = tuple(name for name in self.names if name.startswith("-"))
        negative = tuple(f"--no-{name[2:]}" for name in dashed)
        return (*dashed, *negative) if self._action is argparse.BooleanOptionalAction else dashed

    @property
    def metavar(self) -> str:
        """The name of its value in help texts; "" if it takes none."""
        if self._action in ("store_true", argparse.BooleanOptionalAction):
            return ""
        return str(self.settings.get("metavar") or self.names[-1].lstrip("-").upper())

    @property
    def choices(self) -> tuple[str, ...]:
        """The values that it takes; () if it takes any."""
        return tuple(self.settings.get("choices", ()))

    @property
    def _action(self) -> object:
        return self.settings.get("action")


def argument(*names: str, meaning: str, **settings: object) -> Argument:
    """Return an argument, described as for `add_argument` of argparse."""
    return Argument(names, meaning, settings)


def flag(*names: str, meaning: str) -> Argument:
    """Return an option without a value: true if it's there."""
    return Argument(names, meaning, {"action": "store_true"})


def switch(name: str, *, meaning: str, default: bool = False) -> Argument:
    """Return an option that is turned off by ``--no-NAME``."""
    return Argument((name,), meaning, {"action": argparse.BooleanOptionalAction, "default": default})


def read_base_url(text: str) -> str:
    """Check that a text can be the address of a site, and return it."""
    from sitegen.config import check_base_url

    try:
        return check_base_url(text)
    except ValueError as mistake:
        raise argparse.ArgumentTypeError(f"{text!r} {mistake}") from mistake


def read_port(text: str) -> int:
    """Return a text as the number of a port; 0 stands for any free one."""
    try:
        port = int(text)
    except ValueError:
        port = -1
    if not 0 <= port <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to {_LAST_PORT}")
    return port


def read_part(text: str) -> tuple[int, int]:
    """Return (part, number of parts) of a text such as ``3/8``."""
    number, _, count = text.partition("/")
    is_number = number.isascii() and number.isdecimal() and count.isascii() and count.isdecimal()
    if not is_number or not 1 <= int(number) <= int(count) <= _MOST_PARTS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a part: write 1/8 to 8/8 for eight parts")
    return int(number), int(count)


def read_cluster(text: str) -> str:
    """Check that a text is the address of a Dask scheduler or ``local:N``, and return it."""
    if _CLUSTER.fullmatch(text):
        return text
    raise argparse.ArgumentTypeError(
        f"{text!r} is neither local:N nor the address of a scheduler, such as tls://10.0.0.5:8786"
    )


def read_text(text: str) -> str:
    """Return an argument; refuse one that isn't valid UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError as mistake:
        raise argparse.ArgumentTypeError(f"{text!r} is not UTF-8") from mistake
    return text


def read_version(text: str) -> str:
    """Check that a text can be the name of a version, and return it."""
    from sitegen.config import find_name_fault

    if fault := find_name_fault(text):
        raise argparse.ArgumentTypeError(f"{text!r} {fault}")
    return text


#: The options of every command that works on a site.
COMMON = (
    argument(
        "--root",
        type=Path,
        metavar="DIR",
        meaning="the site's folder (default: the folder of --config, or else the current one)",
    ),
    argument(
        "--config",
        type=Path,
        metavar="FILE",
        meaning="the configuration (default: sitegen.toml in the site's folder)",
    ),
    flag("-q", "--quiet", meaning="print only problems"),
    flag("-v", "--verbose", meaning="list the pages left out, and print how long each stage took"),
    argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        meaning="colours; NO_COLOR is respected",
    ),
)

OUTPUT = (
    argument("-o", "--output", type=Path, metavar="DIR", meaning="publish to this folder (default: public)"),
    argument(
        "--base-url",
        type=read_base_url,
        metavar="URL",
        meaning="the address of the site, instead of base_url in sitegen.toml",
    ),
)

VERSION = (
    argument(
        "--version",
        dest="version_name",
        type=read_version,
        metavar="NAME",
        meaning="publish as this version, beside the others (default: versions.version)",
    ),
    argument(
        "--alias",
        type=read_version,
        action="append",
        default=[],
        metavar="NAME",
        meaning="another name of the version, such as latest",
    ),
)

CLEAN_VERSION = argument(
    "--version",
    dest="version_name",
    type=read_version,
    metavar="NAME",
    meaning="remove only this version with its aliases, or only this alias",
)

DELETE_VERSION = argument(
    "--delete-version",
    type=read_version,
    metavar="NAME",
    meaning="build nothing: remove this version with its aliases, or this alias, from the host",
)

CACHE = argument(
    "--cache", type=Path, metavar="DIR", meaning="the folder of the build cache (default: .sitegen-cache)"
)

STRICT = flag("--strict", meaning="treat warnings as errors")

LENIENT = flag(
    "--lenient",
    meaning="treat broken links, missing images, and unknown directives, layouts and markup as warnings",
)

SAFE = flag(
    "--safe",
    meaning="for sites that you don't trust: no raw HTML, no Python, no layouts of the site, no other hosts",
)

REPORT = (
    flag("--all", meaning="list every place of a problem, even if there are many"),
    flag("--json", meaning="the same as --format json"),
    argument(
        "--format",
        choices=("text", "json", "sarif", "github"),
        default="text",
        meaning="format of the report: text, JSON, SARIF, or annotations for GitHub Actions",
    ),
)

JOBS = argument(
    "-j", "--jobs", type=int, default=0, metavar="N", meaning="number of processes (default: one per core)"
)


CLUSTER = argument(
    "--cluster",
    type=read_cluster,
    metavar="ADDRESS",
    meaning="work on a Dask cluster: the address of its scheduler, or local:N for N workers here",
)


PART = argument(
    "--part",
    type=read_part,
    metavar="K/N",
    meaning="convert only the K-th of N parts of the pages, into the shared cache; publish nothing",
)


def visibility(*, default: bool) -> tuple[Argument, ...]:
    """Return the options for drafts, expired and future pages; ``default`` is for future ones."""
    return (
        switch("--drafts", default=default, meaning="include drafts"),
        switch("--future", default=default, meaning="include pages with a future date"),
        switch("--expired", meaning="include pages whose expiry date has passed"),
    )
