"""Targets -> the slice of the site that they are expected to ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.plan import Form, Target
from sitegen.render.work import Slice
from sitegen.site.answers import CARD

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from sitegen.site import Question, SiteAnswers

#: What the page of each kind is expected to ask of itself, and which of those answers name other pages.
_OWN = (
    "summary",
    "body",
    "extra",
    "image",
    "math",
    "toc",
    "ancestors",
    "previous",
    "next",
    "related",
    "feeds",
    "children",
    "count",
    "list_pages",
)
_NAMES_PAGES = frozenset({"ancestors", "previous", "next", "related"})


class Slicer:
    """Cuts slices from the whole site; remembers cards and what each template asked beyond its slice."""

    def __init__(self, answers: SiteAnswers) -> None:
        self._answers = answers
        self._cards: dict[str, dict[str, Any]] = {}
        self._common: dict[Question, Any] = {}
        for attribute in ("home", "sections", "taxonomies"):
            self._common["site", attribute] = answers.answer(("site", attribute))

    def cut(self, targets: Iterable[Target], missing: Iterable[Question] = ()) -> Slice:
        """Return a slice for these targets, with the answers that they missed before."""
        part = Slice({}, dict(self._common))
        for id_ in (
            *self._common["site", "home"],
            *self._common["site", "sections"],
            *self._common["site", "taxonomies"],
        ):
            self._add_card(part, id_)
        for target in targets:
            self._add_target(part, target)
        for question in missing:
            self._add(part, question)
        return part

    def learn(self, question: Question) -> None:
        """Send the answer to a question that is not about one target with every later slice."""
        if question[0] in {"asset", "data", "site"} or (question[0] == "link" and not question[1]):
            self._common[question] = self._answers.answer(question)

    def _add_target(self, part: Slice, target: Target) -> None:
        own = target.node
        self._add_card(part, own)
        if target.form is not Form.PAGE:
            return
        for attribute in _OWN:
            question = ("page", own, attribute)
            part.answers[question] = value = self._answers.answer(question)
            if attribute in _NAMES_PAGES:
                for id_ in (value,) if isinstance(value, str) else value:
                    self._add_card(part, id_)
        for id_ in self._list(part, target):
            self._add_card(part, id_)
            part.answers["page", id_, "summary"] = self._answers.answer(("page", id_, "summary"))

    def _list(self, part: Slice, target: Target) -> tuple[str, ...]:
        question = ("list", target.node, str(target.number))
        ids: tuple[str, ...] = self._answers.answer(question)
        if ids:
            part.answers[question] = ids
        return ids

    def _add(self, part: Slice, question: Question) -> None:
        value = self._answers.answer(question)
        part.answers[question] = value
        if question[0] == "page":
            self._add_card(part, question[1])
        for id_ in _ids_in(question, value):
            self._add_card(part, id_)

    def _add_card(self, part: Slice, id_: str) -> None:
        if not id_ or id_ in part.cards:
            return
        card = self._cards.get(id_)
        if card is None:
            card = self._cards[id_] = {name: self._answers.answer(("page", id_, name)) for name in CARD}
        part.cards[id_] = card
        for _, term in card["terms"] or ():
            self._add_card(part, term)


def _ids_in(question: Question, value: Any) -> tuple[str, ...]:
    """Return the pages that an answer names."""
    if question[0] == "list" or (
        question[0] == "site" and question[1] not in {"sitemap", "redirects", "today"}
    ):
        return tuple(value)
    if question[0] == "page" and question[2] in {"pages", "children", "related", "ancestors", "dated"}:
        return tuple(value)
    if question[0] == "page" and question[2] in {"section", "previous", "next"} and value:
        return (value,)
    return ()
