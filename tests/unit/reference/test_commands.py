"""Parsers of command lines -> Markdown; nothing runs that isn't allowed by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.reference.commands import document_command

if TYPE_CHECKING:
    from pathlib import Path

CLI = """\
import argparse
from pathlib import Path

Path(__file__).with_name("ran").touch()

def make_parser():
    parser = argparse.ArgumentParser("shapes", description="Draw shapes.")
    commands = parser.add_subparsers()
    circle = commands.add_parser("circle", description="Draw a circle.")
    circle.add_argument("radius", type=int, help="how wide")
    circle.add_argument("-c", "--colour", choices=("red", "blue"), default="red", help="a | colour")
    circle.add_argument("--mix", choices=("a|b", "c"), default="a|b", help="as <one>|<two>, <b>not</b> `<x>`")
    circle.add_argument("--secret", help=argparse.SUPPRESS)
    return parser
"""
CLICK = """\
import click

@click.group()
def main():
    "All."

@main.command()
@click.option("--loud", is_flag=True, help="Shout.")
def say(loud):
    "Say it."
"""
#: As typer's copy of click has it: nothing of click itself, and a default that is an enumeration's.
TYPER = """\
from contextlib import nullcontext
from enum import Enum
from types import SimpleNamespace as Thing

Colour = Enum("Colour", {"RED": "red", "BLUE": "blue"})
size = Thing(opts=["--size", "-s"], secondary_opts=[], default=4, help="How wide.")
colour = Thing(opts=["--colour"], secondary_opts=[], default=Colour.RED, help="Which.",
    type_descriptor=Thing(annotation=Colour))
secret = Thing(opts=["--secret"], secondary_opts=[], default=None, help="", hidden=True)

def make(name, help, params=(), **commands):
    return Thing(name=name, help=help, hidden=False, commands=commands, get_params=lambda _: params,
        context_class=lambda *_, **__: nullcontext(), get_usage=lambda _: "Usage: " + str(name))

app = make(None, "All.", draw=make("draw", "Draw it.", (size, colour, secret)))
"""
NAME = "shapescli:make_parser"


def test_commands_and_options_are_tables(tmp_path: Path) -> None:
    (tmp_path / "shapescli.py").write_text(CLI)
    made = document_command("argparse", NAME, (NAME,), (str(tmp_path),))
    assert made.fault is None
    assert '## `shapes` {id="shapes"}\n\nDraw shapes.' in made.markdown
    assert '### `shapes circle` {id="shapes-circle"}' in made.markdown
    assert "| `radius` | how wide |" in made.markdown
    assert (
        r"| `-c COLOUR`, `--colour COLOUR` | a \| colour (one of `red`, `blue`; default `red`) |"
        in made.markdown
    )
    mix = r"as \<one>\|\<two>, <b>not</b> `<x>` (one of `a\|b`, `c`; default `a\|b`)"
    assert f"| `--mix MIX` | {mix} |" in made.markdown
    assert "secret" not in made.markdown


def test_click_is_read_too(tmp_path: Path) -> None:
    """Skipped by its own import where click isn't installed: then the fault says so."""
    (tmp_path / "clickcli.py").write_text(CLICK)
    made = document_command("click", "clickcli:main", ("clickcli:main",), (str(tmp_path),))
    if made.fault:
        assert "No module named 'click'" in made.fault[1]
    else:
        assert "| `--loud` | Shout. |" in made.markdown
        assert "### `main say`" in made.markdown


def test_typer_needs_no_click(tmp_path: Path) -> None:
    """What has no name is called as its module."""
    (tmp_path / "shapes.py").write_text(TYPER)
    made = document_command("click", "shapes:app", ("shapes:app",), (str(tmp_path),))
    assert made.fault is None
    assert "## `shapes`" in made.markdown
    assert "### `shapes draw`" in made.markdown
    assert "| `--size, -s` | How wide. (default `4`) |" in made.markdown
    assert "| `--colour` | Which. (one of `red`, `blue`; default `red`) |" in made.markdown
    assert "secret" not in made.markdown


def test_nothing_runs_unless_it_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "shapescli.py").write_text(CLI)
    made = document_command("argparse", NAME, (), (str(tmp_path),))
    assert made.fault is not None
    assert "would run it" in made.fault[1]
    assert not (tmp_path / "ran").exists()


def test_a_failing_module_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("raise ValueError('no')\n")
    made = document_command("argparse", "broken:x", ("broken:x",), (str(tmp_path),))
    assert made.fault == (
        "reference-unreadable",
        "broken:x can't be documented: ValueError: no",
        "name a parser, or a function without arguments that returns one, as package.module:name",
    )
