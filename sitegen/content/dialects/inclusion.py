"""What pages of other generators include: the marks that name files, where each may be, and its lines."""

from __future__ import annotations

import re
from posixpath import basename, dirname, join, normpath, relpath
from typing import TYPE_CHECKING

from sitegen.config import Dialect, Extension
from sitegen.core.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sitegen.config import Config

#: What stands before the name of a note that may be in any folder.
ANYWHERE = "**/"
#: Includes in includes, at most.
MAX_DEPTH = 10
#: Dialects of MDX, whose pages import others.
_IMPORTING = (Dialect.DOCUSAURUS, Dialect.STARLIGHT, Dialect.NEXT)
#: Pages, data, and any file that is imported as text: ``?raw``, ``!!raw-loader!``.
_IMPORT = re.compile(
    r"^import[ \t]+\w+[ \t]+from[ \t]+[\"'](?:!!raw-loader!([^\"'\n?]+)|([^\"'\n?]+\.(?:mdx?|json))"
    r"|!{0,2}([^\"'\n?!]+)\?raw)[\"']",
    re.MULTILINE,
)
#: What is in every file that includes another.
_HINTS = {
    Dialect.MKDOCS: (b"8<-", b"{%", b"{*", b"{!"),
    Dialect.MDBOOK: (b"{{#",),
    Dialect.MYST: (b"include}",),
    Dialect.HUGO: (b"include", b"readfile"),
    Dialect.OBSIDIAN: (b"![[",),
    Dialect.VITEPRESS: (b"<<<", b"@include:"),
    Dialect.JEKYLL: (b"include", b"{{", b"{%"),
    **dict.fromkeys(_IMPORTING, (b"import ",)),
}
_PATHS = {
    Dialect.MKDOCS: (
        re.compile(r"-8<-+[ \t]+(?:\"([^\"\n]+)\"|'([^'\n]+)')"),
        re.compile(r"\{%-?\s*(?:include(?:-markdown)?|import|from)\s+[\"']([^\"'\n]+)[\"']"),
        re.compile(r"\{\*[ \t]+(\S+)[^\n]*\*\}"),
        re.compile(r"\{![ \t]*(\S+?)[ \t]*!\}"),
    ),
    Dialect.MDBOOK: (
        re.compile(r"\{\{#(?:include|rustdoc_include|playground|playpen)[ \t]+([^\s}]+)[^}\n]*\}\}"),
    ),
    Dialect.MYST: (re.compile(r"[`~:]{3,}\{(?:literal)?include\}[ \t]*(\S[^\n]*)"),),
    Dialect.HUGO: (re.compile(r"\{\{[<%][ \t]*(?:include|readfile)[ \t]+(?:\w+=)?[\"'`]?([^\"'`\s]+)"),),
    Dialect.OBSIDIAN: (re.compile(r"!\[\[([^\[\]|#\n]+)"),),
    Dialect.VITEPRESS: (
        re.compile(r"^[ \t]*<<<[ \t]*([^\s{#\[]+)", re.MULTILINE),
        re.compile(r"<!--[ \t]*@include:[ \t]*([^\s{#>]+?)(?=[ \t]*(?:[{#]|-->))"),
    ),
    Dialect.JEKYLL: (re.compile(r"\{%-?[ \t]*include(?:_relative|_cached)?[ \t]+([\w./-]+)"),),
    **dict.fromkeys(_IMPORTING, (_IMPORT,)),
}
#: A block of snippets, one on each line.
_BLOCK = re.compile(r"^[ \t]*-+8<-+[ \t]*\n((?:.*\n)*?)[ \t]*-+8<-+[ \t]*$", re.MULTILINE)
#: The part of a file that a snippet names: ``:section``, ``:3``, ``:3:5``, ``:1:2,7:9``.
_PART = re.compile(r"^(.*?)((?::-?\d*){1,2}(?:,-?\d*(?::-?\d*)?)*|:[A-Za-z][\w-]*)$")


_STARS = re.compile(r"(\*\*/|\*\*|\*|\?)")
_STAR = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
_RELATIVE = re.compile(r"(!?\[[^\]]*\]\()(?![a-z][a-z0-9+.-]*:|[/#@])([^)\s]+)")


class NotIncludedError(Exception):
    """A file, or a part of one, that can't be included: why, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def syntax_of(config: Config) -> Dialect:
    """Return the dialect whose marks include files: ours has those of MkDocs, if they are turned on."""
    is_on = config.dialect is Dialect.SITEGEN and Extension.INCLUDES in config.markdown.extensions
    return Dialect.MKDOCS if is_on else config.dialect


def has_marks(dialect: Dialect, data: bytes) -> bool:
    """Return whether a file may include others, at a glance."""
    return any(hint in data for hint in _HINTS.get(dialect, ()))


def split_part(written: str) -> tuple[str, str]:
    """Return (path, part) of what a mark names: ``a.py:10:20`` -> ``a.py``, ``10:20``."""
    match = None if "://" in written else _PART.match(written)
    return (match[1], match[2][1:]) if match and match[1] else (written, "")


def find_paths(dialect: Dialect, text: str) -> Iterator[str]:
    """Yield the path of each file that a text may include, as it is written."""
    for expression in _PATHS.get(dialect, ()):
        for match in expression.finditer(text):
            written = next(filter(None, match.groups()), "").strip()
            yield written.partition(":")[0] if dialect is Dialect.MDBOOK else split_part(written)[0]
    if dialect is Dialect.MKDOCS:
        for block in _BLOCK.finditer(text):
            for line in block[1].splitlines():
                if (written := line.strip()) and not written.startswith(";"):
                    yield split_part(written)[0]


def list_candidates(written: str, holder: str, config: Config) -> tuple[str, ...]:
    """Return where a file may be, from the site's folder, that the file ``holder`` includes as ``written``.

    No path leaves the site's folder: ``..`` at its top is its top.
    """
    content, folder = config.paths.content, dirname(holder)
    written = written.strip()
    if not written or "://" in written or "\0" in written:
        return ()
    dialect, bare = syntax_of(config), written.lstrip("/")
    is_rooted = written.startswith("/")
    beside, below = join(folder, bare), join(content, bare)
    if dialect is Dialect.MKDOCS:
        bases = [bare, *(join(base, bare) for base in config.paths.includes), below, beside]
        paths = [beside, *bases] if written.startswith(("./", "../")) else bases
    elif dialect is Dialect.HUGO:
        suffixes = ("", ".md", "/index.md") if "." not in bare.rpartition("/")[2] else ("",)
        tops = [below, beside, bare] if is_rooted else [beside, below, join(content, "_includes", bare), bare]
        paths = [f"{top}{suffix}" for top in tops for suffix in suffixes]
    elif dialect is Dialect.OBSIDIAN:  # by the name alone, wherever it is
        return (f"{ANYWHERE}{basename(bare).casefold().removesuffix('.md')}.md",)
    elif dialect is Dialect.JEKYLL:
        paths = [join(content, "_includes", bare), beside]
    elif dialect in _IMPORTING:
        paths = [beside]
        if name := next((name for name in config.markdown.aliases if written.startswith(name)), ""):
            paths = [
                join(content, f"{config.markdown.aliases[name]}{written.removeprefix(name)}".lstrip("/"))
            ]
        elif written[0] in "@~":
            rooted = re.sub(r"^[@~](?:site)?/", "", written)
            paths = [rooted, join("src", rooted)]
    elif dialect is Dialect.VITEPRESS and bare.startswith("@/"):  # the folder of the content
        paths = [join(content, bare[2:])]
    else:
        paths = [below] if is_rooted else [beside]
    return tuple(dict.fromkeys(normpath(join("/", path)).lstrip("/") for path in paths))


def match_pattern(written: str, holder: str, config: Config, paths: Iterable[str]) -> list[str]:
    """Return which paths a pattern such as ``parts/*.md`` names, in order.

    The first folder that has any counts. A star stands for a part of a name, two for any folders.
    ``holder``, which includes them, is none of them.
    """
    for candidate in list_candidates(written, holder, config):
        pieces = _STARS.split(candidate)
        expression = re.compile("".join(_STAR.get(piece, re.escape(piece)) for piece in pieces))
        if chosen := sorted(path for path in paths if path != holder and expression.fullmatch(path)):
            return chosen
    return []


class Files:
    """The files that one page includes."""

    def __init__(
        self,
        page: str,
        files: Mapping[str, bytes | None],
        config: Config,
        read_listed: Callable[[str, bytes], object] = lambda _path, _data: None,
    ) -> None:
        self.page = page  #: its path from the site's folder
        self.all = files
        self.config = config
        self.read_listed = read_listed  #: the value of a file that Liquid lists
        self._left = config.limits.file_bytes

    def find(self, written: str, holder: str) -> str:
        """Return the path of the file that ``holder`` includes; "" if none is."""
        paths = list_candidates(written, holder, self.config)
        return next((path for path in paths if self.all.get(path) is not None), "")

    def match(self, written: str, holder: str) -> list[str]:
        """Return the path itself, or for a pattern the paths that fit; NotIncludedError if none does."""
        if "*" not in written:
            return [written]
        listed = (path for path, data in self.all.items() if data is not None)
        if chosen := match_pattern(written, holder, self.config, [*listed]):
            return chosen
        hint = "correct the pattern, and name the folder of these files in paths.includes"
        raise NotIncludedError(f"no file to include is called {written!r}", hint)

    def text(self, path: str) -> str:
        """Return the text of a file that ``find`` named."""
        return (self.all.get(path) or b"").decode("utf-8", "replace").replace("\r\n", "\n")

    def contains(self, path: str, mark: bytes) -> bool:
        """Tell whether a file has a mark in it."""
        return mark in (self.all.get(path) or b"")

    def read(self, written: str, holder: str, depth: int) -> tuple[str, list[str]]:
        """Return (path, lines) of the file that ``holder`` includes; NotIncludedError without such a file.

        ``depth`` is how many files around it are included themselves.
        """
        if depth >= MAX_DEPTH:
            message = f"files are included more than {MAX_DEPTH} levels deep"
            raise NotIncludedError(message, "does a file include itself?")
        path = self.find(written, holder)
        data = self.all.get(path) if path else None
        if data is None:
            tried = list_candidates(written, holder, self.config)
            where = tried[0] if tried else written
            hint = f"put the file at {where}, and name it or its folder in paths.includes"
            raise NotIncludedError(f"there is no file {written!r} to include", hint)
        self.take(len(data))
        text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\0", "\ufffd")
        return path, text.removesuffix("\n").splitlines()

    def take(self, length: int) -> None:
        """Count included bytes; NotIncludedError when a page includes too many."""
        self._left -= length
        if self._left < 0:
            most = self.config.limits.file_bytes
            hint = "split the page, or raise limits.file_bytes"
            raise NotIncludedError(f"the page includes more than {most:,} bytes", hint)


def drop_front_matter(lines: Sequence[str]) -> list[str]:
    """Return the lines of a file without its front matter."""
    if not lines or lines[0].strip() != "---":
        return [*lines]
    end = next((index for index, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    return [*lines[end + 1 :]] if end else [*lines]


def choose_lines(lines: Sequence[str], ranges: str, path: str) -> list[str]:
    """Return lines by their numbers, from 1: ``3:5``, ``:5``, ``3:``, ``1-2,7``.

    NotIncludedError past the end. A number alone is one line; negative ones count from the end.
    """
    chosen: list[str] = []
    for part in ranges.replace(" ", "").split(","):
        start, mark, end = part.replace(":", "-", 1).partition("-") if part[:1] != "-" else (part, "", "")
        first = _number(start, 1, lines)
        last = _number(end, len(lines), lines) if mark else first
        if first > len(lines):
            count = f"{len(lines)} line" + ("" if len(lines) == 1 else "s")
            message, hint = f"{path} has {count}, not {first}", "correct the range: the file has changed"
            raise NotIncludedError(message, hint)
        chosen += lines[max(first, 1) - 1 : last]
    return chosen


def _number(text: str, default: int, lines: Sequence[str]) -> int:
    number = int(text) if text.lstrip("-").isdigit() else default
    return number if number >= 0 else len(lines) + number + 1


def choose_named(
    lines: Sequence[str], name: str, path: str, marks: tuple[re.Pattern[str], re.Pattern[str]]
) -> list[str]:
    """Return the lines between the marks of a name, without any marks; NotIncludedError if none are.

    The expressions find the name in a line that begins or ends a part.
    """
    begins, ends = marks
    chosen: list[str] = []
    names = []
    inside = seen = False
    for line in lines:
        begin, end = begins.search(line), ends.search(line)
        if begin:
            names.append(begin[1])
            inside = inside or begin[1] == name
            seen = seen or begin[1] == name
        elif end:
            inside = inside and end[1] != name
        elif inside:
            chosen.append(line)
    if not seen:
        close = nearest(name, names)
        known = f"did you mean {close!r}?" if close else "mark the part in that file, or correct the name"
        raise NotIncludedError(f"{path} has no part {name!r}", known)
    return chosen


def rebase_links(text: str, old: str, new: str) -> str:
    """Return Markdown whose relative links, written for a file ``old``, lead there from a file ``new``."""

    def rebase(link: re.Match[str]) -> str:
        return link[1] + relpath(join("/", dirname(old), link[2]), join("/", dirname(new)))

    return _RELATIVE.sub(rebase, text) if "](" in text else text
