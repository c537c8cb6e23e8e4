"""The tags of a page, one after the other -> which elements are where they must not be, or aren't closed.

Browsers repair bad nesting by fixed rules, and rarely as the author meant it. This
keeps to those rules where a page is right, and where it is wrong tells the first cause rather than all that
follows from it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sitegen.html.elements import (
    ANYTHING,
    BREAKS_OUT,
    ENDS,
    FOREIGN,
    GROUP,
    IN_TABLES,
    INTEGRATED,
    INTERACTIVE,
    METADATA,
    MODELS,
    NOT_INSIDE,
    OBSOLETE,
    OPTIONAL_END,
    PHRASING,
    SCOPES,
    VOID,
    WATCHED,
    WHOLES,
    may_stay_open,
)
from sitegen.html.frame import FRAME, Frame
from sitegen.html.placement import INVALID, ORDERED, Open, judge_placement, judge_whole, remedy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    from sitegen.html.page_tags import Tag

    class Complain(Protocol):
        """Takes a code, the offsets of a fault, a message, a hint, and what to look for in the source."""

        def __call__(self, code: str, start: int, end: int, message: str, hint: str, clue: str = "") -> None:
            """Take one fault."""


#: Elements that matter only for what is inside them.
_PLAIN = frozenset(MODELS) - NOT_INSIDE.keys() - INTERACTIVE - OBSOLETE.keys()
#: Browsers put no element deeper than this into another one.
DEEPEST = 500


class Nesting:
    """The elements that are open, while the tags of a page are read."""

    def __init__(self, complain: Complain) -> None:
        self._complain = complain
        self.open = [Open("body", MODELS["body"].holds, 0, 0, is_html=True)]
        self.inside = dict.fromkeys(WATCHED, 0)  #: how many of each watched element are open
        self.hidden = 0  #: how many open elements are hidden from screen readers
        self._owed: Counter[str] = Counter()  #: end tags of what was closed by others
        self._paragraphs = 0  #: how many are open
        self._paragraph_ends: dict[Open, Tag] = {}  #: element -> what ended a paragraph in it, without </p>
        self._frame = Frame(self._say)

    @property
    def top(self) -> Open:
        """Return the innermost open element."""
        return self.open[-1]

    def take(self, tag: Tag, attributes: Mapping[str, str]) -> None:
        """Take in one tag, and the text before it."""
        if len(self.open) > DEEPEST:
            return  # skip the rest: it is reported once, and the time stays linear
        if tag.has_words:
            self._take_words(tag)
        name = tag.name
        if not name:
            self._close_all()
        elif name in FRAME and self.top.is_html:
            if tag.is_end and name != "head":
                self._close_all()
            self._frame.take(tag)
        elif tag.is_end:
            self._end(tag)
        else:
            self._start(tag, attributes)

    def _say(self, start: int, end: int, message: str, hint: str, code: str = INVALID) -> None:
        if not self.inside["template"]:  # a script decides where the content of one goes
            self._complain(code, start, end, message, hint)

    def _take_words(self, tag: Tag) -> None:
        top = self.open[-1]
        if top.holds is not None and not top.holds_text:
            message = f"text isn't allowed in <{top.name}> itself"
            self._say(tag.words_at, tag.start, message, remedy(top.name))
        if len(self.open) == 1:
            self._frame.begin_body(tag, is_text=True)

    def _start(self, tag: Tag, attributes: Mapping[str, str]) -> None:
        name = tag.name
        if not self.open[-1].is_html:
            self._start_foreign(tag)
            return
        if len(self.open) == 1 and name not in METADATA:
            self._frame.begin_body(tag)
        if (ended := ENDS.get(name)) and (self._paragraphs or "p" not in ended):
            self._end_before(tag, ended)
        self._judge(tag, attributes)
        if name in FOREIGN:
            self._start_foreign(tag)
        elif name not in VOID:
            self._enter(tag, is_watched=name in WATCHED and (name != "a" or "href" in attributes))
            if attributes.get("aria-hidden") == "true":
                self.open[-1].is_hidden = True
                self.hidden += 1

    def _judge(self, tag: Tag, attributes: Mapping[str, str]) -> None:
        name, top = tag.name, self.open[-1]
        if name in METADATA or name == "main":
            self._frame.take_element(tag, attributes)
        if top.holds is not None and name in _PLAIN and name in top.holds and top.name not in ORDERED:
            pass
        elif len(self.open) > 1 or self._frame.is_body:
            for code, message, hint in judge_placement(name, attributes, top, self.inside):
                self._say(tag.start, tag.end, message, hint, code)
        top.last = name
        if top.lacks and name in top.lacks:
            top.lacks = None

    def _enter(self, tag: Tag, *, is_watched: bool) -> None:
        name = tag.name
        if tag.is_slashed:
            message = f"<{name}/> is not closed by its slash: browsers leave it open"
            self._say(tag.start, tag.end, message, f"write <{name}></{name}>")
        element = Open(name, _holds(name, self.top), tag.start, tag.end, is_html=True)
        if is_watched:
            element.is_watched = True
            self.inside[name] += 1
        self._paragraphs += name == "p"
        self._push(element)

    def _push(self, element: Open) -> None:
        self.open.append(element)
        if len(self.open) > DEEPEST:
            message = f"elements are nested more than {DEEPEST} deep: browsers stop there"
            self._complain(INVALID, element.start, element.end, message, "nest less")

    def _start_foreign(self, tag: Tag) -> None:
        name = tag.name
        if name in BREAKS_OUT:
            message = f"<{name}> isn't allowed in <{self.top.name}>: it ends the drawing around it"
            self._say(tag.start, tag.end, message, "write it outside, or in <foreignObject>")
        if not tag.is_slashed:
            self._push(Open(name, None, tag.start, tag.end, is_html=name in INTEGRATED))

    def _end_before(self, tag: Tag, ended: frozenset[str]) -> None:
        """End the elements that a start tag ends, as far as they are open in the same whole."""
        ends_text = "p" in ended
        wholes = SCOPES if ends_text else WHOLES
        for index in range(len(self.open) - 1, 0, -1):
            name = self.open[index].name
            if name in ended:
                self._pop_to(index, f"<{tag.name}>")
                if ends_text:
                    self._paragraph_ends[self.top] = tag
                    return
            elif name in wholes or not (ends_text or name in PHRASING or name in OPTIONAL_END):
                return

    def _end(self, tag: Tag) -> None:
        name = tag.name
        if self.open[-1].name == name and len(self.open) > 1:
            self._pop()
        elif index := self._find(name):
            self._pop_to(index, f"</{name}>")
        elif self._owed[name]:
            self._owed[name] -= 1
        elif name == "p" and (cause := self._paragraph_ends.pop(self.top, None)):
            message = f"<{cause.name}> isn't allowed in <p>: it ends the paragraph"
            hint = "close the paragraph before it, or write <div> for <p>; in Markdown, leave a blank line"
            self._say(cause.start, cause.end, message, hint)
        else:
            hint = f"<{name}> has no end tag" if name in VOID else f"remove it, or open <{name}> before it"
            self._say(tag.start, tag.end, f"</{name}> closes nothing", hint)

    def _find(self, name: str) -> int:
        """Return the index of the open element that an end tag closes; 0: none."""
        for index in range(len(self.open) - 1, 0, -1):
            element = self.open[index]
            if element.name == name:
                return index
            if element.name in SCOPES and not (name in IN_TABLES and element.name in IN_TABLES):
                return 0
        return 0

    def _pop_to(self, index: int, cause: str) -> None:
        """Close the elements from an index on; the first of them may be closed."""
        while len(self.open) > index:
            element = self._pop()
            if len(self.open) > index and not may_stay_open(element.name, self.top.name):
                self._owed[element.name] += 1
                self._complain_unclosed(element, cause)

    def _close_all(self) -> None:
        while len(self.open) > 1:
            element = self._pop()
            if not may_stay_open(element.name, self.top.name):
                self._complain_unclosed(element, "the end of the page")

    def _pop(self) -> Open:
        element = self.open.pop()
        self._paragraphs -= element.name == "p"
        self.hidden -= element.is_hidden
        if element.is_watched:
            self.inside[element.name] -= 1
        if element.lacks or element.last == "dt":
            for _, message, hint in judge_whole(element):
                self._say(element.start, element.end, message, hint)
        return element

    def _complain_unclosed(self, element: Open, cause: str) -> None:
        message = f"<{element.name}> is not closed before {cause}"
        self._say(element.start, element.end, message, f"write </{element.name}> before it")


def _holds(name: str, parent: Open) -> frozenset[str] | None:
    """Return the elements that an element may hold; None: any."""
    if name == "div" and parent.name == "dl":
        return GROUP
    model = MODELS.get(name, ANYTHING)
    if not model.is_transparent or model.holds is None:
        return model.holds
    return None if parent.holds is None else parent.holds | model.holds
