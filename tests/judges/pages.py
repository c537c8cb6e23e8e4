"""A published folder -> one page of each kind to be judged, and what each weighs."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

#: Bytes that a reader waits for, gzipped as servers do: HTML, style sheet and script; images apart.
POST_BUDGET = 6656
ARTICLE_BUDGET = 14336
_PARTS = re.compile(r'<link rel="stylesheet" href="([^"]+)"|<script type="module" src="([^"]+)"')
#: A page that renders the calculator loads its style sheet.
_CALCULATOR = re.compile(r"/assets/calculator\.")


class Weight(NamedTuple):
    """What one page costs its reader before anything is used."""

    path: str
    parts: int  #: requests, images apart
    size: int  #: bytes, gzipped
    budget: int
    most: int  #: requests


def find_pages(root: Path) -> dict[str, str]:
    """Return the address of a page of each kind, by the name of the kind."""
    pages = {"home": "/", "not found": "/404.html"}
    patterns = {
        "section": "blog/index.html",
        "article": "blog/*/index.html",
        "guide": "docs/index.html",
        "chapter": "docs/*/index.html",
        "taxonomy": "tags/index.html",
        "tag": "tags/*/index.html",
        "plain page": "about/index.html",
        "calculator": "calculator/index.html",
    }
    for name, pattern in patterns.items():
        found = min(root.glob(pattern), default=None)
        if found is not None:
            pages[name] = f"/{found.parent.relative_to(root).as_posix()}/"
    return pages


def weigh(root: Path, path: str) -> Weight:
    """Return what a page weighs, and how much it may."""
    file = root / path.lstrip("/")
    html = (file / "index.html" if file.is_dir() else file).read_text(encoding="utf-8")
    urls = {style or script for style, script in _PARTS.findall(html)}
    files = [html.encode(), *((root / url.lstrip("/")).read_bytes() for url in urls)]
    size = sum(len(gzip.compress(data, 6, mtime=0)) for data in files)
    has_calculator = _CALCULATOR.search(html)  # which has a style sheet and a module of its own
    return Weight(path, len(files), size, *((ARTICLE_BUDGET, 5) if has_calculator else (POST_BUDGET, 3)))
