"""The shortcodes that a site of Hugo defines -> templates of directives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Dialect
from sitegen.content.dialects.hugo_params import SHORTCODES
from sitegen.core.problems import ProblemError
from sitegen.importing.generators.old_file import find_first, read_old_file, read_text
from sitegen.importing.go_functions import UntranslatableError
from sitegen.importing.go_template import Source, translate_shortcode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sitegen.importing.generators.imported import ImportedSite
    from sitegen.importing.pass_through import UnknownCall

_SUFFIXES = (".toml", ".yaml", ".yml", ".json")
_VALUE = re.compile(r"\{\{ site\.extra\.get\('([\w-]+)', ''\) \}\}")
_COMPUTED = re.compile(r"[{}<>&\n]")
_MARKUP = re.compile(r"[*_`\[<]")


def add_constants(site: ImportedSite, folder: Path) -> ImportedSite:
    """Return a site whose ``[extra.shortcodes]`` has the text of each shortcode that is always the same."""
    if site.config.dialect is not Dialect.HUGO:
        return site
    texts = dict(Shortcodes(folder, site.config.language).find_constants(site.config.extra))
    if not texts:
        return site
    extra = {**site.config.extra, SHORTCODES: texts}
    return msgspec.structs.replace(site, config=msgspec.structs.replace(site.config, extra=extra))


class Shortcodes:
    """The templates of a site, and of the theme that it holds or is the example of."""

    def __init__(self, folder: Path, language: str) -> None:
        tops = [folder, *sorted((folder / "themes").glob("*"))]
        if (folder.parent / "theme.toml").is_file():
            tops.append(folder.parent)
        self._layouts = [top / "layouts" for top in tops if (top / "layouts").is_dir()]
        self._words = _read_words(tops, language)

    def translate(self, call: UnknownCall) -> str:
        """Return the template of a call; "" if the site has none, or one without a counterpart."""
        text = self._read(("shortcodes", "_shortcodes"), call.written)
        is_plain = not _MARKUP.search(call.arguments)
        source = Source(lambda name: self._read(("partials", "_partials"), name), self._words, is_plain)
        try:
            return translate_shortcode(text, source) if text else ""
        except UntranslatableError:
            return ""

    def find_constants(self, extra: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        """Yield (name, text) of each shortcode that shows one text, or one value of ``[extra]``."""
        folders = [below for layouts in self._layouts for below in layouts.glob("*shortcodes")]
        for top, file in sorted((folder, file) for folder in folders for file in folder.rglob("*.html")):
            try:
                template = translate_shortcode(read_text(file), Source(lambda _: "", self._words, True))
            except (UntranslatableError, ProblemError):
                continue
            value = _VALUE.fullmatch(template)
            text = str(extra.get(value[1], "")) if value else template
            if text and not _COMPUTED.search(text):
                yield file.relative_to(top).with_suffix("").as_posix(), text

    def _read(self, folders: tuple[str, ...], name: str) -> str:
        names = [f"{folder}/{name}{suffix}" for folder in folders for suffix in (".html", "")]
        file = next((file for top in self._layouts if (file := find_first(top, names))), None)
        try:
            return read_text(file) if file else ""
        except ProblemError:
            return ""


def _read_words(tops: list[Path], language: str) -> Mapping[str, str]:
    words: dict[str, str] = {}
    for top in tops:
        file = find_first(top / "i18n", [f"{language}{suffix}" for suffix in _SUFFIXES])
        try:
            items = read_old_file(file).items if file else {}
        except ProblemError:
            continue
        for name, node in items.items():
            plural = node.items.get("other")
            words.setdefault(name.lower(), node.text or (plural.text if plural else ""))
    return words
