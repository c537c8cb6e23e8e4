"""Targets -> Problems: two sources with one address, and names that some system can't hold."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from sitegen.core.problems import Problem, error, warning
from sitegen.core.safe_paths import MAX_NAME_BYTES, MAX_PATH_BYTES
from sitegen.plan.target import Form, Target
from sitegen.site.assemble import shown_path
from sitegen.site.nodes import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitegen.site.assemble import Site

_FOR_THE_HOST = "the file for your host"
_TO_REPLACE = "remove the file, or its host from headers.files or urls.redirects_for"


def find_collisions(site: Site, targets: Iterable[Target]) -> tuple[Problem, ...]:
    """Return a Problem for each output that two sources claim, even if only on a case-insensitive disk."""
    targets = tuple(targets)
    times = Counter(folded(target.output) for target in targets)
    times.update(folded(route.output) for route in site.files.values())
    twice = {output for output, count in times.items() if count > 1}
    if not twice:
        return ()
    owners: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for target in targets:
        if (output := folded(target.output)) in twice:
            owners[output].append((target.output, describe_owner(site, target)))
    for path, route in site.files.items():
        if (output := folded(route.output)) in twice:
            owners[output].append((route.output, path))
    problems: list[Problem] = []
    for claims in owners.values():
        problems += _describe_collision(site, sorted(claims, key=lambda claim: claim[1]))
    return tuple(problems)


def find_conflicts(site: Site, targets: Iterable[Target]) -> Iterator[Problem]:
    """Yield a Problem for each output that is also the folder of another output."""
    owners: dict[str, Target | str] = {target.output: target for target in targets}
    owners |= {route.output: path for path, route in site.files.items()}
    inside: dict[str, str] = {}  # folder -> the first output in it
    for output in owners:
        folder = output.rpartition("/")[0]
        while folder and folder not in inside:
            inside[folder] = output
            folder = folder.rpartition("/")[0]
    for output in sorted(owners.keys() & inside.keys()):
        both = (owners[output], owners[inside[output]])
        first, second = (owner if isinstance(owner, str) else describe_owner(site, owner) for owner in both)
        blamed = first if _source_of(site, first) else second
        line, column = _place_of(site, blamed)
        message = f"{first} would be published as {output}, which is a folder with {second} in it"
        path = _source_of(site, blamed)
        hint = "give one of the two another name, slug or url"
        yield error("output-conflict", message, path=path, line=line, column=column, hint=hint)


def find_bad_names(site: Site, targets: Iterable[Target]) -> Iterator[Problem]:
    """Yield a Problem for each output whose name, or whole path, is longer than file systems take.

    Also for each with ``.`` or ``..`` in it: a pattern may give ``/.:category/`` without a category. A
    folder that ends with a space or dot is a warning: the page ``a .md`` has one.
    """
    for target in targets:
        output = target.output
        if ("/." in output or output[0] == ".") and (steps := {".", ".."}.intersection(output.split("/"))):
            owner = describe_owner(site, target)
            message = (
                f"{owner[:200]} would be published under a path with '{min(steps)}' in it: {output[:60]}"
            )
            hint = "change its pattern, or give it a url"
            line, column = _place_of(site, owner)
            path = _source_of(site, owner)
            yield error("output-name", message, path=path, line=line, column=column, hint=hint)
            continue
        if " /" in output or "./" in output:
            owner = describe_owner(site, target)
            message = (
                f"{owner} would be published as {output}: Windows drops the space or dot at the end of a name"
            )
            hint = "rename it, or give it a slug"
            yield warning("output-name", message, path=_source_of(site, owner), hint=hint)
        if len(output) <= MAX_NAME_BYTES // 4 or site.nodes[target.node].kind is Kind.TERM:
            continue  # a term's name is judged where terms are collected
        name = max(output.split("/"), key=lambda part: len(part.encode()))
        if len(name.encode()) > MAX_NAME_BYTES:
            fault = f"a name longer than {MAX_NAME_BYTES} bytes: {name[:60]}…"
        elif len(output.encode()) > MAX_PATH_BYTES:
            fault = f"a path longer than {MAX_PATH_BYTES} bytes: {output[:60]}…"
        else:
            continue
        owner = describe_owner(site, target)
        message = f"{owner[:200]} would be published under {fault}"
        hint = "give it a shorter name, slug or url"
        yield error("output-name", message, path=_source_of(site, owner), hint=hint)


def _describe_collision(site: Site, claims: list[tuple[str, str]]) -> Iterator[Problem]:
    (output, first), *later_claims = claims
    for other_output, other_owner in later_claims:
        how = (
            f"as {output}, like"
            if other_output == output
            else f"as {other_output}, which some file systems take for the {output} of"
        )
        blamed = other_owner if _source_of(site, other_owner) else first
        line, column = _place_of(site, blamed)
        is_alias = " (alias " in blamed
        remedy = (
            "change the alias, or remove it" if is_alias else "give one of them another name, slug or url"
        )
        yield error(
            "url-collision",
            f"{other_owner} would be published {how} {first}",
            path=_source_of(site, blamed),
            line=line,
            column=column,
            hint=_TO_REPLACE if _FOR_THE_HOST in {first, other_owner} else remedy,
        )


def _place_of(site: Site, owner: str) -> tuple[int, int]:
    """Return (line, column) of the key that sets the owner's address; (0, 0): its file name does."""
    node = site.nodes.get(_source_of(site, owner).removeprefix(f"{site.config.paths.content}/"))
    names = ("aliases",) if " (alias " in owner else ("url", "slug")
    keys = node.document.front.keys if node and node.document else ()
    return next(((key.line, key.column) for key in keys if key.name in names), (0, 0))


def _source_of(site: Site, owner: str) -> str:
    """Return the source file of the owner of an output; "" if it has none."""
    path = owner.partition(" (alias ")[0]
    is_file = path in site.files or path.removeprefix(f"{site.config.paths.content}/") in site.nodes
    return path if is_file else ""


def describe_owner(site: Site, target: Target) -> str:
    """Return the name in messages of the owner of a target: the page that it is made for."""
    node = site.nodes[target.node]
    name = shown_path(site.config, node) or f"the page of {node.title!r}"
    match target.form:
        case Form.PAGE:
            return name
        case Form.REDIRECT:
            return f"{name} (alias {target.argument})"
        case Form.HOST:
            return _FOR_THE_HOST
        case _:
            return f"the {target.output.rpartition('/')[2]} of {name}"


def folded(output: str) -> str:
    """Return a key that is equal for outputs that some file systems can't tell apart."""
    return output.lower() if output.isascii() else unicodedata.normalize("NFC", output).casefold()
