"""One table has every attribute of a page: what views ask for is in it, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import sitegen
from sitegen.site.attributes import PAGE_ATTRIBUTES

#: An attribute by its name, as views and other code ask for it.
_ASKED = re.compile(r'(?:_get|_page)\("(\w+)"\)|PageAttribute\([\w.]+, "(\w+)"\)|_add_attribute\(.*"(\w+)"\)')


def test_views_ask_for_what_the_table_has() -> None:
    """A name that is not there would only fail when a template reads it; one that nobody asks for is dead."""
    sources = [path.read_text("utf-8") for path in Path(sitegen.__file__).parent.rglob("*.py")]
    asked = {name for text in sources for names in _ASKED.findall(text) for name in names if name}
    assert asked == PAGE_ATTRIBUTES.keys()
