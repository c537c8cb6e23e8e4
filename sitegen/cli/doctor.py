"""``sitegen doctor``: this installation, machine and site -> what works, what doesn't, and the remedy."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, NamedTuple

from sitegen.build.identity import use_extensions
from sitegen.build.options import BuildOptions
from sitegen.build.settings import find_missing_packages, settings_for
from sitegen.cache.cache_folder import open_cache
from sitegen.cli.terminal import Terminal, colour_for
from sitegen.cli.version import describe_version
from sitegen.core.extras import install_hint, is_installed
from sitegen.core.namesake import HINT, MESSAGE, find_namesake
from sitegen.core.problems import ProblemError, format_problem
from sitegen.ext.registry import KINDS
from sitegen.resources.pagefind import find_indexer
from sitegen.workers.cores import available_cores

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sitegen.config import Config
    from sitegen.core.problems import Problem

#: Below this, a build of many images may run out.
_LEAST_GIGABYTES = 1
_GIGABYTE = 2**30
_LIBRARIES = ("markdown-it-py", "jinja2", "pygments", "pillow", "tornado", "tdewolff-minify")
_PROGRAMS = {
    "git": "deploying to a branch",
    "rsync": "deploying to a server",
    "ssh": "deploying to a server",
}


class Finding(NamedTuple):
    """One line of the report."""

    name: str
    value: str
    remedy: str = ""  #: "" for what is right
    is_fault: bool = False  #: it keeps this site from being built


def run_doctor(options: argparse.Namespace) -> int:
    """Print the report; 1 if something keeps the site from being built."""
    paint = colour_for(options.color)
    findings = [*_check_installation(), *_check_machine(), *_check_site(options)]
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        sign, color = ("✗", "31") if finding.is_fault else ("–", "33") if finding.remedy else ("✓", "32")
        print(f"{paint(sign, color)} {finding.name:<{width}}  {finding.value}")
        if finding.remedy:
            print(f"  {'':<{width}}  {finding.remedy}")
    faults = sum(finding.is_fault for finding in findings)
    terminal = Terminal(color=None, quiet=options.quiet)
    terminal.suggest("sitegen check", "finds problems of the site")
    return 1 if faults else 0


def _check_installation() -> Iterator[Finding]:
    yield Finding("version", describe_version())
    namesake = find_namesake()
    yield Finding("package", MESSAGE if namesake else sys.prefix, HINT if namesake else "", bool(namesake))
    yield Finding("libraries", ", ".join(f"{name} {_version_of(name)}" for name in _LIBRARIES))
    yield _check_extra("search", "pagefind", find_indexer(), "full-text search")
    yield _check_extra("calculator", "tiktoken", is_installed("tiktoken"), "counting tokens")
    yield _check_extra("s3", "boto3", is_installed("boto3"), "deploying to S3-compatible storage")
    yield _check_extra("lsp", "pygls", is_installed("pygls"), "help in your editor")
    yield _check_extra("dask", "distributed", is_installed("distributed"), "builds on a cluster")
    yield _check_encoders()


def _version_of(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(missing)"


def _check_extra(extra: str, package: str, here: object, purpose: str) -> Finding:
    value = f"{extra}: {purpose}"
    if here:
        return Finding("extra", value)
    return Finding("extra", f"{value} is not installed", install_hint(package))


def _check_encoders() -> Finding:
    from sitegen.images.encode import missing_encoders

    missing = missing_encoders(("avif", "webp"))
    remedy = "install Pillow from its own wheel, or leave the format out of images.formats" if missing else ""
    return Finding("images", f"no encoder of {' and '.join(missing)}" if missing else "AVIF, WebP", remedy)


def _check_machine() -> Iterator[Finding]:
    yield Finding("system", f"{platform.system()} {platform.machine()}, {available_cores()} cores")
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIGABYTE
    scarce = gigabytes < _LEAST_GIGABYTES
    yield Finding("memory", f"{gigabytes:.1f} GB", "build with --jobs 1" if scarce else "")
    for program, purpose in _PROGRAMS.items():
        path = shutil.which(program)
        remedy = "" if path else "install it with the package manager of your system, if you need it"
        yield Finding("program", path or f"no {program}, for {purpose}", remedy)


def _describe_fault(problem: Problem) -> Finding:
    head, _, hint = format_problem(problem).partition("\n    hint: ")
    return Finding("site", head, hint or "correct it", is_fault=True)


def _check_site(options: argparse.Namespace) -> Iterator[Finding]:
    request = BuildOptions(root=options.root, config_file=options.config)
    try:
        config, text, problems = settings_for(request)
    except ProblemError as failure:
        yield from map(_describe_fault, failure.problems)
        return
    yield from map(_describe_fault, (*problems, *find_missing_packages(config, text)))
    content = options.root / config.paths.content
    if not content.is_dir():
        yield Finding(
            "site", f"no {config.paths.content}/ in {options.root.resolve()}", "sitegen new site DIR"
        )
        return
    yield Finding("site", f"{config.title} in {options.root.resolve()}")
    remedy = "" if config.base_url else 'set base_url = "https://…" in sitegen.toml'
    yield from _check_extensions(request, config)
    yield Finding("address", config.base_url or "no base_url", remedy)
    if config.search.enabled and not find_indexer():
        yield Finding("search", "enabled, without Pagefind", install_hint("pagefind"), is_fault=True)
    output = options.root / config.paths.output
    place = output if output.exists() else output.parent
    if not os.access(place, os.W_OK):
        yield Finding("output", f"{place} can't be written to", "change its rights", is_fault=True)


def _check_extensions(request: BuildOptions, config: Config) -> Iterator[Finding]:
    """Yield what each extension of the site provides; each is imported in a process of its own."""
    with open_cache(None) as cache:
        extensions = use_extensions(request, config, "", cache.folder)
    if extensions is None:
        return
    yield from map(_describe_fault, extensions.problems)
    for used in extensions.used:
        names = [f"{KINDS[kind]} {name}" for kind, names in used.names.items() for name in names]
        names += ["a theme"] if used.layouts else []
        yield Finding("extension", f"{used.name} from {used.origin}: {', '.join(names) or 'nothing'}")
