"""A converted body with holes + answers -> HTML: links resolved, images sized, directives rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from markupsafe import Markup, escape

from sitegen.core.hosts import is_elsewhere
from sitegen.core.model import Directive, Image, InlineCode, Link
from sitegen.core.problems import Problem, error
from sitegen.core.safe_paths import describe_unsafe, is_unsafe
from sitegen.core.suggest import nearest
from sitegen.plan.policy import is_third_party
from sitegen.render.components import find_component
from sitegen.render.feed_view import detach
from sitegen.render.functions import ImageFile, plain
from sitegen.render.icons import describe_icon
from sitegen.render.img import FIRST_SCREEN, draw
from sitegen.render.inline_code import Origin, find_in_html
from sitegen.render.third_party import describe_third_party, name_third_party
from sitegen.site.questions import IconByName, ImageTarget, LayoutDigest, LinkTarget, TitleOfTarget
from sitegen.site.resolved import Resolved, judge_elsewhere
from sitegen.site.values import Picture, Versions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import jinja2

    from sitegen.core.model import Segments
    from sitegen.render.directive_code import DirectiveCode
    from sitegen.render.page_view import PageView
    from sitegen.render.recorder import Recorder

DIRECTIVES = "directives"


class BodyFiller:
    """Fills bodies for one target, and collects Problems in ``problems``."""

    def __init__(
        self,
        recorder: Recorder,
        environment: jinja2.Environment,
        context: Mapping[str, Any],
        code: DirectiveCode,
    ) -> None:
        self._recorder = recorder
        self._code = code
        self._environment = environment
        self._context = context
        self.problems: list[Problem] = []
        self._first: tuple[str, tuple[int, int]] | None = None  # the first image of this output
        self.seen: set[str] = set()  #: addresses on other hosts that the bodies load
        #: Addresses on other hosts that are given to directives -> where.
        self.given: dict[str, tuple[int, int]] = {}
        #: HTML from content alone, without directives: every address is resolved
        self.plain: list[str] = []
        self.inline: list[Origin] = []  #: scripts and styles that content and functions of directives contain

    def __call__(self, segments: Segments, page: PageView, *, absolute: bool) -> str:
        """Return the HTML of a body that belongs to ``page``."""
        parts: list[str] = []
        is_plain = True
        for segment in segments:
            if isinstance(segment, str):
                parts.append(detach(segment, page.permalink) if absolute else segment)
            elif isinstance(segment, Link):
                parts.append(self._link(segment, page, absolute=absolute))
            elif isinstance(segment, Image):
                parts.append(self._image(segment, page, absolute=absolute))
            elif isinstance(segment, InlineCode):
                place = (self._path(page), segment.line, segment.column)
                self.inline.append(Origin(segment.shown, segment.code, segment.code, *place))
            else:
                is_plain = False
                parts.append(self._directive(segment, page, absolute=absolute))
        html = "".join(parts)
        if is_plain:
            self.plain.append(html)
        return html

    def _link(self, link: Link, page: PageView, *, absolute: bool) -> str:
        if link.is_text:
            return str(self._recorder.ask(TitleOfTarget(page.id, link.target)))
        if is_elsewhere(link.target):  # an image, a video: plain links aren't holes
            self._check_host(link.target, page, link.line, link.column)
            return str(escape(link.target))
        resolved: Resolved = self._recorder.ask(LinkTarget(page.id, link.target))
        if link.is_optional:
            url = self._published(resolved.url, page, absolute=absolute) if resolved.url else ""
            return f' href="{escape(url)}"' if url else ""
        self._note(resolved, link.target, page, link.line, link.column)
        return str(escape(self._published(resolved.url or link.target, page, absolute=absolute)))

    def _image(self, image: Image, page: PageView, *, absolute: bool) -> str:
        picture = self._find_image(self._ask_image, image.target, page, image.line, image.column)
        attributes = {
            "src": self._published(picture.resolved.url or image.target, page, absolute=absolute),
            "alt": image.alt,
        }
        if image.title:
            attributes["title"] = image.title
        attributes |= dict(image.attributes)
        return self._draw(picture, attributes, page, (image.line, image.column), absolute=absolute)

    def _draw(
        self,
        picture: Picture,
        attributes: Mapping[str, str],
        page: PageView,
        line_column: tuple[int, int],
        *,
        absolute: bool,
    ) -> str:
        """Return the HTML of an image; feeds get only the file, since many readers support nothing else."""
        if absolute:
            picture = msgspec.structs.replace(picture, versions=Versions())
        else:
            self._first = self._first or (page.id, line_column)
        return draw(
            picture,
            attributes,
            self._recorder.config.images.sizes,
            lambda url: self._published(url, page, absolute=absolute),
            first=(page.id, line_column) == self._first and line_column[0] <= FIRST_SCREEN,
        )

    def _check_host(self, url: str, page: PageView, line: int, column: int) -> None:
        """Report what would be loaded from a host that the site doesn't allow."""
        self.seen.add(url)
        if is_third_party(url, self._recorder.config):
            self._problem(
                page, line, column, ("third-party-request", *describe_third_party(url)), name_third_party(url)
            )

    def _published(self, url: str, page: PageView, *, absolute: bool) -> str:
        if url.startswith(("#", "?")):
            return f"{page.permalink}{url}" if absolute else url
        if url.startswith("/") and not url.startswith("//"):
            url = self._recorder.base_path + url
        return self._recorder.absolute(url) if absolute else url

    def _directive(self, directive: Directive, page: PageView, *, absolute: bool) -> str:
        body = Markup(self(directive.body, page, absolute=absolute))  # noqa: S704  converted Markdown
        title = self(directive.title, page, absolute=absolute) if directive.title else ""
        values = dict(self._context) | {
            "page": page,
            "title": Markup(title),  # noqa: S704  converted Markdown
            "arguments": directive.arguments,
            "options": dict(directive.options),
            "body": body,
            "raw": directive.raw,
            "line": directive.line,
            "absolute": absolute,
        }
        for value in (*directive.arguments, *(value for _, value in directive.options)):
            if "//" in value:
                self.given.setdefault(value, (directive.line, directive.column))
        values |= self._references(directive, page, absolute=absolute)
        html, problems = self._code.write(directive, values)
        self.problems += problems
        if html is not None:
            self.inline += find_in_html(html, self._path(page), directive.line, directive.column)
            return html
        name = f"{DIRECTIVES}/{directive.name}.html"
        self._recorder.depend(LayoutDigest(name))
        if name not in self._environment.list_templates():
            if component := find_component(directive):
                return self._directive(component, page, absolute=absolute)
            unknown = self._unknown(directive.name)
            self._problem(page, directive.line, directive.column, unknown, directive.name)
            return str(body)
        return self._environment.get_template(name).render(values)

    def _references(self, directive: Directive, page: PageView, *, absolute: bool) -> dict[str, Any]:
        """Return `url_for` and `image` for a directive: relative to its page, with mistakes at its line."""
        line, column = directive.line, directive.column

        def url_for(target: str, *, absolute: bool = absolute) -> str:
            target = plain(target)
            if is_unsafe(target):
                self._problem(page, line, column, ("unsafe-url", *describe_unsafe(target)))
                return ""
            if is_elsewhere(target):
                self._note(judge_elsewhere(target), target, page, line, column)
                return target
            resolved = self._find(LinkTarget, page.id, target)
            self._note(resolved, target, page, line, column)
            return self._published(resolved.url or target, page, absolute=absolute)

        def image(target: str) -> ImageFile:
            target = plain(target)
            picture = self._find_image(self._find_beside, target, page, line, column)
            url = self._published(picture.resolved.url or target, page, absolute=absolute)

            def write(attributes: Mapping[str, str]) -> str:
                return self._draw(
                    picture, {"src": url, **attributes}, page, (line, column), absolute=absolute
                )

            return ImageFile(url, picture.width, picture.height, write)

        def icon(name: str) -> Markup:
            html, package = self._recorder.ask(IconByName(plain(name)))
            if not html:
                self.problems.append(describe_icon(plain(name), package, self._path(page), line, column))
            is_shown = html or package not in ("", "emoji")
            return Markup(html) if is_shown else escape(f":{name}:")  # noqa: S704  from a package

        return {"url_for": url_for, "image": image, "icon": icon}

    def _find_image(
        self, ask: Callable[[str, str], Picture], target: str, page: PageView, line: int, column: int
    ) -> Picture:
        """Return an image; nothing is known about one on another host."""
        if is_unsafe(target):
            self._problem(page, line, column, ("unsafe-url", *describe_unsafe(target)))
            return Picture(Resolved("#"))
        if is_elsewhere(target):
            self._check_host(target, page, line, column)
            resolved = judge_elsewhere(target, embed=True)
            self._note(resolved, target, page, line, column)
            return Picture(Resolved(target))
        picture = ask(page.id, target)
        self._note(picture.resolved, target, page, line, column)
        return picture

    def _ask_image(self, base: str, target: str) -> Picture:
        picture: Picture = self._recorder.ask(ImageTarget(base, target))
        return picture

    def _find_beside(self, base: str, target: str) -> Picture:
        picture: Picture = self._find(ImageTarget, base, target)
        return picture

    def _find(self, kind: type[LinkTarget | ImageTarget], base: str, target: str) -> Any:
        """Ask for a target beside the page, else, as in other templates, from the root of content/."""
        answer = self._recorder.ask(kind(base, target))
        if target.startswith("/") or not _is_missing(answer):
            return answer
        at_root = self._recorder.ask(kind(base, f"/{target}"))
        return answer if _is_missing(at_root) else at_root

    def _unknown(self, name: str) -> tuple[str, str, str]:
        prefix = f"{DIRECTIVES}/"
        self._recorder.depend(LayoutDigest(prefix))
        directives = [
            template.removeprefix(prefix).removesuffix(".html")
            for template in self._environment.list_templates()
            if template.startswith(prefix)
        ]
        guess = nearest(name, [*directives, *self._code.names()])
        layouts = self._recorder.config.paths.layouts
        hint = f"did you mean '{guess}'?" if guess else f"add {layouts}/{prefix}{name}.html"
        return "unknown-directive", f"unknown directive '{name}'", hint

    def _note(self, resolved: Resolved, target: str, page: PageView, line: int, column: int) -> None:
        """Report a broken target; code of another generator was reported when it was read."""
        if resolved.code and not ("{{" in target or "{%" in target):
            self.problems.append(resolved.describe(target, self._path(page), line, column))

    def _problem(
        self, page: PageView, line: int, column: int, fault: tuple[str, str, str], subject: str = ""
    ) -> None:
        code, message, hint = fault
        path = self._path(page)
        self.problems.append(
            error(code, message, path=path, line=line, column=column, hint=hint, subject=subject)
        )

    def _path(self, page: PageView) -> str:
        return f"{self._recorder.config.paths.content}/{page.path}"


def _is_missing(answer: Any) -> bool:
    resolved: Resolved = answer.resolved if isinstance(answer, Picture) else answer
    return resolved.code in {"broken-link", "missing-image"}
