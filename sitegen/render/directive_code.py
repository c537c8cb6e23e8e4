"""A directive -> HTML from Python code: a function of the site, or of an extension."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitegen.core.model import FENCE
from sitegen.core.problems import Problem, ProblemError, error
from sitegen.render.python_directives import call_function, describe_place_in_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.config import Config
    from sitegen.core.model import Directive
    from sitegen.render.extensions import ExtensionNames
    from sitegen.render.python_directives import OwnCode

_HINT = "its name is under [markdown.directives] in sitegen.toml"


class DirectiveCode:
    """The directives of one target that code writes."""

    def __init__(self, config: Config, code: OwnCode, names: ExtensionNames | None) -> None:
        self._functions = config.markdown.directives
        self._content = config.paths.content
        self._code = code
        self._names = names  #: what extensions provide

    def names(self) -> list[str]:
        """Return the names of all directives that code writes."""
        provided = self._names.extensions.provided("directives") if self._names else ()
        return [*self._functions, *(name for name, _ in provided)]

    def write(self, directive: Directive, values: dict[str, Any]) -> tuple[str | None, tuple[Problem, ...]]:
        """Return the HTML, None if no code knows the directive, and what is wrong."""
        function = self._functions.get(directive.name)
        if function:
            return self._call(function, directive, values)
        if self._names is None:
            return None, ()
        from sitegen.render.extensions import write_directive

        is_fence = directive.name == FENCE
        kind, name = ("fences", directive.arguments[0]) if is_fence else ("directives", directive.name)
        try:
            return write_directive(self._names, kind, name, values), ()
        except ProblemError as failure:
            return "", failure.problems

    def _call(
        self, function: str, directive: Directive, values: Mapping[str, Any]
    ) -> tuple[str, tuple[Problem, ...]]:
        try:
            html: object = call_function(function, self._code, values)
        except MemoryError:
            raise
        except (Exception, SystemExit) as mistake:  # noqa: BLE001  the site's own code may raise anything
            reason = f"{type(mistake).__name__}: {mistake}".rstrip(": ").partition("\n")[0]
            message = f"{function} failed: {reason}{describe_place_in_code(mistake)}"
        else:
            if isinstance(html, str):
                return str(html), ()
            message = f"{function} must return HTML as text, and returned {type(html).__name__}"
        path = f"{self._content}/{values['page'].path}"
        line, column = directive.line, directive.column
        problem = error(
            "directive-function",
            message,
            path=path,
            line=line,
            column=column,
            hint=_HINT,
            subject=directive.name,
        )
        return "", (problem,)
