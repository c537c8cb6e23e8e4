"""A page as lists show it -> HTML, made once for all the lists that a worker renders.

A post with five tags is in six lists, and its card is the same in each. So a worker keeps each card with the
questions that its template asked, which the trace of every list with that card must have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import jinja2
from markupsafe import Markup

from sitegen.render.makers import make_context
from sitegen.render.recorder import Recorder
from sitegen.site.questions import LayoutDigest

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.render.job import RenderJob
    from sitegen.render.page_view import PageView
    from sitegen.site.questions import Question
    from sitegen.site.values import Answers

TEMPLATE = "partials/post-card.html"
#: A worker keeps no more cards than this: some 20 MB.
_MOST_CARDS = 10_000


class _Card(NamedTuple):
    html: Markup
    asked: dict[Question, Any]
    composed: frozenset[str]  #: see ``Recorder.composed``


class _Cards:
    """The cards of one build that this process has rendered."""

    def __init__(self) -> None:
        self._build = 0
        self._cards: dict[str, _Card] = {}

    def of_build(self, build: int) -> dict[str, _Card]:
        """Return the cards of a build, by the language of the list and the id of their page."""
        if build != self._build or len(self._cards) >= _MOST_CARDS:
            self._build, self._cards = build, {}
        return self._cards


_written = _Cards()


def make_card_function(
    recorder: Recorder, answers: Answers, environment: jinja2.Environment, job: RenderJob
) -> Callable[..., Markup]:
    """Return the template function ``card(post)`` of one target."""
    is_own = TEMPLATE in job.layouts.templates and job.layouts.is_own(TEMPLATE)
    cards = _written.of_build(job.build) if job.build else {}

    @jinja2.pass_context
    def card(context: jinja2.runtime.Context, post: PageView) -> Markup:
        recorder.depend(LayoutDigest(TEMPLATE))
        template = environment.get_template(TEMPLATE)
        if is_own:  # it may use every name that the list has
            return Markup(template.render({**context.get_all(), "post": post}))  # noqa: S704  templates escape
        written = cards.get(recorder.root + post.id)
        if written is None:
            card_recorder = Recorder(answers, "", job.config, job.base_path, recorder.language)
            names = make_context(card_recorder, job) | {"post": card_recorder.page(post.id)}
            html = Markup(template.render(names))  # noqa: S704  the theme's template escapes
            written = _Card(html, dict(card_recorder.asked()), frozenset(card_recorder.composed))
            recorder.problems += card_recorder.problems
            if not card_recorder.problems:  # each list reports them
                cards[recorder.root + post.id] = written
        recorder.adopt(written.asked)
        recorder.composed |= written.composed
        return written.html

    return card
