"""Site -> Targets: every file that the build renders, each with its template; collisions become Problems."""

from __future__ import annotations

from functools import cache, partial
from itertools import chain, repeat
from posixpath import dirname
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import RULE_HOSTS, Dialect, FooterItem, flatten, key_place, menu_places
from sitegen.core.hosts import is_elsewhere
from sitegen.core.problems import Problem, Severity, error, warning
from sitegen.core.safe_paths import describe_unsafe, is_unsafe
from sitegen.plan.collisions import describe_owner, find_bad_names, find_collisions, find_conflicts
from sitegen.plan.policy import HOST_FILES
from sitegen.plan.redirects import plan_redirects
from sitegen.plan.target import Form, Target
from sitegen.plan.templates import choose_template, find_default_template
from sitegen.site.assemble import shown_path
from sitegen.site.generated import alias_routes, feed_formats, feed_route, markdown_route, one_page_route
from sitegen.site.nodes import Kind, Node
from sitegen.site.redirects import read_redirects
from sitegen.site.resolved import judge_elsewhere

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sitegen.config import Config, Language, MenuItem
    from sitegen.site.answers import SiteAnswers
    from sitegen.site.assemble import Site


_LISTS = frozenset({Kind.HOME, Kind.SECTION, Kind.TERM})
#: Generators by which lists have the address ``page/1/``, too.
_FIRST_PAGES = frozenset({Dialect.HUGO, Dialect.ZOLA})
_FEED_TEMPLATES = {"atom": "atom.xml", "rss": "rss.xml", "json": ""}


def plan(
    site: Site,
    answers: SiteAnswers,
    templates: Collection[str],
    config_text: str,
    outputs: Iterable[str] = (),
) -> tuple[tuple[Target, ...], tuple[Problem, ...]]:
    """Return every Target of the site, by output, and the Problems of planning it.

    ``templates`` are the names of the layouts that exist; ``config_text`` is what sitegen.toml says,
    ``outputs`` are the paths of files that extensions write.
    """
    problems: list[Problem] = []
    targets: list[Target] = []
    find_usual = cache(partial(find_default_template, templates))
    taken = _taken(site)
    for node in site.nodes.values():
        template, problem = choose_template(site, node, templates, find_usual)
        if problem:
            problems.append(problem)
        if not (node.route.output in taken and _gives_way(site, node)):
            targets += _plan_pages(node, template, answers)
            targets += _plan_list_pages(node, template, answers, taken)
            if site.config.dialect in _FIRST_PAGES:
                targets += _plan_first_page(node, taken)
        targets += _plan_aliases(site, node)
        targets += _plan_feeds(site, node)
    targets += _plan_extras(site, answers.home)
    targets += _plan_languages(site)
    targets += (Target(output, Form.EXTENSION, answers.home, "") for output in outputs)
    if site.config.dialect is not Dialect.SITEGEN:
        targets, given_up = _give_way(site, targets)
        problems += given_up
    moved, redirect_problems = plan_redirects(
        site, answers, targets, lambda key: key_place(config_text, ("redirects", key))
    )
    problems += redirect_problems
    problems += find_collisions(site, targets)
    problems += find_conflicts(site, targets)
    problems += find_bad_names(site, targets)
    targets = sorted([*targets, *moved], key=lambda target: target.output)
    if site.parts:
        targets = [
            msgspec.structs.replace(target, language=site.nodes[target.node].language) for target in targets
        ]
    problems += check_menus(site, answers, config_text)
    problems += check_pictures(site, answers)
    return tuple(targets), tuple(problems)


def _give_way(site: Site, targets: Sequence[Target]) -> tuple[list[Target], list[Problem]]:
    """Leave out the redirects of another generator's site whose addresses are in use."""
    owners = {
        target.output: describe_owner(site, target) for target in targets if target.form is not Form.REDIRECT
    }
    owners |= {route.output: path for path, route in site.files.items()}
    remaining: list[Target] = []
    problems: list[Problem] = []
    for target in targets:
        if target.form is Form.REDIRECT:
            if target.output in owners:
                problems.append(_given_up(site, target, owners[target.output]))
                continue
            owners[target.output] = describe_owner(site, target)
        remaining.append(target)
    return remaining, problems


def _given_up(site: Site, target: Target, owner: str) -> Problem:
    node = site.nodes[target.node]
    line, column = node.document.front.place("aliases") if node.document else (0, 0)
    message = f"the alias {target.argument} is left out: {owner} is published there"
    path = shown_path(site.config, node)
    return warning(
        "url-collision", message, path=path, line=line, column=column, hint="remove one of the two"
    )


def _gives_way(site: Site, node: Node) -> bool:
    """Return whether a page makes room for what the author publishes at its address.

    Generated lists of folders do. Lists of terms and the 404 page do only on sites of another generator;
    elsewhere, replacing them would be a mistake.
    """
    if node.document:
        return False
    return (
        node.kind in {Kind.HOME, Kind.SECTION, Kind.NAVIGATION} or site.config.dialect is not Dialect.SITEGEN
    )


def _taken(site: Site) -> frozenset[str]:
    """Return the addresses that the author uses; generated pages give way to them."""
    written = [node for node in site.nodes.values() if node.document]
    aliases = (route.output for node in written for _, route in alias_routes(site, node))
    pages = (node.route.output for node in written)
    files = (route.output for route in site.files.values())
    moved = (entry.route.output for entry in read_redirects(site).entries if entry.target)
    return frozenset((*pages, *files, *aliases, *moved))


#: Entries outside lists -> their path in the configuration.
_ALONE = {"banner": ("banner", "target"), "diagrams": ("diagrams", "script")}


def check_menus(site: Site, answers: SiteAnswers, config_text: str) -> Iterator[Problem]:
    """Yield a Problem for each entry of the menu and the footer that leads nowhere."""
    script = site.config.diagrams.script
    yield from _check_menus(site.config, "", (), answers, config_text, script)
    for code, language in site.config.languages.items():
        yield from _check_menus(language, f"{code}:", ("languages", code), answers, config_text)


def _check_menus(
    config: Config | Language,
    root: str,
    table: tuple[str, ...],
    answers: SiteAnswers,
    config_text: str,
    script: str = "",
) -> Iterator[Problem]:
    """Check the menus of a table of the configuration; ``root`` is what their targets are counted from.

    ``script`` is the address of Mermaid's module, if the site has one.
    """
    menus: dict[str, Iterable[MenuItem | FooterItem]] = {
        "menu": flatten(config.menu),
        "footer": config.footer,
        "banner": [FooterItem(config.banner.link, config.banner.target)] if config.banner.target else [],
    }
    if script:
        menus["diagrams"] = [FooterItem("script", script)]
    for kind, items in menus.items():
        alone = key_place(config_text, (*table, *_ALONE[kind])) if kind in _ALONE else (0, 0)
        places = chain(menu_places(config_text, kind, table), repeat(alone))
        for item, (line, column) in zip(items, places, strict=False):
            if is_unsafe(item.target):
                yield _refuse_unsafe(item.target, "sitegen.toml", (line, column))
                continue
            if is_elsewhere(item.target):
                resolved = judge_elsewhere(item.target)
            else:
                resolved = answers.link(root, "/" + item.target.lstrip("/"))
            if resolved.code:
                message = f"the {kind} entry {item.name!r}: {resolved.message}"
                named = msgspec.structs.replace(resolved, message=message)
                yield named.describe(item.target, "sitegen.toml", line, column)


def check_pictures(site: Site, answers: SiteAnswers) -> Iterator[Problem]:
    """Yield a Problem for each page whose front matter names an image that isn't there."""
    for node in site.nodes.values():
        front = node.document.front if node.document else None
        if front is None or not front.image:
            continue
        if is_unsafe(front.image):
            yield _refuse_unsafe(front.image, shown_path(site.config, node), front.place("image"))
            continue
        if is_elsewhere(front.image):
            resolved = judge_elsewhere(front.image, embed=True)
        else:
            resolved = answers.image(node.id, front.image).resolved
        if resolved.code:
            problem = resolved.describe(front.image, shown_path(site.config, node), *front.place("image"))
            is_ours = site.config.dialect is Dialect.SITEGEN
            # Templates of another generator may look in a folder of their own.
            yield problem if is_ours else msgspec.structs.replace(problem, severity=Severity.WARNING)


def _refuse_unsafe(target: str, path: str, line_column: tuple[int, int]) -> Problem:
    message, hint = describe_unsafe(target)
    return error("unsafe-url", message, path=path, line=line_column[0], column=line_column[1], hint=hint)


def _plan_pages(node: Node, template: str, answers: SiteAnswers) -> Iterator[Target]:
    digest = node.document.digest if node.document and node.path == node.id else ""
    form = Form.NAVIGATION if node.kind is Kind.NAVIGATION else Form.PAGE
    yield Target(node.route.output, form, node.id, template, 1, digest)
    if answers.has_markdown(node):
        yield Target(markdown_route(node).output, Form.MARKDOWN, node.id, "", digest=digest)
    if node.kind in _LISTS and (route := one_page_route(node)):
        yield Target(route.output, Form.ONE_PAGE, node.id, "one-page.html", digest=digest)


def _plan_list_pages(
    node: Node, template: str, answers: SiteAnswers, taken: Collection[str]
) -> Iterator[Target]:
    """Yield the list pages after the first, and a redirect from the one that more entries will need."""
    if node.kind not in _LISTS:
        return
    digest = node.document.digest if node.document and node.path == node.id else ""
    pagination = answers.pagination(node.id)
    folder = f"{dirname(node.route.output)}/page".lstrip("/")
    for number in range(2, pagination.pages + 1):
        yield Target(f"{folder}/{number}/index.html", Form.PAGE, node.id, template, number, digest)
    output = f"{folder}/{pagination.next_number}/index.html"
    if pagination.next_number and output not in taken:
        address = f"/{folder}/{pagination.next_number}/"
        yield Target(output, Form.REDIRECT, node.id, "redirect.html", argument=address)


def _plan_first_page(node: Node, taken: Collection[str]) -> Iterator[Target]:
    """Yield a redirect to a list from ``page/1/`` below it."""
    output = f"{dirname(node.route.output)}/page/1/index.html".lstrip("/")
    if (node.kind in _LISTS or node.kind is Kind.TAXONOMY) and output not in taken:
        yield Target(output, Form.REDIRECT, node.id, "redirect.html", argument=f"/{dirname(output)}/")


def _plan_aliases(site: Site, node: Node) -> Iterator[Target]:
    for alias, route in alias_routes(site, node):
        yield Target(route.output, Form.REDIRECT, node.id, "redirect.html", argument=alias)


def _plan_feeds(site: Site, node: Node) -> Iterator[Target]:
    for name in feed_formats(site, node):
        route = feed_route(site, node, name)
        yield Target(route.output, Form.FEED, node.id, _FEED_TEMPLATES[name], argument=name)


def _plan_languages(site: Site) -> Iterator[Target]:
    """Yield what each language has below its prefix, and what leads from the root to the main one."""
    published = {route.output for route in site.files.values()}
    for part in site.parts.values():
        if not part.url_prefix:
            continue
        home = next(node.id for node in part.nodes.values() if node.kind is Kind.HOME)
        if part.code == site.config.language and "index.html" not in published:
            yield Target("index.html", Form.REDIRECT, home, "redirect.html", argument="/")
        if site.config.llms.index:
            yield Target(f"{part.url_prefix}/llms.txt", Form.LLMS, home, "")
            yield Target(f"{part.url_prefix}/llms-full.txt", Form.LLMS, home, "", argument="full")


def _plan_extras(site: Site, home: str) -> Iterator[Target]:
    published = {route.output for route in site.files.values()}
    usual = [
        Target("robots.txt", Form.TEXT, home, "robots.txt"),
        Target("site.webmanifest", Form.TEXT, home, "manifest.json"),
    ]
    if site.config.base_url:
        usual.append(Target("sitemap.xml", Form.SITEMAP, home, "sitemap.xml"))
    for target in usual:
        if target.output not in published:  # the author's own file stays
            yield target
    if site.config.llms.index:
        yield Target("llms.txt", Form.LLMS, home, "")
        yield Target("llms-full.txt", Form.LLMS, home, "", argument="full")
    if site.config.reference.inventory:
        yield Target("objects.inv", Form.INVENTORY, home, "")
    host_files = {HOST_FILES[name].path for name in site.config.headers.files}
    host_files |= {RULE_HOSTS[name] for name in site.config.urls.redirects_for}
    for path in sorted(host_files):
        yield Target(path, Form.HOST, home, "")
