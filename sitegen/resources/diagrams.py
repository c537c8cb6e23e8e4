"""Code blocks that are diagrams -> SVG files, drawn by the programs that this machine has, once each."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.core.problems import error, warning
from sitegen.images import Derived, Variant
from sitegen.resources.pictures import picture_path
from sitegen.site.assemble import shown_path
from sitegen.site.routes import route_file
from sitegen.site.values import Drawing, diagram_key
from sitegen.sources import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.config import Config
    from sitegen.core.problems import Problem
    from sitegen.resources.pictures import Pictures
    from sitegen.site.assemble import Site
    from sitegen.site.nodes import Node
    from sitegen.workers.on_demand import Workers

#: Language -> the command that reads a diagram and writes SVG, and how to install it.
_COMMANDS = {
    "mermaid": (
        "mmdc -q -i - -o - -e svg -b transparent",
        "npm install -g @mermaid-js/mermaid-cli, or set diagrams.script to draw in the page",
    ),
    "dot": (
        "dot -Tsvg -Gbgcolor=transparent",
        "install Graphviz: apt install graphviz, or brew install graphviz",
    ),
    "graphviz": ("dot -Tsvg -Gbgcolor=transparent", "install Graphviz: apt install graphviz"),
    "d2": ("d2 - -", "install D2: see https://d2lang.com"),
}
_LARGEST = 5_000_000  #: in bytes
_MOST_SHOWN = 200


class Diagram(NamedTuple):
    """A diagram, and how it is drawn."""

    source: str
    command: tuple[str, ...]
    seconds: float


class Drawn(NamedTuple):
    """An SVG, or why it couldn't be drawn."""

    svg: bytes = b""
    fault: str = ""


class Place(NamedTuple):
    """Where a page has a diagram."""

    node: Node
    language: str
    source: str
    line: int
    column: int


def draw_diagrams(site: Site, paths: Iterable[str], pictures: Pictures, workers: Workers) -> None:
    """Draw the diagrams that the cache doesn't have; what can't be drawn is shown as code, with a Problem.

    ``paths`` are those of the documents with diagrams.
    """
    drawn_paths = frozenset(paths)
    places = [
        Place(node, *diagram)
        for node in site.nodes.values()
        if node.path in drawn_paths
        for diagram in (node.document.diagrams if node.document else ())
    ]
    config = site.config
    programs = {place.language: _find_program(place.language, config) for place in places}
    keys = {
        (place.language, place.source): digest(
            msgspec.json.encode((program.command, program.release, place.source))
        )
        for place in places
        if (program := programs[place.language]).command
    }
    waiting = {
        key: Diagram(source, programs[language].command, config.diagrams.seconds)
        for (language, source), key in keys.items()
        if not pictures.is_ready(key, language)
    }
    results = workers.run_bounded(draw, waiting.values(), len(waiting))
    faults = {
        key: drawn.fault
        for key, drawn in zip(waiting, results, strict=True)
        if drawn.fault or not _keep(key, drawn.svg, pictures)
    }
    for place in places:
        key = keys.get((place.language, place.source), "")
        if not key and place.language == "mermaid" and config.diagrams.script:
            continue  # drawn in the page
        if not key or key in faults:
            hint = programs[place.language].hint
            path = shown_path(config, place.node)
            pictures.problems.append(_report(place, path, faults.get(key, ""), hint))
            continue
        (variant,) = pictures.publish(key, place.language).variants
        url = route_file(picture_path(place.language, key, variant.width, "svg")).url
        drawing = Drawing(url, variant.width, variant.height)
        pictures.drawings[diagram_key(place.language, place.source)] = drawing


def _keep(key: str, svg: bytes, pictures: Pictures) -> bool:
    from sitegen.images.measure import measure

    width, height = measure("a.svg", svg, _LARGEST) or (0, 0)
    variant = Variant("svg", width, height, len(svg), digest(svg))
    pictures.store.put(key, Derived((variant,)), {variant: svg})
    return True


class Program(NamedTuple):
    """The program that draws a language on this machine."""

    command: tuple[str, ...] = ()  #: () without one
    release: str = ""  #: changes when the program is updated
    hint: str = ""  #: how to install it


def _find_program(language: str, config: Config) -> Program:
    usual, hint = _COMMANDS.get(language, ("", f"set diagrams.commands.{language}"))
    words = shlex.split(config.diagrams.commands.get(language, usual))
    program = shutil.which(words[0]) if words else None
    if program is None:
        return Program(hint=hint)
    return Program((program, *words[1:]), _release_of(Path(os.path.realpath(program))), hint)


def _release_of(program: Path) -> str:
    """Return a value that changes when a program is updated: its size, or the version of its npm package."""
    package = next(
        (folder / "package.json" for folder in program.parents if (folder / "package.json").is_file()), None
    )
    return digest(package.read_bytes()) if package else str(program.stat().st_size)


def draw(diagram: Diagram) -> Drawn:
    """Run the program of a diagram; one that takes too long is ended with all that it started."""
    process = subprocess.Popen(  # noqa: S603  the programs that the site's owner names or installed
        diagram.command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        output, complaint = process.communicate(diagram.source.encode(), timeout=diagram.seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return Drawn(fault=f"it took more than {diagram.seconds:g} s")
    start = output.find(b"<svg")
    if process.returncode or start < 0:
        text = " ".join((complaint or output).decode("utf-8", "replace").split())[:_MOST_SHOWN]
        return Drawn(fault=text or f"{diagram.command[0]} ended with {process.returncode} and wrote no SVG")
    if len(output) > _LARGEST:
        return Drawn(fault=f"its SVG has more than {_LARGEST:,} bytes")
    return Drawn(output[start:])


def _report(place: Place, path: str, reason: str, hint: str) -> Problem:
    language, line, column = place.language, place.line, place.column
    if reason:
        message = f"this {language} diagram can't be drawn: {reason}"
        hint = "correct it, or see diagrams.seconds"
        return error("diagram-failed", message, path=path, line=line, column=column, hint=hint)
    message = f"no program on this machine draws {language}, so its source is shown"
    return warning("diagram-missing", message, path=path, line=line, column=column, hint=hint)
