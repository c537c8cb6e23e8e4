"""The addresses of an old site and the files of a new one -> which still exist, redirect, or are lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.check.against import find_lost, strip_base
from sitegen.config import base_path
from sitegen.site.published import file_for

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sitegen.config import Config


class Addresses(msgspec.Struct, frozen=True):
    """What became of an old site's addresses."""

    same: int
    redirected: int
    lost: tuple[tuple[str, str], ...]  #: (address, what to do)


def compare_addresses(
    old: Iterable[str], published: Collection[str], redirects: Collection[str], config: Config
) -> Addresses:
    """Sort old addresses; ``redirects`` are those of the published files that only lead to another page."""
    base = base_path(config)
    addresses = {strip_base(address, base) for address in old}
    problems = find_lost(addresses, published, config)
    redirected = sum(
        bool(file_for(path.lstrip("/"), redirects) or file_for(f"{path.strip('/')}/", redirects))
        for path in addresses
    )
    same = len(addresses) - redirected - len(problems)
    return Addresses(same, redirected, tuple((problem.subject, problem.hint or "") for problem in problems))
