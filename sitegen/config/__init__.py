"""sitegen.toml -> Config: typed, frozen; an unknown key is a Problem with a suggestion."""

from __future__ import annotations

from sitegen.config.choices import Dialect, FeedIds, Formulas, Publish, RawHtml, UrlStyle
from sitegen.config.derived import base_path, config_digest, reads_cjk_emphasis, wording_of
from sitegen.config.describe import OptionRow, describe_options
from sitegen.config.git import Git, fill
from sitegen.config.hosts import External, Headers, Host, Privacy
from sitegen.config.menus import FooterItem, MenuItem, flatten
from sitegen.config.outputs import Images, Llms, Search, SocialCards
from sitegen.config.read import check_base_url, key_place, menu_places, read_config
from sitegen.config.redirect_checks import RULE_HOSTS
from sitegen.config.safe import make_safe
from sitegen.config.schemas import BUILT_IN, SYNONYMS, Field, Fields, FieldType, Schema, fields_for, own_type
from sitegen.config.site_config import (
    Author,
    Config,
    Feeds,
    Limits,
    Markdown,
    NavItem,
    Paths,
    Taxonomy,
    Urls,
)
from sitegen.config.theme import Header, Scheme, Theme, is_font_file

__all__ = [
    "BUILT_IN",
    "RULE_HOSTS",
    "SYNONYMS",
    "Author",
    "Config",
    "Dialect",
    "External",
    "FeedIds",
    "Feeds",
    "Field",
    "FieldType",
    "Fields",
    "FooterItem",
    "Formulas",
    "Git",
    "Header",
    "Headers",
    "Host",
    "Images",
    "Limits",
    "Llms",
    "Markdown",
    "MenuItem",
    "NavItem",
    "OptionRow",
    "Paths",
    "Privacy",
    "Publish",
    "RawHtml",
    "Schema",
    "Scheme",
    "Search",
    "SocialCards",
    "Taxonomy",
    "Theme",
    "UrlStyle",
    "Urls",
    "base_path",
    "check_base_url",
    "config_digest",
    "describe_options",
    "fields_for",
    "fill",
    "flatten",
    "is_font_file",
    "key_place",
    "make_safe",
    "menu_places",
    "own_type",
    "read_config",
    "reads_cjk_emphasis",
    "wording_of",
]
