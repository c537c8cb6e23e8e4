"""Config -> what follows from it."""

from __future__ import annotations

from hashlib import blake2b
from urllib.parse import urlsplit

import msgspec

from sitegen.config.site_config import Config
from sitegen.core.wording import Wording


def base_path(config: Config) -> str:
    """Return the path that every URL of the site begins with: ``/project``, or "" at the root."""
    return urlsplit(config.base_url).path.rstrip("/")


def wording_of(config: Config) -> Wording:
    """Return what the site says to its readers in its language."""
    return Wording(config.language, config.words, config.theme.date_format)


def reads_cjk_emphasis(config: Config) -> bool:
    """Return whether emphasis is read as languages without spaces between words need it."""
    is_wanted = config.markdown.cjk_emphasis
    return config.language.partition("-")[0].lower() in ("zh", "ja", "ko") if is_wanted is None else is_wanted


def config_digest(config: Config) -> str:
    """Return a digest that is the same in every process for equal configurations, order included."""
    return blake2b(msgspec.json.encode(config), digest_size=16).hexdigest()
