"""Which questions of the last build are asked again, and what may be left unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sitegen.cache.trace_table import TraceTable
from sitegen.cache.traces import COMPARED_GROUPS, digest_of, find_stale, take_fingerprints
from sitegen.site.questions import (
    TODAY,
    AssetUrl,
    Card,
    DataFile,
    IconByName,
    ImageTarget,
    LayoutDigest,
    LinkTarget,
    ListPage,
    PageAttribute,
    SitePart,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sitegen.site.questions import Question

QUESTIONS: list[Question] = [
    PageAttribute("a.md", "title"),
    PageAttribute("b.md", "title"),
    PageAttribute("a.md", "next"),
    PageAttribute("b.md", "related"),
    PageAttribute("a.md", "ancestors"),
    PageAttribute("_index.md", "count"),
    ListPage("_index.md", 1),
    SitePart("pages"),
    TODAY,
    LinkTarget("a.md", "b.md"),
    ImageTarget("a.md", "x.png"),
    Card("a.md"),
    AssetUrl("site.css"),
    DataFile("prices.json"),
    IconByName("tada"),
    LayoutDigest("page.html"),
]
ALWAYS = {
    TODAY,
    Card("a.md"),
    AssetUrl("site.css"),
    DataFile("prices.json"),
    IconByName("tada"),
    LayoutDigest("page.html"),
}
IDS = ("_index.md", "a.md", "b.md", "term:tags/x")


class Changed:
    """A site in which every answer is another one than before."""

    def __init__(self, different: Collection[str] = ()) -> None:
        self._different = different

    def fingerprint(self, question: Question) -> Any:
        return [question, "now"]

    def group(self, name: str) -> Any:
        return [name, "now"] if name in self._different else name

    def ids(self) -> Iterable[str]:
        return IDS

    def interface(self, id_: str) -> Any:
        return [id_, "now"] if id_ in self._different else id_

    def listed(self, id_: str) -> tuple[str, ...]:
        return ("b.md",) if id_ == "term:tags/x" else ()


def stale_of(changed: Collection[str], different: Collection[str]) -> set[Question]:
    traces = TraceTable()
    traces.fingerprints = take_fingerprints(Changed(), traces)
    for question in QUESTIONS:
        traces.add(question, digest_of(question))
    today = Changed(different)
    return {
        traces.question(row) for row in find_stale(traces, today, changed, take_fingerprints(today, traces))
    }


@pytest.mark.parametrize(
    ("changed", "different", "expected"),
    [
        ({}, {}, {}),
        ({"a.md"}, {}, {PageAttribute("a.md", "title")}),
        ({}, {"links"}, {LinkTarget("a.md", "b.md"), ImageTarget("a.md", "x.png")}),
        ({}, {"order"}, {PageAttribute("a.md", "next"), PageAttribute("b.md", "related")}),
        ({}, {"tree"}, {PageAttribute("a.md", "ancestors")}),
        ({}, {"interfaces", "b.md"}, {PageAttribute("b.md", "title"), PageAttribute("b.md", "related")}),
        ({}, {"interfaces", "_index.md"}, {PageAttribute("_index.md", "count"), ListPage("_index.md", 1)}),
        ({}, {"interfaces", "term:tags/x"}, {PageAttribute("b.md", "related")}),
    ],
)
def test_only_what_may_have_changed_is_asked_again(
    changed: Collection[str], different: Collection[str], expected: Collection[Question]
) -> None:
    """What an answer is made from decides: a file, an interface, a group; any of them for the site."""
    site = {SitePart("pages")} if set(different) & set(COMPARED_GROUPS) else set()
    assert ALWAYS | site | set(expected) == stale_of(changed, different)
