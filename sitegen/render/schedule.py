"""Targets -> Rendered, over workers: cut slices, render, answer what was missing, until all is rendered."""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import flatten, localise
from sitegen.core.hosts import is_elsewhere
from sitegen.plan.target import Form
from sitegen.render.addresses import resolve
from sitegen.render.page import RenderWork, receive, render_encoded, show_source
from sitegen.render.slices import Slicer
from sitegen.site.questions import AssetDigest, AssetUrl, LinkTarget, PageAttribute, SitePart
from sitegen.workers.on_demand import split
from sitegen.workers.pool import Job

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.config import Config
    from sitegen.plan.target import Target
    from sitegen.render.job import Rendered, RenderJob, Slice
    from sitegen.site.answers import SiteAnswers
    from sitegen.site.questions import Question
    from sitegen.workers.on_demand import Workers

#: After this many rounds a target goes to a worker that has the whole site: it reads too many pages.
_ROUNDS = 6
#: Forms that ask about every page are rendered there, too: their slice would be the whole site.
_WHOLE_SITE = frozenset(
    {Form.SITEMAP, Form.TEXT, Form.LLMS, Form.NAVIGATION, Form.ONE_PAGE, Form.INVENTORY, Form.EXTENSION}
)


def render_all(
    targets: Sequence[Target],
    answers: SiteAnswers,
    blank: RenderJob,
    workers: Workers,
) -> Iterator[Rendered]:
    """Yield the result of each target, in no particular order.

    ``blank`` is the job that all share, with no targets and an empty slice.
    """
    workers.budget.allow(len(targets))
    for rendered in _render_all(targets, answers, blank, workers):
        yield _settle(rendered, answers, blank)


def render_few(
    targets: Sequence[Target], answers: SiteAnswers, blank: RenderJob, workers: Workers
) -> Iterator[Rendered]:
    """Yield the result of each of a few targets, in order, from one worker."""
    for rendered in _render_beside(targets, answers, blank, workers, RenderWork(blank, workers.budget)):
        yield _settle(rendered, answers, blank)


def _settle(rendered: Rendered, answers: SiteAnswers, job: RenderJob) -> Rendered:
    """Ask for the addresses that a worker could not resolve; return the completed output."""
    if not rendered.unresolved:
        return rendered
    target, config = rendered.target, job.config
    is_own = bool(target.template) and job.layouts.is_own(target.template)
    questions, problems = resolve(
        rendered.unresolved,
        answers,
        show_source(target, config),
        job.layouts.templates[target.template].path if is_own else "",
        job.layouts,
    )
    return msgspec.structs.replace(
        rendered,
        trace=rendered.trace + questions,
        problems=rendered.problems + problems,
        unresolved=(),
    )


def _render_all(
    targets: Sequence[Target], answers: SiteAnswers, blank: RenderJob, workers: Workers
) -> Iterator[Rendered]:
    work = RenderWork(blank, workers.budget)
    yield from _render_in_turn(targets, answers, blank, workers, work)
    yield from work.leave_out_untried()


def _render_in_turn(
    targets: Sequence[Target], answers: SiteAnswers, blank: RenderJob, workers: Workers, work: RenderWork
) -> Iterator[Rendered]:
    if workers.is_alone(len(targets)):
        yield from _render_beside(targets, answers, blank, workers, work)
        return
    unresolved = answers.unresolved_body if workers.travels(work, len(targets)) else None
    slicer = Slicer(answers, common_questions(answers, blank.config), blank.config.feeds.limit, unresolved)
    missing: dict[Target, list[Question]] = defaultdict(list)
    whole = [target for target in targets if target.form in _WHOLE_SITE]
    yield from _render_beside(whole, answers, blank, workers, work)
    waiting = [target for target in targets if target.form not in _WHOLE_SITE]
    if unresolved:  # in the order of conversion: the bodies of a batch are stored together
        waiting.sort(key=attrgetter("node"))
    for _ in range(_ROUNDS):
        batches = workers.split(waiting, work, len(targets))
        jobs = (_fill(blank, batch, slicer, missing) for batch in batches)
        waiting = []
        for data in workers.run(work, jobs, len(targets)):
            rendered = receive(data)
            if rendered.missing is None:
                yield rendered
                continue
            waiting.append(rendered.target)
            missing[rendered.target].append(rendered.missing)
            slicer.learn(rendered.missing, rendered.target.node)
        if not waiting:
            return
    yield from _render_beside(waiting, answers, blank, workers, work)


def _render_beside(
    targets: Sequence[Target], answers: SiteAnswers, blank: RenderJob, workers: Workers, work: RenderWork
) -> Iterator[Rendered]:
    """Render in a worker that is forked now, so it has the whole site and all loaded code."""

    def render(_: Job, target: Target) -> bytes:
        return render_encoded(target, answers, blank)

    jobs = (Job(tuple(batch)) for batch in split(targets, 1))
    for data in workers.run_beside(render, work, jobs):
        yield receive(data)


def common_questions(answers: SiteAnswers, config: Config) -> Iterator[Question]:
    """Yield the questions of most pages: those of the head, the menu and the foot."""
    for code in config.languages:
        yield from _common_of_language(answers, localise(config, code), code)
    if not config.languages:
        yield from _common_of_language(answers, config, "")
    if config.redirects:
        yield SitePart("moved_parts")
    for name in answers.asset_names():
        yield AssetUrl(name)
        yield AssetDigest(name)


def _common_of_language(answers: SiteAnswers, config: Config, language: str) -> Iterator[Question]:
    """Yield the questions of most pages of a language; ``language`` is "" if the site has only one."""
    for attribute in ("home", "sections", "taxonomies"):
        yield SitePart(attribute, language)
    menus = (*(item.target for item in flatten(config.menu)), *(item.target for item in config.footer))
    for target in (*menus, config.banner.target):
        if target and not is_elsewhere(target):
            yield LinkTarget(f"{language}:" if language else "", "/" + target.lstrip("/"))
    (home,) = answers.answer(SitePart("home", language))
    yield PageAttribute(home, "feeds")
    for section in answers.answer(SitePart("sections", language)):
        yield PageAttribute(section, "extra")


def _fill(
    blank: RenderJob, batch: Sequence[Target], slicer: Slicer, missing: dict[Target, list[Question]]
) -> RenderJob:
    asked = [question for target in batch for question in missing.get(target, ())]
    part: Slice = slicer.cut(batch, asked)
    return msgspec.structs.replace(blank, items=tuple(batch), slice=part)
