"""Site -> Plan: every file to be created, the answers for its pages, and Problems of the whole site."""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.history import load_history
from sitegen.build.inventories import check_inventories, open_inventories
from sitegen.build.salvage import drop_clashes
from sitegen.config import base_path
from sitegen.core.problems import Problem
from sitegen.plan.base_url import check_base_url
from sitegen.plan.navigation import check_navigation
from sitegen.plan.plan import plan
from sitegen.plan.schemas import check_fields, check_schemas
from sitegen.plan.target import Target
from sitegen.plan.unread import check_categories, check_empty_layouts
from sitegen.resources.pagefind import check_indexer
from sitegen.resources.search_index import FOLDER as SEARCH_FOLDER
from sitegen.site.answers import SiteAnswers
from sitegen.site.values import Publication, Surroundings, no_extension
from sitegen.sources.choose import site_path
from sitegen.sources.inputs import read_listed_nav
from sitegen.theme.layouts import Closures, find_ids

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.build.assembly import Assembly
    from sitegen.build.documents import Documents
    from sitegen.build.job import Run, Stores
    from sitegen.resources.static_files import Copies
    from sitegen.site.assemble import Site
    from sitegen.sources.history import History
    from sitegen.theme.load import Materials


class Plan(msgspec.Struct, frozen=True):
    """What a build is to publish."""

    targets: tuple[Target, ...]
    answers: SiteAnswers
    problems: tuple[Problem, ...]  #: of the site as a whole


def plan_outputs(
    run: Run, stores: Stores, documents: Documents, assembly: Assembly, theme: Materials, copies: Copies
) -> Plan:
    """Return the plan; if only text changed, it reuses the targets of the last build."""
    site = assembly.site
    around = _surroundings(run, stores, theme, copies, load_history(run))
    answers = _answer_for(site)(site, base_path(site.config), around)
    if assembly.structure and assembly.edit:
        targets = assembly.edit.renew([entry.target for entry in stores.state.traces.entries])
        problems = assembly.structure.problems
    else:
        text, config = run.inputs.config_text, run.inputs.config
        nav = read_listed_nav(run.options.root, config, safe=run.options.safe) if config.nav_file else None
        targets, plan_problems = plan(site, answers, theme.layouts.templates, text, _list_outputs(run))
        problems = (
            *plan_problems,
            *check_navigation(site, answers, text, nav),
            *check_fields(site, answers),
            *check_schemas(site, documents, text),
            *check_empty_layouts(targets, theme.layouts),
            *check_categories(site, theme.layouts),
            *check_inventories(run.inputs),
        )
        if site.config.search.enabled:
            tags = {part.config.language for part in site.parts.values()} or {site.config.language}
            problems = (*problems, *chain.from_iterable(map(check_indexer, sorted(tags))))
        if site.parts:
            from sitegen.site.translations import find_translations, report_outdated

            problems = (*problems, *report_outdated(site, find_translations(site)))
        if run.options.for_readers:
            problems = (*problems, *check_base_url(site, text))
        if run.options.tolerant:
            last = {(entry.target.output, entry.target.node) for entry in stores.state.traces.entries}
            targets = drop_clashes(targets, site.files, last)
    published = _announce(run, site, targets, theme, copies)
    return Plan(targets, answers.with_publication(published), problems)


def _answer_for(site: Site) -> type[SiteAnswers]:
    if not site.parts:
        return SiteAnswers
    from sitegen.site.multilingual import MultilingualAnswers

    return MultilingualAnswers


def _list_outputs(run: Run) -> list[str]:
    """Return the paths of the files that extensions write."""
    return [name for name, _ in run.extensions.provided("outputs")] if run.extensions else []


def _announce(
    run: Run, site: Site, targets: Sequence[Target], theme: Materials, copies: Copies
) -> Publication:
    """Return all files that addresses may lead to."""

    @cache
    def list_outputs() -> frozenset[str]:
        made = chain.from_iterable(theme.assets.outputs.values())
        copied = (route.output for route in site.files.values())
        return frozenset(chain((target.output for target in targets), copied, made))

    tree = run.inputs.content

    @cache
    def places() -> dict[str, int]:
        return {f"{tree.shown}/{site_path(entry)}": place for place, entry in enumerate(tree.entries)}

    def read_text(path: str) -> str:
        place = places().get(path)
        return "" if place is None else tree.read(tree.entries[place]).decode("utf-8", "replace")

    later = (f"{SEARCH_FOLDER}/",) if run.inputs.config.search.enabled else ()
    return Publication(list_outputs, copies.findings(site, run.workers), later, read_text)


def _surroundings(
    run: Run, stores: Stores, theme: Materials, copies: Copies, history: History
) -> Surroundings:
    pictures = stores.pictures
    return Surroundings(
        body=stores.bodies.get,
        unresolved_body=lambda path: stores.bodies.get_unresolved(path) if path else b"",
        image_size=copies.size,
        layout_digest=Closures(theme.layouts).digest,
        versions=pictures.versions,
        cards=pictures.cards,
        drawings=pictures.drawings,
        files_stamp=f"{copies.stamp} {pictures.stamp}",
        assets=theme.assets.urls,
        integrity=theme.assets.integrity,
        data=theme.data,
        data_digests=theme.data_digests,
        made_ids=find_ids(theme.layouts),
        history=history,
        inventories=open_inventories(run.inputs),
        extension=run.extensions.digest_of if run.extensions else no_extension,
    )
