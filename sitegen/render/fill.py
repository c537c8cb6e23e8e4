"""A converted body with holes + answers -> HTML: links resolved, images sized, directives rendered."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from sitegen.errors import Problem, error
from sitegen.model import Directive, Image, Link
from sitegen.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import jinja2

    from sitegen.model import Segments
    from sitegen.site.links import Resolved
    from sitegen.view import PageView, Recorder

DIRECTIVES = "directives"


class BodyFiller:
    """Fills bodies for one target; the Problems it meets gather in ``problems``."""

    def __init__(
        self, recorder: Recorder, environment: jinja2.Environment, context: Mapping[str, Any]
    ) -> None:
        self._recorder = recorder
        self._environment = environment
        self._context = context
        self.problems: list[Problem] = []

    def __call__(self, segments: Segments, page: PageView, *, absolute: bool) -> str:
        """Return the HTML of a body that belongs to ``page``."""
        parts: list[str] = []
        for segment in segments:
            if isinstance(segment, str):
                parts.append(segment)
            elif isinstance(segment, Link):
                parts.append(self._link(segment, page, absolute=absolute))
            elif isinstance(segment, Image):
                parts.append(self._image(segment, page, absolute=absolute))
            else:
                parts.append(self._directive(segment, page, absolute=absolute))
        return "".join(parts)

    def _link(self, link: Link, page: PageView, *, absolute: bool) -> str:
        found: Resolved = self._recorder.ask("link", page.id, link.target)
        self._note(found, page, link.line, link.column)
        return str(escape(self._published(found.url or link.target, page, absolute=absolute)))

    def _image(self, image: Image, page: PageView, *, absolute: bool) -> str:
        found, width, height = self._recorder.ask("image", page.id, image.target)
        self._note(found, page, image.line, image.column)
        attributes = {
            "src": self._published(found.url or image.target, page, absolute=absolute),
            "alt": image.alt,
        }
        if image.title:
            attributes["title"] = image.title
        if width and height:
            attributes |= {"width": str(width), "height": str(height)}
        attributes |= {"loading": "lazy", "decoding": "async"} | dict(image.attributes)
        return "<img" + "".join(f' {name}="{escape(value)}"' for name, value in attributes.items()) + ">"

    def _published(self, url: str, page: PageView, *, absolute: bool) -> str:
        if url.startswith("#"):
            return f"{page.permalink}{url}" if absolute else url
        if url.startswith("/") and not url.startswith("//"):
            url = self._recorder.base_path + url
        return self._recorder.absolute(url) if absolute else url

    def _directive(self, directive: Directive, page: PageView, *, absolute: bool) -> str:
        body = Markup(self(directive.body, page, absolute=absolute))  # noqa: S704  converted Markdown
        values = dict(self._context) | {
            "page": page,
            "arguments": directive.arguments,
            "options": dict(directive.options),
            "body": body,
            "raw": directive.raw,
            "absolute": absolute,
        }
        function = self._recorder.config.markdown.directives.get(directive.name)
        if function:
            return str(load_function(function)(values))
        name = f"{DIRECTIVES}/{directive.name}.html"
        self._recorder.depend("layout", name)
        if name not in self._environment.loader.list_templates():  # type: ignore[union-attr]  # it always has one
            self._problem(page, directive.line, directive.column, self._unknown(directive.name))
            return str(body)
        return self._environment.get_template(name).render(values)

    def _unknown(self, name: str) -> tuple[str, str, str]:
        prefix = f"{DIRECTIVES}/"
        known = [
            template.removeprefix(prefix).removesuffix(".html")
            for template in self._environment.loader.list_templates()  # type: ignore[union-attr]  # it always has one
            if template.startswith(prefix)
        ]
        guess = nearest(name, [*known, *self._recorder.config.markdown.directives])
        hint = f"did you mean '{guess}'?" if guess else f"there is no layouts/{prefix}{name}.html"
        return "unknown-directive", f"unknown directive '{name}'", hint

    def _note(self, found: Resolved, page: PageView, line: int, column: int) -> None:
        if found.code:
            self._problem(page, line, column, (found.code, found.message, found.hint))

    def _problem(self, page: PageView, line: int, column: int, what: tuple[str, str, str]) -> None:
        code, message, hint = what
        path = f"{self._recorder.config.paths.content}/{page.path}"
        self.problems.append(error(code, message, path=path, line=line, column=column, hint=hint))


@lru_cache
def load_function(name: str) -> Callable[[Mapping[str, Any]], str]:
    """Return the function that ``package.module:function`` names: trusted code of the site's owner."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)  # type: ignore[no-any-return]  # the owner's promise
