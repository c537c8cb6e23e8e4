"""The redirect rules and the link checker of an old site -> the addresses that its host serves."""

from __future__ import annotations

import re
from os.path import relpath
from typing import TYPE_CHECKING

import msgspec

from sitegen.core.problems import ProblemError
from sitegen.importing.generators.imported import Finding, Kind
from sitegen.importing.generators.old_file import find_first, read_old_file, read_text
from sitegen.importing.generators.old_settings import OldSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sitegen.importing.generators.imported import ImportedSite

_TEMPLATE = "layouts/index.redirects"
_RULES = ("static/_redirects", "public/_redirects", "_redirects", _TEMPLATE)
#: Files of hosts with rules of redirects -> their lists, and what names the old address in an entry.
_HOSTS = {
    "netlify.toml": (("redirects", "from"),),
    "vercel.json": (("redirects", "source"), ("rewrites", "source")),
}
_HTMLTEST = (".htmltest.yml", ".htmltest.yaml")
#: In a regular expression: a character of several, with how often it may stand.
_CLASS = re.compile(r"(?:\\[dwDWS]|\[[^\]]*\]|(?<!\\)\.(?=[*+{]))(?:[*+?]|\{\d+(?:,\d*)?\})?")
#: Alternatives, which may be missing, and a character that may be.
_CHOICE = re.compile(r"\((?:\?:)?([^()]*)\)(\??)|([\w/])\?")
_ADDRESS = re.compile(r"\^?(/(?:[\w/\0-]|\\?[./])*)\$?")
#: A word of a redirect rule that stands for a name: ``/blog/:year/``.
_WORD = re.compile(r"(?<=/):\w+")
#: An expression in such a rule: ``(.*)``.
_GROUP = re.compile(r"\([^()]*\)")


def add_hosted(site: ImportedSite, folder: Path) -> ImportedSite:
    """Return a site whose ``urls.hosted`` has the addresses that the old site leaves to its host.

    These are the sources of redirect rules, also of Netlify and Vercel, and what htmltest passes over.
    Templates of rules are reported.
    """
    addresses: set[str] = set()
    findings = list(site.findings)
    for name in _RULES:
        file = folder / name
        if file.is_file():
            words = (line.split() for line in read_text(file).splitlines())
            addresses.update(_WORD.sub("*", rule[0]).removesuffix("*") for rule in words if len(rule) > 1)
            if name == _TEMPLATE:
                advice = "write these rules under [redirects], or into a file for your host"
                findings.append(Finding(Kind.TEMPLATE, name, relpath(file), 1, advice))
    addresses.update(_WORD.sub("*", rule).rstrip("*") for rule in _read_hosts(folder))
    if checker := find_first(folder, _HTMLTEST):
        settings = OldSettings(read_old_file(checker))
        addresses.update(settings.texts("IgnoreInternalURLs"))
        for expression in settings.texts("IgnoreURLs"):
            addresses.update(_expand(_CLASS.sub("\0", expression.replace("\\/", "/"))))
    slashed = {f"{address.rstrip('/')}/" for address in addresses if address[:1] == "/"}
    hosted = tuple(sorted(address for address in slashed if address.split("/")[1].strip("*")))
    config = msgspec.structs.replace(
        site.config, urls=msgspec.structs.replace(site.config.urls, hosted=hosted)
    )
    return msgspec.structs.replace(site, config=config, findings=tuple(findings))


def _read_hosts(folder: Path) -> Iterator[str]:
    """Yield the old address of each rule in the configuration of a host: ``/docs/*``, ``/a/:path*``."""
    for name, lists in _HOSTS.items():
        try:
            items = read_old_file(folder / name).items if (folder / name).is_file() else {}
        except ProblemError:  # it isn't a file of the site
            continue
        for table, key in lists:
            rules = items[table].parts if table in items else ()
            yield from (_GROUP.sub("*", rule.items[key].text) for rule in rules if key in rule.items)


def _expand(expression: str) -> Iterator[str]:
    """Yield the addresses that a simple regular expression means; what is below them counts, too.

    Its classes are written as NUL, and become ``*``.
    """
    if choice := _CHOICE.search(expression):
        options = choice[1].split("|") if choice[1] is not None else [choice[3]]
        options += [""] * (choice[1] is None or bool(choice[2]))
        for option in options:
            yield from _expand(f"{expression[: choice.start()]}{option}{expression[choice.end() :]}")
    elif address := _ADDRESS.fullmatch(expression):
        yield re.sub("\0+", "*", address[1].replace("\\", "")).removesuffix("*")
