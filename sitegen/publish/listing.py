"""``versions.json`` -> the versions of a site, and back: the layout of mike."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from sitegen.config import Versions, find_name_fault
from sitegen.core.problems import ProblemError, error


class Listed(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version."""

    version: str
    title: str
    aliases: tuple[str, ...] = msgspec.field(default_factory=tuple)
    properties: Any = None  #: mike's own; kept as they are

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that the version has in the output."""
        return (self.version, *self.aliases)


def read_listing(data: bytes) -> tuple[Listed, ...]:
    """Return the versions that a file lists; none if it isn't such a list."""
    try:
        listed = msgspec.json.decode(data, type=tuple[Listed, ...])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ()
    return () if any(map(find_name_fault, (name for entry in listed for name in entry.folders))) else listed


def write_listing(listed: tuple[Listed, ...]) -> bytes:
    """Return the file: the newest version first."""
    entries = [msgspec.to_builtins(entry) | {"aliases": list(entry.aliases)} for entry in _sort(listed)]
    return msgspec.json.format(msgspec.json.encode(entries), indent=2) + b"\n"


def merge(first: tuple[Listed, ...], second: tuple[Listed, ...]) -> tuple[Listed, ...]:
    """Merge two lists of versions; an entry of the first takes precedence."""
    names = {name for entry in first for name in entry.folders}
    return (*first, *(entry for entry in second if names.isdisjoint(entry.folders)))


def settle(versions: Versions, listed: tuple[Listed, ...]) -> Versions:
    """Return the version of a build with all its aliases: an alias that it has stays its own.

    ``latest`` is "" if no version has that alias. ProblemError if one name would mean two versions.
    """
    before = next((entry for entry in listed if entry.version == versions.version), None)
    aliases = tuple(dict.fromkeys((*versions.aliases, *(before.aliases if before else ()))))
    for name, others in (
        (versions.version, [alias for entry in listed for alias in entry.aliases]),
        *((alias, [entry.version for entry in listed]) for alias in aliases),
    ):
        if name in others:
            message = f"{name!r} would be the name of a version and of an alias"
            raise ProblemError(error("version-name", message, hint="give one of them another name"))
    title = versions.title or (before.title if before else "") or versions.version
    has_latest = any(versions.latest in entry.aliases for entry in listed) or versions.latest in aliases
    latest = versions.latest if has_latest else ""
    return Versions(versions.version, aliases, title, latest)


def add_version(versions: Versions, listed: tuple[Listed, ...]) -> tuple[Listed, ...]:
    """Return the list with a settled version, to which its aliases move."""
    properties = next((entry.properties for entry in listed if entry.version == versions.version), None)
    rest = (
        msgspec.structs.replace(
            entry, aliases=tuple(alias for alias in entry.aliases if alias not in versions.aliases)
        )
        for entry in listed
        if entry.version != versions.version
    )
    return (Listed(versions.version, versions.title, versions.aliases, properties), *rest)


def drop_version(name: str, listed: tuple[Listed, ...]) -> tuple[tuple[Listed, ...], frozenset[str]]:
    """Return the list without a version or an alias, and the folders that go with it.

    ProblemError if there is no such version, or no other.
    """
    names = [folder for entry in listed for folder in entry.folders]
    if name not in names:
        hint = f"there are {', '.join(names)}" if names else "there are no versions"
        raise ProblemError(error("version-name", f"there is no version {name!r}", hint=hint))
    rest, gone = [], {name}
    for entry in listed:
        if entry.version == name:
            gone |= {*entry.folders}
        else:
            aliases = tuple(alias for alias in entry.aliases if alias != name)
            rest.append(msgspec.structs.replace(entry, aliases=aliases))
    if not rest:
        hint = "remove the whole site instead: sitegen clean"
        raise ProblemError(error("version-name", f"{name!r} is the only version", hint=hint))
    return tuple(rest), frozenset(gone)


def find_default(listed: tuple[Listed, ...], latest: str) -> str:
    """Return the folder that the address above the versions leads to."""
    return latest or _sort(listed)[0].version


def _sort(listed: tuple[Listed, ...]) -> list[Listed]:
    """Return the newest version first; names that don't begin with a number are those in development."""
    return sorted(listed, key=lambda entry: _rank(entry.version), reverse=True)


def _rank(name: str) -> tuple[bool, list[tuple[int, int, str]]]:
    is_number = re.match(r"v?\d", name) is not None
    parts = re.findall(r"\d+|[a-z]+", name.lower().removeprefix("v") if is_number else name.lower())
    # 1.4rc1 comes before 1.4, which comes before 1.4.1.
    ranks = [(2, int(part), "") if part.isdigit() else (0, 0, part) for part in parts]
    return not is_number, [*ranks, (1, 0, "")]
