"""What a worker is given to render, and what it gives back."""

from __future__ import annotations

from typing import Any

import msgspec

from sitegen.config import Config
from sitegen.core.problems import Problem
from sitegen.plan.target import Target
from sitegen.render.addresses import Unresolved
from sitegen.render.python_directives import OwnCode
from sitegen.site.questions import PageAttribute, Question
from sitegen.theme.layouts import Layouts
from sitegen.workers.pool import Job

_MISSING = object()
_NO_ATTRIBUTES: dict[str, Any] = {}


class UnansweredError(BaseException):  # not an Exception: a site's own functions would catch it
    """A template asked a question that the slice can't answer."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.question = question


class Slice(msgspec.Struct):
    """The answers that some targets are expected to need."""

    cards: dict[str, dict[str, Any]] = {}  #: page id -> attribute -> value
    pages: dict[str, dict[str, Any]] = {}  #: the same for attributes that aren't on cards
    answers: dict[Question, Any] = {}  #: to any other question

    def answer(self, question: Question) -> Any:
        """Return the answer, or raise UnansweredError."""
        if type(question) is PageAttribute:
            id_, name = question.id, question.name
            value = self.cards.get(id_, _NO_ATTRIBUTES).get(name, _MISSING)
            if value is _MISSING:
                value = self.pages.get(id_, _NO_ATTRIBUTES).get(name, _MISSING)
        else:
            value = self.answers.get(question, _MISSING)
        if value is _MISSING:
            raise UnansweredError(question)
        return value


class RenderJob(Job):
    """Everything that rendering some targets needs; these are its items."""

    config: Config
    base_path: str
    layouts: Layouts
    version: str  #: of sitegen, for the generator element
    slice: Slice
    code: OwnCode = OwnCode()  #: of Python directives
    build: int = 0  #: the number of the build in this process that gives all answers; 0: several may

    @property
    def is_themed(self) -> bool:
        """Whether only the theme and content write addresses, and no template or directive of the site."""
        return not (self.layouts.writes_addresses or self.config.markdown.directives)


class Rendered(msgspec.Struct, frozen=True, array_like=True):
    """The result for one target."""

    target: Target
    data: bytes
    trace: tuple[Question, ...]  #: every question that was asked
    problems: tuple[Problem, ...]
    missing: Question | None = None  #: questions that the slice could not answer; then the rest is empty
    unresolved: tuple[Unresolved, ...] = ()  #: addresses that are yet to be checked
    code: dict[str, bytes] = {}  #: of templates that were compiled for it, as `SITE_TEMPLATES` has them
