"""The standard's table of elements: what each may hold, where it belongs, which end without an end tag.

https://html.spec.whatwg.org/multipage/indices.html#elements-3
"""

from __future__ import annotations

from typing import NamedTuple

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
#: Elements that have no content and no end tag.
VOID = frozenset("area base br col embed frame hr img input keygen link meta param source track wbr".split())
#: Elements of other languages, in which anything may be.
FOREIGN = frozenset(("svg", "math"))
#: HTML in a drawing, and where a drawing may hold HTML.
INTEGRATED = frozenset(("foreignobject", "desc", "title", "annotation-xml", "mtext", "mi", "mo", "mn", "ms"))
#: What may be in <head>.
METADATA = frozenset(("title", "meta", "link", "base", "script", "style", "noscript", "template"))
_SCRIPTS = frozenset(("script", "template"))
PHRASING = frozenset(
    """a abbr area audio b bdi bdo br button canvas cite code data datalist del dfn em embed i iframe
    img input ins kbd label link map mark math meta meter noscript object output picture progress q
    ruby s samp script select selectedcontent slot small span strong style sub sup svg template
    textarea time u var video wbr""".split()
)
FLOW = PHRASING | frozenset(
    """address article aside blockquote details dialog div dl fieldset figure footer form h1 h2 h3 h4
    h5 h6 header hgroup hr main menu nav ol p pre search section table ul""".split()
)
_LIST = _SCRIPTS | {"li"}
_ROWS = _SCRIPTS | {"tr"}
_TITLED = PHRASING | HEADINGS | {"hgroup"}

#: element -> the elements that it may hold; it is in none of the sets below.
_HOLDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("ul", "ol", "menu"), _LIST),
    "dl": _SCRIPTS | {"dt", "dd", "div"},
    "hgroup": _SCRIPTS | HEADINGS | {"p"},
    "select": _SCRIPTS | {"option", "optgroup", "hr", "button", "div", "noscript"},
    "optgroup": _SCRIPTS | {"option", "legend", "div", "noscript"},
    "datalist": PHRASING | {"option"},
    "picture": _SCRIPTS | {"source", "img"},
    "table": _SCRIPTS | {"caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr"},
    **dict.fromkeys(("thead", "tbody", "tfoot"), _ROWS),
    "tr": _SCRIPTS | {"td", "th"},
    "colgroup": frozenset(("col", "template")),
    "ruby": PHRASING | {"rt", "rp"},
    "figure": FLOW | {"figcaption"},
    "fieldset": FLOW | {"legend"},
    "details": FLOW | {"summary"},
    "summary": _TITLED,
    "legend": _TITLED,
}
#: What a <div> in a <dl> may hold.
GROUP = _SCRIPTS | {"dt", "dd"}
_HOLDS_PHRASING = frozenset(
    """p h1 h2 h3 h4 h5 h6 pre span em strong small s cite q dfn abbr data time code var samp kbd sub
    sup i b u mark bdi bdo rt rp label output progress meter button option""".split()
)
_HOLDS_FLOW = frozenset(
    """body article aside nav section header footer main blockquote div li dt dd figcaption td th
    caption form dialog search address""".split()
)
#: Elements that may hold what their parent may -> what they may hold in addition.
_TRANSPARENT = {
    **dict.fromkeys(("a", "ins", "del", "canvas", "noscript", "slot", "map"), frozenset[str]()),
    "object": frozenset(("param",)),
    **dict.fromkeys(("video", "audio"), frozenset(("source", "track"))),
}
#: Elements that browsers still read -> what to write instead.
OBSOLETE = {
    **dict.fromkeys(("center", "font", "basefont", "big", "nobr", "marquee", "blink", "multicol"), "use CSS"),
    **dict.fromkeys(("strike",), "use <s> or <del>"),
    **dict.fromkeys(("tt",), "use <code>, <kbd> or <samp>"),
    **dict.fromkeys(("listing", "xmp", "plaintext"), "use <pre>"),
    **dict.fromkeys(("frame", "frameset", "noframes"), "use CSS, or <iframe>"),
    **dict.fromkeys(("applet", "bgsound", "noembed"), "use <object>, <audio> or <video>"),
    **dict.fromkeys(
        ("rb", "rtc", "param", "spacer", "nextid", "menuitem", "keygen", "isindex"), "leave it out"
    ),
    "acronym": "use <abbr>",
    "dir": "use <ul>",
}
#: Elements that are in few others -> where they belong.
BELONGS = {
    "li": "<ul>, <ol> or <menu>",
    **dict.fromkeys(("dt", "dd"), "<dl>"),
    **dict.fromkeys(("td", "th"), "<tr>"),
    "tr": "<table>, <thead>, <tbody> or <tfoot>",
    **dict.fromkeys(("thead", "tbody", "tfoot", "caption", "colgroup"), "<table>"),
    "col": "<colgroup>",
    "legend": "<fieldset>",
    "figcaption": "<figure>",
    "summary": "<details>",
    "option": "<select> or <datalist>",
    "optgroup": "<select>",
    "source": "<picture>, <audio> or <video>",
    "track": "<audio> or <video>",
    **dict.fromkeys(("rt", "rp"), "<ruby>"),
    **dict.fromkeys(("title", "base"), "<head>"),
}
KNOWN = (
    FLOW
    | METADATA
    | VOID
    | _HOLDS.keys()
    | _HOLDS_FLOW
    | _HOLDS_PHRASING
    | {"html", "head"}
    | OBSOLETE.keys()
)


class Model(NamedTuple):
    """What an element may contain."""

    holds: frozenset[str] | None  #: elements; None: any
    is_transparent: bool = False  #: and what the element around it may


def _model(name: str) -> Model:
    if name in _HOLDS:
        return Model(_HOLDS[name])
    if name in _TRANSPARENT:
        return Model(_TRANSPARENT[name], is_transparent=True)
    if name in _HOLDS_PHRASING:
        return Model(PHRASING)
    return Model(FLOW if name in _HOLDS_FLOW else None)


MODELS = {name: _model(name) for name in sorted(KNOWN)}
ANYTHING = Model(None)

_CELLS = frozenset(("td", "th"))
_IN_ROWS = _CELLS | {"tr"}
_IN_TABLES = _IN_ROWS | {"tbody", "thead", "tfoot", "colgroup", "caption"}
#: Elements that end with the table around them.
IN_TABLES = _IN_TABLES | {"table", "template"}
#: Elements whose end tag may be left out.
OPTIONAL_END = _IN_TABLES | frozenset(("li", "dt", "dd", "p", "option", "optgroup", "rt", "rp"))
#: A start tag -> the elements that it ends, where one of them is open.
ENDS = {
    **dict.fromkeys(
        """address article aside blockquote center details dialog dir div dl fieldset figcaption figure
        footer header hgroup main menu nav ol p search section summary ul h1 h2 h3 h4 h5 h6 pre
        listing form plaintext hr table xmp""".split(),
        frozenset(("p",)),
    ),
    "li": frozenset(("li",)),
    **dict.fromkeys(("dt", "dd"), frozenset(("dt", "dd"))),
    **dict.fromkeys(("rt", "rp"), frozenset(("rt", "rp"))),
    **dict.fromkeys(_CELLS, _CELLS),
    "tr": _IN_ROWS | {"caption", "colgroup"},
    **dict.fromkeys(("tbody", "thead", "tfoot", "colgroup", "caption"), _IN_TABLES),
    "option": frozenset(("option",)),
    "optgroup": frozenset(("option", "optgroup")),
}
#: Elements that an end tag inside them can't close.
SCOPES = frozenset(("table", "td", "th", "caption", "template", "object", "button", "marquee")) | FOREIGN
#: Lists and the like: their parts don't end those of an outer one.
WHOLES = SCOPES | frozenset(("ul", "ol", "menu", "dl", "select", "datalist", "ruby"))
#: In these, a <p> needs its end tag.
_NEEDS_END = frozenset(("a", "audio", "del", "ins", "map", "noscript", "video"))


def may_stay_open(name: str, parent: str) -> bool:
    """Return whether an element may end, without its end tag, together with the one around it."""
    return name in OPTIONAL_END and not (name == "p" and (parent in _NEEDS_END or "-" in parent))


#: An element -> the elements that none of its kind may be in, however deep.
_NO_HEADERS = frozenset(("header", "footer", "dt", "th", "address"))
_NO_SECTIONS = frozenset(("dt", "th", "address"))
NOT_INSIDE = {
    **dict.fromkeys(("label", "form", "dfn", "noscript", "progress", "meter"), frozenset[str]()),
    **dict.fromkeys(("header", "footer"), _NO_HEADERS),
    **dict.fromkeys(("article", "aside", "nav", "section"), _NO_SECTIONS),
    **dict.fromkeys((*HEADINGS, "hgroup"), _NO_SECTIONS),
    "address": frozenset(("address",)),
    "main": frozenset(("article", "aside", "footer", "header", "nav")),
    "table": frozenset(("caption",)),
}
NOT_INSIDE |= {name: where | {name} for name, where in NOT_INSIDE.items() if not where}
#: Elements that readers act on; none of them is in a link or a button.
INTERACTIVE = frozenset(
    "a area button details embed iframe img input label select textarea audio video object".split()
)
ACTED_ON = frozenset(("a", "button"))
#: Elements that we need to know are open.
WATCHED = frozenset().union(*NOT_INSIDE.values()) | ACTED_ON | {"template", "map"}
#: An element -> those of which it must hold one.
NEEDS = {
    "picture": frozenset(("img",)),
    "ruby": frozenset(("rt", "rp")),
    "hgroup": HEADINGS,
    "details": frozenset(("summary",)),
    "tr": _CELLS,
}
#: Elements that end the SVG or MathML that contains them.
BREAKS_OUT = frozenset(
    """b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li
    listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var""".split()
)
#: The parts of a table, in their order; a row may take the place of a body.
TABLE_ORDER = {"caption": 0, "colgroup": 1, "col": 1, "thead": 2, "tbody": 3, "tr": 3, "tfoot": 4}
