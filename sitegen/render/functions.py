"""The functions that templates can call: each asks the site, and reports what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jinja2
import msgspec
from markupsafe import Markup

from sitegen.config import wording_of
from sitegen.core.hosts import is_elsewhere
from sitegen.core.problems import Problem, error
from sitegen.core.suggest import nearest
from sitegen.render.img import draw
from sitegen.site.questions import (
    TODAY,
    AssetDigest,
    AssetUrl,
    DataFile,
    DiagramDrawing,
    ImageTarget,
    LinkTarget,
    PageAttribute,
)
from sitegen.site.values import Drawing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.calculator.instrument import Instrument
    from sitegen.render.page_view import PageView
    from sitegen.render.recorder import Recorder
    from sitegen.site.resolved import Resolved
    from sitegen.site.values import Picture


class ImageFile:
    """An image that a template asked for."""

    def __init__(self, url: str, width: int, height: int, write: Callable[[Mapping[str, str]], str]) -> None:
        self.url = url
        self.width = width  #: pixels; 0 when unknown
        self.height = height
        self._write = write

    def html(self, alt: str, **attributes: object) -> Markup:
        """Return HTML, with the smaller versions: ``image("/x.png").html("A cat", width=300)``."""
        given = {name.rstrip("_").replace("_", "-"): str(value) for name, value in attributes.items()}
        return Markup(self._write({"alt": alt, **given}))  # noqa: S704  every attribute is escaped there


def plain(name: object) -> str:
    """Return a name from a template as plain text. Markup becomes text; lone surrogates are an error."""
    text = str(name)
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise jinja2.TemplateRuntimeError(f"{text!a} holds half a surrogate pair")
    return text


def _from_root(target: object) -> str:
    return "/" + plain(target).lstrip("/")


class Functions:
    """The functions of one target; a name that doesn't exist is an error at the template's line."""

    def __init__(self, recorder: Recorder, find_caller: Callable[[], tuple[str, int]]) -> None:
        """``find_caller`` returns the (path, line) of the template that is calling."""
        self._recorder = recorder
        self._find_caller = find_caller

    def get_page(self, path: str) -> PageView:
        """Return the page or section of a source path: ``get_page("blog/a.md")``."""
        path = plain(path)
        if self._recorder.ask(PageAttribute(path, "kind")) is None:
            raise jinja2.TemplateRuntimeError(f"there is no page {path!r}")
        page: PageView = self._recorder.page(path)
        return page.in_language(self._recorder.language) if self._recorder.language else page

    def diagram(self, language: str, source: str, *, absolute: bool = False) -> Drawing | None:
        """Return url, width and height of a diagram that was drawn, or None."""
        drawing = self._recorder.ask(DiagramDrawing(plain(language), plain(source)))
        if drawing is None:
            return None
        url = self._recorder.base_path + drawing.url
        return Drawing(self._recorder.absolute(url) if absolute else url, drawing.width, drawing.height)

    def url_for(self, target: str, *, absolute: bool = False) -> str:
        """Return the URL of a source path, a file or an address, with an optional #anchor."""
        resolved = self._recorder.ask(LinkTarget(self._recorder.root, _from_root(target)))
        if resolved.is_broken:
            self._report(resolved, target)
        url = self._recorder.base_path + (resolved.url or _from_root(target))
        return self._recorder.absolute(url) if absolute else url

    def _report(self, broken: Resolved, target: str) -> None:
        """Report a reference that leads nowhere: a build with ``--lenient`` publishes it as it is written."""
        self._recorder.problems.append(broken.describe(str(target), *self._find_caller(), 0))

    def load_data(self, name: str) -> Any:
        """Return the content of a file under data/: ``load_data("prices.toml")``."""
        data = self._recorder.ask(DataFile(plain(name)))
        if data is None:
            raise jinja2.TemplateRuntimeError(f"the data file {name!r} is missing or has errors")
        return data

    def asset(self, name: str) -> str:
        """Return the fingerprinted URL of a file under layouts/assets/."""
        url = self._recorder.ask(AssetUrl(plain(name)))
        if url is None:
            raise jinja2.TemplateRuntimeError(f"there is no asset {name!r}")
        return self._recorder.base_path + str(url)

    def calculator(
        self, options: Mapping[str, str], arguments: tuple[str, ...] = (), *, page: PageView
    ) -> Instrument:
        """Return the data of a token calculator with these options; mistakes in them become Problems."""
        from sitegen.calculator.instrument import (
            DATA_FILES,
            PAGE,
            make_instrument,
        )

        files = {name: self._recorder.ask(DataFile(name)) for name in DATA_FILES}
        data = {name: content for name, content in files.items() if content is not None}
        today = self._recorder.ask(TODAY)[0]
        instrument = make_instrument(options, arguments, data, today, wording_of(self._recorder.config))
        paths = self._recorder.config.paths
        shown = {name: f"{paths.data}/{name}" for name in DATA_FILES} | {PAGE: f"{paths.content}/{page.path}"}
        self._recorder.problems += [
            msgspec.structs.replace(problem, path=shown.get(problem.path, problem.path))
            for problem in instrument.problems
        ]
        return instrument

    def integrity(self, name: str) -> str:
        """Return the digest of a style sheet or script, for the ``integrity`` of its element."""
        digest = self._recorder.ask(AssetDigest(plain(name)))
        if digest is None:
            raise jinja2.TemplateRuntimeError(f"there is no style sheet or script {name!r}")
        return str(digest)

    def reading_cost(self, page: PageView) -> str:
        """Return what reading a page costs with the model of [llms] model: ``$0.00123``; "" when unknown."""
        model = self._recorder.config.llms.model
        if not model or not page.tokens:
            return ""
        from sitegen.calculator.reading import model_names, reading_cost

        if model not in model_names():
            self._recorder.problems.append(_unknown_model(model, model_names()))
        return reading_cost(model, page.tokens, self._recorder.ask(TODAY)[0])

    def image(self, target: str) -> ImageFile:
        """Return an image's URL, size and HTML."""
        picture: Picture = self._recorder.ask(ImageTarget(self._recorder.root, _from_root(target)))
        resolved = picture.resolved
        if resolved.code == "missing-image":
            self._report(resolved, target)
            as_written = msgspec.structs.replace(resolved, url=_from_root(target))
            return self._image_file(msgspec.structs.replace(picture, resolved=as_written))
        if resolved.is_broken:
            raise jinja2.TemplateRuntimeError(f"{resolved.message}; {resolved.hint}")
        return self._image_file(picture)

    def picture(self, page: PageView) -> ImageFile | None:
        """Return the picture of a page, to show it in a list; None without one, or if another host has it.

        A picture that is missing is reported where the page names it, not here.
        """
        target = self._recorder.ask(PageAttribute(page.id, "image"))
        if not target or is_elsewhere(target):
            return None
        picture: Picture = self._recorder.ask(ImageTarget(page.id, target))
        return None if picture.resolved.is_broken else self._image_file(picture)

    def _image_file(self, picture: Picture) -> ImageFile:
        base = self._recorder.base_path
        url, sizes = base + picture.resolved.url, self._recorder.config.images.sizes

        def write(attributes: Mapping[str, str]) -> str:
            return draw(picture, {"src": url, **attributes}, sizes, base.__add__)

        return ImageFile(url, picture.width, picture.height, write)


def _unknown_model(model: str, models: tuple[str, ...]) -> Problem:
    guess = nearest(model, models)
    hint = f"did you mean {guess!r}?" if guess else f"choose from {', '.join(models)}"
    return error(
        "unknown-model",
        f"llms.model: there are no prices for {model!r}",
        path="sitegen.toml",
        hint=hint,
    )
