"""Site -> Targets: every file that the build renders, each with its template; collisions become Problems."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from enum import StrEnum
from functools import cache, partial
from posixpath import dirname
from typing import TYPE_CHECKING

import msgspec

from sitegen.addresses import MAX_NAME_BYTES, MAX_PATH_BYTES, describe_unsafe, is_unsafe
from sitegen.config import Dialect
from sitegen.errors import Problem, error, warning
from sitegen.headers import HOST_FILES
from sitegen.hosts import is_elsewhere
from sitegen.search import check_indexer, find_indexer
from sitegen.site.assemble import shown_path
from sitegen.site.links import judge_elsewhere
from sitegen.site.made import alias_routes, feed_formats, feed_route, markdown_route
from sitegen.site.nodes import Kind, Node
from sitegen.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from sitegen.site import Site, SiteAnswers


class Form(StrEnum):
    """What is made: decides the context that the template gets."""

    PAGE = "page"
    FEED = "feed"
    REDIRECT = "redirect"
    SITEMAP = "sitemap"
    TEXT = "text"  #: robots.txt, the web manifest, _redirects
    MARKDOWN = "markdown"  #: a page for language models
    LLMS = "llms"  #: llms.txt, llms-full.txt
    HEADERS = "headers"  #: for the host


class Target(msgspec.Struct, frozen=True, array_like=True):
    """One file to be rendered."""

    output: str  #: path under public/
    form: Form
    node: str  #: id of the page that it shows or stands for
    template: str
    number: int = 1  #: which list page, from 1
    digest: str = ""  #: of the page's own file
    argument: str = ""  #: a feed's format; a redirect's destination


#: Layouts by which other generators' pages say no more than what kind of page they are.
_CUSTOMARY = frozenset(
    ("post", "page", "default", "single", "list", "home", "none", "null", "article", "base", "section")
)
_LISTS = frozenset({Kind.HOME, Kind.SECTION, Kind.TERM})
_FEED_TEMPLATES = {"atom": "atom.xml", "rss": "rss.xml", "json": ""}


def plan(
    site: Site, answers: SiteAnswers, templates: Collection[str], menu_places: Sequence[tuple[int, int]] = ()
) -> tuple[tuple[Target, ...], tuple[Problem, ...]]:
    """Return every Target of the site, by output, and the Problems of planning it.

    ``templates`` are the names of the layouts that exist; ``menu_places`` are (line, column) of the targets
    in the menu, in its order.
    """
    problems: list[Problem] = []
    targets: list[Target] = []
    find_usual = cache(partial(_find_usual, templates))
    taken = _taken(site)
    for node in site.nodes.values():
        template, problem = choose_template(site, node, templates, find_usual)
        if problem:
            problems.append(problem)
        if not (node.route.output in taken and _gives_way(site, node)):
            targets += _plan_pages(node, template, answers)
        targets += _plan_aliases(site, node)
        targets += _plan_feeds(site, node)
    targets += _plan_extras(site, answers.home)
    if site.config.dialect is not Dialect.SITEGEN:
        targets, given_up = _give_way(site, targets)
        problems += given_up
    targets.sort(key=lambda target: target.output)
    problems += find_collisions(site, targets)
    problems += find_conflicts(site, targets)
    problems += find_bad_names(site, targets)
    problems += check_menu(site, answers, menu_places)
    problems += check_pictures(site, answers)
    if site.config.search.enabled:
        problems += check_indexer(site.config.language)
    return tuple(targets), tuple(problems)


def _give_way(site: Site, targets: Sequence[Target]) -> tuple[list[Target], list[Problem]]:
    """Leave out the redirects of another generator's site at addresses that are something else by now."""
    owners = {target.output: _owner(site, target) for target in targets if target.form is not Form.REDIRECT}
    owners |= {route.output: path for path, route in site.files.items()}
    kept: list[Target] = []
    problems: list[Problem] = []
    for target in targets:
        if target.form is Form.REDIRECT:
            if target.output in owners:
                problems.append(_given_up(site, target, owners[target.output]))
                continue
            owners[target.output] = _owner(site, target)
        kept.append(target)
    return kept, problems


def _given_up(site: Site, target: Target, owner: str) -> Problem:
    node = site.nodes[target.node]
    line, column = node.document.front.place("aliases") if node.document else (0, 0)
    message = f"the alias {target.argument} is left out: {owner} is published there"
    path = shown_path(site.config, node)
    return warning(
        "url-collision", message, path=path, line=line, column=column, hint="remove one of the two"
    )


def _gives_way(site: Site, node: Node) -> bool:
    """Tell whether a page makes room for what the author publishes at its address.

    The list of a folder does, which nobody wrote; that of a term, and the page for what is not there, are
    lost by mistake alone, but in a site that another generator made so.
    """
    if node.document:
        return False
    return node.kind in {Kind.HOME, Kind.SECTION} or site.config.dialect is not Dialect.SITEGEN


def _taken(site: Site) -> frozenset[str]:
    """Return what the author publishes by page, file or alias: a page that nobody wrote gives way to it."""
    written = [node for node in site.nodes.values() if node.document]
    aliases = (route.output for node in written for _, route in alias_routes(site, node))
    pages = (node.route.output for node in written)
    return frozenset((*pages, *(route.output for route in site.files.values()), *aliases))


def check_menu(site: Site, answers: SiteAnswers, places: Sequence[tuple[int, int]] = ()) -> Iterator[Problem]:
    """Yield a Problem for each entry of the menu that leads nowhere; ``places`` are its targets'."""
    for place, item in enumerate(site.config.menu):
        line, column = places[place] if place < len(places) else (0, 0)
        if is_unsafe(item.target):
            yield _refuse_unsafe(item.target, "sitegen.toml", (line, column))
            continue
        if is_elsewhere(item.target):
            found = judge_elsewhere(item.target)
        else:
            found = answers.link("", "/" + item.target.lstrip("/"))
        if found.code:
            named = msgspec.structs.replace(found, message=f"the menu entry {item.name!r}: {found.message}")
            yield named.describe(item.target, "sitegen.toml", line, column)


def check_pictures(site: Site, answers: SiteAnswers) -> Iterator[Problem]:
    """Yield a Problem for each page whose front matter names an image that is not there."""
    for node in site.nodes.values():
        front = node.document.front if node.document else None
        if front is None or not front.image:
            continue
        if is_unsafe(front.image):
            yield _refuse_unsafe(front.image, shown_path(site.config, node), front.place("image"))
            continue
        if is_elsewhere(front.image):
            found = judge_elsewhere(front.image, embed=True)
        else:
            found = answers.image(node.id, front.image).found
        if found.code:
            yield found.describe(front.image, shown_path(site.config, node), *front.place("image"))


def _refuse_unsafe(target: str, path: str, place: tuple[int, int]) -> Problem:
    message, hint = describe_unsafe(target)
    return error("unsafe-url", message, path=path, line=place[0], column=place[1], hint=hint)


def choose_template(
    site: Site, node: Node, templates: Collection[str], find_usual: Callable[[Kind, str], str]
) -> tuple[str, Problem | None]:
    """Return the template of a page: its front matter's layout, else the deepest one of its kind."""
    wanted = node.document.front.layout if node.document else ""
    wanted = site.config.layouts.get(wanted, wanted)
    names = [name for name in (wanted, f"{wanted}.html") if wanted]
    name = next((name for name in names if name in templates), "")
    if wanted and not name and not _is_customary(site, wanted):
        return f"{node.kind}.html", _unknown_layout(site, node, wanted, templates)
    if name:
        return name, None
    return find_usual(node.kind, node.document.path.rpartition("/")[0] if node.document else ""), None


def _find_usual(templates: Collection[str], kind: Kind, folder: str) -> str:
    """Return the template of a kind of page for the files of a folder."""
    usual = f"{kind}.html"
    while folder:
        if (name := f"{folder}/{usual}") in templates:
            return name
        folder = folder.rpartition("/")[0]
    return usual


def _is_customary(site: Site, layout: str) -> bool:
    """Tell whether another generator's pages name this layout, and mean the usual one by it."""
    return site.config.dialect is not Dialect.SITEGEN and layout.removesuffix(".html") in _CUSTOMARY


def _unknown_layout(site: Site, node: Node, wanted: str, templates: Collection[str]) -> Problem:
    names = [name for name in templates if "/" not in name]
    guess = nearest(wanted, [*names, *(name.removesuffix(".html") for name in names)])
    line, column = node.document.front.place("layout") if node.document else (0, 0)
    if site.config.dialect is not Dialect.SITEGEN:
        return warning(
            "unknown-layout",
            f"there is no layout {wanted!r}: the page has that of its kind, {node.kind}.html",
            path=shown_path(site.config, node),
            line=line,
            column=column,
            hint="say which template it means below [layouts] in sitegen.toml",
        )
    return error(
        "unknown-layout",
        f"there is no layout {wanted!r}",
        path=shown_path(site.config, node),
        line=line,
        column=column,
        hint=f"did you mean {guess!r}?" if guess else f"add {site.config.paths.layouts}/{wanted}.html",
    )


def _plan_pages(node: Node, template: str, answers: SiteAnswers) -> Iterator[Target]:
    digest = node.document.digest if node.document else ""
    yield Target(node.route.output, Form.PAGE, node.id, template, 1, digest)
    if answers.has_markdown(node):
        yield Target(markdown_route(node).output, Form.MARKDOWN, node.id, "", digest=digest)
    if node.kind not in _LISTS:
        return
    folder = dirname(node.route.output)
    for number in range(2, answers.list_pages(node.id) + 1):
        output = f"{folder}/page/{number}/index.html".lstrip("/")
        yield Target(output, Form.PAGE, node.id, template, number, digest)


def _plan_aliases(site: Site, node: Node) -> Iterator[Target]:
    for alias, route in alias_routes(site, node):
        yield Target(route.output, Form.REDIRECT, node.id, "redirect.html", argument=alias)


def _plan_feeds(site: Site, node: Node) -> Iterator[Target]:
    folder = dirname(node.route.output)
    for name in feed_formats(site, node):
        yield Target(
            feed_route(folder, name).output, Form.FEED, node.id, _FEED_TEMPLATES[name], argument=name
        )


def find_searchable(site: Site, targets: Iterable[Target]) -> dict[str, str]:
    """Return the outputs that a search may find, with their addresses; none where there is no search."""
    if not (site.config.search.enabled and find_indexer()):
        return {}
    nodes = site.nodes
    return {
        target.output: nodes[target.node].route.url
        for target in targets
        if target.form is Form.PAGE and nodes[target.node].kind is Kind.PAGE
    }


def _plan_extras(site: Site, home: str) -> Iterator[Target]:
    published = {route.output for route in site.files.values()}
    usual = [
        Target("robots.txt", Form.TEXT, home, "robots.txt"),
        Target("site.webmanifest", Form.TEXT, home, "manifest.json"),
    ]
    if site.config.base_url:
        usual.append(Target("sitemap.xml", Form.SITEMAP, home, "sitemap.xml"))
    for target in usual:
        if target.output not in published:  # a file of the author's own stays as it is
            yield target
    if site.config.urls.redirects_file:
        yield Target("_redirects", Form.TEXT, home, "")
    if site.config.llms.index:
        yield Target("llms.txt", Form.LLMS, home, "")
        yield Target("llms-full.txt", Form.LLMS, home, "", argument="full")
    for name in sorted(set(site.config.headers.files)):
        yield Target(HOST_FILES[name].path, Form.HEADERS, home, "", argument=name)


def find_collisions(site: Site, targets: Iterable[Target]) -> tuple[Problem, ...]:
    """Return a Problem for each output that two sources claim, be it only on a case-blind disk."""
    targets = tuple(targets)
    times = Counter(folded(target.output) for target in targets)
    times.update(folded(route.output) for route in site.files.values())
    twice = {output for output, count in times.items() if count > 1}
    if not twice:
        return ()
    owners: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for target in targets:
        if (output := folded(target.output)) in twice:
            owners[output].append((target.output, _owner(site, target)))
    for path, route in site.files.items():
        if (output := folded(route.output)) in twice:
            owners[output].append((route.output, path))
    problems: list[Problem] = []
    for claims in owners.values():
        problems += _describe_collision(site, sorted(claims, key=lambda claim: claim[1]))
    return tuple(problems)


def find_conflicts(site: Site, targets: Iterable[Target]) -> Iterator[Problem]:
    """Yield a Problem for each output that is a folder of another output, too."""
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
        first, second = (one if isinstance(one, str) else _owner(site, one) for one in both)
        blamed = first if _source_of(site, first) else second
        line, column = _place_of(site, blamed)
        message = f"{first} would be published as {output}, which is a folder with {second} in it"
        path = _source_of(site, blamed)
        hint = "give one of the two another name, slug or url"
        yield error("output-conflict", message, path=path, line=line, column=column, hint=hint)


def find_bad_names(site: Site, targets: Iterable[Target]) -> Iterator[Problem]:
    """Yield a Problem for each output whose name, or whole path, is longer than file systems take.

    And for each that has a step in it: a pattern makes ``/.:category/`` of a page without a category.
    """
    for target in targets:
        output = target.output
        if ("/." in output or output[0] == ".") and (steps := {".", ".."}.intersection(output.split("/"))):
            owner = _owner(site, target)
            message = (
                f"{owner[:200]} would be published under a path with '{min(steps)}' in it: {output[:60]}"
            )
            hint = "change its pattern, or give it a url"
            line, column = _place_of(site, owner)
            path = _source_of(site, owner)
            yield error("output-name", message, path=path, line=line, column=column, hint=hint)
            continue
        if len(output) <= MAX_NAME_BYTES // 4 or site.nodes[target.node].kind is Kind.TERM:
            continue  # a term's name is judged where terms are collected
        name = max(output.split("/"), key=lambda part: len(part.encode()))
        if len(name.encode()) > MAX_NAME_BYTES:
            fault = f"a name longer than {MAX_NAME_BYTES} bytes: {name[:60]}…"
        elif len(output.encode()) > MAX_PATH_BYTES:
            fault = f"a path longer than {MAX_PATH_BYTES} bytes: {output[:60]}…"
        else:
            continue
        owner = _owner(site, target)
        message = f"{owner[:200]} would be published under {fault}"
        hint = "give it a shorter name, slug or url"
        yield error("output-name", message, path=_source_of(site, owner), hint=hint)


def _describe_collision(site: Site, claims: list[tuple[str, str]]) -> Iterator[Problem]:
    (output, first), *others = claims
    for other_output, other in others:
        how = (
            f"as {output}, like"
            if other_output == output
            else f"as {other_output}, which some file systems take for the {output} of"
        )
        blamed = other if _source_of(site, other) else first
        line, column = _place_of(site, blamed)
        yield error(
            "url-collision",
            f"{other} would be published {how} {first}",
            path=_source_of(site, blamed),
            line=line,
            column=column,
            hint="give one of them another name, slug or url",
        )


def _place_of(site: Site, owner: str) -> tuple[int, int]:
    """Return (line, column) of the key that says where this owner is published; (0, 0): its name says it."""
    node = site.nodes.get(_source_of(site, owner).removeprefix(f"{site.config.paths.content}/"))
    names = ("aliases",) if " (alias " in owner else ("url", "slug")
    keys = node.document.front.keys if node and node.document else ()
    return next(((key.line, key.column) for key in keys if key.name in names), (0, 0))


def _source_of(site: Site, owner: str) -> str:
    """Return the file that is to be changed when this owner of an output is; "" when it has none."""
    path = owner.partition(" (alias ")[0]
    is_file = path in site.files or path.removeprefix(f"{site.config.paths.content}/") in site.nodes
    return path if is_file else ""


def _owner(site: Site, target: Target) -> str:
    node = site.nodes[target.node]
    name = shown_path(site.config, node) or f"the page of {node.title!r}"
    match target.form:
        case Form.PAGE:
            return name
        case Form.REDIRECT:
            return f"{name} (alias {target.argument})"
        case _:
            return f"the {target.output.rpartition('/')[2]} of {name}"


def folded(output: str) -> str:
    """Return what two outputs share that some file systems take for one."""
    return output.lower() if output.isascii() else unicodedata.normalize("NFC", output).casefold()
