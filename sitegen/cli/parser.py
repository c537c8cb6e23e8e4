"""The command line's grammar: every command, option and help text."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitegen import __version__
from sitegen.core.suggest import nearest
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import NoReturn

    _Add = Callable[[argparse._SubParsersAction[argparse.ArgumentParser], argparse.ArgumentParser], None]  # noqa: SLF001  the type of what `add_subparsers` returns

DESCRIPTION = """\
A static site generator for technical blogs and documentation.

  sitegen new site my-blog     begin a site
  sitegen serve                write, with the page beside you
  sitegen build                publish to public/
"""
EPILOG = "Each command explains itself: sitegen build --help. Exit codes: 0 done, 1 problems, 2 used wrongly."
_LAST_PORT = 65_535
#: The generators that ``import`` reads: those of sitegen.importing.recognise.
GENERATORS = ("mkdocs",)
#: What argparse says of a word that is none of some choices: the word, and the choices.
_WRONG_CHOICE = lazy_compile(r"invalid choice: '([^']*)' \(choose from (.*)\)")
_WORD = lazy_compile(r"[\w-]+")
_OPTION = lazy_compile(r"--[a-z][a-z-]*")
_WHERE = "options that every command has"


class _Parser(argparse.ArgumentParser):
    """A parser that suggests the command or option that was probably meant."""

    def error(self, message: str) -> NoReturn:
        """End with 2."""
        if match := _WRONG_CHOICE.search(message):
            message += _suggest(match[1], _WORD.findall(match[2]))
        super().error(message)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401  argparse's interface
        """Refuse an option that there is not."""
        options, unknown = super().parse_known_args(args, namespace)
        if wrong := next((word.partition("=")[0] for word in unknown if word.startswith("--")), ""):
            self.error(f"there is no option {wrong}{_suggest(wrong, _OPTION.findall(self.format_help()))}")
        return options, unknown


def _suggest(word: str, words: Iterable[str]) -> str:
    guess = nearest(
        word, sorted(words, key=lambda candidate: sorted(candidate) != sorted(word))
    )  # --prot: --port, not --root
    return f"; did you mean {guess!r}?" if guess else ""


def make_parser(command: str = "") -> argparse.ArgumentParser:
    """Return the parser, of one command alone where it is named: making all of them takes milliseconds.

    The chosen command stands in ``run`` of what it parses.
    """
    parser: argparse.ArgumentParser = _Parser(
        "sitegen",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"sitegen {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    common = _common()
    for add in [_COMMANDS[command]] if command in _COMMANDS else _COMMANDS.values():
        add(commands, common)
    return parser


def _later(name: str) -> Callable[[argparse.Namespace], int]:
    """Return a command that is imported when it runs: start-up is part of every build."""

    def run(options: argparse.Namespace) -> int:
        module, _, function = name.partition(":")
        return getattr(import_module(f"sitegen.cli.{module}"), function)(options)  # type: ignore[no-any-return]  # commands return codes

    return run


def _common() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    group = parser.add_argument_group(_WHERE)
    group.add_argument(
        "--root",
        type=Path,
        metavar="DIR",
        help="the site's folder (default: the folder of --config, or else the current one)",
    )
    group.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="the configuration (default: sitegen.toml in the site's folder)",
    )
    group.add_argument("-q", "--quiet", action="store_true", help="print only problems")
    group.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="list the pages left out, and print how long each stage took",
    )
    group.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colours; NO_COLOR is respected"
    )
    return parser


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="publish to this folder (default: public)"
    )
    parser.add_argument(
        "--base-url",
        type=_base_url,
        metavar="URL",
        help="the address of the site, instead of base_url in sitegen.toml",
    )


def _add_cache(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="DIR",
        help="the folder of the build cache (default: .sitegen-cache)",
    )


def _base_url(text: str) -> str:
    from sitegen.config import check_base_url

    try:
        return check_base_url(text)
    except ValueError as mistake:
        raise argparse.ArgumentTypeError(f"{text!r} {mistake}") from mistake


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = -1
    if not 0 <= port <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 0 to {_LAST_PORT}")
    return port


def _text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as mistake:
        raise argparse.ArgumentTypeError(f"{text!r} is not UTF-8") from mistake
    return text


def _add_show(parser: argparse.ArgumentParser, *, default: bool = False) -> None:
    action = argparse.BooleanOptionalAction
    parser.add_argument("--drafts", action=action, default=default, help="include drafts")
    parser.add_argument("--future", action=action, default=default, help="include pages with a future date")
    parser.add_argument(
        "--expired", action=action, default=False, help="include pages whose expiry date has passed"
    )


def _add_judgement(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--strict", action="store_true", help="treat warnings as errors")
    parser.add_argument(
        "--lenient",
        action="store_true",
        help="make warnings of broken links, missing images, and unknown directives, layouts and markup",
    )
    _add_safe(parser)
    parser.add_argument(
        "--all", action="store_true", help="list every place of a problem, even if there are many"
    )
    parser.add_argument("--json", action="store_true", help="the same as --format json")
    parser.add_argument(
        "--format",
        choices=("text", "json", "sarif", "github"),
        default="text",
        help="format of the report: text, JSON, SARIF, or annotations for GitHub Actions",
    )
    parser.add_argument(
        "-j", "--jobs", type=int, default=0, metavar="N", help="number of processes (default: one per core)"
    )


def _add_safe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--safe",
        action="store_true",
        help="for sites that you don't trust: no raw HTML, no Python, no layouts of the site, no other hosts",
    )


def _add_build(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = commands.add_parser(
        "build",
        parents=[common],
        help="publish the site",
        description="Publish the site. If there is an error, publish nothing.",
    )
    _add_output(parser)
    _add_cache(parser)
    _add_show(parser)
    _add_judgement(parser)
    parser.add_argument(
        "--publish",
        choices=("swap", "in-place"),
        help="exchange the whole folder, or replace its files one by one (default: output.publish)",
    )
    parser.add_argument("--force", action="store_true", help="ignore the cache and rebuild everything")
    parser.add_argument(
        "--verify",
        action="store_true",
        help="build again from scratch in another folder, and compare every byte",
    )
    parser.set_defaults(run=_later("build:run_build"))


def _add_serve(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = commands.add_parser(
        "serve",
        parents=[common],
        help="preview the site while you write",
        description="Show the site in the browser, and update it at every save.",
    )
    _add_cache(parser)
    _add_show(parser, default=True)
    parser.add_argument(
        "--strict",
        action="store_true",
        help="don't update the preview while there is an error or a warning",
    )
    parser.add_argument(
        "--lenient",
        action="store_true",
        help="make warnings of broken links, missing images, and unknown directives, layouts and markup",
    )
    _add_safe(parser)
    parser.add_argument(
        "--port",
        type=_port,
        default=8000,
        metavar="N",
        help="the port (default: 8000, or the next free one)",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="the address to listen on (default: 127.0.0.1)"
    )
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="answer under this name, too: that of a container or tunnel (also: serve.allowed_hosts)",
    )
    parser.add_argument(
        "--lan",
        action="store_true",
        help="let other devices in your network see the preview, such as a phone",
    )
    parser.add_argument("--open", action="store_true", help="open the browser")
    parser.add_argument(
        "--navigate", action="store_true", help="go to the page that you save in all open tabs"
    )
    parser.add_argument(
        "--editor-url",
        metavar="URL",
        help="link problems to your editor: vscode://file/{path}:{line}:{column}"
        " (default: $SITEGEN_EDITOR_URL)",
    )
    parser.set_defaults(run=_later("serve:run_serve"))


def _add_check(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = commands.add_parser(
        "check",
        parents=[common],
        help="find all problems, publish nothing",
        description="Find all problems of the site without publishing it.",
    )
    _add_output(parser)
    _add_cache(parser)
    _add_show(parser)
    _add_judgement(parser)
    parser.add_argument(
        "--external", action="store_true", help="also check links to other sites, over the network"
    )
    parser.add_argument(
        "--baseline", type=Path, metavar="FILE", help="don't report the problems listed in this file"
    )
    parser.add_argument(
        "--update-baseline", action="store_true", help="write all current problems to the baseline"
    )
    parser.set_defaults(run=_later("build:run_check"))


def _add_new(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = commands.add_parser(
        "new", help="create a site or a page", description="Create a site or a page."
    )
    kinds = parser.add_subparsers(metavar="KIND", required=True)
    site = kinds.add_parser(
        "site",
        parents=[common],
        help="create a site in a folder",
        description="Create a site in a folder. Files that are there stay as they are.",
    )
    site.add_argument("folder", type=Path, help="the new site's folder")
    site.set_defaults(run=_later("new:run_new_site"))
    page = kinds.add_parser(
        "page",
        parents=[common],
        help="create a page",
        description="Create a page from the archetype of its section: archetypes/SECTION.md,"
        " archetypes/default.md, or a built-in one.",
    )
    page.add_argument("path", help="its path in content/: blog/my-post or blog/my-post/index.md")
    page.add_argument("--title", type=_text, help="the title (default: from the name)")
    page.add_argument("--open", action="store_true", help="open it in $VISUAL or $EDITOR")
    page.set_defaults(run=_later("new:run_new_page"))


def _add_import(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = commands.add_parser(
        "import",
        parents=[common],
        help="move a site of another generator here",
        description="Read the configuration of another generator, and write sitegen.toml and templates."
        " The content stays as it is. A second run keeps what you changed.",
    )
    parser.add_argument("folder", type=Path, help="the folder of the old site's configuration")
    parser.add_argument(
        "--to",
        type=Path,
        metavar="SITE",
        help="the new site's folder, which gets a copy of the content (default: that of the old site)",
    )
    parser.add_argument(
        "--from",
        dest="generator",
        choices=GENERATORS,
        metavar="NAME",
        help="the generator of the old site, if its files don't tell: " + ", ".join(GENERATORS),
    )
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="also write the report to a file: .md or .json"
    )
    parser.set_defaults(run=_later("import_site:run_import"))


def _add_clean(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = commands.add_parser(
        "clean",
        parents=[common],
        help="remove what sitegen generated",
        description="Remove the published site and the cache, but nothing that sitegen didn't create.",
    )
    _add_output(parser)
    parser.set_defaults(run=_later("clean:run_clean"))


def _add_schema(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = commands.add_parser(
        "schema",
        parents=[common],
        help="write JSON Schemas for your editor",
        description="Write JSON Schemas for editors: of sitegen.toml, and of the front matter of each section"
        " that has a schema.",
    )
    parser.add_argument("folder", type=Path, help="where to write them; created if it doesn't exist")
    parser.set_defaults(run=_later("schema:run_schema"))


def _add_completion(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "completion",
        help="print a completion script for a shell",
        description='Print a completion script: eval "$(sitegen completion bash)"',
    )
    parser.add_argument("shell", choices=("bash", "zsh", "fish"))
    parser.set_defaults(run=_later("completion:run_completion"))


_COMMANDS: dict[str, _Add] = {
    "build": _add_build,
    "serve": _add_serve,
    "check": _add_check,
    "new": _add_new,
    "import": _add_import,
    "clean": _add_clean,
    "schema": _add_schema,
    "completion": lambda commands, _: _add_completion(commands),
}
