"""Operators and ranges of templates -> the same, or an error where it would take forever.

A worker that overruns its limits is ended wherever it is (see `sitegen.workers`). But arithmetic with
constants would be done when a template is compiled, by the build itself; and an error that names what is
too large is better than one that says that it took too long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jinja2
from jinja2.runtime import Context

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.render.extensions import ExtensionNames

#: The largest whole number that a template may compute: some 300,000 digits, which takes milliseconds.
MAX_BITS = 1_000_000
#: The longest range: a loop over it in C takes less than a second.
MAX_RANGE = 10_000_000


class BoundedEnvironment(jinja2.Environment):
    """An environment whose templates ask it for ``*`` and ``**``, and which computes neither ahead."""

    # What Jinja2 calls sandboxed is how its compiler knows which operators to ask for, and whom to ask
    # for calls. Templates are trusted all the same, so a call is the call that it always was.
    sandboxed = True
    intercepted_binops = frozenset({"*", "**"})
    intercepted_unops: frozenset[str] = frozenset()
    call = staticmethod(Context.call)
    names: ExtensionNames | None = None  #: what extensions add

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return ``left operator right``, or raise TemplateRuntimeError."""
        return _OPERATORS[operator](left, right)


def multiply(left: Any, right: Any) -> Any:
    """Return ``left * right``, where the product is a number of reasonable size or no number at all."""
    if isinstance(left, int) and isinstance(right, int):
        _refuse_huge(left.bit_length() + right.bit_length())
    return left * right


def raise_to(left: Any, right: Any) -> Any:
    """Return ``left ** right``, where the power is a number of reasonable size."""
    if isinstance(left, int) and isinstance(right, int) and right > 0:
        _refuse_huge((abs(left) - 1).bit_length() * right)  # 1 to any power is 1
    return left**right


def bounded_range(*arguments: int) -> range:
    """Return a range that isn't too long to iterate over."""
    numbers = range(*arguments)
    # len() of a range fails beyond the integers of C, in words that say nothing of a template.
    if numbers and abs(numbers[-1] - numbers[0]) // abs(numbers.step) >= MAX_RANGE:
        raise jinja2.TemplateRuntimeError(f"a range has at most {MAX_RANGE:,} numbers")
    return numbers


def _refuse_huge(bits: int) -> None:
    if bits > MAX_BITS:
        raise jinja2.TemplateRuntimeError(f"a number in a template has at most {MAX_BITS:,} bits")


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {"*": multiply, "**": raise_to}
