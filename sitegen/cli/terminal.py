"""Problems, progress and summaries -> a terminal, in colour if it has any."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from sitegen.cli.left_out import count_pages, describe_page
from sitegen.core.problems import Problem, Severity, format_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sitegen.build.options import BuildResult

#: Seconds before progress is shown at all, and between two showings.
_PATIENCE = 0.5
_REFRESH = 0.1
#: Times below this many seconds are in milliseconds.
_SHORT = 1.0
_BAR_WIDTH = 24
#: The closing words of a check, whatever it found.
CHECKED = "checked"
_COLORS = {Severity.ERROR: "31;1", Severity.WARNING: "33;1"}


def colour_for(choice: str) -> Callable[[str, str], str]:
    """Return a function that colours words on standard output (by number), or leaves them as they are."""
    is_wanted = choice == "always" or (
        choice == "auto" and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    )
    return lambda text, number: f"\x1b[{number}m{text}\x1b[0m" if is_wanted else text


class Terminal:
    """Standard error, for people; ``color`` None decides by the terminal and NO_COLOR."""

    def __init__(self, *, color: bool | None, quiet: bool = False) -> None:
        self._quiet = quiet
        self._tty = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._color = (self._tty and not os.environ.get("NO_COLOR")) if color is None else color
        self._started = time.monotonic()
        self._shown = 0.0  # when progress was last shown; 0: not on the screen
        self._stage = ("", 0.0, 0)  # the stage, when it began, and how many were done then

    def say(self, text: str) -> None:
        """Write one line, unless quiet."""
        if not self._quiet:
            print(text, file=sys.stderr)

    def show_problems(self, problems: Iterable[Problem], *, each: bool = False) -> None:
        """Write every Problem; those that say the same as one, at the end, unless ``each`` is wanted."""
        from sitegen.cli.groups import cut, format_group, gather

        self._clear()
        alone, groups = (problems, []) if each else gather(problems)
        alone, more = (alone, []) if each else cut(alone)
        for problem in alone:
            print(self._paint(format_problem(problem), problem), file=sys.stderr)
        for line in more:
            print(line, file=sys.stderr)
        for group in groups:
            print(self._paint(format_group(group), group.first), file=sys.stderr)

    def progress(self, stage: str, done: int, total: int) -> None:
        """Show the progress on one line that is overwritten; only on a terminal, and after a moment."""
        now = time.monotonic()
        if stage != self._stage[0]:
            self._stage = (stage, now, done)
        if self._quiet or not self._tty or now - self._started < _PATIENCE or now - self._shown < _REFRESH:
            return
        self._shown = now
        _, started, before = self._stage
        rate = (
            f", {(done - before) / (now - started):,.0f} a second" if now > started and done > before else ""
        )
        line = f"{stage} {draw_bar(done, total)} {done:,} of {total:,}{rate}"
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    def _clear(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr)
            self._shown = 0.0

    def summarise(self, result: BuildResult, *, done: str, verbose: bool) -> None:
        """Write the closing line; with ``verbose`` also the stages' times and the pages left out."""
        errors = sum(problem.severity is Severity.ERROR for problem in result.problems)
        warnings = len(result.problems) - errors
        counts = ", ".join(part for part in (_count(errors, "error"), _count(warnings, "warning")) if part)
        if verbose:
            for stage, seconds in result.stages.items():
                self.say(f"{seconds * 1000:8.0f} ms  {stage}")
            for page in result.left_out:
                self.say(f"left out: {describe_page(page)}")
        time = f"{result.seconds:.1f} s" if result.seconds >= _SHORT else f"{result.seconds * 1000:.0f} ms"
        for notice in result.notices:
            self.say(notice)
        if not result.ok:
            head = "Found" if done == CHECKED else f"Not {done}:"
            self.say(f"{head} {counts or 'warnings under --strict'}. ({time})")
            return
        changed = (
            f"{result.rendered:,} changed" if result.rendered else "nothing changed" if result.outputs else ""
        )
        parts = [
            _count(result.pages, "page") or "no pages",
            _count(result.outputs, "file"),
            changed,
            time,
            counts,
        ]
        left_out = f" {count_pages(result.left_out)}{'' if verbose else ' (--verbose names them)'}."
        self.say(
            f"{done.capitalize()} {', '.join(part for part in parts if part)}."
            f"{left_out if result.left_out else ''}"
        )

    def suggest(self, command: str, purpose: str) -> None:
        """Write the next step, but only for people: not if a program reads the output."""
        if self._tty:
            self.say(f"Next: {command} {purpose}")

    def _paint(self, text: str, problem: Problem) -> str:
        if not self._color:
            return text
        word = f"{problem.severity}:"
        return text.replace(word, f"\x1b[{_COLORS[problem.severity]}m{word}\x1b[0m", 1)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}" if number else ""


def draw_bar(done: int, total: int) -> str:
    """Return a progress bar."""
    full = min(_BAR_WIDTH, _BAR_WIDTH * done // total) if total else _BAR_WIDTH
    return "━" * full + "─" * (_BAR_WIDTH - full)
