"""Turns prices into whole picodollars (10⁻¹² US dollars), and picodollars into text.

Rounding happens here and nowhere else, half up. Text is a plain decimal (`"0.0123"`); grouping and currency
signs are the reader's locale in the browser, and `dollars` at build time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

PICODOLLARS = 10**12  #: in a dollar
PER_TOKEN = 10**6  #: picodollars per token in a dollar per million tokens
SMALLEST_PLACES = 12  #: decimals that a picodollar needs
RATE_SCALE = 10**6  #: an exchange rate is given in millionths


def half_up(numerator: int, denominator: int) -> int:
    """Divide non-negative numbers, rounding halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def ceiling(numerator: int, denominator: int) -> int:
    """Divide non-negative numbers, rounding up."""
    return -(-numerator // denominator)


def picodollars(dollars: Decimal) -> int:
    """Turn dollars into picodollars; fractions of a picodollar are cut."""
    return int(dollars * PICODOLLARS)


def per_token(price: Decimal) -> int:
    """Turn dollars per million tokens, of at most six decimals, into picodollars per token."""
    return int(price * PER_TOKEN)


def convert(amount: int, rate_millionths: int) -> int:
    """Change picodollars into picounits of another currency, at a rate in millionths of it per dollar."""
    return half_up(amount * rate_millionths, RATE_SCALE)


def places(amount: int) -> int:
    """Choose how many decimals to show: cents from one dollar on, else three significant digits."""
    if amount == 0 or amount >= PICODOLLARS:
        return 2
    return min(SMALLEST_PLACES, SMALLEST_PLACES - len(str(amount)) + 3)


def fixed(amount: int, decimals: int) -> str:
    """Write picodollars as dollars with this many decimals (0 to 12), rounded half up."""
    rounded = half_up(amount, 10 ** (SMALLEST_PLACES - decimals))
    digits = str(rounded).rjust(decimals + 1, "0")
    return digits if decimals == 0 else f"{digits[:-decimals]}.{digits[-decimals:]}"


def shown(amount: int) -> str:
    """Write picodollars as dollars with the decimals of `places`, trailing zeros cut down to cents."""
    return _at_least_cents(fixed(amount, places(amount)))


def per_million(price: int) -> str:
    """Write picodollars per token as dollars per million tokens, exactly: `2.50`, `0.0125`."""
    return _at_least_cents(fixed(price * 10**6, 6))


def dollars(text: str) -> str:
    """Write a decimal for a reader of English: `$1,234.50`, `$0.0123`."""
    whole, _, fraction = text.partition(".")
    return f"${int(whole):,}.{fraction}"


def _at_least_cents(text: str) -> str:
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}"
