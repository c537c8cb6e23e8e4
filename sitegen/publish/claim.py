"""The user's output directory -> an Output that sitegen may safely write to, or a Problem."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.core.file_names import MARKER
from sitegen.core.location import locate
from sitegen.core.problems import ProblemError, error
from sitegen.publish.output import Output, is_empty
from sitegen.publish.strategy import choose_strategy

if TYPE_CHECKING:
    from collections.abc import Sequence


def claim(
    output: Path,
    root: Path,
    sources: Sequence[Path] = (),
    *,
    in_place: bool = False,
) -> Output:
    """Return the output directory, checked, without touching it.

    ``root`` is the site's folder, ``sources`` the directories that it is built from. ProblemError
    ``output-not-ours`` when publishing there could destroy what sitegen did not make, ``state-link`` when
    it is a link. With ``in_place``, it stays the same directory whatever is published.
    """
    location = locate(output, root)
    top = os.path.realpath(root)
    is_within = Path(location.path).is_relative_to(top)
    shown = os.path.relpath(location.path, top) if is_within else str(output)
    claimed = Output(location, shown, choose_strategy(location.path, in_place=in_place))
    if fault := _find_fault(claimed, Path(top), [source.resolve() for source in sources]):
        hint = "name another directory with --output or as paths.output in sitegen.toml"
        raise ProblemError(error("output-not-ours", fault, path=claimed.shown, hint=hint))
    if not claimed.strategy.is_in_place:
        claimed.recall_way()
    return claimed


def _find_fault(output: Output, root: Path, sources: Sequence[Path]) -> str:
    live = Path(output.live)
    overlapping = [source for source in sources if source.is_relative_to(live) or live.is_relative_to(source)]
    faults = (
        (live == live.parent, "is the root of the file system"),
        (live == Path.home().resolve(), "is your home directory"),
        (root.is_relative_to(live), "holds the site's own folder"),
        (bool(overlapping), f"overlaps with a source, {' and '.join(map(str, overlapping))}"),
    )
    fault = next((fault for applies, fault in faults if applies), "") or _judge_live(output)
    if not fault and (
        around := next((parent for parent in live.parents if (parent / MARKER).is_file()), None)
    ):
        fault = f"is in the output of another site, {around}, which is replaced as a whole"
    return fault and f"the output directory {fault}"


def _judge_live(output: Output) -> str:
    try:
        parent = output.parent_folder
    except (FileNotFoundError, NotADirectoryError):
        return ""
    if (status := parent.stat(output.live_name.text)) is None:
        return ""
    if not (stat.S_ISDIR(status.st_mode) or stat.S_ISLNK(status.st_mode)):
        return "is a file"
    live = output.open_live()
    if live is None:  # it was just removed
        return ""
    with live:
        marker = live.stat(MARKER)
        is_ours = marker is not None and stat.S_ISREG(marker.st_mode)
        return "" if is_ours or is_empty(live) else "is not empty, and sitegen did not create it"
