"""The address at which readers edit pages of an old site -> options of ``[git]``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sitegen.importing.generators.draft import Draft

_FORGE = re.compile(
    r"(https://(?:github\.com|gitlab\.com|codeberg\.org)/[^/]+/[^/]+)"
    r"(?:/-)?/(?:edit|tree|blob|_edit|src/branch)/([^/]+)/?(.*?)/?$"
)


def read_edit_link(draft: Draft, address: str, *, below: str = "") -> bool:
    """Set where the files are, and return whether that is known; ``below`` is a folder of it."""
    match = _FORGE.match(address)
    if match is None or ".." in below:
        return False
    folder = f"{match[3]}/{below}".strip("/")
    draft.set("git", repository=match[1], branch=match[2], folder=folder or ".")
    return True
