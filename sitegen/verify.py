"""A published site -> the first file that a clean build would have made otherwise, if any."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.build import build, claim_output, settings_for
from sitegen.errors import Problem, error

if TYPE_CHECKING:
    from datetime import datetime

    from sitegen.request import Options


def verify(options: Options, *, now: datetime) -> tuple[Problem, ...]:
    """Build again from nothing, elsewhere, and compare every byte; no Problems means identical."""
    config, _, _ = settings_for(options)
    published = Path(claim_output(options, config).live)
    with tempfile.TemporaryDirectory(prefix="sitegen-verify-") as folder:
        clean = Path(folder) / "site"
        result = build(msgspec.structs.replace(options, output=clean, force=True, forget=True), now=now)
        if not result.ok:
            return result.problems
        return tuple(compare(published, clean))


def compare(published: Path, clean: Path) -> list[Problem]:
    """Return a Problem for the first difference between two trees."""
    ours, theirs = list_files(published), list_files(clean)
    for path in sorted(ours | theirs):
        if path not in theirs:
            return [_stale(path, "a clean build would not publish it")]
        if path not in ours:
            return [_stale(path, "a clean build would publish it, too")]
        left, right = (published / path).read_bytes(), (clean / path).read_bytes()
        if left != right:
            place = next(
                (n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b),
                min(len(left), len(right)),
            )
            return [_stale(path, f"byte {place} is not what a clean build would write")]
    return []


def list_files(root: Path) -> set[str]:
    """Return the paths of all files in a tree."""
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def _stale(path: str, what: str) -> Problem:
    hint = "this is a bug in sitegen: please report it; `sitegen build --force` publishes the clean site"
    return error("not-identical", what, path=path, hint=hint)
