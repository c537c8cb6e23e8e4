"""Config -> what follows from it."""

from __future__ import annotations

from hashlib import blake2b
from urllib.parse import urlsplit

import msgspec

from sitegen.config.choices import Dialect, HeadingIds
from sitegen.config.languages import Language, split_path
from sitegen.config.site_config import Config
from sitegen.core.wording import Wording

#: The options that a language may set for itself.
_BY_LANGUAGE = ("title", "description", "copyright", "words", "taxonomies", "menu", "footer", "nav", "banner")


def base_path(config: Config) -> str:
    """Return the path that every URL of the site begins with: ``/project``, or "" at the root."""
    path = urlsplit(config.base_url).path.rstrip("/")
    return path or (f"/{config.versions.version}" if config.versions.version else "")


def for_version(config: Config, version: str, aliases: tuple[str, ...]) -> Config:
    """Return the configuration of one version, whose address is below that of the site."""
    base_url = f"{config.base_url}/{version}" if config.base_url and version else config.base_url
    versions = msgspec.structs.replace(
        config.versions, version=version, aliases=aliases or config.versions.aliases
    )
    return msgspec.structs.replace(config, base_url=base_url, versions=versions)


def prefer_latest(config: Config, address: str) -> str:
    """Return the absolute address of the same page in the version that search engines should prefer."""
    versions = config.versions
    if not (versions.version and versions.latest):
        return address
    above = config.base_url.removesuffix(f"/{versions.version}")
    return f"{above}/{versions.latest}{address.removeprefix(config.base_url)}"


def localise(config: Config, code: str) -> Config:
    """Return the configuration of one language of the site: what the language leaves out is as it was."""
    language = config.languages.get(code)
    if language is None:
        return config
    usual = Language()
    texts = {name: text for name in _BY_LANGUAGE if (text := getattr(language, name)) != getattr(usual, name)}
    if code != config.language:
        texts.setdefault("words", {})
    theme = config.theme
    if language.date_format:
        theme = msgspec.structs.replace(theme, date_format=language.date_format)
    return msgspec.structs.replace(config, **texts, language=language.language or code, theme=theme)


def localise_file(config: Config, path: str) -> tuple[Config, str]:
    """Return (the configuration of the language that a file in ``content/`` is in, its path without it)."""
    if not config.languages:
        return config, path
    code, inner = split_path(config.languages, path)
    return localise(config, code or config.language), inner


def prefix_of(config: Config, code: str) -> str:
    """Return what all addresses of a language begin with: ``de``; "" for a main language at the root."""
    if code not in config.languages or (
        code == config.language and not config.translations.default_below_code
    ):
        return ""
    return config.languages[code].path or code


#: Chinese (also Mandarin, Cantonese, Wu, Min Nan, Hakka and classical), Japanese and Korean.
_CJK = frozenset(("zh", "cmn", "yue", "wuu", "nan", "hak", "lzh", "ja", "ko"))


def wording_of(config: Config) -> Wording:
    """Return the words of the theme in the language of the site."""
    return Wording(config.language, config.words, config.theme.date_format)


def reads_cjk_emphasis(config: Config) -> bool:
    """Return whether emphasis follows the rules for languages without spaces between words."""
    is_wanted = config.markdown.cjk_emphasis
    return config.language.partition("-")[0].lower() in _CJK if is_wanted is None else is_wanted


def is_of_hexo(config: Config) -> bool:
    """Return whether a site was written for Hexo, which has the dialect of Jekyll and ids of its own."""
    return config.dialect is Dialect.JEKYLL and config.markdown.heading_ids is HeadingIds.HEXO


def config_digest(config: Config) -> str:
    """Return a digest that is the same in every process for equal configurations, order included."""
    return blake2b(msgspec.json.encode(config), digest_size=16).hexdigest()
