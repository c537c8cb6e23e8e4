"""Every Python reads HTML alike: no expression that its versions disagree about, and the same verdicts."""

from __future__ import annotations

import ast
import re
from hashlib import sha256
from pathlib import Path
from random import Random

from sitegen.config import RawHtml
from sitegen.content.parser.page import Page, Settings
from sitegen.content.parser.positions import Positions
from sitegen.content.writer.rawhtml import find_tags, read_html

PACKAGE = Path(__file__).parents[2] / "sitegen"
#: Texts of these are for another engine: tiktoken's.
_OTHER_ENGINE = frozenset(("calculator/vocabulary.py",))
_LITERAL = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
#: After a single character or a class of characters every version agrees.
_ATOMIC = re.compile(r"\)(?:[*+?]|\{[\d,]*\})\+|\(\?>")


def test_no_group_is_possessive_or_atomic() -> None:
    """Python 3.11.2, which Debian 12 has, matches such groups differently from later versions (gh-106052)."""
    found = {
        f"{path.relative_to(PACKAGE)}: {text}"
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).as_posix() not in _OTHER_ENGINE and path.parent.name != "compiled"
        for text in _texts(ast.parse(path.read_text("utf-8")))
        if _ATOMIC.search(_LITERAL.sub("x", text))
    }
    assert found == set()


def _texts(tree: ast.Module) -> list[str]:
    """Return the strings of a module that may be expressions: all but docstrings and fences of TOML."""
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    texts = [
        node.value if isinstance(node.value, str) else node.value.decode("latin-1")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and id(node) not in prose
    ]
    # A quantifier may stand in one piece of an f-string and its + in the next.
    joined = [
        "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
    ]
    # A fence of TOML, and lists of punctuation in the order of ASCII, are none.
    return [text.replace("+++", "").replace("()*+,", "") for text in texts + joined]


# fmt: off
_PIECES = (
    "<", "</", ">", "/>", "p", "a", "b", "div", "svg", "img", "script", "style", "title", "textarea", " ",
    "\n", "\t", "\x0c", "\x0b", "\xa0", "\u2028", "=", '"', "'", "/", "&quot;", "&#106;", "&", "<!--", "-->",
    "--!>", "<![CDATA[", "]]>", "<?", "<!", "href", "src", "srcset", "onclick", "style", "class", "id",
    "tabindex=0", "autofocus", "x", "java", "script", ":", "javascript:f()", "data:", "f()", "`",
    "1", "\\", "{", "}", ".c",
)
# fmt: on
_TAG_SHAPES = ("<p {}>x</p>", "a <b {}>x</b> c", "<div {}>\n\nx\n\n</div>", "<svg><a {}>x</a></svg>", "{}")
#: What every Python answers to the inputs below. Change it only with the filter.
VERDICTS = "3b30546833560b599f8240a3ca0cd433e3520b3eadd7fd9cc1807d9ee0f6ea62"


def write_inputs(number: int, seed: int) -> list[str]:
    """Return texts that are mostly odd tags; `Random.random` is the one method that no version changes."""
    random = Random(seed)

    def choose(items: tuple[str, ...]) -> str:
        return items[int(random.random() * len(items))]

    return [
        choose(_TAG_SHAPES).format("".join(choose(_PIECES) for _ in range(2 + int(random.random() * 14))))
        for _ in range(number)
    ]


def test_every_python_gives_the_same_verdicts() -> None:
    """4,000 texts: what the filter makes of each, what it says of it, and which tags it sees."""
    digest = sha256()
    settings = Settings(RawHtml.SAFE, anchors=False, line_numbers=False, output_bytes=10**6, balanced=True)
    for text in write_inputs(4000, 12):
        page = Page("a.md", Positions(text, 1), settings)
        written = read_html(text, page, lambda offset: (1, offset))
        said = [(problem.code, problem.column) for problem in page.problems]
        tags = [(tag.name, tag.start, tag.end, tag.is_slashed) for tag in find_tags(text, page)]
        digest.update(repr((written, said, tags)).encode())
    assert digest.hexdigest() == VERDICTS
