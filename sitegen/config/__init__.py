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
from sitegen.config.read import base_path, check_base_url, config_digest, key_place, menu_places, read_config
from sitegen.config.safe import make_safe
from sitegen.config.schemas import BUILT_IN, SYNONYMS, Field, Fields, FieldType, Schema, fields_for, own_type

__all__ = [
    "BUILT_IN",
    "SYNONYMS",
    "Author",
    "Config",
    "Dialect",
    "Feeds",
    "Field",
    "FieldType",
    "Fields",
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
    "Schema",
    "Search",
    "SocialCards",
    "Taxonomy",
    "UrlStyle",
    "Urls",
    "base_path",
    "check_base_url",
    "config_digest",
    "describe_options",
    "fields_for",
    "key_place",
    "make_safe",
    "menu_places",
    "own_type",
    "read_config",
]
