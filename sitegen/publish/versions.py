"""One version of a site -> the output of all versions, which is published as one.

public/
    versions.json   index.html   404.html      above all: the list, and what hosts look for
    1.3/   1.4/                                a folder for each version
    latest/                                    a folder for each alias: a copy of its version

A build replaces the folders of its own version and aliases, and what is above. Any other version
that ``versions.json`` lists stays, file by file, also what was changed by hand or isn't in the manifest:
nobody could build it again.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sitegen.config import AT_THE_TOP, LISTING
from sitegen.core.problems import ProblemError, error
from sitegen.publish.listing import (
    Listed,
    add_version,
    drop_version,
    find_default,
    read_listing,
    write_listing,
)
from sitegen.publish.publication import publish

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sitegen.config import Versions
    from sitegen.publish.output import Output
    from sitegen.publish.survey import Survey
    from sitegen.publish.tree import Tree
    from sitegen.sources.opening import SourceFile

    Change = tuple[str, bytes | SourceFile]


def list_versions(output: Output) -> tuple[Listed, ...]:
    """Return the versions in an output; none if it has none."""
    try:
        return read_listing(output.read(LISTING))
    except OSError:
        return ()


def refuse_plain_build(output: Output) -> None:
    """Raise ProblemError if a build without a version would remove versions."""
    if listed := list_versions(output):
        names = ", ".join(entry.version for entry in listed)
        raise ProblemError(
            error(
                "versions-published",
                f"has versions ({names}), which a build without a version would remove",
                path=output.shown,
                hint="add --version, name another folder with --output, or run `sitegen clean` first",
            )
        )


def find_other_folders(versions: Versions, listed: Sequence[Listed]) -> frozenset[str]:
    """Return the folders of the versions that a build doesn't write."""
    ours = {versions.version, *versions.aliases}
    return frozenset(folder for entry in listed for folder in entry.folders) - ours


def publish_version(
    survey: Survey,
    versions: Versions,
    listed: tuple[Listed, ...],
    changes: Iterable[Change],
    kept: Collection[str],
) -> Tree:
    """Publish a settled version beside those in ``listed``; paths are those in its folder."""
    output, live = survey.output, survey.live
    after = add_version(versions, listed)
    default = find_default(after, versions.latest)
    folders = (versions.version, *versions.aliases)
    others = find_other_folders(versions, listed)

    def spread(path: str) -> Iterator[str]:
        yield from (f"{folder}/{path}" for folder in folders)
        if default in folders and path in AT_THE_TOP:
            yield path

    staying = {path for path in live.files if path.partition("/")[0] in others}
    if default not in folders:
        staying |= AT_THE_TOP & live.files.keys()
        others |= AT_THE_TOP
    carried = [] if live.is_intact else _list_files(output, others, staying)
    copied: list[tuple[str, str]] = []
    for path in kept:
        origin = f"{versions.version}/{path}"
        for copy in spread(path):
            published = live.files.get(copy)
            if published is not None and published.digest == live.files[origin].digest:
                staying.add(copy)
            else:
                copied.append((copy, origin))

    def change() -> Iterator[Change]:
        for path, content in changes:
            yield from ((copy, content) for copy in spread(path))
        yield from ((copy, output.read(origin)) for copy, origin in copied)
        yield from ((path, output.read(path)) for path in carried)
        yield LISTING, write_listing(after)
        yield "index.html", _lead_to(default)

    return publish(output, live, change(), staying, lambda: survey.standby)


def remove_version(survey: Survey, name: str, latest: str) -> frozenset[str]:
    """Remove a version with its aliases, or one alias, from an output; return the folders that are gone."""
    output, live = survey.output, survey.live
    rest, gone = drop_version(name, list_versions(output))
    top = write_top(rest, latest)
    staying = {path for path in live.files if path.partition("/")[0] not in gone} - top.keys()
    others = AT_THE_TOP.union(folder for entry in rest for folder in entry.folders)
    carried = [] if live.is_intact else _list_files(output, others, staying)
    changes = [*top.items(), *((path, output.read(path)) for path in carried)]
    publish(output, live, changes, staying, lambda: survey.standby)
    return gone


def write_top(listed: tuple[Listed, ...], latest: str) -> dict[str, bytes]:
    """Return the files above the versions that follow from the list: path -> bytes."""
    has_latest = any(latest in entry.aliases for entry in listed)
    default = find_default(listed, latest if has_latest else "")
    return {LISTING: write_listing(listed), "index.html": _lead_to(default)}


def _list_files(output: Output, names: Iterable[str], but: Collection[str]) -> list[str]:
    """Return all files of these names, or in folders of these names, except ``but``; links don't count."""
    live = output.open_live()
    if live is None:
        return []
    with live:
        paths = []
        for name in sorted(names):
            if name not in but and live.is_file(name):
                paths.append(name)
            if live.is_directory(name):
                with live.enter(name) as folder:
                    files = [path for path in folder.list_files() if f"{name}/{path}" not in but]
                    paths += [f"{name}/{path}" for path in files if folder.is_file(path)]
        return paths


def _lead_to(folder: str) -> bytes:
    """Return the page above the versions."""
    name = escape(folder)
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{name}</title>\n'
        f'<meta http-equiv="refresh" content="0; url={name}/">\n<a href="{name}/">{name}</a>\n'
    ).encode()
