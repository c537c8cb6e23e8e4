"""Old addresses and where they lead -> the rules that make one kind of host redirect by itself."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from sitegen.core.hosts import is_elsewhere
from sitegen.site.redirects import SPLAT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class Rule(NamedTuple):
    """One redirect for a host; a pattern has no star in either address."""

    old: str  #: percent-encoded, base path included
    new: str
    is_pattern: bool = False  #: ``old`` begins the address
    has_rest: bool = False  #: the rest of the address is appended to ``new``


def make_rules(redirects: Iterable[tuple[str, str]], base: str) -> list[Rule]:
    """Return the rules for (old address, where it leads), patterns with their ``*`` and ``:splat``."""
    rules = []
    for old, new in redirects:
        target = new if is_elsewhere(new) else base + new
        rest = target.removesuffix(SPLAT)
        rules.append(Rule(base + old.removesuffix("*"), rest, old.endswith("*"), rest != target))
    return rules


def _spellings(address: str) -> tuple[str, ...]:
    """Return an address with and without the slash at its end: to some hosts these are two."""
    bare = address.rstrip("/")
    return (address,) if address == bare or not bare else (bare, address)


def _netlify(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        if rule.is_pattern:
            yield f"{rule.old}* {rule.new}{SPLAT if rule.has_rest else ''} 301"
        else:  # the mark makes it go before the page that is published at the old address
            yield f"{rule.old.rstrip('/') or '/'} {rule.new} 301!"


def _cloudflare(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        if rule.is_pattern:
            yield f"{rule.old}* {rule.new}{SPLAT if rule.has_rest else ''} 301"
            continue
        yield from (f"{old} {rule.new} 301" for old in _spellings(rule.old))


def _vercel(rules: Iterable[Rule]) -> Iterator[str]:
    redirects = []
    for rule in rules:
        if rule.is_pattern:
            source, new = f"{_path_pattern(rule.old)}:rest*", rule.new + (":rest*" if rule.has_rest else "")
            redirects.append({"source": source, "destination": new, "permanent": True})
            continue
        redirects += [
            {"source": _path_pattern(old), "destination": rule.new, "permanent": True}
            for old in _spellings(rule.old)
        ]
    yield json.dumps({"redirects": redirects}, indent=2)


def _path_pattern(address: str) -> str:
    """Return an address with the special characters of path-to-regexp escaped."""
    return re.sub(r"([:*+?(){}\\])", r"\\\1", address)


def _nginx(rules: Iterable[Rule]) -> Iterator[str]:
    yield "# In the http block: include /path/to/the/site/_redirects.nginx;"
    yield '# In the server block: if ($sitegen_redirect != "") { return 301 $sitegen_redirect; }'
    yield "# If nginx asks for a larger map_hash_bucket_size, set it in the http block."
    yield "map $uri $sitegen_redirect {"
    yield '  default "";'
    for rule in rules:
        old, new = unquote(rule.old), rule.new.replace("$", "%24").replace('"', "%22")
        if rule.is_pattern:
            rest = "$sitegen_rest" if rule.has_rest else ""
            yield f'  "~^{_quoted(re.escape(old))}(?<sitegen_rest>.*)$" "{new}{rest}";'
            continue
        for spelling in _spellings(old):
            yield f'  "{_quoted(spelling)}" "{new}";'
    yield "}"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _apache(rules: Iterable[Rule]) -> Iterator[str]:
    yield "<IfModule mod_alias.c>"
    for rule in rules:
        old = _quoted(re.escape(unquote(rule.old)))
        new = rule.new.replace("$", "%24").replace('"', "%22")
        if rule.is_pattern:
            yield f'  RedirectMatch 301 "^{old}(.*)$" "{new}{"$1" if rule.has_rest else ""}"'
        else:
            ending = "/?" if rule.old.endswith("/") else ""
            yield f'  RedirectMatch 301 "^{old.removesuffix("/") if ending else old}{ending}$" "{new}"'
    yield "</IfModule>"


def _caddy(rules: Iterable[Rule]) -> Iterator[str]:
    yield "# In the site block: import /path/to/the/site/_redirects.caddy"
    for number, rule in enumerate(rules, start=1):
        name = f"sitegen_{number}"
        old, new = (
            re.escape(unquote(rule.old)).replace("`", "\\x60"),
            rule.new.replace("{", "%7B").replace("`", "%60"),
        )
        if rule.is_pattern:
            rest = f"{{re.{name}.1}}" if rule.has_rest else ""
            yield f"@{name} path_regexp {name} `^{old}(.*)$`"
            yield f"redir @{name} `{new}{rest}` 301"
            continue
        ending = "/?" if rule.old.endswith("/") else ""
        yield f"@{name} path_regexp `^{old.removesuffix('/') if ending else old}{ending}$`"
        yield f"redir @{name} `{new}` 301"


#: By the name in ``urls.redirects_for``. GitLab Pages reads the form of Cloudflare.
_WRITERS: dict[str, Callable[[Iterable[Rule]], Iterator[str]]] = {
    "netlify": _netlify,
    "cloudflare": _cloudflare,
    "gitlab": _cloudflare,
    "vercel": _vercel,
    "nginx": _nginx,
    "apache": _apache,
    "caddy": _caddy,
}


def write_rules(name: str, redirects: Iterable[tuple[str, str]], base: str) -> str:
    """Return the file for one kind of host: a name in ``urls.redirects_for``."""
    return "".join(f"{line}\n" for line in _WRITERS[name](make_rules(redirects, base)))
