"""What a generator's module gathers while it reads -> ImportedSite."""

from __future__ import annotations

import posixpath
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.config.redirect_checks import find_redirect_mistakes
from sitegen.importing.generators.imported import Finding, ImportedSite, Kind, find_unread, note
from sitegen.importing.generators.old_settings import Node
from sitegen.importing.generators.settings import make_config

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sitegen.config import NavItem
    from sitegen.importing.generators.imported import Folder
    from sitegen.importing.generators.old_settings import OldSettings

_USUAL = "sitegen has no such setting"
_PLUGIN = "sitegen runs no plugins of other generators; what it adds to pages is missing"


class Draft:
    """A site while it is read: values as in sitegen.toml, and what has no counterpart."""

    def __init__(self, generator: str, path: Path, dialect: str) -> None:
        self._generator = generator
        self._path = path
        self.folder = path.parent  #: of the configuration
        self.values: dict[str, Any] = {"dialect": dialect}
        self.findings: list[Finding] = []
        self.folders: list[Folder] = []
        self.redirects: dict[str, str] = {}
        self.comments: dict[str, str] = {}
        self.nav: tuple[NavItem, ...] = ()

    def set(self, table: str, **options: object) -> None:
        """Set options of a table."""
        self.values.setdefault(table, {}).update(options)

    def set_language(self, code: str, **options: object) -> None:
        """Set options of a language; those without a value are left out."""
        table = self.values.setdefault("languages", {}).setdefault(code, {})
        table.update({key: value for key, value in options.items() if value})

    def ignore(self, patterns: Iterable[str]) -> None:
        """Leave files out, besides those that are left out already."""
        patterns = [*self.values.get("ignore", ()), *patterns]
        if patterns:
            self.values["ignore"] = list(dict.fromkeys(patterns))

    def tell(self, subject: str, node: Node, advice: str, kind: Kind = Kind.KEY) -> None:
        """Record something that has no counterpart, or only a similar one."""
        self.findings.append(note(kind, subject, node, advice))

    def tell_plugins(self, name: str, nodes: Iterable[Node], advice: Mapping[str, str]) -> None:
        """Record each plugin of a list for which there is advice."""
        for node in nodes:
            plugin = node.text or node.tag or (node.parts[0].text if node.parts and not node.text else "")
            text = advice.get(plugin, _PLUGIN) if plugin else ""
            if text:
                self.tell(f"{name}.{plugin}", node, text, Kind.PLUGIN)

    def tell_rest(self, settings: OldSettings, advice: Mapping[str, str]) -> None:
        """Record each key that nobody read."""
        self.findings += find_unread(settings, advice, _USUAL)

    def site(self) -> ImportedSite:
        """Return the finished value."""
        values = {key: value for key, value in self.values.items() if value not in ("", None)}
        for key in ("menu", "footer"):
            if key in values:
                values[key] = _shorten(values[key], f"{values.get('base_url') or '/'}/")
        config, wrong = make_config(values, self._path)
        redirects = self._usable_redirects()
        return ImportedSite(
            generator=self._generator,
            config=config,
            folders=tuple(self.folders),
            nav=_spread_untitled(self.nav),
            redirects=redirects,
            findings=(*self.findings, *wrong),
            comments=self.comments,
        )

    def _usable_redirects(self) -> dict[str, str]:
        """Return the redirects that a site can have; the others are recorded, so that they end no build."""
        redirects = {_normal(old): new for old, new in self.redirects.items()}
        for path, message, hint in [*find_redirect_mistakes(redirects, ())]:
            self.tell(message, Node(None, str(self._path)), f"it is left out: {hint}")
            redirects.pop(str(path[-1]))
        return redirects


def _shorten(entries: Iterable[Mapping[str, Any]], home: str) -> list[dict[str, Any]]:
    """Return entries of a menu whose targets on the site itself begin with a slash."""
    shortened = []
    for entry in entries:
        target = entry.get("target", "")
        changed = {"target": f"/{target.removeprefix(home)}"} if target.startswith(home) else {}
        below = {"items": _shorten(entry["items"], home)} if "items" in entry else {}
        shortened.append({**entry, **changed, **below})
    return shortened


def _normal(address: str) -> str:
    """Return an address without ``.`` and doubled slashes: ``/./a.html`` -> ``/a.html``."""
    ending = "/" if address.endswith("/") else ""
    return posixpath.normpath(f"/{address.lstrip('/')}").rstrip("/") + ending


def _spread_untitled(items: Iterable[NavItem]) -> tuple[NavItem, ...]:
    """Return entries in which groups without a title are replaced by what is in them."""
    spread: list[NavItem] = []
    for item in items:
        below = _spread_untitled(item.items)
        is_group = below and not (item.title or item.page or item.url or item.folder)
        spread += below if is_group else (msgspec.structs.replace(item, items=below),)
    return tuple(spread)


def strip_html(text: str) -> str:
    """Return the text of HTML on one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", text)).split())
