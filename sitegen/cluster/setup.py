"""An installation of sitegen -> the versions that all hosts of a cluster must share, and differences."""

from __future__ import annotations

import platform
from functools import cache
from typing import TYPE_CHECKING

from sitegen import __version__
from sitegen.cache.code_digest import code_digest, library_releases
from sitegen.core.problems import Problem, error
from sitegen.core.releases import list_releases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The search index is made by the build itself.
_OF_THE_BUILD = "pagefind_bin-"
MISSING = "none"


@cache
def describe_setup(distributions: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the versions that results depend on, by name; ``distributions`` are those of extensions."""
    releases = list_releases()
    libraries = [release for release in library_releases() if not release.startswith(_OF_THE_BUILD)]
    parts = (release.removesuffix(".dist-info").partition("-") for release in libraries)
    return {
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "sitegen": f"{__version__} (code {code_digest()[:12]})",
        **{name: version for name, _, version in parts},
        **{name: releases.get(name, MISSING).removeprefix(f"{name}-") for name in distributions},
    }


def compare_setups(expected: Mapping[str, str], workers: Mapping[str, Mapping[str, str]]) -> list[Problem]:
    """Return an error for each worker (by its name in messages) whose setup isn't the expected one."""
    return [
        _report_difference(name, differences)
        for name, setup in sorted(workers.items())
        if (differences := list(_find_differences(expected, setup)))
    ]


def _find_differences(expected: Mapping[str, str], setup: Mapping[str, str]) -> Iterator[str]:
    for name in dict.fromkeys((*expected, *setup)):
        here, there = expected.get(name, MISSING), setup.get(name, MISSING)
        if here != there:
            yield f"{name} {there} instead of {here}"


def _report_difference(name: str, differences: list[str]) -> Problem:
    message = f"the {name} has {', '.join(differences)}"
    hint = "install the same versions on each worker as on this machine, ideally from one lock file or image"
    return error("cluster-failed", message, hint=hint)


def report_failure(name: str, mistake: BaseException) -> Problem:
    """Return the error about a worker or scheduler that can't report its setup."""
    if isinstance(mistake, ImportError):
        message = f"the {name} has no suitable sitegen: {mistake}"
        hint = f"install it there: pip install 'sitegen-ssg[dask]=={__version__}'"
        return error("cluster-failed", message, hint=hint)
    message = f"the {name} can't report its versions: {type(mistake).__name__}: {mistake}"
    return error("cluster-failed", message, hint="look at its log")
