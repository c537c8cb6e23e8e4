"""A feed as templates see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sitegen.render.recorder import Recorder
    from sitegen.site.values import FeedLink


class FeedView:
    """One feed."""

    __slots__ = ("format", "title", "type", "url")

    def __init__(self, recorder: Recorder, feed: FeedLink) -> None:
        self.format = feed.format
        self.type = feed.type
        self.title = feed.title
        self.url = recorder.base_path + feed.url
