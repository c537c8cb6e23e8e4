"""A page in several languages -> its versions, as the switcher and search engines need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.config import direction_of
from sitegen.site.questions import PageAttribute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.config import Config
    from sitegen.render.recorder import Recorder

#: What search engines call the version for readers of all other languages.
_ANY = "x-default"


class LanguageVersion(msgspec.Struct, frozen=True):
    """A page in one language of the site."""

    code: str  #: a key of `languages`
    tag: str  #: a BCP 47 tag
    label: str  #: the language by its own name
    dir: str  #: ltr or rtl
    url: str  #: of the page; of the home page in this language if the page isn't there
    is_current: bool  #: whether it is the page that asks
    is_translated: bool  #: whether the page is in this language


def list_versions(recorder: Recorder, id_: str) -> tuple[LanguageVersion, ...]:
    """Return the page in each language of the site, in their order."""
    translations = dict(recorder.ask(PageAttribute(id_, "translations")))
    versions = []
    for code, language in recorder.config.languages.items():
        tag = language.language or code
        page = translations.get(code)
        shown = recorder.page(page or recorder.home_of(code))
        is_translated = page is not None and not recorder.ask(PageAttribute(page, "borrowed"))
        label = language.label or tag
        dir_ = direction_of(tag, language.dir)
        is_current = code == recorder.language
        versions.append(LanguageVersion(code, tag, label, dir_, shown.url, is_current, is_translated))
    return tuple(versions)


def list_alternates(recorder: Recorder, id_: str) -> list[tuple[str, str]]:
    """Return (hreflang, absolute address) of each version of a page that search engines may show."""
    translations = recorder.ask(PageAttribute(id_, "translations"))
    pages = [(code, recorder.page(page)) for code, page in translations]
    shown = [(code, page.permalink) for code, page in pages if not page.borrowed_from and not page.noindex]
    is_shown = any(recorder.page(id_).permalink == address for _, address in shown)
    return name_alternates(recorder.config, recorder.main_language, shown) if is_shown else []


def name_alternates(config: Config, main: str, versions: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return (hreflang, address) of versions of a page, given by (language, address); none for a single one.

    Readers of all other languages get the version in the ``main`` language, else the first.
    """
    if len(versions) < 2:
        return []
    for_others = dict(versions).get(main, versions[0][1])
    tags = [(config.languages[code].language or code, address) for code, address in versions]
    return [*tags, (_ANY, for_others)]
