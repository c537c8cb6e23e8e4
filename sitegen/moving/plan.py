"""A site and what moves -> every edit, checked: after them, each reference leads where it led before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.codes import CODES
from sitegen.core.problems import Problem, ProblemError, Severity, error
from sitegen.moving.absolute import edit_absolute
from sitegen.moving.candidates import write_target
from sitegen.moving.configuration import edit_redirects, replace_entries, replace_targets
from sitegen.moving.following import Edits, Move, Moving, write_edits
from sitegen.moving.mentions import find_mentions
from sitegen.moving.old_addresses import find_lost, follow_patterns, join_addresses, list_moved_addresses
from sitegen.moving.references import Reference, find_referent, list_references
from sitegen.moving.spelling import Lines, respell
from sitegen.site.target_parts import split_target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.moving.loaded_site import LoadedSite

#: How many places a message lists.
_MOST = 5
_UNREADABLE = "correct these errors first: links in a page that can't be read would break"


class Plan(NamedTuple):
    """What a move changes."""

    move: Move
    texts: dict[str, tuple[str, str]]  #: path from the site's folder, after the move -> text before and after
    links: int  #: how many references are written anew
    redirects: dict[str, str]  #: old address -> new address
    mentions: tuple[Problem, ...]  #: unchanged files that name what moves


def plan_move(site: LoadedSite, move: Move, *, redirects: bool) -> Plan:
    """Return the edits; ProblemError if a reference can't be written, or would lead elsewhere."""
    _refuse_unreadable(site)
    moving = Moving(site, move)
    after = site.after(move.files, move.write_texts(site), site.config_text)
    _refuse_collisions(site, after)
    addresses = list_moved_addresses(moving, after) if redirects else {}
    rules = join_addresses(moving, addresses)
    config_text = edit_redirects(site.config_text, rules, set(after.ids))
    after = after.after({}, {}, config_text)  # in which redirects have the old addresses
    new_texts = move.write_texts(site)
    count = 0
    for path, source in site.sources.items():
        new_path = moving.follow(path)
        text = source.data.decode()
        edits = _edit_page(moving, after, path, new_path, text) | edit_absolute(moving, after, path, text)
        if edits:
            new_texts[new_path] = write_edits(text, {**edits, **move.edits.get(path, {})})
            count += len(edits)
    targets = _edit_config(moving, after) | follow_patterns(site, rules)
    nav_text = replace_entries(site.nav_text, site.read_nav(site.nav_text), targets)
    config_text = replace_targets(config_text, targets)
    after = after.after({}, new_texts, config_text, nav_text)
    lost, unmatched = find_lost(moving, after)
    config_text = edit_redirects(config_text, lost, {*after.ids, *unmatched})
    after = after.after({}, {}, config_text)
    _verify(moving, after)
    content = site.config.paths.content
    sources = {moving.follow(path): source for path, source in site.sources.items()}
    texts = {f"{content}/{path}": (sources[path].data.decode(), text) for path, text in new_texts.items()}
    if config_text != site.config_text:
        texts[site.config_path] = (site.config_text, config_text)
    if nav_text != site.nav_text:
        texts[f"{content}/{site.config.nav_file}"] = (site.nav_text, nav_text)
    return Plan(move, texts, count + len(targets), addresses, (*find_mentions(site, move, addresses),))


def _edit_page(moving: Moving, after: LoadedSite, path: str, new_path: str, text: str) -> Edits:
    """Return the edits of the references of a page."""
    edits: Edits = {}
    lines = Lines(text)
    for reference in list_references(moving.site, [path]):
        referent = find_referent(moving.site, reference)
        if referent.kind == "broken":
            continue
        expected = moving.expect(referent, after)
        target = write_target(after, reference._replace(path=new_path), expected)
        if target == reference.target:
            continue
        if target is None:
            raise ProblemError(_refuse_reference(moving.site, reference))
        written, new = reference.target, target
        if expected.tail == referent.tail:
            written, new = split_target(written)[0], split_target(new)[0]
        span = lines.find(written, reference.line, reference.column, edits)
        if span is None and written.startswith("/") and new.startswith("/"):  # as in `{% link blog/a.md %}`
            written, new = written[1:], new[1:]
            span = lines.find(written, reference.line, reference.column, edits)
        if span is None:
            raise ProblemError(_refuse_reference(moving.site, reference))
        edits[span] = new if reference.form == "key" else respell(text, span, new)
    return edits


def _edit_config(moving: Moving, after: LoadedSite) -> dict[str, str]:
    targets: dict[str, str] = {}
    for reference in list_references(moving.site):
        referent = find_referent(moving.site, reference)
        if referent.kind == "broken":
            continue
        target = write_target(after, reference, moving.expect(referent, after))
        if target is None:
            raise ProblemError(_refuse_reference(moving.site, reference))
        if target != reference.target:
            is_redirect = reference.target in moving.site.config.redirects.values()
            targets[reference.target] = target.replace(" ", "%20") if is_redirect else target
    return targets


def _verify(moving: Moving, after: LoadedSite) -> None:
    """Compare each reference with that of the site before; ProblemError if one leads elsewhere."""
    wrong: list[Reference] = []
    for path in moving.site.sources:
        before = list(list_references(moving.site, [path]))
        now = list(list_references(after, [moving.follow(path)]))
        if len(before) != len(now):
            wrong.append(Reference(path, "", 0, 0))
            continue
        for reference, new_reference in zip(before, now, strict=True):
            if moving.expect(find_referent(moving.site, reference), after) != find_referent(
                after, new_reference
            ):
                wrong.append(reference)
    wrong += _list_wrong_settings(moving, after)
    problems = _count_problems(after)
    problems.subtract(
        {(moving.rename(path), code): n for (path, code), n in _count_problems(moving.site).items()}
    )
    new = [key for key, number in problems.items() if number > 0]
    if wrong or new:
        raise ProblemError(
            *(_refuse_reference(moving.site, reference) for reference in wrong[:_MOST]),
            *(_refuse(f"the move would cause an error here: {code}", path) for path, code in new[:_MOST]),
        )


def _list_wrong_settings(moving: Moving, after: LoadedSite) -> Iterator[Reference]:
    """Yield what in the configuration, or in the file of the navigation, would lead elsewhere."""
    present = Counter((find_referent(after, one), one.form, one.language) for one in list_references(after))
    for reference in list_references(moving.site):
        referent = moving.expect(find_referent(moving.site, reference), after)
        if not present[referent, reference.form, reference.language]:
            yield reference
    broken = [
        sum(find_referent(site, one).kind == "broken" for one in list_references(site))
        for site in (moving.site, after)
    ]
    if broken[1] > broken[0]:
        yield Reference("", "[redirects]", 0, 0)


def _count_problems(site: LoadedSite) -> Counter[tuple[str, str]]:
    return Counter((problem.path, problem.code) for problem in site.problems)


def _refuse_unreadable(site: LoadedSite) -> None:
    content = site.config.paths.content
    unread = [
        f"{content}/{path}"
        for path, (document, _) in site.converted.items()
        if any(_is_grave(problem) for problem in document.problems)
    ]
    if unread:
        raise ProblemError(
            *(_refuse("this page can't be read", path, _UNREADABLE) for path in unread[:_MOST])
        )


def _is_grave(problem: Problem) -> bool:
    """Return whether a page with this Problem may not have been read to its end."""
    return problem.severity is Severity.ERROR and not CODES[problem.code].lenient


def _refuse_collisions(site: LoadedSite, after: LoadedSite) -> None:
    before = Counter(_list_outputs(site))
    for output, number in Counter(_list_outputs(after)).items():
        if number > max(before[output], 1):
            raise ProblemError(
                _refuse(f"two files would be published at /{output}", after.config.paths.content)
            )


def _list_outputs(site: LoadedSite) -> Iterator[str]:
    yield from (node.route.output for node in site.site.nodes.values())
    yield from (route.output for route in site.site.files.values())


def _refuse_reference(site: LoadedSite, reference: Reference) -> Problem:
    path = f"{site.config.paths.content}/{reference.path}" if reference.path else site.config_path
    message = f"{reference.target!r} can't be changed to lead to the same place after the move"
    return error(
        "move-refused",
        message,
        path=path,
        line=reference.line,
        column=reference.column,
        hint="write this link in another way, or change it by hand and move again",
    )


def _refuse(message: str, path: str, hint: str = "choose another name, or correct it first") -> Problem:
    return error("move-refused", message, path=path, hint=hint)
