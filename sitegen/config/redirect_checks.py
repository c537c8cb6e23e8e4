"""A table of redirects -> the mistakes in its syntax. The plan checks whether targets exist."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from sitegen.core.safe_paths import check_url, describe_unsafe, is_unsafe
from sitegen.core.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sitegen.config.toml import KeyPath

#: The name in ``urls.redirects_for`` -> the file that the host reads.
RULE_HOSTS = {
    "netlify": "_redirects",
    "cloudflare": "_redirects",
    "gitlab": "_redirects",
    "vercel": "vercel.json",
    "nginx": "_redirects.nginx",
    "apache": ".htaccess",
    "caddy": "_redirects.caddy",
}

#: Path of the key, message, hint.
_Found = tuple["KeyPath", str, str]


def find_redirect_mistakes(redirects: Mapping[str, str], hosts: Collection[str]) -> Iterator[_Found]:
    """Yield (path of the key, message, hint) for each mistake."""
    for key, target in redirects.items():
        if fault := _fault_of_address(key):
            yield ("redirects", key), f"the old address {key!r} {fault[0]}", fault[1]
        elif fault := _fault_of_target(key, target):
            yield ("redirects", key), fault[0], fault[1]
    files: dict[str, str] = {}
    here = ("urls", "redirects_for")
    for name in hosts:
        if name not in RULE_HOSTS:
            meant = nearest(name, RULE_HOSTS)
            hint = f"did you mean '{meant}'?" if meant else f"choose from {', '.join(RULE_HOSTS)}"
            yield here, f"no redirects can be written for {name!r}", hint
        elif (other := files.setdefault(RULE_HOSTS[name], name)) != name:
            message = f"{other!r} and {name!r} both read {RULE_HOSTS[name]}, each in its own form"
            yield here, message, "name one of the two"


def _fault_of_address(key: str) -> tuple[str, str] | None:
    address, mark, part = key.partition("#")
    usual = 'write it as "/old/"'
    if "?" in key:
        return "has a query, which no page can tell from others", "write the path alone"
    if mark and (not part or "*" in key):
        return "names no part", 'write it as "/old/#part"'
    if "*" in address[:-1] or (address.endswith("*") and not address.endswith("/*")):
        return "has a '*' that isn't the last part of the path", 'write it as "/old/*"'
    try:
        check_url(unquote(address.removesuffix("*")))
    except ValueError as problem:
        return str(problem), usual
    return None


def _fault_of_target(key: str, target: str) -> tuple[str, str] | None:
    if is_unsafe(target):
        return describe_unsafe(target)
    rest = target.removesuffix(":splat")
    faults = (
        (not target, "is empty", 'write where the old address leads: "/new/"'),
        (
            any(c.isspace() or not c.isprintable() for c in target),
            "has a space or a control character",
            "write a space as %20",
        ),
        ("*" in target, "has a '*'", "write :splat where the part matched by '*' belongs"),
        (":splat" in target and not key.endswith("*"), "has a :splat without a '*' before", 'write "/old/*"'),
        (
            ":splat" in rest or (rest != target and rest[-1:] != "/"),
            "does not end in /:splat",
            'write "/new/:splat"',
        ),
    )
    faulty = (f"the target {target!r} of {key!r} {fault}" for holds, fault, _ in faults if holds)
    hints = (hint for holds, _, hint in faults if holds)
    return next(zip(faulty, hints, strict=True), None)
