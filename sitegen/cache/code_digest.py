"""The running code -> a digest: a cache from other code isn't used."""

from __future__ import annotations

import os
import sys
from functools import cache
from hashlib import blake2b
from pathlib import Path

#: Distributions whose release affects the output, by the beginning of their metadata directories.
_LIBRARIES = (
    "anyascii-",
    "jinja2-",
    "markdown_it_py-",
    "markupsafe-",
    "math_core-",
    "mdit_py_plugins-",
    "mdurl-",
    "msgspec-",
    "pagefind_bin-",
    "pillow-",
    "pygments-",
    "python_frontmatter-",
    "python_liquid-",
    "pyyaml-",
    "tdewolff_minify-",
    "tiktoken-",
)


#: Folders of the package whose content is covered elsewhere, or generated from what is.
_MADE_FROM_OTHERS = frozenset({"__pycache__", "compiled", "layouts", "minified"})


@cache
def engine_digest() -> str:
    """Return a digest of sitegen's own code, Python and the libraries that shape the output."""
    parts = (sys.version, sys.byteorder, code_digest(), *library_releases())
    return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


@cache
def code_digest() -> str:
    """Return a digest of sitegen's own code."""
    digest = blake2b(digest_size=16)
    package = Path(__file__).parent.parent
    for folder, folders, names in os.walk(package):
        folders[:] = sorted(name for name in folders if name not in _MADE_FROM_OTHERS)
        for name in sorted(names):
            if name.endswith((".py", ".json", ".toml")):
                digest.update(f"{name}\0".encode())
                with open(f"{folder}/{name}", "rb", buffering=0) as file:
                    digest.update(file.read())
    return digest.hexdigest()


def library_releases() -> list[str]:
    """Return the releases of the libraries that shape the output: ``jinja2-3.1.6.dist-info``, sorted."""
    releases: list[str] = []
    for place in sorted({path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}):
        if os.path.isdir(place):
            names = (name.lower() for name in os.listdir(place) if name.endswith(".dist-info"))
            releases += sorted(name for name in names if name.startswith(_LIBRARIES))
    return releases
