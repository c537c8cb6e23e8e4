"""A feed as templates see it; a body -> its form in a feed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import escape

if TYPE_CHECKING:
    from sitegen.render.recorder import Recorder
    from sitegen.site.values import FeedLink

_TARGET = re.compile(r'<span id="[^"]*"></span>\n')
_ID = re.compile(r' id="[^"]*"')
_HAS_ID, _FRAGMENT = ' id="', ' href="#'


class FeedView:
    """One feed."""

    __slots__ = ("format", "title", "type", "url")

    def __init__(self, recorder: Recorder, feed: FeedLink) -> None:
        self.format = feed.format
        self.type = feed.type
        self.title = feed.title
        self.url = recorder.base_path + feed.url


def detach(html: str, permalink: str) -> str:
    """Return part of a body for a feed, in which all entries share one document.

    Links to parts of the page lead to the published page, so no entry needs ids, which would clash.
    """
    if _FRAGMENT in html:
        html = html.replace(_FRAGMENT, f' href="{escape(permalink)}#')
    return _ID.sub("", _TARGET.sub("", html)) if _HAS_ID in html else html
