"""Targets -> the slice of the site that they are expected to ask for.

What a built-in template asks is known; what a site's own templates ask beyond that is learned from
the first of them to be rendered, and sent along from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.plan import Form, Target
from sitegen.render.work import Slice
from sitegen.site.attributes import CARD
from sitegen.site.links import is_elsewhere
from sitegen.site.nodes import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from sitegen.site import Question, SiteAnswers

#: What a page's template asks of that page, besides its card.
_OWN = (
    "summary",
    "body",
    "extra",
    "image",
    "images",
    "math",
    "toc",
    "ancestors",
    "previous",
    "next",
    "related",
    "feeds",
    "list_pages",
    "count",
    "children",
    "markdown_url",
)
_FEED = ("feeds", "dated")
#: Attributes whose answer names other pages, whose cards are then needed.
_ONE_PAGE = frozenset({"previous", "next", "section"})
_MANY_PAGES = frozenset({"ancestors", "related", "pages", "children"})
_REGULAR = Kind.PAGE.value


class Slicer:
    """Cuts slices from the whole site; remembers cards, and what templates asked beyond their slice."""

    def __init__(self, answers: SiteAnswers, common: Iterable[Question], feed_limit: int) -> None:
        self._ask = answers.answer
        self._feed_limit = feed_limit
        self._cards: dict[str, dict[str, Any]] = {}
        self._common: dict[Question, Any] = {}
        self._own = dict.fromkeys(_OWN)
        self._others: dict[str, None] = {}
        for question in common:
            self.learn(question, "")

    def cut(self, targets: Iterable[Target], missing: Iterable[Question] = ()) -> Slice:
        """Return a slice for these targets, with the answers that they missed before."""
        part = Slice({}, dict(self._common))
        for question, value in self._common.items():
            self._add_named(part, question, value)
        for target in targets:
            self._add_target(part, target)
        for question in missing:
            self._add(part, question)
        return part

    def learn(self, question: Question, own: str) -> None:
        """Note what a target of the page ``own`` asked in vain, so that later slices answer it."""
        if question[0] == "page":
            _, id_, attribute = question
            if id_ == own:
                self._own[attribute] = None
            elif self._card(id_)["kind"] == _REGULAR:
                self._others[attribute] = None
            else:
                self._common[question] = self._ask(question)
        elif question[0] not in {"list", "link", "image", "card"} or not question[1]:
            self._common[question] = self._ask(question)

    def _add_target(self, part: Slice, target: Target) -> None:
        own = target.node
        self._add_card(part, own)
        if target.form is Form.FEED:
            for attribute in _FEED:
                self._add(part, ("page", own, attribute))
            for id_ in part.answers["page", own, "dated"][: self._feed_limit]:
                self._add_body(part, id_)
        elif target.form is Form.MARKDOWN:
            self._add(part, ("page", own, "body"))
        elif target.form is Form.PAGE:
            for attribute in self._own:
                self._add(part, ("page", own, attribute))
            self._add_references(part, own)
            self._add_preview(part, own)
            question = ("list", own, str(target.number))
            if self._ask(question):
                self._add(part, question)

    def _add_preview(self, part: Slice, own: str) -> None:
        self._add(part, ("card", own))
        target = part.answers["page", own, "image"]
        if target and not is_elsewhere(target):
            part.answers["link", own, target] = self._ask(("link", own, target))
            part.answers["image", own, target] = self._ask(("image", own, target))

    def _add_body(self, part: Slice, id_: str) -> None:
        self._add_card(part, id_)
        for attribute in ("body", "summary"):
            self._add(part, ("page", id_, attribute))
        self._add_references(part, id_)

    def _add_references(self, part: Slice, id_: str) -> None:
        """Answer the links and images of a body. Which is which is not known here: a file may be either."""
        for target in self._ask(("page", id_, "references")):
            if is_elsewhere(target):  # something that is loaded from another host: nothing to ask of the site
                continue
            link = ("link", id_, target)
            if link in part.answers:
                continue
            found = part.answers[link] = self._ask(link)
            if found.file or found.code:
                image = ("image", id_, target)
                part.answers[image] = self._ask(image)

    def _add(self, part: Slice, question: Question) -> None:
        value = part.answers[question] = self._ask(question)
        self._add_named(part, question, value)

    def _add_named(self, part: Slice, question: Question, value: Any) -> None:
        """Add the cards of the pages that an answer names."""
        if question[0] == "page":
            self._add_card(part, question[1])
            if question[2] in _ONE_PAGE:
                self._add_card(part, value)
            elif question[2] in _MANY_PAGES:
                self._add_cards(part, value)
        elif question[0] == "list":
            self._add_cards(part, value)
            for id_ in value:
                part.answers["page", id_, "summary"] = self._ask(("page", id_, "summary"))
        elif question[0] == "site" and question[1] not in {"sitemap", "redirects", "today"}:
            self._add_cards(part, value)

    def _add_cards(self, part: Slice, ids: Iterable[str]) -> None:
        for id_ in ids:
            self._add_card(part, id_)

    def _add_card(self, part: Slice, id_: str) -> None:
        if not id_ or id_ in part.cards:
            return
        card = part.cards[id_] = self._card(id_)
        for attribute in self._others:
            part.answers["page", id_, attribute] = self._ask(("page", id_, attribute))
        self._add_card(part, card["section"])
        for _, term in card["terms"] or ():
            self._add_card(part, term)

    def _card(self, id_: str) -> dict[str, Any]:
        card = self._cards.get(id_)
        if card is None:
            card = self._cards[id_] = {name: self._ask(("page", id_, name)) for name in CARD}
        return card
