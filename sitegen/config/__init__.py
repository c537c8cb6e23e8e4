"""sitegen.toml -> Config: typed, frozen; an unknown key is a Problem with a suggestion."""

from __future__ import annotations

from sitegen.config.cache import Cache, CacheMode
from sitegen.config.choices import (
    Dialect,
    Extension,
    FeedIds,
    Formulas,
    HeadingIds,
    Numbering,
    Publish,
    RawHtml,
    UrlStyle,
)
from sitegen.config.derived import (
    base_path,
    config_digest,
    for_version,
    is_of_hexo,
    localise,
    localise_file,
    prefer_latest,
    prefix_of,
    reads_cjk_emphasis,
    wording_of,
)
from sitegen.config.describe import OptionRow, describe_options
from sitegen.config.git import Git, fill
from sitegen.config.hosts import External, Headers, Host, Privacy
from sitegen.config.languages import Language, Taxonomy, Translations, direction_of, split_path
from sitegen.config.markdown import Markdown
from sitegen.config.menus import Banner, FooterItem, MenuItem, NavItem, flatten
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
    Paths,
    Urls,
)
from sitegen.config.theme import Header, Scheme, Theme, is_font_file
from sitegen.config.versions import AT_THE_TOP, LISTING, Versions, find_name_fault

__all__ = [
    "AT_THE_TOP",
    "BUILT_IN",
    "LISTING",
    "RULE_HOSTS",
    "SYNONYMS",
    "Author",
    "Banner",
    "Cache",
    "CacheMode",
    "Config",
    "Dialect",
    "Extension",
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
    "HeadingIds",
    "Host",
    "Images",
    "Language",
    "Limits",
    "Llms",
    "Markdown",
    "MenuItem",
    "NavItem",
    "Numbering",
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
    "Translations",
    "UrlStyle",
    "Urls",
    "Versions",
    "base_path",
    "check_base_url",
    "config_digest",
    "describe_options",
    "direction_of",
    "fields_for",
    "fill",
    "find_name_fault",
    "flatten",
    "for_version",
    "is_font_file",
    "is_of_hexo",
    "key_place",
    "localise",
    "localise_file",
    "make_safe",
    "menu_places",
    "own_type",
    "prefer_latest",
    "prefix_of",
    "read_config",
    "reads_cjk_emphasis",
    "split_path",
    "wording_of",
]
