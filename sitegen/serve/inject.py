"""A published page -> the page with the preview's module in its head; the file itself stays as it is.

An external module of the server's own host, so the page's strict policy allows it unchanged.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from sitegen.serve.settings import OWN

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEAD_END = re.compile(rb"</head\s*>|<body\b", re.IGNORECASE)


def inject(page: bytes, values: Mapping[str, str]) -> bytes:
    """Return the page with the module; ``values`` reach it as data attributes of its script element.

    Rendering waits for it, as it does for the theme's own module. Otherwise Chromium may reveal a page
    before it has read that its styles opt in to view transitions, and report that as an error.
    """
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in values.items())
    script = f'<script type="module" blocking="render" src="{OWN}client.js"{data}></script>\n'.encode()
    return _insert(page, script)


def aim_links(page: bytes) -> bytes:
    """Return a page that is shown in a frame, with links that lead the whole window elsewhere."""
    return _insert(page, b'<base target="_top">\n')


def _insert(page: bytes, element: bytes) -> bytes:
    head_end = _HEAD_END.search(page)
    position = head_end.start() if head_end else len(page)
    return page[:position] + element + page[position:]
