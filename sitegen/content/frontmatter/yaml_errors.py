"""PyYAML's errors -> Faults with a remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.content.frontmatter.nodes import Fault

if TYPE_CHECKING:
    import yaml


_HINTS = {
    "mapping values are not allowed": "a colon and a space begin a new key: put the value in quotes",
    "block sequence entries are not allowed": "begin the list on a line of its own, or quote the value",
    "found a tab character": "indent with spaces, not with tabs",
    "expected alphabetic or numeric character": "put a value that begins with * or & in quotes",
    "could not find expected ':'": "each line is 'key: value'; the colon is followed by a space",
    "unexpected end of stream": "close the quotes opened on line {line}",
    "expected ',' or ']'": "close the list opened on line {line}",
    "expected ',' or '}'": "close the mapping opened on line {line}",
    "unknown escape character": r"in double quotes a backslash begins an escape: use single quotes, or \\",
    "the value ended before this": "put the whole value in one pair of quotes",
    "expected <document start>": "it must be one document: remove lines of ... and of %",
    "a second document": "put each document into a file of its own",
    "expected '-' indicator": "the entries of a list begin with '- ', all at one indentation",
}


_USUAL_HINT = "each line is 'key: value'; look at the quotes, brackets and indentation here and above"


def explain(problem: yaml.MarkedYAMLError, text: str) -> Fault:
    """Return what is wrong, in an author's words, and where."""
    message = (problem.problem or "not YAML").replace("did not find expected", "expected")
    mark, start = problem.problem_mark, problem.context_mark
    index = min(mark.index if mark else 0, len(text))
    if message.startswith("found character that cannot start"):
        return _explain_character(text, index)
    if "another document" in message:
        message = "a second document begins here"
    if message == "expected key" and text[index - 1 : index] != "\n":
        message = "the value ended before this"
    hint = next((hint for words, hint in _HINTS.items() if words in message), _USUAL_HINT)
    if message.startswith("could not find") and "\uff1a" in text[start.index if start else 0 : index]:
        hint = "write the colon of ASCII, and a space after it"
        index = text.index("\uff1a", start.index if start else 0)
    if start and "expected ',' or" in message and " #" in text[start.index : index]:
        hint = "a # after a blank begins a comment: put the value in quotes"
    return Fault(index, "front-matter-syntax", message, hint, start.index if start else index)


def _explain_character(text: str, index: int) -> Fault:
    if text[index : index + 1] == "\t":
        return Fault(
            index,
            "front-matter-syntax",
            "there is a tab where spaces are expected",
            "indent with spaces, not with tabs",
        )
    character = text[index : index + 1]
    return Fault(
        index,
        "front-matter-syntax",
        f"a value without quotes can't begin with {character}",
        "put the value in quotes",
    )
