"""What a build is asked to do, how it ended, and which Problems keep a site from being published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Publish
from sitegen.core.problems import Problem, has_errors
from sitegen.core.severity import arrange
from sitegen.publish.listing import Listed
from sitegen.site.visibility import LeftOut, Show

if TYPE_CHECKING:
    from collections.abc import Sequence


class BuildOptions(msgspec.Struct, frozen=True):
    """What a build is asked to do; None leaves a setting to sitegen.toml."""

    root: Path
    config_file: Path | None = None
    output: Path | None = None
    base_url: str | None = None
    show: Show = Show()
    strict: bool = False
    lenient: bool = False
    tolerant: bool = False  #: publish the good pages although others are broken, as a preview does
    force: bool = False
    jobs: int = 0  #: processes; 0: as many as there are cores
    safe: bool = False  #: the site is untrusted: see `make_safe`; its own layouts are ignored
    dry: bool = False  #: find every Problem, publish nothing
    forget: bool = False  #: leave the cache as it is
    publish: Publish | None = None  #: how to publish
    for_readers: bool = False  #: what is published is for readers, so its addresses must be whole
    is_version: bool = False  #: publish as the version that sitegen.toml or ``version`` names, if any
    version: str = ""
    aliases: tuple[str, ...] = ()
    listed: tuple[Listed, ...] = ()  #: versions that aren't in the output, but on the host
    cluster: str = ""  #: what converts and renders pages: a Dask scheduler's address, or ``local:N``
    cache: Path | None = None  #: folder of the cache; None: the usual one in the site's folder
    part: tuple[int, int] | None = None  #: convert and store only this part of so many, counted from 1


class BuildResult(msgspec.Struct, frozen=True):
    """How a build ended."""

    ok: bool
    problems: tuple[Problem, ...]  #: each once, sorted by place
    pages: int = 0
    rendered: int = 0  #: outputs made now
    outputs: int = 0  #: files published
    seconds: float = 0.0
    stages: dict[str, float] = {}  #: name -> seconds
    notices: tuple[str, ...] = ()  #: what the build decided without being asked, in sentences
    left_out: tuple[LeftOut, ...] = ()  #: pages that aren't public, sorted by path
    #: What the build held in memory: a command that ends next doesn't take the time to free it.
    remains: object = None


def is_fatal(problems: Sequence[Problem], options: BuildOptions) -> bool:
    """Return whether these Problems keep the site from being published."""
    if options.tolerant:
        return False
    return has_errors(arrange(problems, lenient=options.lenient), strict=options.strict)
