"""The target of a link <-> its path, query and fragment."""

from __future__ import annotations

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
