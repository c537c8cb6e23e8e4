"""The options and the command line, as the code has them -> their tables in the manual.

`python docs/reference.py` writes them again; tests/unit/test_manual.py holds them to the code.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import get_type_hints

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # run as a script, Python looks for packages beside it only

from sitegen.cli.arguments import Argument  # noqa: E402  after the path is set
from sitegen.cli.commands import ROOT as SITEGEN  # noqa: E402  after the path is set
from sitegen.cli.hosts import HOSTS  # noqa: E402  after the path is set
from sitegen.cli.new_deploy import fill_template  # noqa: E402  after the path is set
from sitegen.config import OptionRow, describe_options  # noqa: E402  after the path is set
from sitegen.ext import Call, Entry, Extension, Finding, Library  # noqa: E402  after the path is set

MANUAL = ROOT / "content" / "docs"
_NOTICE = "from docs/reference.py: do not edit"


def write_options() -> str:
    """Return the tables of every option, one for each table of sitegen.toml."""
    tables: dict[str, list[OptionRow]] = {}
    for option in describe_options():
        tables.setdefault(option.key.rpartition(".")[0], []).append(option)
    return "\n\n".join(_write_table(table, options) for table, options in tables.items())


def _write_table(table: str, options: list[OptionRow]) -> str:
    shown = f"`[[{table[:-2]}]]`" if table.endswith("[]") else f"`[{table}]`"
    name = table.removesuffix("[]").replace(".", "-")  # a dot would begin a class
    heading = f"## {shown} {{#{name}}}" if table else "## Top of the file {#top}"
    rows = [_row(option) for option in options]
    return "\n".join(
        [heading, "", "| option | meaning | type | default |", "| --- | --- | --- | --- |", *rows]
    )


def _row(option: OptionRow) -> str:
    name = option.key.rpartition(".")[2]
    default = f"`{option.default}`" if option.default else "—"
    return f"| `{name}` | {option.description} | {option.type} | {default} |"


def write_commands() -> str:
    """Return what every command takes, one heading each."""
    parts = []
    for words, command in SITEGEN.walk():
        if command.commands:
            continue
        lines = [f"### sitegen {' '.join(words)} {{#{'-'.join(words)}}}", "", command.description, ""]
        lines += ["| argument | meaning |", "| --- | --- |"]
        lines += [_argument(argument) for argument in command.arguments]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _argument(argument: Argument) -> str:
    value = f" {argument.metavar}" if argument.metavar else ""
    names = [f"`{option}{value}`" for option in argument.spellings] or [f"`{argument.metavar}`"]
    choices = ", ".join(f"`{choice}`" for choice in argument.choices)
    # Braces and pipes mean something in a table of Markdown.
    meaning = (argument.meaning or f"one of {choices}").replace("|", "\\|").replace("{", "\\{")
    return f"| {', '.join(names)} | {meaning} |"


def write_workflow() -> str:
    """Return the workflow that `sitegen new deploy github-pages` creates."""
    (path,) = HOSTS["github-pages"].files
    text = fill_template("github-pages.yml", title="", day="")
    return f'```yaml title="{path}"\n{text}```'


def write_api() -> str:
    """Return the fields of the types of `sitegen.ext`."""
    return "\n\n".join(map(_write_fields, _MEANINGS))


def _write_fields(type_: type) -> str:
    hints = get_type_hints(type_, include_extras=True)
    rows = [f"| `{name}` | {hint.__metadata__[0].description} |" for name, hint in hints.items()]
    head = [f"### {type_.__name__}", "", f"| field | {_MEANINGS[type_]} |", "| --- | --- |"]
    return "\n".join([*head, *rows])


_MEANINGS: dict[type, str] = {
    Extension: "what its functions are, by name",
    Call: "value",
    Finding: "value",
    Library: "value",
    Entry: "value",
}


#: page -> (name of the part between its two marks, who writes it)
PARTS = {
    "configuration.md": ("options", write_options),
    "command-line.md": ("commands", write_commands),
    "extensions.md": ("api", write_api),
    "hosting.md": ("workflow", write_workflow),
}


def fill(text: str, name: str, content: str) -> str:
    """Return a page with what is between the marks of ``name`` replaced."""
    begin, end = f"<!-- {name} {_NOTICE} -->", f"<!-- end of {name} -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"the marks of {name} are missing")
    return pattern.sub(lambda _: f"{begin}\n\n{content}\n\n{end}", text)


def main() -> None:
    """Write every generated part of the manual."""
    for page, (name, write) in PARTS.items():
        path = MANUAL / page
        path.write_text(fill(path.read_text("utf-8"), name, write()), encoding="utf-8")


if __name__ == "__main__":
    main()
