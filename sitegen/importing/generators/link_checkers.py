"""The redirect rules and the link checker of an old site -> the addresses that its host serves."""

from __future__ import annotations

import re
from os.path import relpath
from typing import TYPE_CHECKING

import msgspec

from sitegen.importing.generators.imported import Finding, Kind
from sitegen.importing.generators.old_file import find_first, read_old_file, read_text
from sitegen.importing.generators.old_settings import OldSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sitegen.importing.generators.imported import ImportedSite

_TEMPLATE = "layouts/index.redirects"
_RULES = ("static/_redirects", "public/_redirects", "_redirects", _TEMPLATE)
_HTMLTEST = (".htmltest.yml", ".htmltest.yaml")
#: In a regular expression: alternatives, and a character that may be missing.
_CHOICE = re.compile(r"\(([^()]*)\)|([\w/])\?")
_ADDRESS = re.compile(r"\^?(/(?:[\w/-]|\\?\.(?!\*))*)(?:\.\*)?\$?")


def add_hosted(site: ImportedSite, folder: Path) -> ImportedSite:
    """Return a site whose ``urls.hosted`` has the addresses that the old site leaves to its host.

    These are the sources of redirect rules, and what htmltest passes over. Templates of rules are reported.
    """
    addresses: set[str] = set()
    findings = list(site.findings)
    for name in _RULES:
        file = folder / name
        if file.is_file():
            words = (line.split() for line in read_text(file).splitlines())
            addresses.update(rule[0].removesuffix("*") for rule in words if len(rule) > 1)
            if name == _TEMPLATE:
                advice = "write these rules under [redirects], or into a file for your host"
                findings.append(Finding(Kind.TEMPLATE, name, relpath(file), 1, advice))
    if checker := find_first(folder, _HTMLTEST):
        settings = OldSettings(read_old_file(checker))
        addresses.update(settings.texts("IgnoreInternalURLs"))
        for expression in settings.texts("IgnoreURLs"):
            addresses.update(_expand(expression))
    hosted = tuple(sorted({f"{address.rstrip('/')}/" for address in addresses if address[:1] == "/"} - {"/"}))
    config = msgspec.structs.replace(
        site.config, urls=msgspec.structs.replace(site.config.urls, hosted=hosted)
    )
    return msgspec.structs.replace(site, config=config, findings=tuple(findings))


def _expand(expression: str) -> Iterator[str]:
    """Yield the addresses that a simple regular expression means; what is below them counts, too."""
    if choice := _CHOICE.search(expression):
        options = choice[1].split("|") if choice[1] is not None else ("", choice[2])
        for option in options:
            yield from _expand(f"{expression[: choice.start()]}{option}{expression[choice.end() :]}")
    elif address := _ADDRESS.fullmatch(expression):
        yield address[1].replace("\\", "")
