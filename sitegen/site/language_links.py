"""A link on a site in several languages -> the page in the language of the page that links, if any."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sitegen.config import split_path
from sitegen.site.links import Links, normal
from sitegen.site.routes import is_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.site.nodes import Node
    from sitegen.site.resolved import Resolved


class LanguageLinks(Links):
    """Every address of a site in several languages; ``de:blog/a.md`` is a page in a certain language."""

    def resolve(self, base: str, target: str, language: str = "") -> Resolved:
        """Return where a link leads; its language is that of the file, unless it is given."""
        config = self._site.config
        return super().resolve(
            base, target, language or split_path(config.languages, base)[0] or config.language
        )

    def _candidates(self, base: str, path: str, language: str = "") -> Iterator[str]:
        """Yield each candidate in the language, as it is written, and without a language."""
        languages = self._site.config.languages
        for candidate in super()._candidates(base, path):
            if not language:
                yield candidate
                continue
            named, inner = split_path(languages, candidate)
            code = named or language
            yield f"{code}:{inner}"
            yield normal(f"{languages[code].folder or code}/{inner}")
            if prefix := self._site.parts[code].url_prefix:
                yield normal(f"{prefix}/{inner}")
            yield candidate
            if named == language:
                yield inner

    def _find_node(self, candidate: str) -> Node | None:
        id_ = self._by_language.get(candidate)
        return self._site.nodes[id_] if id_ else super()._find_node(candidate)

    @cached_property
    def _by_language(self) -> dict[str, str]:
        """Source paths without the names of languages, with and without .md -> node ids."""
        names: dict[str, str] = {}
        for node in self._site.nodes.values():
            if not node.path:
                continue
            path = normal(split_path(self._site.config.languages, node.path)[1])
            stem = path.rpartition(".")[0]
            folder, _, name = stem.rpartition("/")
            short = folder if is_index(name, self._site.config.urls, folder) else stem
            names[f"{node.language}:{path}"] = node.id
            names.setdefault(f"{node.language}:{short}", node.id)
        return names
