"""A published site -> the first file that differs from a clean build, if any, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.build.run import build, claim_output
from sitegen.build.settings import settings_for
from sitegen.config import Publish
from sitegen.core.folder import Folder
from sitegen.core.private_folder import private_folder
from sitegen.core.problems import Problem, error
from sitegen.publish.listing import merge, settle
from sitegen.publish.tree import survey
from sitegen.publish.versions import find_other_folders, list_versions
from sitegen.sources import digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from sitegen.build.options import BuildOptions
    from sitegen.publish.output import Output
    from sitegen.publish.tree import Tree


def verify(options: BuildOptions, *, now: datetime) -> tuple[Problem, ...]:
    """Build again from nothing, elsewhere, and compare every byte; no Problems means identical."""
    config, _, _ = settings_for(options)
    with (
        claim_output(options, config) as output,
        private_folder("sitegen-verify-", options.root) as folder,
    ):
        clean = folder / "site"
        listed = merge(options.listed, list_versions(output))
        anew = msgspec.structs.replace(
            options, output=clean, publish=Publish.SWAP, force=True, forget=True, listed=listed
        )
        result = build(anew, now=now)
        if not result.ok:
            return result.problems
        with Folder.open(str(clean)) as clean_folder:
            others = find_other_folders(settle(config.versions, listed), listed)
            return tuple(compare(output, clean_folder, survey(output), others))[:1]


def compare(published: Output, clean: Folder, live: Tree, others: Collection[str] = ()) -> Iterator[Problem]:
    """Yield a Problem for each difference; ``live`` is what sitegen knows of the published tree.

    ``others`` are the folders of versions that this build doesn't write.
    """
    folder = published.open_live()
    ours, theirs = set(folder.list_files() if folder else ()), set(clean.list_files())
    if published.strategy.is_in_place:  # among its files there may be more differences
        ours &= theirs.union(live.files, live.lost)
    for path in sorted(ours | theirs):
        if path.partition("/")[0] in others:
            continue
        left = published.read(path) if path in ours else None
        right = clean.read(path) if path in theirs else None
        if left != right:
            yield _explain_change(path, left, live) or _explain_fault(path, left, right)


def _explain_change(path: str, data: bytes | None, live: Tree) -> Problem | None:
    """Return the Problem of a file that was changed after sitegen published it, or None."""
    if data is None:
        message = "it was removed after it was published" if path in live.lost else ""
    elif any(path == extra or path.startswith(f"{extra}/") for extra in live.extra):
        message = "sitegen did not put it there"
    elif path in live.lost or (path in live.files and live.files[path].digest != digest(data)):
        message = "it was changed after it was published"
    else:
        message = ""
    hint = "run `sitegen build` again: it publishes the whole site again"
    return error("output-changed", message, path=path, hint=hint) if message else None


def _explain_fault(path: str, left: bytes | None, right: bytes | None) -> Problem:
    if left is None:
        message = "a clean build would publish it, too"
    elif right is None:
        message = "a clean build would not publish it"
    else:
        pairs = enumerate(zip(left, right, strict=False))
        offset = next((at for at, (ours, theirs) in pairs if ours != theirs), min(len(left), len(right)))
        message = f"byte {offset} is not what a clean build would write"
    hint = (
        "unless a Python directive of yours gives other text each time, this is a bug in sitegen: please "
        "report it; `sitegen build --force` publishes the clean site"
    )
    return error("not-identical", message, path=path, hint=hint)
