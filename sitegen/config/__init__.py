"""sitegen.toml -> Config: typed, frozen; an unknown key is a Problem with a suggestion."""

from __future__ import annotations

from sitegen.config.describe import Option, describe_options
from sitegen.config.options import (
    Author,
    Config,
    Dialect,
    Feeds,
    Headers,
    Images,
    Limits,
    Llms,
    Markdown,
    MenuItem,
    Paths,
    Privacy,
    RawHtml,
    Search,
    SocialCards,
    Taxonomy,
    Urls,
    UrlStyle,
)
from sitegen.config.read import base_path, check_base_url, config_digest, menu_places, read_config
from sitegen.config.safe import make_safe

__all__ = [
    "Author",
    "Config",
    "Dialect",
    "Feeds",
    "Headers",
    "Images",
    "Limits",
    "Llms",
    "Markdown",
    "MenuItem",
    "Option",
    "Paths",
    "Privacy",
    "RawHtml",
    "Search",
    "SocialCards",
    "Taxonomy",
    "UrlStyle",
    "Urls",
    "base_path",
    "check_base_url",
    "config_digest",
    "describe_options",
    "make_safe",
    "menu_places",
    "read_config",
]
