"""The target of a link <-> its path, query and fragment."""

from __future__ import annotations

from posixpath import dirname
from urllib.parse import quote


def split_target(target: str) -> tuple[str, str, str]:
    """Return path, query and fragment, without their marks."""
    rest, _, fragment = target.partition("#")
    path, _, query = rest.partition("?")
    return path, query, fragment


def write_tail(query: str, fragment: str) -> str:
    """Return query and fragment as they follow a path in an address, percent-encoded."""
    return (f"?{quote(query, safe='=&;,/:@!$*()+%~-._')}" if query else "") + (
        f"#{quote(fragment, safe='/:@!$&()*+,;=~-._?')}" if fragment else ""
    )


def top_of_docs(path: str) -> str:
    """Return the folder of Docusaurus' documentation that a file is in: ``versioned_docs/version-2.0``."""
    parts = path.split("/")
    return "/".join(parts[: 1 + parts[0].endswith("versioned_docs")])


def write_like(base: str, path: str, guess: str) -> str:
    """Return a path as the author of ``path``, a link in the file ``base``, would write it."""
    folder = dirname(base)
    if path.startswith("/") or not guess.startswith(f"{folder}/" if folder else ""):
        return "/" + guess
    return guess[len(folder) + 1 :] if folder else guess
