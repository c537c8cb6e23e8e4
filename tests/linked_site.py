"""Sites whose pages refer to one another, and a reader who follows every address of theirs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POSTS = 24
_END = b"</html>\n"
_ADDRESS = re.compile(rb'(?:href|src)="/([^"]*)"|<loc>/([^<]*)</loc>|url\(/([^)]*)\)')
#: What a reader has without following a link.
ENTRANCES = ("index.html", "404.html")


def make_linked_site(number: int) -> dict[str, bytes]:
    """Return site NUMBER: posts, pictures and styles come and go with it; all refer to one another."""
    posts = [post for post in range(POSTS) if post % 5 != number % 5] + [100 + number]
    style = f"assets/site.{number:08x}.css"
    site = {
        style: b"body { background: url(/assets/%d.png) } /* %s */\n" % (number, b"x" * 3000),
        f"assets/{number}.png": b"PNG %d" % number,
        "plain.css": b"/* the same address for every number: %d */" % number,
    }
    for place, post in enumerate(posts):
        image = f"img/{post}-{number % 3}.{number}.jpg"
        near = [posts[place - 1], posts[(place + 1) % len(posts)]]
        site[image] = b"JPEG %d %d" % (post, number)
        links = [f"posts/{other}/" for other in near] + [""]
        site[f"posts/{post}/index.html"] = _page(style, image, links, number)
    lists = [f"posts/{post}/" for post in posts]
    site["index.html"] = _page(style, f"assets/{number}.png", [*lists, "sitemap.xml"], number)
    site["404.html"] = _page(style, f"assets/{number}.png", [""], number)
    site["sitemap.xml"] = b"".join(b"<loc>/%s</loc>" % address.encode() for address in lists) + _END
    site["swap" if number % 2 else "swap/index.html"] = b"now a file, now a directory" + _END
    return site


def _page(style: str, image: str, links: list[str], number: int) -> bytes:
    styles = "".join(f'<link rel="stylesheet" href="/{path}">' for path in (style, "plain.css"))
    head = f'<html>{styles}<img src="/{image}">'
    body = "".join(f'<a href="/{link}">{number}</a>' for link in links)
    return f"{head}{body}{'.' * 6000}".encode() + _END


def find_faults(public: Path) -> Iterator[str]:
    """Yield what a reader sees amiss who begins at the entrances and follows every address.

    A build may go on between a look at a page and one at what it refers to. So a page is blamed only if it is
    still the same, and can still be reached: pages that are removed refer to each other until all are gone.
    """
    for target, fault in _walk(public):
        if not target or any(fault == again for _, again in _walk(public)):
            yield fault


def _walk(public: Path) -> Iterator[tuple[str, str]]:
    """Yield (what a page refers to, what is amiss) on one way through the site."""
    waiting = [path for path in ENTRANCES if (public / path).exists()]
    seen = set(waiting)
    while waiting:
        path = waiting.pop()
        data = _read(public / path)
        if data is None:
            continue
        if path.endswith((".html", ".xml")) and not data.endswith(_END):
            yield "", f"{path} is half a page"
        for target in _list_targets(data):
            if target in seen:
                continue
            if (public / target).is_file():
                seen.add(target)
                waiting.append(target)
            elif _read(public / path) == data and not (public / target).is_file():
                yield target, f"{path} refers to {target}, which is not there"


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _list_targets(data: bytes) -> list[str]:
    addresses = ["".join(part.decode() for part in match) for match in _ADDRESS.findall(data)]
    return [
        f"{address}index.html" if address.endswith("/") or not address else address for address in addresses
    ]
