"""One job of rendering -> outputs: a pure function over values, made to run in any process.

A worker gets targets and the slice of the site that they are expected to ask for. A template that
asks for more ends early with the question it could not answer; the build adds the answer to the
slice and tries again. So workers hold neither the site nor its files, and templates may still ask
anything.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Config
from sitegen.core.problems import Problem, ProblemError, error
from sitegen.plan.target import Form
from sitegen.render.addresses import Unresolved, find_unresolved
from sitegen.render.body import BodyFiller
from sitegen.render.cards import make_card_function
from sitegen.render.directive_code import DirectiveCode
from sitegen.render.environment import environment_for
from sitegen.render.filters import format_date
from sitegen.render.inline_code import find_blocked
from sitegen.render.job import Rendered, RenderJob, UnansweredError
from sitegen.render.makers import MAKERS, make_context
from sitegen.render.mistakes import TEMPLATE_MISTAKES, describe_mistake, describe_overrun
from sitegen.render.recorder import Recorder
from sitegen.render.third_party import find_third_party
from sitegen.render.unsafe import find_unsafe
from sitegen.site.questions import LayoutDigest
from sitegen.theme.precompiled import SITE_TEMPLATES
from sitegen.workers.pool import Job, Work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.plan.target import Target
    from sitegen.site.values import Answers
    from sitegen.workers.budget import Budget
    from sitegen.workers.pool import Overrun


#: How many pages may overrun before no more are rendered with their template.
_MOST_OVERRUNS = 3


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Rendered).decode


def render_encoded(target: Target, answers: Answers, job: RenderJob) -> bytes:
    """Render one target in a worker. The result is encoded: pickling thousands of questions takes long."""
    known_marks = frozenset(SITE_TEMPLATES.code)
    rendered = render_target(target, answers, job)
    code = {mark: code for mark, code in SITE_TEMPLATES.code.items() if mark not in known_marks}
    return _encode(msgspec.structs.replace(rendered, code=code) if code else rendered)


def render_apart(job: RenderJob, target: Target) -> tuple[bytes, bytes]:
    """Render as `render_slice` does; return (the result without data and code, the data)."""
    rendered = render_target(target, job.slice, job)
    return _encode(msgspec.structs.replace(rendered, data=b"")), rendered.data


def receive(result: bytes | tuple[bytes, bytes]) -> Rendered:
    """Return what a worker rendered; templates that it compiled aren't compiled again."""
    if isinstance(result, tuple):
        small, data = result
        return msgspec.structs.replace(_decode(small), data=data)
    rendered = _decode(result)
    SITE_TEMPLATES.code.update(rendered.code)
    return rendered


def render_slice(job: RenderJob, target: Target) -> bytes:
    """Render one target of a job with the answers of the job's slice."""
    return render_encoded(target, job.slice, job)


class RenderWork(Work[Job, bytes]):
    """The rendering of a site's targets.

    The targets of a template that exceeded its limits several times are left out: the build fails
    anyway, and must end. A thousand pages would take a thousand times as long.
    """

    def __init__(self, blank: RenderJob, budget: Budget) -> None:
        """``blank`` is the job that all share, with no targets and an empty slice."""
        super().__init__(render_slice, budget)
        self.untried: list[Target] = []  #: pages that were not tried because the build took too long
        self._budget = budget
        self.seconds = blank.config.limits.page_seconds
        self._blank = blank
        self._overruns: Counter[str] = Counter()
        self.travels = not blank.config.markdown.directives  # functions of an extension may read any file

    def trim(self, job: Job) -> Job | list[bytes]:
        """Leave out targets that aren't worth another try."""
        if self._budget.is_spent:
            self.untried += job.items
            return []
        if not self._overruns:
            return job
        items = tuple(target for target in job.items if self._overruns[target.template] < _MOST_OVERRUNS)
        return msgspec.structs.replace(job, items=items)

    def leave_out_untried(self) -> Iterator[Rendered]:
        """Yield a result with the reason for each target that was not tried."""
        if self.untried:
            rest = f"{len(self.untried)} more pages were not rendered"
            code, message, hint = self._budget.explain(rest)
            problem = error(code, message, path=self._blank.config.paths.content, hint=hint)
            for target in self.untried:
                yield Rendered(target, b"", (), (problem,))

    def recover(self, job: Job, overrun: Overrun) -> list[bytes]:
        """Report it at the line of the template."""
        (target,) = job.items
        self._overruns[target.template] += 1
        config, layouts = self._blank.config, self._blank.layouts
        problem = describe_overrun(overrun, layouts, show_source(target, config), config)
        return [_encode(Rendered(target, b"", (), (problem,)))]


def render_target(target: Target, answers: Answers, job: RenderJob) -> Rendered:
    """Render one target by asking ``answers``."""
    shown = show_source(target, job.config)
    # The digest in a target stands for its page's own file; without one, the trace must.
    own_id = target.node if target.digest else ""
    recorder = Recorder(answers, own_id, job.config, job.base_path, target.language)
    environment = environment_for(job.layouts)
    context = make_context(recorder, job)
    context["card"] = make_card_function(recorder, answers, environment, job)
    if environment.names is not None:
        environment.names.recorder, environment.names.page = recorder, shown
    environment.filters["date"] = partial(format_date, context["word"])
    code = DirectiveCode(job.config, job.code, environment.names)
    filler = BodyFiller(recorder, environment, context, code)
    recorder.fill = filler
    if target.template:
        recorder.depend(LayoutDigest(target.template))
    try:
        made = MAKERS[target.form](target, recorder, environment, context)
        if (
            environment.names is not None
            and target.digest
            and target.form is Form.PAGE
            and target.number == 1
        ):
            recorder.problems += environment.names.check(context["page"], context["site"])
        data = made.encode() if isinstance(made, str) else made
    except UnicodeEncodeError:
        return Rendered(target, b"", recorder.trace(), (_half_a_pair(target, recorder),))
    except UnansweredError as unanswered:
        return Rendered(target, b"", (), (), unanswered.question)
    except ProblemError as failure:  # of an extension that a template uses
        problems = [*failure.problems, *filler.problems, *recorder.problems]
        return Rendered(target, b"", recorder.trace(), tuple(problems))
    except TEMPLATE_MISTAKES as mistake:
        problem = describe_mistake(mistake, job.layouts, shown)
        return Rendered(target, b"", recorder.trace(), (problem, *filler.problems, *recorder.problems))
    problems = [*filler.problems, *recorder.problems]
    unresolved: tuple[Unresolved, ...] = ()
    text = made if isinstance(made, str) else ""
    if target.output.endswith(".html"):
        problems += find_third_party(text, filler.seen, filler.given, job.layouts, job.config, shown)
        problems += find_unsafe(text, job.layouts, shown)
        problems += find_blocked(text, job.layouts, filler.inline, job.config, shown)
        unresolved = find_unresolved(
            text, target.output, recorder, filler.plain, whole_page=not job.is_themed
        )
    if len(made) > job.config.limits.output_bytes:
        problems.append(_too_large(target, job.config))
    return Rendered(target, data, recorder.trace(), tuple(problems), unresolved=unresolved)


def show_source(target: Target, config: Config) -> str:
    """Return the source of the page that an output shows, else the output's own path."""
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
        "the page would contain an unpaired surrogate",
        path=recorder.config.paths.layouts + "/" + target.template if target.template else "",
        hint='look for an escape like "\\ud83d" in its templates',
        page=show_source(target, recorder.config),
    )
