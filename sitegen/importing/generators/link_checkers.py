"""The link checker of an old site -> the addresses that its host serves, which the checker passes over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from sitegen.importing.generators.old_file import find_first, read_old_file
from sitegen.importing.generators.old_settings import OldSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sitegen.importing.generators.imported import ImportedSite

_HTMLTEST = (".htmltest.yml", ".htmltest.yaml")
#: In a regular expression: alternatives, and a character that may be missing.
_CHOICE = re.compile(r"\(([^()]*)\)|([\w/])\?")
_ADDRESS = re.compile(r"\^?(/(?:[\w/-]|\\?\.(?!\*))*)(?:\.\*)?\$?")


def add_hosted(site: ImportedSite, folder: Path) -> ImportedSite:
    """Return a site whose ``urls.hosted`` has the addresses of its own that htmltest passes over."""
    file = find_first(folder, _HTMLTEST)
    if file is None:
        return site
    settings = OldSettings(read_old_file(file))
    addresses = {*settings.texts("IgnoreInternalURLs")}
    for expression in settings.texts("IgnoreURLs"):
        addresses.update(_expand(expression))
    hosted = tuple(sorted({f"{address.rstrip('/')}/" for address in addresses if address[:1] == "/"} - {"/"}))
    urls = msgspec.structs.replace(site.config.urls, hosted=hosted)
    return msgspec.structs.replace(site, config=msgspec.structs.replace(site.config, urls=urls))


def _expand(expression: str) -> Iterator[str]:
    """Yield the addresses that a simple regular expression means; what is below them counts, too."""
    if choice := _CHOICE.search(expression):
        options = choice[1].split("|") if choice[1] is not None else ("", choice[2])
        for option in options:
            yield from _expand(f"{expression[: choice.start()]}{option}{expression[choice.end() :]}")
    elif address := _ADDRESS.fullmatch(expression):
        yield address[1].replace("\\", "")
