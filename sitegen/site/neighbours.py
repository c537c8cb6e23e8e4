"""A relative link that climbs out of the site -> the address of its neighbour on the same host."""

from __future__ import annotations

from posixpath import normpath, splitext
from typing import TYPE_CHECKING
from urllib.parse import quote

from sitegen.config import Dialect, base_path
from sitegen.core.hosts import match_below
from sitegen.site.resolved import BESIDE, Resolved
from sitegen.site.target_parts import split_target, write_tail

if TYPE_CHECKING:
    from sitegen.config import Config

_UP = "../"


def find_hosted(path: str, target: str, config: Config) -> Resolved | None:
    """Return the answer to a target at a path (``docs/latest``) that the host serves, by ``urls.hosted``."""
    if not match_below(config.urls.hosted).match(f"{path}/"):
        return None
    written, query, fragment = split_target(target)
    return Resolved(f"/{path}{'/' * written.endswith('/')}{write_tail(query, fragment)}")


def find_neighbour(folder: str, target: str, config: Config) -> Resolved | None:
    """Return the answer to a target, counted from a folder of the site (``blog``); None if it stays inside.

    A book at ``/book/`` may link to ``../std/``: that is ``/std/`` of its host, another site. While the site
    has no address, nobody knows; files of another generator are believed.
    """
    path, query, fragment = split_target(target)
    climbing = normpath(f"{folder}/{path}".lstrip("/"))
    if not climbing.startswith(_UP) or splitext(path)[1].lower() == ".md":
        return None
    levels = 0
    while climbing.startswith(_UP):
        climbing, levels = climbing.removeprefix(_UP), levels + 1
    above = base_path(config).strip("/").split("/") if base_path(config) else []
    if levels <= len(above):
        slash = "/" if path.endswith("/") else ""
        origin = config.base_url.rstrip("/").removesuffix("/" + "/".join(above))
        address = quote("/".join((*above[: len(above) - levels], climbing)), safe="/:@!$&'()*+,;=~-._%")
        return Resolved(f"{origin}/{address}{slash}{write_tail(query, fragment)}")
    if config.base_url or config.dialect is Dialect.SITEGEN:
        return None
    message = f"{target!r} leads out of this site"
    hint = "set base_url with the path at which the site will stand, to have such links checked"
    return Resolved(target, "", BESIDE, message, hint)
