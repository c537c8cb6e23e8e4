"""Options about versions: which version of its subject a site describes, and the names that lead to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.config.toml import KeyPath

#: The list of all versions, in the form of mike.
LISTING = "versions.json"
#: Files that are also published above the versions, from the one that ``latest`` names: hosts look there.
AT_THE_TOP = frozenset(("404.html", "robots.txt", "CNAME", ".nojekyll", "_headers", "_redirects"))
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9_+-])?\Z")
_TAKEN = frozenset(name.lower() for name in (*AT_THE_TOP, LISTING, "index.html", "assets"))


class Versions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Documentation of several versions, side by side."""

    version: Annotated[
        str, Meta(description="Publish the site as this version, beside the others: `1.4`; or `--version`")
    ] = ""
    aliases: Annotated[
        tuple[str, ...], Meta(description="Other names of this version: `latest`; or `--alias`")
    ] = ()
    title: Annotated[str, Meta(description="What the list of versions calls it; by default its name")] = ""
    latest: Annotated[
        str, Meta(description="The alias of the version that readers and search engines should prefer")
    ] = "latest"


def find_name_fault(name: str) -> str:
    """Return why a name can't be that of a version, as the end of a sentence; "" if it can."""
    if not _NAME.match(name):
        return "must be letters, digits, dots and hyphens, as in 1.4 or latest"
    return "is the name of a file beside the versions" if name.lower() in _TAKEN else ""


def find_version_mistakes(versions: Versions) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield (path of a key, what is wrong there, the remedy)."""
    keys: dict[KeyPath, str] = {("version",): versions.version, ("latest",): versions.latest}
    keys |= {("aliases", at): alias for at, alias in enumerate(versions.aliases)}
    for key, name in keys.items():
        if (name or key[0] == "aliases") and (fault := find_name_fault(name)):
            yield (
                ("versions", *key),
                f"versions.{key[0]}: {name!r} {fault}",
                'write it like "1.4" or "latest"',
            )
    if versions.version and versions.version in versions.aliases:
        yield ("versions", "aliases"), f"{versions.version!r} can't be an alias of itself", "remove it"
