"""The names that templates may use, with descriptions: read from the classes of the values."""

from __future__ import annotations

import inspect
from functools import cache

from sitegen.render.functions import Functions, ImageFile
from sitegen.render.list_views import SectionView, TermView
from sitegen.render.page_view import PageView
from sitegen.render.site_view import Paginator, SiteView

_VIEWS: dict[str, type] = {
    "page": PageView,
    "section": SectionView,
    "term": TermView,
    "site": SiteView,
    "paginator": Paginator,
    "image": ImageFile,
}


@cache
def list_attributes(name: str) -> dict[str, str]:
    """Return the attributes of a template value, with descriptions; unknown names count as pages."""
    view = _VIEWS.get(name, PageView)
    return {
        attribute: _first_line(value)
        for attribute, value in inspect.getmembers(view)
        if not attribute.startswith("_") and (isinstance(value, property) or callable(value))
    }


@cache
def list_names() -> dict[str, str]:
    """Return the values and functions that every template can use."""
    functions = {name: _first_line(value) for name, value in inspect.getmembers(Functions) if name[0] != "_"}
    return {name: _first_line(view) for name, view in _VIEWS.items() if name != "image"} | functions


def _first_line(value: object) -> str:
    return (inspect.getdoc(value) or "").partition("\n")[0]
