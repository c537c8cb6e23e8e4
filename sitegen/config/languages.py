"""The tables `[languages]` and `[translations]`: what differs by language, and which files are in which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from sitegen.config.menus import Banner, FooterItem, MenuItem, NavItem, find_menu_mistakes, sort_menu
from sitegen.config.nav_checks import find_nav_mistakes
from sitegen.config.theme import find_date_fault
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.config.site_config import Config
    from sitegen.config.toml import KeyPath

#: A BCP 47 language tag.
LANGUAGE_TAG = lazy_compile(r"(?:[A-Za-z]{2,3}|[XIxi](?=-))(?:-[A-Za-z0-9]{1,8})*\Z")
#: Languages, without a region, that are written from right to left.
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})


class Taxonomy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to group pages: its front matter key, its folder in the output."""

    name: Annotated[str, Meta(description="The front matter key: `tags`")]
    singular: Annotated[
        str, Meta(description="Name of one term, for titles: `tag`; by default the name without its final s")
    ] = ""
    path: Annotated[str, Meta(description="Folder of the term pages; by default the name")] = ""
    feeds: Annotated[bool, Meta(description="Publish feeds of each term")] = True
    paginate: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(description="Entries on a list page; by default as `paginate`"),
    ] = None

    def __post_init__(self) -> None:
        """Fill in what follows from the name, so that no reader has to."""
        if not self.singular:
            msgspec.structs.force_setattr(self, "singular", _singular(self.name))
        if not self.path:
            msgspec.structs.force_setattr(self, "path", self.name)


def _singular(name: str) -> str:
    if name == "series":
        return name
    return f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What differs in one language; what it leaves out is as in the main language."""

    label: Annotated[str, Meta(description="Its own name, for the language switcher: `Deutsch`")] = ""
    language: Annotated[
        str, Meta(description="Language tag, if it isn't the name of the table: `pt-BR` for `[languages.pt]`")
    ] = ""
    dir: Annotated[
        str, Meta(description="Direction of its script: `ltr` or `rtl`; by default that of the language")
    ] = ""
    weight: Annotated[int, Meta(description="Lighter languages come first in the switcher")] = 0
    folder: Annotated[
        str, Meta(description="Folder of its files in `content/`; by default the name of the table")
    ] = ""
    path: Annotated[
        str, Meta(description="Prefix of its addresses: `deutsch` for `/deutsch/`; by default the name")
    ] = ""
    fallback: Annotated[
        str | None, Meta(description="As `translations.fallback`, for the pages of this language")
    ] = None
    title: Annotated[str, Meta(description="The site's name in this language")] = ""
    description: Annotated[str, Meta(description="The site in one sentence, in this language")] = ""
    copyright: Annotated[str, Meta(description="The line for the footer, in this language")] = ""
    date_format: Annotated[str, Meta(description="As `theme.date_format`")] = ""
    words: Annotated[dict[str, str], Meta(description="As `words`, for this language")] = {}
    taxonomies: tuple[Taxonomy, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    footer: tuple[FooterItem, ...] = ()
    nav: tuple[NavItem, ...] = ()
    banner: Banner = Banner()


class Translations(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the languages of a site belong together."""

    default_below_code: Annotated[
        bool, Meta(description="Publish the main language at `/en/`, too, not at the root")
    ] = False
    fallback: Annotated[
        str,
        Meta(
            description="The language that a page without a translation is shown in, with a notice; by"
            " default it is left out"
        ),
    ] = ""
    show_outdated: Annotated[
        bool, Meta(description="Tell readers when the original of a page has changed since its translation")
    ] = False


def direction_of(tag: str, written: str = "") -> str:
    """Return how a language is written, ``ltr`` or ``rtl``; ``written`` is the site's own setting."""
    return written or ("rtl" if tag.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr")


def split_path(languages: Mapping[str, Language], path: str) -> tuple[str, str]:
    """Return (the language that a path in ``content/`` names, or ""; the path without that name).

    ``de/post.md``, ``post.de.md`` and ``de/post.de.md`` are all ``("de", "post.md")``.
    """
    code = ""
    for name, language in languages.items():
        folder = f"{language.folder or name}/"
        if path.startswith(folder):
            code, path = name, path[len(folder) :]
            break
    stem, dot, suffix = path.rpartition(".")
    head, _, last = stem.rpartition(".")
    if dot and head and last in languages and not head.endswith("/"):
        return last, f"{head}.{suffix}"
    return code, path


def conversion_values(languages: Mapping[str, Language]) -> list[tuple[Any, ...]]:
    """Return the settings of languages that the conversion of a page depends on."""
    return [
        (code, one.language, one.folder, one.words, one.taxonomies, one.date_format)
        for code, one in languages.items()
    ]


def find_language_mistakes(config: Config) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield (path of a key, what is wrong there, the remedy)."""
    languages = normalise_languages(config.languages, config.language)
    translations = config.translations
    for code, language in languages.items():
        here: KeyPath = ("languages", code)
        tag = language.language or code
        if not LANGUAGE_TAG.match(tag):
            yield (
                (*here, "language") if language.language else here,
                f"{tag!r} is not a language tag",
                "write it as en or pt-BR",
            )
        if language.dir not in ("", "ltr", "rtl"):
            yield (*here, "dir"), f"{language.dir!r} is not a direction", "write ltr or rtl"
        if fault := find_date_fault(language.date_format):
            yield (*here, "date_format"), *fault
        if language.fallback:
            yield from _check_code(language.fallback, languages, (*here, "fallback"))
        for path, message, hint in find_menu_mistakes(language.menu):
            yield (*here, *path), message, hint
        for path, message, hint in find_nav_mistakes(language.nav):
            yield (*here, *path), message, hint
    for key in ("folder", "path"):
        yield from _check_unique(languages, key)
    if translations.fallback:
        yield from _check_code(translations.fallback, languages, ("translations", "fallback"))


def _check_code(
    code: str, languages: Mapping[str, Language], here: KeyPath
) -> Iterator[tuple[KeyPath, str, str]]:
    if code not in languages:
        yield here, f"the site has no language {code!r}", f"choose from {', '.join(languages)}"


def _check_unique(languages: Mapping[str, Language], key: str) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield a mistake for each folder or path that two languages share, or that isn't valid."""
    seen: dict[str, str] = {}
    for code, language in languages.items():
        written = getattr(language, key)
        text = written or code
        where: KeyPath = ("languages", code, key) if written else ("languages", code)
        if text.strip("/") != text or any(part in ("", ".", "..") for part in text.split("/")):
            yield where, f"{text!r} is no {key}", "write it without slashes around it: de"
        if text.casefold() in seen:
            message = f"the languages {seen[text.casefold()]} and {code} have the same {key}: {text}"
            yield where, message, "give each its own"
        seen[text.casefold()] = code


def normalise_languages(languages: Mapping[str, Language], default: str) -> dict[str, Language]:
    """Return the languages in their order, the main one among them; none if the site has only one."""
    if not languages:
        return {}
    complete = {default: languages.get(default, Language()), **languages}
    sorted_menus = {
        code: msgspec.structs.replace(language, menu=sort_menu(language.menu))
        for code, language in complete.items()
    }
    return dict(sorted(sorted_menus.items(), key=lambda item: item[1].weight))
