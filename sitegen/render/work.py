"""One job of rendering -> outputs: a pure function over values, made to run in any process.

A worker gets targets and the slice of the site that they are expected to ask for. A template that
asks for more ends early with the question it could not answer; the build adds the answer to the
slice and tries again. So workers hold neither the site nor its files, and templates may still ask
anything.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.config import Config  # noqa: TC001  msgspec reads the annotations at run time
from sitegen.errors import Problem, error
from sitegen.headers import csp, write_headers
from sitegen.llms import write_full, write_index
from sitegen.metadata import json_feed, json_ld
from sitegen.owncode import OwnCode
from sitegen.plan import Form, Target
from sitegen.render.ahead import OWN
from sitegen.render.environment import environment_for
from sitegen.render.fill import BodyFiller
from sitegen.render.foreign import find_foreign
from sitegen.render.functions import Functions
from sitegen.render.layouts import Layouts  # noqa: TC001  the same
from sitegen.render.mistakes import TEMPLATE_MISTAKES, describe_mistake, describe_overrun
from sitegen.render.unresolved import Unresolved, find_unresolved
from sitegen.render.unsafe import find_unsafe
from sitegen.site.questions import LayoutDigest, PageAttribute, Question, SitePart
from sitegen.text import lazy_compile
from sitegen.view import PageView, Paginator, Recorder, SiteView
from sitegen.workers.pool import Job, Work

if TYPE_CHECKING:
    from collections.abc import Iterator

    import jinja2
    from markupsafe import Markup

    from sitegen.site.values import Answers
    from sitegen.workers.budget import Budget
    from sitegen.workers.pool import Overrun

_MISSING = object()
_NONE: dict[str, Any] = {}


class UnansweredError(BaseException):  # a site's own functions catch Exception, and would go on
    """A template asked what the slice does not hold."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.question = question


class Slice(msgspec.Struct):
    """The answers that some targets are expected to need."""

    cards: dict[str, dict[str, Any]] = {}  #: page id -> attribute -> value
    pages: dict[str, dict[str, Any]] = {}  #: the same of what is on no card
    answers: dict[Question, Any] = {}  #: to any other question

    def answer(self, question: Question) -> Any:
        """Return the answer, or raise UnansweredError."""
        if type(question) is PageAttribute:
            id_, name = question.id, question.name
            found = self.cards.get(id_, _NONE).get(name, _MISSING)
            if found is _MISSING:
                found = self.pages.get(id_, _NONE).get(name, _MISSING)
        else:
            found = self.answers.get(question, _MISSING)
        if found is _MISSING:
            raise UnansweredError(question)
        return found


#: How many pages may overrun before no more are rendered with their template.
_MOST_OVERRUNS = 3


class RenderJob(Job):
    """Everything that rendering some targets needs; these are its items."""

    config: Config
    base_path: str
    layouts: Layouts
    version: str  #: of sitegen, for the generator element
    slice: Slice
    code: OwnCode = OwnCode()  #: of Python directives

    @property
    def is_themed(self) -> bool:
        """Whether the theme and content write all addresses: no template or directive of the site does."""
        return not (self.layouts.writes_addresses or self.config.markdown.directives)


class Rendered(msgspec.Struct, frozen=True, array_like=True):
    """What became of one target."""

    target: Target
    data: bytes
    trace: tuple[Question, ...]  #: every question that was asked
    problems: tuple[Problem, ...]
    missing: Question | None = None  #: what the slice could not answer; then the rest is empty
    unresolved: tuple[Unresolved, ...] = ()  #: addresses that are yet to be asked for
    code: dict[str, bytes] = {}  #: of templates that were compiled for it, as the shelf has them


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Rendered).decode


def render_encoded(target: Target, answers: Answers, job: RenderJob) -> bytes:
    """Render one target in a worker. The result is encoded: to pickle thousands of questions takes long."""
    known = frozenset(OWN.code)
    rendered = render_target(target, answers, job)
    code = {mark: code for mark, code in OWN.code.items() if mark not in known}
    return _encode(msgspec.structs.replace(rendered, code=code) if code else rendered)


def receive(data: bytes) -> Rendered:
    """Return what a worker rendered; templates that it compiled need not be compiled again."""
    rendered = _decode(data)
    OWN.code.update(rendered.code)
    return rendered


def render_slice(job: RenderJob, target: Target) -> bytes:
    """Render one target of a job by what the job's slice answers."""
    return render_encoded(target, job.slice, job)


class RenderWork(Work[Job, bytes]):
    """The rendering of a site's targets.

    The targets of a template that overran its limits several times already are left out: the build fails
    anyhow, and must end. A thousand pages would take a thousand times as long.
    """

    def __init__(self, blank: RenderJob, budget: Budget) -> None:
        """``blank`` is the job that all share, with no targets and an empty slice."""
        super().__init__(render_slice, budget)
        self.untried: list[Target] = []  #: the build took too long before they were tried
        self._budget = budget
        self.seconds = blank.config.limits.page_seconds
        self._blank = blank
        self._overruns: Counter[str] = Counter()

    def trim(self, job: Job) -> Job | list[bytes]:
        """Leave out what is not worth another try."""
        if self._budget.is_spent:
            self.untried += job.items
            return []
        if not self._overruns:
            return job
        items = tuple(one for one in job.items if self._overruns[one.template] < _MOST_OVERRUNS)
        return msgspec.structs.replace(job, items=items)

    def leave_out_untried(self) -> Iterator[Rendered]:
        """Yield what says why some targets were not tried, where there are any."""
        if self.untried:
            rest = f"{len(self.untried)} more pages were not rendered"
            code, message, hint = self._budget.explain(rest)
            problem = error(code, message, path=self._blank.config.paths.content, hint=hint)
            for target in self.untried:
                yield Rendered(target, b"", (), (problem,))

    def recover(self, job: Job, overrun: Overrun) -> list[bytes]:
        """Tell of it where the template stands."""
        (target,) = job.items
        self._overruns[target.template] += 1
        config, layouts = self._blank.config, self._blank.layouts
        problem = describe_overrun(overrun, layouts, show_source(target, config), config)
        return [_encode(Rendered(target, b"", (), (problem,)))]


def render_target(target: Target, answers: Answers, job: RenderJob) -> Rendered:
    """Render one target by asking ``answers``."""
    shown = show_source(target, job.config)
    # The digest in a target stands for its page's own file; where there is none, the trace must.
    recorder = Recorder(answers, target.node if target.digest else "", job.config, job.base_path)
    environment = environment_for(job.layouts)
    context = _context(recorder, job)
    filler = BodyFiller(recorder, environment, context, job.code)
    recorder.fill = filler
    if target.template:
        recorder.depend(LayoutDigest(target.template))
    try:
        text = _MAKERS[target.form](target, recorder, environment, context)
        data = text.encode()
    except UnicodeEncodeError:
        return Rendered(target, b"", recorder.trace(), (_half_a_pair(target, recorder),))
    except UnansweredError as unanswered:
        return Rendered(target, b"", (), (), unanswered.question)
    except TEMPLATE_MISTAKES as mistake:
        problem = describe_mistake(mistake, job.layouts, shown)
        return Rendered(target, b"", recorder.trace(), (problem, *filler.problems, *recorder.problems))
    problems = [*filler.problems, *recorder.problems]
    unresolved: tuple[Unresolved, ...] = ()
    if target.output.endswith(".html"):
        problems += find_foreign(text, filler.seen, job.layouts, job.config, shown)
        problems += find_unsafe(text, job.layouts, shown)
        unresolved = find_unresolved(
            text, target.output, recorder, filler.plain, whole_page=not job.is_themed
        )
    if len(text) > job.config.limits.output_bytes:
        problems.append(_too_large(target, job.config))
    return Rendered(target, data, recorder.trace(), tuple(problems), unresolved=unresolved)


def _context(recorder: Recorder, job: RenderJob) -> dict[str, Any]:
    site = SiteView(recorder)
    functions = Functions(recorder)
    return {
        "site": site,
        "version": job.version,
        "csp": lambda: csp(job.config),
        "json_ld": lambda page: json_ld(page, site),
        "get_page": functions.get_page,
        "get_section": functions.get_page,
        "url_for": functions.url_for,
        "load_data": functions.load_data,
        "asset": functions.asset,
        "integrity": functions.integrity,
        "image": functions.image,
        "reading_cost": functions.reading_cost,
        "reading_model": job.config.llms.model,
        "calculator": functions.calculator,
        "absolute": recorder.absolute,
    }


def _render_page(
    target: Target, recorder: Recorder, environment: jinja2.Environment, context: dict[str, Any]
) -> str:
    page = recorder.page(target.node)
    context["page"] = page
    if page.kind in {"home", "section", "term"}:
        context["section" if page.kind != "term" else "term"] = page
        context["paginator"] = Paginator(recorder, target.node, target.number)
    elif page.kind == "taxonomy":
        context["taxonomy"] = page
    return environment.get_template(target.template).render(context)


class FeedContext:
    """What a feed template sees as ``feed``."""

    def __init__(self, recorder: Recorder, target: Target) -> None:
        page = recorder.page(target.node)
        feed = next(feed for feed in page.feeds if feed.format == target.argument)
        limit = recorder.config.feeds.limit
        listed = recorder.ask(PageAttribute(target.node, "dated"))
        self.title = feed.title
        self.url = recorder.absolute(feed.url)
        self.page_url = page.permalink
        self.pages = recorder.pages(listed[:limit])
        self.updated = max(
            (moment for one in self.pages if (moment := one.updated or one.date)), default=None
        )
        self.full_text = recorder.config.feeds.full_text

    def content(self, page: PageView) -> Markup:
        """Return what the feed says of a page: all of it, or its summary."""
        return page.content_absolute if self.full_text else page.summary_absolute


def _render_feed(
    target: Target, recorder: Recorder, environment: jinja2.Environment, context: dict[str, Any]
) -> str:
    feed = FeedContext(recorder, target)
    if target.argument == "json":
        return json_feed(feed, context["site"])
    context["page"] = recorder.page(target.node)
    return _without_controls(environment.get_template(target.template).render(context | {"feed": feed}))


def _without_controls(xml: str) -> str:
    """Drop the control characters that XML 1.0 cannot hold in any form."""
    return _CONTROLS.sub("", xml)


_CONTROLS = lazy_compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _render_redirect(
    target: Target, recorder: Recorder, environment: jinja2.Environment, context: dict[str, Any]
) -> str:
    page = recorder.page(target.node)
    return environment.get_template(target.template).render(context | {"page": page, "target": page.url})


def _render_sitemap(
    target: Target, recorder: Recorder, environment: jinja2.Environment, context: dict[str, Any]
) -> str:
    entries = [
        (recorder.absolute(recorder.base_path + url), day) for url, day in recorder.ask(SitePart("sitemap"))
    ]
    context["page"] = recorder.page(target.node)
    return environment.get_template(target.template).render(context | {"entries": entries})


def _render_text(
    target: Target, recorder: Recorder, environment: jinja2.Environment, context: dict[str, Any]
) -> str:
    if target.template:
        context["page"] = recorder.page(target.node)
        return environment.get_template(target.template).render(context)
    base = recorder.base_path
    return "".join(f"{base}{alias} {base}{url} 301\n" for alias, url in recorder.ask(SitePart("redirects")))


def _render_headers(
    target: Target,
    recorder: Recorder,
    environment: jinja2.Environment,  # noqa: ARG001  as the others
    context: dict[str, Any],  # noqa: ARG001  the same
) -> str:
    return write_headers(recorder.config, target.argument)


def _render_markdown(
    target: Target,
    recorder: Recorder,
    environment: jinja2.Environment,  # noqa: ARG001  as the others
    context: dict[str, Any],  # noqa: ARG001  the same
) -> str:
    return recorder.page(target.node).markdown


def _render_llms(
    target: Target,
    recorder: Recorder,  # noqa: ARG001  as the others
    environment: jinja2.Environment,  # noqa: ARG001  the same
    context: dict[str, Any],
) -> str:
    return write_full(context["site"]) if target.argument else write_index(context["site"])


_MAKERS = {
    Form.PAGE: _render_page,
    Form.FEED: _render_feed,
    Form.REDIRECT: _render_redirect,
    Form.SITEMAP: _render_sitemap,
    Form.TEXT: _render_text,
    Form.HEADERS: _render_headers,
    Form.MARKDOWN: _render_markdown,
    Form.LLMS: _render_llms,
}


def show_source(target: Target, config: Config) -> str:
    """Return the path of the file that an output shows, else its own."""
    if ":" in target.node or not target.digest:
        return f"public/{target.output}"
    return f"{config.paths.content}/{target.node}"


def _too_large(target: Target, config: Config) -> Problem:
    return error(
        "output-too-large",
        f"the page would be larger than {config.limits.output_bytes} bytes",
        path=show_source(target, config),
        hint="shorten it, or raise output_bytes under [limits] in sitegen.toml",
    )


def _half_a_pair(target: Target, recorder: Recorder) -> Problem:
    return error(
        "template-error",
        "the page would hold half a surrogate pair",
        path=recorder.config.paths.layouts + "/" + target.template if target.template else "",
        hint='look for an escape like "\\ud83d" in its templates',
        page=show_source(target, recorder.config),
    )
