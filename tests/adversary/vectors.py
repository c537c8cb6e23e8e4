"""A seed -> texts that try to run a script, put together from what browsers read in more than one way.

Every script is the same call, `f()`, which a test puts into the page and counts. Nothing here is taken from a
list of others: each family holds one idea, and chance picks its parts.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# fmt: off
_ELEMENTS = (
    "p", "b", "a", "div", "img", "svg", "math", "details", "video", "audio", "source", "form", "input", "button",
    "select", "textarea", "title", "table", "td", "summary", "dialog", "template", "noscript", "marquee", "body",
    "html", "iframe", "object", "embed", "style", "link", "meta", "base", "x-y", "image", "keygen", "option",
)
_EVENTS = (
    "onclick", "onfocus", "onmouseover", "onpointerenter", "onload", "onerror", "ontoggle", "onanimationstart",
    "onbegin", "onbeforetoggle", "onscrollend", "ONCLICK", "oNfOcUs", "on\x00click", "onwheel", "onkeydown",
)
#: Between a name and what follows: white space of HTML, of Unicode only, and what is neither.
_GAPS = (
    " ", "\t", "\x0c", "/", "//", " / ", "\x0b", "\x1c", "\x1f", "\x85", "\xa0", "\u2003", "\u2028", "\u3000",
    "\ufeff", "\u200b", "", "\x00", "\n", "&#32;", "<!-- -->", "=", "'", '"', "`",
)
_QUOTES = ('"', "'", "", "`", "\xa0\"", "\x0b'", " \"", "\n'", "&quot;", "\u2028\"", "=\"", "/\"", "\\\"")
SCHEMES = (
    "javascript:", "JAVASCRIPT:", "java\tscript:", "java\nscript:", " javascript:", "\x01javascript:",
    "javascript&colon;", "&#106;avascript:", "&#x6a;avascript:", "&#0000106avascript:", "java&Tab;script:",
    "java&NewLine;script:", "javascript%3A", "%6Aavascript:", "\\javascript:", "j\\avascript:", "vbscript:",
    "\xa0javascript:", "\u2028javascript:", "\u200bjavascript:", "javascript\u200b:", "view-source:javascript:",
    "feed:javascript:", "//javascript:", "./javascript:", "#javascript:", "?javascript:", "data:text/html,",
    "data:text/html;base64,", "data:image/svg+xml,", "data:application/xhtml+xml,", "blob:javascript:", "jar:",
)
_URL_NAMES = (
    "href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcset", "ping", "background", "srcdoc",
    "content", "style", "to", "values", "from", "by", "cite", "longdesc", "manifest", "code", "codebase", "HREF",
)
_RAW = ("title", "textarea", "style", "script", "noscript", "xmp", "iframe", "noembed", "noframes", "plaintext",
        "template", "select", "svg", "math", "svg><desc", "svg><title", "svg><foreignObject", "math><mtext",
        "math><annotation-xml encoding=text/html", "table", "option", "listing")
_PLACES = (
    "{}\n", "text {} text\n", "# {}\n", "- {}\n", "> {}\n", "| a |\n| --- |\n| {} |\n", "[^1]\n\n[^1]: {}\n",
    "term\n: {}\n", "**{}**\n", "[{}](/)\n", "![{}](/x.png)\n", "~~{}~~ `x`\n", "<div>\n\n{}\n\n</div>\n",
    "> [!NOTE]\n> {}\n", "::: note \"x\"\n{}\n:::\n", "1. a\n\n   {}\n", "<p>{}</p>\n", "[a]: /x \"{}\"\n\n[a]\n",
    "```html title=\"{}\"\nx\n```\n", "$${}$$\n", "===\n{}\n===\n", "::: details {}\nx\n:::\n",
)
# fmt: on
_CODE = "f()"
_RUNNING = f"<img src=x onerror={_CODE}>"


class Dice:
    """Chance that is the same in every Python: `Random.random` is the one method that no version changes."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def pick(self, items: Sequence[str]) -> str:
        return items[int(self._random.random() * len(items))]

    def number(self, most: int) -> int:
        return int(self._random.random() * most)


def _handler(dice: Dice) -> str:
    quote = dice.pick(_QUOTES)
    event, gap = dice.pick(_EVENTS), dice.pick(_GAPS)
    return f"<{dice.pick(_ELEMENTS)}{gap}{event}={quote}{_CODE}{quote[-1:]} tabindex=0 autofocus src=x>x"


def _hidden_handler(dice: Dice) -> str:
    """A quote that one reader sees and the other does not."""
    gap, quote = dice.pick(_GAPS), dice.pick(_QUOTES)
    inner = f"x {dice.pick(_EVENTS)}={_CODE} "
    return f"<{dice.pick(_ELEMENTS)} tabindex=0 a{gap}={gap}{quote}{inner}{quote[-1:]}>x"


def _unclosed(dice: Dice) -> str:
    start = f"<{dice.pick(_ELEMENTS)} tabindex=0 autofocus class={dice.pick(_QUOTES)}"
    return f"{start}>{dice.pick(('', 'x', '<b>'))}{dice.pick(_QUOTES)} onfocus={_CODE} onclick={_CODE} x"


def _address(dice: Dice) -> str:
    quote = dice.pick(('"', "'", ""))
    name, scheme = dice.pick(_URL_NAMES), dice.pick(SCHEMES)
    code = "<script>f()</script>" if "data:" in scheme else _CODE
    element = dice.pick(_ELEMENTS)
    return f"<{element}{dice.pick(_GAPS)}{name}={quote}{scheme}{code}{quote}>x</{element}>"


def _raw_text(dice: Dice) -> str:
    """Text to one reader, a tag to the other."""
    opened = dice.pick(_RAW)
    name = opened.split("><")[-1].split()[0]
    quote = dice.pick(('"', "'", ""))
    return f"<{opened}><{dice.pick(('p', 'a', 'b', '!--', 'style'))} title={quote}</{name}>{_RUNNING}{quote}>"


def _comment(dice: Dice) -> str:
    ends = ("-->", "--!>", "->", ">", "--", "-- >", "]]>", "?>", "--\n>", "")
    starts = ("<!--", "<!", "<?", "</ ", "<![CDATA[", "<!-->", "<!--->", "<!DOCTYPE ", "<%", "<svg><![CDATA[")
    return f"{dice.pick(starts)}{dice.pick(ends)}{_RUNNING}{dice.pick(ends)}"


def _drawing(dice: Dice) -> str:
    names = (
        "set",
        "animate",
        "animateTransform",
        "use",
        "image",
        "a",
        "script",
        "svg:script",
        "handler",
        "discard",
    )
    scheme = dice.pick(SCHEMES)
    attributes = f"attributeName={dice.pick(('href', 'xlink:href', 'onclick'))} {dice.pick(('to', 'values', 'href', 'by'))}"
    return f'<svg><a tabindex=0><{dice.pick(names)} {attributes}="{scheme}{_CODE}"/><text y=20>x</text></a></svg>'


def _link(dice: Dice) -> str:
    url = f"{dice.pick(SCHEMES)}{_CODE}"
    shapes = (
        "[x]({})", "[x](<{}>)", "![x]({})", "<{}>", "[x][r]\n\n[r]: {}", "[r]\n\n[r]: <{}>", "[![x]({})]({})",
        '[x]({} "t")', "{}", "www.{}", "[x]({}){{.c}}", "[[{}]]", "![[{}]]", "[x]( {} )", "[x]\n(<{}>)",
    )  # fmt: skip
    return dice.pick(shapes).replace("{}", url).replace("{{", "{").replace("}}", "}")


def _breakout(dice: Dice) -> str:
    """Out of an attribute or an element that we write."""
    ends = (
        '"',
        "'",
        "&quot;",
        '\\"',
        "</code>",
        "</title>",
        "</a>",
        "-->",
        "</textarea>",
        '\x00"',
        "]]>",
        '\u2028"',
    )
    out = f"x{dice.pick(ends)}{dice.pick(('>', ' ', '/', ''))}{dice.pick((_RUNNING, f'onclick={_CODE} tabindex=0 '))}"
    shapes = (
        "![{}](/x.png)", '![x](/x.png "{}")', '[x](/ "{}")', "[x](/#{})", "[x](/?{})", "```{}\nx\n```",
        '```py title="{}"\nx\n```', "`x`{{#{}}}", '`x`{{title="{}"}}', '## H {{#{}}}', "[^{}]\n\n[^{}]: x",
        '::: figure src="/x.png" alt="{}"\n:::', '::: note "{}"\nx\n:::', "::: details {}\nx\n:::", "<https://x/{}>",
        '::: video src="{}"\n:::', '::: video src="/x.mp4" width="{}" height=1\n:::', "[x](</x {}>)", ":{}:",
    )  # fmt: skip
    return dice.pick(shapes).replace("{}", out).replace("{{", "{").replace("}}", "}")


def _attributes(dice: Dice) -> str:
    name = dice.pick((*_EVENTS, *_URL_NAMES, "data-act", "name", "id", "class", "is", "nonce", "srcdoc"))
    value = dice.pick(
        (_CODE, f"{dice.pick(SCHEMES)}{_CODE}", f"x onclick={_CODE}", "search", "x' onclick='f()")
    )
    shapes = (
        "`x`{{{}}}",
        "[x](/){{{}}}",
        "![x](/x.png){{{}}}",
        "## H {{{}}}",
        "{{{}}}\ntext",
        "[x]{{{}}}",
        "x\n{{: {}}}",
    )
    quote = dice.pick(('"', "'", ""))
    return dice.pick(shapes).format(f"{name}={quote}{value}{quote}")


def _steering(dice: Dice) -> str:
    """Names by which the theme's scripts could find an element, with an address for each thing that they load."""
    names = (
        "search",
        "theme",
        "copy",
        "take",
        "share",
        "footnote-ref",
        "calculator-live",
        "code",
        "toc",
        "finder",
    )
    data = (
        "data-act",
        "data-base",
        "data-from",
        "data-tokenizer",
        "data-vocabulary",
        "data-client",
        "data-theme",
    )
    url = dice.pick(
        ("javascript:f()", "//evil.test/", "https://evil.test/x.js", "data:text/javascript,f()//")
    )
    name = dice.pick(names)
    if dice.number(2):
        attributes = " ".join(f'{key}="{url}"' for key in data[1:])
        return f'<div class="{name}" {attributes}><button class="{name}" {attributes} tabindex=0>x</button></div>'
    return f'[x](#x){{.{name} {dice.pick(data[1:])}="{url}" #x}}'


FAMILIES: tuple[Callable[[Dice], str], ...] = (
    _handler, _hidden_handler, _unclosed, _address, _raw_text, _comment, _drawing, _link, _breakout, _attributes,
    _steering,
)  # fmt: skip


def write_vectors(number: int, seed: int) -> list[str]:
    """Return so many different bodies of Markdown, from all families in turn."""
    dice = Dice(seed)
    found: dict[str, None] = {}
    turn = 0
    while len(found) < number:
        vector = FAMILIES[turn % len(FAMILIES)](dice)
        turn += 1
        place = dice.pick(_PLACES) if dice.number(3) else "{}\n"
        indent = " " * (3 if place.startswith("1.") else 0)
        found[place.replace("{}", vector.replace("\n", f"\n{indent}"))] = None
    return list(found)
