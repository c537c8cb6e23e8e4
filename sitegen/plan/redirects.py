"""The table [redirects] -> a Target for each old address, and what is wrong with the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.core.hosts import is_elsewhere
from sitegen.core.problems import Problem, error, warning
from sitegen.plan.collisions import folded
from sitegen.plan.target import Form, Target
from sitegen.site.assemble import shown_path
from sitegen.site.redirects import SPLAT, Redirect, Redirects, is_pattern, read_redirects
from sitegen.site.resolved import Resolved, judge_elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sitegen.site.answers import SiteAnswers
    from sitegen.site.assemble import Site

    #: A key of the table -> its line and column.
    FindPosition = Callable[[str], tuple[int, int]]

_FILE = "sitegen.toml"


def plan_redirects(
    site: Site, answers: SiteAnswers, targets: Iterable[Target], place_of: FindPosition
) -> tuple[list[Target], list[Problem]]:
    """Return a Target for each old address that leads somewhere, and the Problems of the table.

    ``targets`` are all others: an old address must leave room for them.
    """
    if not site.config.redirects:
        return [], []
    table = read_redirects(site)
    problems = list(_judge_table(site, answers, table, place_of))
    owners = {folded(target.output): _describe(site, target) for target in targets}
    owners |= {folded(route.output): path for path, route in site.files.items()}
    folders = {folder for output in owners for folder in _folders_around(output)}
    pages = {node.route.output: id_ for id_, node in site.nodes.items()}
    urls = {node.route.url: id_ for id_, node in site.nodes.items()}
    planned = []
    for redirect in table.entries:
        broken = list(_judge_targets(redirect, answers, place_of))
        problems += broken
        problems += _judge_parts(site, redirect, pages, place_of)
        if not redirect.target:
            continue
        if clash := _find_clash(redirect, owners, folders, place_of):
            problems.append(clash)
        elif not broken:
            url = answers.locate(redirect.target).partition("#")[0].partition("?")[0]
            node = urls.get(url, answers.home)
            output = redirect.route.output
            owners[folded(output)] = f"the redirect {redirect.key!r}"
            folders.update(_folders_around(folded(output)))
            planned.append(Target(output, Form.MOVED, node, "redirect.html", argument=redirect.target))
    return planned, problems


def _judge_table(
    site: Site, answers: SiteAnswers, redirects: Redirects, place_of: FindPosition
) -> Iterator[Problem]:
    table = site.config.redirects
    for key in redirects.loops:
        message = f"the redirect {key!r} leads back to itself"
        yield _error("redirect-loop", message, place_of(key), "let one of them lead to a page")
    for key, earlier in redirects.repeated:
        message = f"the redirects {earlier!r} and {key!r} have the same address"
        yield _error("url-collision", message, place_of(key), "remove one of the two")
    for key in redirects.unmatched:
        start = table[key].removesuffix(SPLAT)
        message = f"the redirect {key!r}: no page has an address that begins with {start!r}"
        yield _error("broken-link", message, place_of(key), "write where the pages are now")
    for key, target in table.items():
        if not is_pattern(key) or (target.endswith(SPLAT) and not is_elsewhere(target)):
            continue
        if not target.endswith(SPLAT):
            yield from _describe_broken(key, target, _resolve(target, answers), place_of)
        yield from _judge_lonely_pattern(site, key, place_of)


def _judge_lonely_pattern(site: Site, key: str, place_of: FindPosition) -> Iterator[Problem]:
    """Yield a warning if a redirect pattern can't work without rules for a host."""
    if site.config.urls.redirects_for:
        return
    line, column = place_of(key)
    message = f"the redirect {key!r} needs rules for a host: its old addresses aren't known"
    hint = "name the host in urls.redirects_for, or list the old addresses one by one"
    yield warning("redirect-pattern", message, path=_FILE, line=line, column=column, hint=hint)


def _resolve(target: str, answers: SiteAnswers) -> Resolved:
    if is_elsewhere(target):
        return judge_elsewhere(target)
    return answers.link("", "/" + target.lstrip("/"))


def _judge_targets(redirect: Redirect, answers: SiteAnswers, place_of: FindPosition) -> Iterator[Problem]:
    """Yield a Problem for each target, of the whole address and of its parts, that leads nowhere."""
    ends = {redirect.key: redirect.target} if redirect.target else {}
    ends |= {moved.key: moved.target for moved in redirect.parts}
    for key, target in ends.items():
        yield from _describe_broken(key, target, _resolve(target, answers), place_of)


def _describe_broken(key: str, target: str, resolved: Resolved, place_of: FindPosition) -> Iterator[Problem]:
    if resolved.is_broken:
        named = msgspec.structs.replace(resolved, message=f"the redirect {key!r}: {resolved.message}")
        yield named.describe(target, _FILE, *place_of(key))


def _judge_parts(
    site: Site, redirect: Redirect, pages: Mapping[str, str], place_of: FindPosition
) -> Iterator[Problem]:
    """Yield a Problem for each part that its page still has: it would never be redirected."""
    id_ = pages.get(redirect.route.output)
    document = site.nodes[id_].document if id_ else None
    for moved in redirect.parts if document else ():
        if document and moved.part in document.anchors:
            owner = shown_path(site.config, site.nodes[document.path])
            message = f"the redirect {moved.key!r} is never used: {owner} has this part"
            yield _error("url-collision", message, place_of(moved.key), "remove the redirect, or the part")


def _find_clash(
    redirect: Redirect, owners: Mapping[str, str], folders: Iterable[str], place_of: FindPosition
) -> Problem | None:
    """Return a Problem if something else is published at an old address, or would have to be a folder."""
    output, hint = folded(redirect.route.output), "remove one of the two"
    owner = owners.get(output)
    if owner:
        message = f"the redirect {redirect.key!r} is never used: {owner} is published there"
        return _error("url-collision", message, place_of(redirect.key), hint, redirect.key)
    in_the_way = next((owners[folder] for folder in _folders_around(output) if folder in owners), "")
    if in_the_way or output in folders:
        thing = (
            f"{in_the_way} is a file on its path" if in_the_way else "its file would be a folder of others"
        )
        message = f"the redirect {redirect.key!r} has no room: {thing}"
        return _error("output-conflict", message, place_of(redirect.key), hint, redirect.key)
    return None


def _describe(site: Site, target: Target) -> str:
    node = site.nodes[target.node]
    return f"{site.config.paths.content}/{node.path}" if node.path else f"the page of {node.title!r}"


def _folders_around(output: str) -> list[str]:
    steps = output.split("/")[:-1]
    return ["/".join(steps[: length + 1]) for length in range(len(steps))]


def _error(code: str, message: str, place: tuple[int, int], hint: str, subject: str = "") -> Problem:
    return error(code, message, path=_FILE, line=place[0], column=place[1], hint=hint, subject=subject)
