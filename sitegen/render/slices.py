"""Targets -> the slice of the site that they are expected to ask for.

What a built-in template asks is known; what a site's own templates ask beyond that is learned from
the first of them to be rendered, and sent along from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.core.hosts import is_elsewhere
from sitegen.plan.target import Form, Target
from sitegen.render.job import Slice
from sitegen.site.attributes import PAGE_ATTRIBUTES
from sitegen.site.nodes import Kind
from sitegen.site.questions import Card, ImageTarget, LinkTarget, ListPage, PageAttribute, SitePart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from sitegen.site.answers import SiteAnswers
    from sitegen.site.questions import Question

_CARD = tuple(name for name, attribute in PAGE_ATTRIBUTES.items() if attribute.card)
#: The attributes that a layout asks of the page that it shows, besides its card.
_SHOWN = tuple(name for name, attribute in PAGE_ATTRIBUTES.items() if attribute.layout)
_NO_PAGES = frozenset({"alternates", "moved_parts", "navigation", "redirects", "sitemap", "today"})
_REGULAR = Kind.PAGE.value


class Slicer:
    """Cuts slices from the whole site; remembers cards, and the questions that slices lacked."""

    def __init__(
        self,
        answers: SiteAnswers,
        common: Iterable[Question],
        feed_limit: int,
        unresolved_body: Callable[[str], bytes] | None = None,
    ) -> None:
        """``unresolved_body`` returns a page's body, or a reference if workers look it up."""
        self._answers = answers
        self._unresolved_body = unresolved_body
        self._feed_limit = feed_limit
        self._cards: dict[str, dict[str, Any]] = {}
        self._common: dict[Question, Any] = {}
        self._own = dict.fromkeys(_SHOWN)
        self._others: dict[str, None] = {}
        for question in common:
            self.learn(question, "")

    def cut(self, targets: Iterable[Target], missing: Iterable[Question] = ()) -> Slice:
        """Return a slice for these targets, with the answers that they missed before."""
        part = Slice({}, {}, {})
        for question, value in self._common.items():
            self._put(part, question, value)
        for target in targets:
            self._add_target(part, target)
        for question in missing:
            self._add(part, question)
        return part

    def learn(self, question: Question, page_id: str) -> None:
        """Record a question that the slice of a target of ``page_id`` didn't answer, for later slices."""
        match question:
            case PageAttribute(id=id_, name=name) if id_ == page_id:
                self._own[name] = None
            case PageAttribute(id=id_, name=name) if self._card(id_)["kind"] == _REGULAR:
                self._others[name] = None
            case ListPage(id=page) | Card(id=page) | LinkTarget(base=page) | ImageTarget(base=page) if page:
                pass  # every page asks it of another one
            case _:
                self._common[question] = self._ask(question)

    def _add_target(self, part: Slice, target: Target) -> None:
        page_id = target.node
        self._add_card(part, page_id)
        if target.form is Form.FEED:
            self._add(part, PageAttribute(page_id, "feeds"))
            for id_ in self._add(part, PageAttribute(page_id, "dated"))[: self._feed_limit]:
                self._add_body(part, id_)
        elif target.form is Form.MARKDOWN:
            self._add(part, PageAttribute(page_id, "body"))
        elif target.form is Form.PAGE:
            for attribute in self._own:
                self._add(part, PageAttribute(page_id, attribute))
            self._add_references(part, page_id)
            self._add_preview(part, page_id)
            listed = ListPage(page_id, target.number)
            if self._ask(listed).ids:
                self._add(part, listed)

    def _add_preview(self, part: Slice, page_id: str) -> None:
        self._add(part, Card(page_id))
        target = self._card(page_id)["image"]
        if target and not is_elsewhere(target):
            self._add(part, LinkTarget(page_id, target))
            self._add_picture(part, page_id)

    def _add_picture(self, part: Slice, id_: str) -> None:
        target = self._card(id_)["image"]
        if target and not is_elsewhere(target):
            self._add(part, ImageTarget(id_, target))

    def _add_body(self, part: Slice, id_: str) -> None:
        self._add_card(part, id_)
        for attribute in ("body", "summary"):
            self._add(part, PageAttribute(id_, attribute))
        self._add_references(part, id_)

    def _add_references(self, part: Slice, id_: str) -> None:
        """Answer the links and images of a body. Which is which isn't known here: a file may be either."""
        for target in self._ask(PageAttribute(id_, "references")):
            if is_elsewhere(target):  # something from another host: no question about the site
                continue
            link = LinkTarget(id_, target)
            if link in part.answers:
                continue
            resolved = self._add(part, link)
            if resolved.file or resolved.code:
                self._add(part, ImageTarget(id_, target))

    def _ask(self, question: Question) -> Any:
        if self._unresolved_body and type(question) is PageAttribute and question.name == "body":
            return self._unresolved_body(question.id)
        return self._answers.answer(question)

    def _add(self, part: Slice, question: Question) -> Any:
        value = self._ask(question)
        self._put(part, question, value)
        return value

    def _put(self, part: Slice, question: Question, value: Any) -> None:
        """Add an answer, and the cards of the pages that it names."""
        if type(question) is PageAttribute:
            part.pages.setdefault(question.id, {})[question.name] = value
            self._add_card(part, question.id)
            if names := PAGE_ATTRIBUTES[question.name].names:
                self._add_cards(part, names(value))
            return
        part.answers[question] = value
        if type(question) is ListPage:
            self._add_cards(part, value.ids)
            for id_ in value.ids:
                self._add_attribute(part, id_, "summary")
                self._add_picture(part, id_)
        elif type(question) is SitePart and question.name not in _NO_PAGES:
            self._add_cards(part, value)

    def _add_attribute(self, part: Slice, id_: str, name: str) -> None:
        part.pages.setdefault(id_, {})[name] = self._ask(PageAttribute(id_, name))

    def _add_cards(self, part: Slice, ids: Iterable[str]) -> None:
        for id_ in ids:
            self._add_card(part, id_)

    def _add_card(self, part: Slice, id_: str) -> None:
        if not id_ or id_ in part.cards:
            return
        card = part.cards[id_] = self._card(id_)
        for attribute in self._others:
            self._add_attribute(part, id_, attribute)
        self._add_card(part, card["section"])
        for _, term in card["terms"] or ():
            self._add_card(part, term)

    def _card(self, id_: str) -> dict[str, Any]:
        card = self._cards.get(id_)
        if card is None:
            card = self._cards[id_] = {name: self._ask(PageAttribute(id_, name)) for name in _CARD}
        return card
