"""The options of ``sitegen serve``."""

from __future__ import annotations

from pathlib import Path

import msgspec

from sitegen.cache.cache_folder import INNER_NAME, PREVIEW_NAME
from sitegen.site.visibility import Show

#: Beside the configuration: the served site, and the cache of its builds.
FOLDER = PREVIEW_NAME
#: In the server's folder: the served site, and the cache.
SITE = "site"
CACHE = INNER_NAME
#: The prefix of the server's own addresses.
OWN = "/__sitegen__/"


class Settings(msgspec.Struct, frozen=True):
    """The options of one ``sitegen serve``."""

    root: Path
    config_file: Path | None = None
    show: Show = Show(drafts=True, future=True)
    strict: bool = False  #: show no site that has an error or a warning
    lenient: bool = False  #: broken references are only warnings
    safe: bool = False  #: the content is untrusted
    cache: Path | None = None  #: where to keep the served site and the cache; None: see ``open_serve_folder``
    host: str = "127.0.0.1"
    port: int = 8000
    allowed_hosts: tuple[str, ...] = ()  #: names under which it answers, besides those of the configuration
    lan: bool = False  #: also for other devices of the same network
    open: bool = False  #: open the browser
    navigate: bool = False  #: browsers open the page that was saved
    editor_url: str = ""  #: ``vscode://file/{path}:{line}:{column}``; "" makes no links
