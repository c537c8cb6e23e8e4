"""Questions of one target -> their answers, and the record of what was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import quote

from sitegen.config import localise
from sitegen.core.hosts import is_elsewhere
from sitegen.render.list_views import VIEWS
from sitegen.render.page_view import PageView
from sitegen.site.attributes import FILE, attributes_of
from sitegen.site.questions import LinkTarget, PageAttribute, SitePart

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sitegen.config import Config
    from sitegen.core.model import Segments
    from sitegen.core.problems import Problem
    from sitegen.site.questions import Question
    from sitegen.site.values import Answers

#: The attributes that the digest of the page's own file stands for.
_OF_ITS_FILE = attributes_of(FILE)


class Filler(Protocol):
    """Fills the holes of a converted body."""

    def __call__(self, segments: Segments, page: PageView, *, absolute: bool) -> str:
        """Return HTML; with ``absolute``, every URL is one that works outside the site (feeds)."""


class MovedPart(NamedTuple):
    """A part of a page that is elsewhere now."""

    id: str  #: percent-encoded, as behind the # of an address
    url: str  #: where it is, base path included


class Recorder:
    """Asks on behalf of one target, each question once, and records what was asked."""

    def __init__(
        self, answers: Answers, own_id: str, config: Config, base_path: str, language: str = ""
    ) -> None:
        """``language`` is that of the target, on a site in several."""
        self._answer = answers.answer
        self._own = own_id
        self._known: dict[Question, Any] = {}
        self.config = localise(config, language) if language else config
        self.language = language
        self.main_language = config.language
        #: The base of links in templates, and the prefix of the ids of pages without a file.
        self.root = f"{language}:" if language else ""
        self.id_prefix = "" if language == config.language else self.root
        self.base_path = base_path
        self.fill: Filler
        #: URLs that follow from answers: each leads somewhere.
        self.composed: set[str] = set()
        #: Problems found by functions, outside of the template itself.
        self.problems: list[Problem] = []

    def ask(self, question: Question) -> Any:
        """Return the answer, and remember that it was needed."""
        try:
            return self._known[question]
        except KeyError:
            value = self._known[question] = self._answer(question)
            return value

    def depend(self, question: Question) -> None:
        """Remember a question whose answer is known without asking."""
        self._known[question] = None

    def adopt(self, asked: Mapping[Question, Any]) -> None:
        """Record the questions and answers of a part of the target."""
        self._known.update(asked)

    def asked(self) -> Iterable[tuple[Question, Any]]:
        """Return every question that was asked, with its answer; None if only the asking counts."""
        return self._known.items()

    def trace(self) -> tuple[Question, ...]:
        """Return what the target depends on, besides its own page's file."""
        own_id = self._own
        return tuple(
            question
            for question in self._known
            if type(question) is not PageAttribute
            or question.id != own_id
            or question.name not in _OF_ITS_FILE
        )

    def page(self, id_: str) -> PageView:
        """Return the view of a page, section, taxonomy or term by its id."""
        view: PageView = self.view(self.ask(PageAttribute(id_, "kind")), id_)
        return view

    def view(self, kind: str, id_: str) -> Any:
        """Return the view of a page of a known kind."""
        return VIEWS.get(kind, PageView)(self, id_)

    def pages(self, ids: tuple[str, ...]) -> tuple[PageView, ...]:
        """Return the views of pages by their ids."""
        return tuple(self.page(id_) for id_ in ids)

    def locate(self, target: str) -> str:
        """Return the address that a target in sitegen.toml (a source path or an address) leads to."""
        if is_elsewhere(target):
            return target
        return self.base_path + str(self.ask(LinkTarget(self.root, "/" + target.lstrip("/"))).url)

    def home_of(self, language: str) -> str:
        """Return the id of the home page of a language."""
        return str(self.ask(SitePart("home", language))[0])

    def part(self, name: str) -> Any:
        """Return a part of the site, in the language of the target."""
        return self.ask(SitePart(name, self.language))

    def moved_parts(self, *, url: str = "", output: str = "") -> tuple[MovedPart, ...]:
        """Return the moved parts of an address, given by its URL or its file."""
        if not any("#" in key for key in self.config.redirects):
            return ()
        return tuple(
            MovedPart(quote(part), new if is_elsewhere(new) else self.base_path + new)
            for page_url, page_output, parts in self.ask(SitePart("moved_parts"))
            if url == page_url or output == page_output
            for part, new in parts
        )

    def absolute(self, url: str) -> str:
        """Return a URL (with its base path) as a permalink; as it is where the site has no base_url."""
        origin = self.config.base_url.removesuffix(self.base_path)
        return f"{origin}{url}" if url.startswith("/") else url
