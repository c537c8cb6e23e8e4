"""Configuration -> what a page may load: the Content-Security-Policy, and files that make hosts send it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.config import base_path
from sitegen.core.hosts import host_of
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sitegen.config import Config

#: Without allowances: files of the page's own host, nothing else, and no inline code. Workers come from where
#: scripts do, by the standard.
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "media-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
#: What ``privacy.allow_hosts`` opens, and what ``privacy.allow_scripts`` opens besides.
_SHOWN = ("img-src", "media-src", "frame-src")
_RUN = ("script-src", "style-src", "font-src", "connect-src")
#: Compiling WebAssembly, which the search index is read with; unlike 'unsafe-eval', no JavaScript.
_WEB_ASSEMBLY = "'wasm-unsafe-eval'"
#: Fingerprinted files never change.
FOR_EVER = "public, max-age=31536000, immutable"

_FOREIGN = lazy_compile(r"(?:https?:)?//", re.IGNORECASE)


def policy(config: Config) -> dict[str, str]:
    """Return the directives of the policy with their sources."""
    sources = dict(_POLICY)
    for host in config.privacy.allow_hosts:
        _allow(sources, _SHOWN, host)
    for host in config.privacy.allow_scripts:
        _allow(sources, (*_SHOWN, *_RUN), host)
    inline = config.privacy.allow_inline
    if "style-attributes" in inline:
        sources["style-src-attr"] = "'unsafe-inline'"
    hashes = [value for value in inline if value != "style-attributes"]
    for source in ("unsafe-inline",) if "all" in inline else hashes:  # not both: a hash turns it off
        _allow(sources, ("script-src", "style-src"), f"'{source}'")
    if config.search.enabled:
        _allow(sources, ("script-src",), _WEB_ASSEMBLY)
    return sources


def _allow(sources: dict[str, str], directives: tuple[str, ...], source: str) -> None:
    for directive in directives:
        given = sources.get(directive, "")
        if source not in given.split():
            sources[directive] = f"{given} {source}".lstrip()


def csp(config: Config) -> str:
    """Return the policy as the value of a header or a meta element."""
    return "; ".join(f"{name} {value}" for name, value in policy(config).items())


def response_headers(config: Config) -> dict[str, str]:
    """Return the headers of every response; the policy in them also has what a meta element can't set."""
    framed = "" if config.headers.frames else "; frame-ancestors 'none'"
    return {
        "Content-Security-Policy": f"{csp(config)}{framed}",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "browsing-topics=(), camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
    }


# --- Files for hosts -------------------------------------------------------------------------------


class HostFile(NamedTuple):
    """How one kind of host gets its headers."""

    path: str  #: under public/
    write: Callable[[Mapping[str, str], str], Iterator[str]]  #: headers, base path -> lines


def _netlify(headers: Mapping[str, str], base: str) -> Iterator[str]:
    yield f"{base}/*"
    yield from (f"  {name}: {value}" for name, value in headers.items())
    yield f"{base}/assets/*"
    yield f"  Cache-Control: {FOR_EVER}"


def _nginx(headers: Mapping[str, str], base: str) -> Iterator[str]:
    yield "# In the server block: include /path/to/the/site/_headers.nginx;"
    lines = [f'add_header {name} "{value}" always;' for name, value in headers.items()]
    yield from lines
    yield f"location {base}/assets/ {{"
    yield "  # A location with headers of its own inherits none."
    yield from (f"  {line}" for line in lines)
    yield f'  add_header Cache-Control "{FOR_EVER}";'
    yield "}"


def _apache(headers: Mapping[str, str], base: str) -> Iterator[str]:
    yield "<IfModule mod_headers.c>"
    yield from (f'  Header always set {name} "{value}"' for name, value in headers.items())
    yield f'  <If "%{{REQUEST_URI}} =~ m#^{re.escape(base)}/assets/#">'
    yield f'    Header set Cache-Control "{FOR_EVER}"'
    yield "  </If>"
    yield "</IfModule>"


def _caddy(headers: Mapping[str, str], base: str) -> Iterator[str]:
    yield "# In the site block: import /path/to/the/site/_headers.caddy"
    yield "header {"
    yield from (f'\t{name} "{value}"' for name, value in headers.items())
    yield "}"
    yield f'header {base}/assets/* Cache-Control "{FOR_EVER}"'


#: By the name in ``headers.files``. Netlify's form is read by Cloudflare Pages and others too.
HOST_FILES = {
    "netlify": HostFile("_headers", _netlify),
    "nginx": HostFile("_headers.nginx", _nginx),
    "apache": HostFile(".htaccess", _apache),
    "caddy": HostFile("_headers.caddy", _caddy),
}


def write_headers(config: Config, name: str) -> str:
    """Return the file for one kind of host, a key of HOST_FILES."""
    lines = HOST_FILES[name].write(response_headers(config), base_path(config))
    return "".join(f"{line}\n" for line in lines)


# --- Requests to other hosts -----------------------------------------------------------------------


def is_third_party(url: str, config: Config, *, runs: bool = False) -> bool:
    """Return whether loading a URL would ask a host that is neither the site's own nor allowed.

    What ``runs``, or decides how the page looks, needs more than an image: a host in ``allow_scripts``.
    """
    url = url.strip()
    if not _FOREIGN.match(url):
        return False
    host = host_of(url)
    if not host:  # ``///example.org``: browsers pass over a slash too many
        return True
    shown = () if runs else config.privacy.allow_hosts
    return host != host_of(config.base_url) and not any(
        _matches(host, allowed) for allowed in (*shown, *config.privacy.allow_scripts)
    )


def _matches(host: str, allowed: str) -> bool:
    allowed = allowed.lower()
    return host.endswith(allowed[1:]) if allowed.startswith("*.") else host == allowed
