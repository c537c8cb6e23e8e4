"""Addresses of an old site -> those that a configuration can hold."""

from __future__ import annotations

from sitegen.config import check_base_url


def site_address(text: str) -> str:
    """Return a base URL without its final slash; "" if sitegen can't use it."""
    text = text.strip()
    if text.startswith("//"):
        text = f"https:{text}"
    try:
        return check_base_url(text.rstrip("/"))
    except ValueError:
        return ""


def join_base(url: str, base: str) -> str:
    """Return the address of a host and a base path that are written apart."""
    return site_address(f"{url.rstrip('/')}/{base.strip('/')}") if url else ""
