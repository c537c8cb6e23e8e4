"""The functions of extensions -> names for templates and directives; each use is a recorded question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jinja2

from sitegen.core.problems import Problem, ProblemError, error, warning
from sitegen.ext import Call, Finding
from sitegen.ext.load import find_function
from sitegen.ext.registry import KINDS
from sitegen.render.messages import CONTEXT
from sitegen.site.questions import ExtensionCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sitegen.ext.registry import Extensions
    from sitegen.render.page_view import PageView
    from sitegen.render.recorder import Recorder
    from sitegen.render.sandbox import BoundedEnvironment
    from sitegen.render.site_view import SiteView

#: The kinds of names that templates have.
_IN_TEMPLATES = ("filters", "tests", "globals")


class ExtensionNames:
    """What extensions add to one environment. It renders one target after another."""

    def __init__(self, extensions: Extensions) -> None:
        self.extensions = extensions
        self.recorder: Recorder | None = None  #: of the target that is being rendered
        self.page = ""  #: the source of its page

    def add_to(self, environment: BoundedEnvironment) -> None:
        """Add all names that templates can use."""
        for kind in _IN_TEMPLATES:
            for name, _ in self.extensions.provided(kind):
                getattr(environment, kind)[name] = self._wrap(kind, name)

    def call(self, kind: str, name: str, *arguments: Any, **options: Any) -> Any:
        """Call a function and record that; ProblemError at its line if it raises."""
        if self.recorder is not None:
            self.recorder.depend(ExtensionCode(kind, name))
        function = find_function(self.extensions, kind, name)
        if function is None:
            raise jinja2.TemplateRuntimeError(f"no extension provides {name!r}")
        return function.run_with(arguments, options, self.page, (jinja2.TemplateError,))

    def check(self, page: PageView, site: SiteView) -> Iterator[Problem]:
        """Yield what the checks of extensions find in a page."""
        for name, used in self.extensions.provided("checks"):
            code = f"{used.name}/{name}"
            for finding in self.call("checks", name, page, site):
                if not isinstance(finding, Finding):
                    message = f"the check {name!r} returned {type(finding).__name__}, not a Finding"
                    raise ProblemError(error("extension-failed", message, path=used.origin, page=self.page))
                make = error if finding.is_error else warning
                yield make(code, finding.message, path=self.page, line=finding.line, hint=finding.hint)

    def write(self, path: str, site: SiteView) -> str | bytes:
        """Return the content of a file that an extension adds."""
        content: object = self.call("outputs", path, site)
        if isinstance(content, (str, bytes)):
            return content
        used = self.extensions.provider("outputs", path)
        message = f"the file {path!r} must be text or bytes, and is {type(content).__name__}"
        raise ProblemError(error("extension-failed", message, path=used.origin if used else ""))

    def _wrap(self, kind: str, name: str) -> Callable[..., Any]:
        # With a context, Jinja2 doesn't compute a filter of a constant when it compiles a template.
        @jinja2.pass_context
        def use(_: jinja2.runtime.Context, *arguments: Any, **options: Any) -> Any:
            return self.call(kind, name, *arguments, **options)

        return use


def write_directive(names: ExtensionNames, kind: str, name: str, values: dict[str, Any]) -> str | None:
    """Return the HTML that an extension makes of a directive or a code block; None if none knows its name."""
    if names.extensions.provider(kind, name) is None:
        return None
    call = Call(name=name, **{field: values[field] for field in Call.__struct_fields__ if field != "name"})
    html: object = names.call(kind, name, call)
    if isinstance(html, str):
        return str(html)
    used = names.extensions.provider(kind, name)
    message = f"the {KINDS[kind]} {name!r} must return HTML as text, and returned {type(html).__name__}"
    raise ProblemError(error("extension-failed", message, path=used.origin if used else "", page=names.page))


def find_taken_names(extensions: Extensions) -> Iterator[Problem]:
    """Yield a Problem for each name that templates have already."""
    environment = jinja2.Environment(autoescape=True)
    taken = {
        "filters": {*environment.filters, "date", "iso", "rfc822", "tojson"},
        "tests": {*environment.tests},
        "globals": {*environment.globals, *CONTEXT},
    }
    for kind, names in taken.items():
        for name, used in extensions.provided(kind):
            if name in names:
                message = f"the {KINDS[kind]} {name!r} of extension {used.name!r} is one of sitegen's"
                yield error("extension-failed", message, path=used.origin, hint="give it another name")
