"""The extensions that a site uses, as values that every process can be sent: names and digests, no code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.core.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The fields of `Extension` that give names to functions, as messages call what has such a name.
KINDS = {
    "filters": "filter",
    "tests": "test",
    "globals": "function",
    "directives": "directive",
    "fences": "code block",
    "checks": "check",
    "outputs": "file",
    "pages": "generator of",
    "keys": "reader of",
    "texts": "text transform",
    "documents": "page transform",
    "replacements": "replacement",
    "markdown": "Markdown rule",
    "commands": "command",
    "hosts": "deploy target",
}


#: Those whose code the conversion of each page depends on.
_CONVERTING = ("keys", "texts", "documents", "replacements", "markdown")


class Used(msgspec.Struct, frozen=True, array_like=True):
    """One extension that a site uses."""

    name: str
    origin: str  #: as messages call it: ``extensions/video.py``, or ``sitegen-video 1.2``
    module: str  #: dotted
    attribute: str  #: the name that the extension has in its module
    options: dict[str, Any]
    files: tuple[str, ...]  #: absolute: its module and what it imports; some may not be there
    digest: str = ""  #: of its code, its options and its release
    borrows: bool = False  #: whether it imports modules of other distributions
    layouts: str = ""  #: the folder of its templates and assets, absolute
    layouts_digest: str = ""  #: of the files in it, which aren't code
    names: dict[str, tuple[str, ...]] = {}  #: field of `Extension` -> the names in it

    def names_of(self, kind: str) -> tuple[str, ...]:
        """Return the names in a field of its `Extension`."""
        return self.names.get(kind, ())


class Extensions(msgspec.Struct, frozen=True):
    """All that a site uses: those in sitegen.toml in their order there, then the rest by name."""

    root: str  #: of the site, absolute
    used: tuple[Used, ...]
    problems: tuple[Problem, ...] = ()  #: of those that can't be used

    def provider(self, kind: str, name: str) -> Used | None:
        """Return the extension that gives a name to a function."""
        return next((used for used in self.used if name in used.names_of(kind)), None)

    def has(self, *kinds: str) -> bool:
        """Return whether any of them provides a name of one of these kinds."""
        return any(used.names_of(kind) for used in self.used for kind in kinds)

    @property
    def converts(self) -> bool:
        """Whether they take part in the conversion of pages."""
        return self.has(*_CONVERTING)

    def provided(self, kind: str) -> Iterator[tuple[str, Used]]:
        """Yield each name of a kind, and the extension that gives it."""
        return ((name, used) for used in self.used for name in used.names_of(kind))

    def digest_of(self, kind: str, name: str) -> str:
        """Return the digest of the code that provides a name; "" if none does."""
        used = self.provider(kind, name)
        return used.digest if used else ""

    @property
    def converting(self) -> list[Any]:
        """The part of them that the conversion of a page depends on."""
        code = [used.digest for used in self.used if any(map(used.names_of, _CONVERTING))]
        return [code, *(used.names_of("fences") for used in self.used)]

    @property
    def themes(self) -> list[tuple[str, str]]:
        """The name and the folder of each that has layouts; later ones override earlier ones."""
        return [(used.name, used.layouts) for used in self.used if used.layouts]

    @property
    def names(self) -> list[tuple[str, dict[str, tuple[str, ...]]]]:
        """Their names and the names that they provide, regardless of their code."""
        return [(used.name, used.names) for used in self.used]
