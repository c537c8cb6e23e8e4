"""VitePress's includes, containers, groups of code, expressions and home pages -> our Markdown."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from sitegen.content.dialects.expansion import Mark, expand
from sitegen.content.dialects.inclusion import choose_lines, choose_named, drop_front_matter
from sitegen.content.dialects.jsx_lines import join_tags
from sitegen.content.dialects.lines import Line, mark_code, mask_spans, quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.content.dialects.lines import Notes

#: Where a mark may begin: in a list and in a quotation, too.
_START = r"^([ \t>]*)"
_INCLUDE = re.compile(
    _START + r"<!--[ \t]*@include:[ \t]*([^\s{#>]+)(?:#([\w-]+))?[ \t]*+(?:\{([\d,]+)\})?[ \t]*+-->"
)
_CODE = re.compile(
    _START + r"<<<[ \t]*([^\s{#\[]+)(?:#([\w-]+))?[ \t]*+(?:\{([^{}]*)\})?[ \t]*+(?:\[([^\]]*)\])?[ \t]*+$"
)
_REGION = (
    re.compile(r"#(?:pragma[ \t]+)?[rR]egion:?[ \t]+([\w-]+)"),
    re.compile(r"#(?:pragma[ \t]+)?[eE]nd[rR]egion:?[ \t]+([\w-]+)"),
)
_CONTAINER = re.compile(
    r"^([ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?)(:{3,})[ \t]*"
    r"(details|code-group|raw|v-pre)\b(?:\{[^{}]*\})?[ \t]*((?:.*[^ \t])?)[ \t]*$"
)
_FENCE = re.compile(_START + r"(`{3,}|~{3,})([^`]*)$")
_LABEL = re.compile(r"[ \t]*\[([^\]]+)\][ \t]*$")
#: What a comment in code says of its line: ``// [!code ++]``, ``<!-- [!code focus:3] -->``.
_MARKED = re.compile(r"[ \t]*(?://|#|/\*|<!--|--|;|%)?[ \t]*\[!code [^\]]*\][ \t]*(?:\*/|-->)?")
_ATTRIBUTE = r"(?:\s+[^\s\"'<>/=]+(?:=(?:\"[^\"]*\"|'[^']*'))?)"
_TAG = re.compile(rf"<([A-Z][\w.]*)({_ATTRIBUTE}+)(?=\s*/?>)")
#: Events, slots and directives, which have no meaning without Vue; and ``:name=`` of a value.
_VUE_ATTRIBUTE = re.compile(r"\s+(?:@|#|v-)[^\s\"'<>/=]*(?:=(?:\"[^\"]*\"|'[^']*'))?")
_BOUND = re.compile(r"(\s):(?=[A-Za-z])")
_MODULE = re.compile(r"<(script|style)\b")
_EXPRESSION = re.compile(r"\{\{((?:(?!\{\{).)*?)\}\}")
_FRONT = re.compile(r"\$?(?:page\.)?frontmatter\.([\w.]+)|\$(?:page\.)?(title|description)")
_TEXT = re.compile(r"([\"'`])((?:(?!\1)[^\\$])*)\1")


def read_vitepress(lines: list[Line], notes: Notes) -> list[Line]:
    """Translate a page; asides and components are read after this."""
    lines = [*write_home(notes.values.get("page", {})), *lines]
    if any("<<<" in line.text or "@include:" in line.text for line in lines):
        code = {index for index, _, is_code in mark_code(lines) if is_code}
        lines = expand(lines, notes, partial(_find, code, len(lines)))
    lines = _read_expressions(_read_tags(_cut_modules(lines), notes), notes)
    return _read_code_marks(_read_containers(lines))


def _find(code: set[int], length: int, lines: Sequence[Line], index: int) -> Mark | None:
    text = lines[index].text
    if len(lines) == length and index in code:  # of the page itself
        return None
    if "<<<" in text and (match := _CODE.match(text)):
        choose = partial(_show, match[3] or "", match[4] or "", match[5] or "")
        return Mark(index + 1, match[1], "", match[2], choose, is_markup=False)
    if "@include:" in text and (match := _INCLUDE.match(text)):
        choose = partial(_choose, match[3] or "", match[4] or "")
        return Mark(index + 1, match[1], text[match.end() :], match[2], choose)
    return None


def _choose(region: str, ranges: str, lines: Sequence[str], path: str) -> list[str]:
    chosen = choose_named(lines, region, path, _REGION) if region else drop_front_matter(lines)
    return choose_lines(chosen, ranges.replace(",", "-"), path) if ranges else chosen


def _show(region: str, info: str, label: str, lines: Sequence[str], path: str) -> list[str]:
    """Return a code block of a file; ``info`` is ``1,3 ts:line-numbers``."""
    chosen = choose_named(lines, region, path, _REGION) if region else [*lines]
    numbers, _, rest = info.partition(" ") if info[:1].isdigit() else ("", "", info)
    language = (
        rest.strip() if rest.strip(" :")[:1].isalpha() and rest[:1] != ":" else path.rpartition(".")[2] + rest
    )
    marked = f"{{{numbers}}}" if numbers else ""
    longest = max((len(run) for line in chosen for run in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}{marked} [{label or path.rpartition('/')[2]}]", *chosen, fence]


def _cut_modules(lines: list[Line]) -> list[Line]:
    """Leave out the modules and styles of Vue that are elements at the top of a page."""
    if not any("<script" in line.text or "<style" in line.text for line in lines):
        return lines
    out: list[Line] = []
    end = ""
    for _, line, is_code in mark_code(lines):
        if not end and not is_code and (match := _MODULE.match(line.text)):
            end = f"</{match[1]}>"
        if end:
            end = "" if end in line.text else end
        else:
            out.append(line)
    return out


def _read_tags(lines: list[Line], notes: Notes) -> list[Line]:
    """Write each tag of a component on one line, its attributes without what only Vue reads."""
    return [
        line if is_code or "<" not in line.text else line.says(_TAG.sub(_write_tag, line.text))
        for _, line, is_code in mark_code(join_tags(lines, notes))
    ]


def _write_tag(tag: re.Match[str]) -> str:
    attributes = _VUE_ATTRIBUTE.sub("", tag[2])
    attributes = _BOUND.sub(r"\1", attributes)
    return f"<{tag[1]}{attributes}"


def _read_containers(lines: list[Line]) -> list[Line]:
    """Translate the blocks between colons that no other generator has; groups of code become tabs."""
    if not any(":::" in line.text or "[[toc]]" in line.text.lower() for line in lines):
        return lines
    out: list[Line] = []
    open_marks: list[tuple[str, str]] = []  #: (colons, kind) of what isn't closed yet
    was_code = False
    indent = ""  #: of the code that a tab holds
    for _, line, is_code in mark_code(lines):
        text = line.text
        group = open_marks[-1] if open_marks and open_marks[-1][1] == "code-group" else None
        if is_code:
            if group and not was_code and (fence := _FENCE.match(text)):
                label = _LABEL.search(fence[3])
                name = label[1] if label else fence[3].strip() or "text"
                indent = fence[1]
                out += [line.says(f"{indent}{group[0]}: tab {quote(name)}"), line]
            else:
                out.append(line)
        else:
            if group and was_code:
                out.append(line.says(f"{indent}{group[0]}:"))
            out += _read_container(line, open_marks)
        was_code = is_code
    return out


def _read_container(line: Line, open_marks: list[tuple[str, str]]) -> list[Line]:
    text = line.text
    colons = text.strip(" \t>")
    if match := _CONTAINER.match(text):
        kind = match[3]
        open_marks.append((match[2], kind))
        title = quote(match[4] or "Details")
        heads = {"details": f"{match[2]} details {title}", "code-group": f"{match[2]}:: tabs"}
        return [line.says(f"{match[1]}{heads[kind]}" if kind in heads else "")]
    if not colons.startswith(":::"):
        return [line.says("") if colons.lower() == "[[toc]]" else line]
    if colons.strip(":"):
        open_marks.append((colons[: len(colons) - len(colons.lstrip(":"))], ""))
    elif open_marks and colons == open_marks[-1][0]:
        _, kind = open_marks.pop()
        ends = {"code-group": f"{text}::", "raw": "", "v-pre": ""}
        return [line.says(ends.get(kind, text))]
    return [line]


def _read_code_marks(lines: list[Line]) -> list[Line]:
    """Take comments such as ``// [!code ++]`` out of code, and mark their lines."""
    if not any("[!code " in line.text for line in lines):
        return lines
    out: list[Line] = []
    start = -1  #: of the code block
    marked: list[int] = []
    for _, line, is_code in mark_code(lines):
        if start < 0 and is_code:
            start, marked = len(out), []
        elif not is_code:
            start = -1
        elif "[!code " in line.text:
            line = line.says(_MARKED.sub("", line.text))  # noqa: PLW2901  the same line, without its mark
            marked.append(len(out) - start)
            info = out[start].text.partition(" {hl ")[0]
            fence = info.rpartition(" hl_lines=")[0] if " hl_lines=" in info else info
            out[start] = out[start].says(f'{fence} hl_lines="{" ".join(map(str, marked))}"')
        out.append(line)
        if is_code and start >= 0 and len(out) - 1 > start and _FENCE.match(line.text):
            start = -1
    return out


def _read_expressions(lines: list[Line], notes: Notes) -> list[Line]:
    """Fill in ``{{ $frontmatter.title }}`` and literals; any other expression is a Problem."""
    if not any("{{" in line.text for line in lines):
        return lines
    page = notes.values.get("page", {})
    out = []
    plain = ""  #: the colons that end a container whose braces are text
    for _, line, is_code in mark_code(lines):
        text = line.text
        if not plain and (match := _CONTAINER.match(text)) and match[3] == "v-pre":
            plain = match[2]
        elif text.strip() == plain:
            plain = ""
        if not is_code and not plain and "{{" in text and "v-pre" not in text:
            for match in reversed(list(_EXPRESSION.finditer(mask_spans(text)))):
                written = text[match.start(1) : match.end(1)].strip()
                value = _evaluate(written, page)
                if value is None:
                    hint = "write the result"
                    notes.refuse(
                        line,
                        match.start(),
                        "sitegen doesn't evaluate expressions of Vue",
                        hint,
                        written=written[:60],
                    )
                    value = f"`{written}`" if "`" not in written else ""
                text = text[: match.start()] + value + text[match.end() :]
            line = line.says(text)  # noqa: PLW2901  the same line, filled in
        out.append(line)
    return out


def _evaluate(expression: str, page: Mapping[str, object]) -> str | None:
    if literal := _TEXT.fullmatch(expression):
        return literal[2].replace("{{", "&#123;&#123;")
    match = _FRONT.fullmatch(expression)
    value: object = page if match else None
    for key in (match[1] or match[2]).split(".") if match else ():
        value = value.get(key) if isinstance(value, dict) else None
    return str(value) if isinstance(value, (str, int, float)) else None


def write_home(page: Mapping[str, object]) -> list[Line]:
    """Return what the front matter of a home page shows: its hero with buttons, and its features."""
    hero, features = page.get("hero"), page.get("features")
    texts: list[str] = []
    if isinstance(hero, dict):
        texts += [_text(hero, key) for key in ("text", "tagline")]
        image = hero.get("image")
        source = image.get("src", image.get("file", "")) if isinstance(image, dict) else image
        if isinstance(source, str) and source:
            texts.append(f"![{_text(image, 'alt') if isinstance(image, dict) else ''}](<{source}>)")
        actions = [part for part in _list(hero.get("actions")) if _text(part, "link")]
        texts.append(" · ".join(f"[{_text(part, 'text')}](<{_text(part, 'link')}>)" for part in actions))
    if cards := _list(features):
        texts.append("\n".join(("::::: cards", *(_write_card(card) for card in cards), ":::::")))
    return [Line(text, 0) for part in texts if part for text in (*part.split("\n"), "")]


def _write_card(card: Mapping[str, object]) -> str:
    link = f" href={quote(_text(card, 'link'))}" if _text(card, "link") else ""
    return f":::: card {quote(_text(card, 'title'))}{link}\n{_text(card, 'details')}\n::::"


def _list(value: object) -> list[Mapping[str, object]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, (list, tuple)) else []


def _text(values: object, key: str) -> str:
    value = values.get(key, "") if isinstance(values, dict) else ""
    return " ".join(str(value).split()) if isinstance(value, (str, int, float)) else ""
