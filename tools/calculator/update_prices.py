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

from msgspec import json

import sitegen.calculator
from sitegen.calculator.prices import Prices, Source
from tools.calculator.merge_prices import Facts, Waivers, update
from tools.calculator.price_sources import quote_litellm, read_genai, read_litellm

if TYPE_CHECKING:
    from collections.abc import Sequence

_FACTS = Path(__file__).parent / "data"  #: by hand
DATA = Path(sitegen.calculator.__file__).parent / "data"


def write(prices: Prices) -> bytes:
    """Write prices as JSON, one set of rates a line, so that a change of price is a change of one line."""
    document: dict[str, Any] = json.decode(json.encode(prices))
    return (_indent(document, 0) + "\n").encode()


def main(arguments: Sequence[str] | None = None) -> int:
    """Update the committed prices; see the module's own words."""
    parser = ArgumentParser(
        prog="python -m tools.calculator.update_prices", description="Update the model prices."
    )
    parser.add_argument("wheel", type=Path, help="a litellm wheel, from `pip download --no-deps litellm`")
    parser.add_argument("--output", type=Path, default=DATA / "prices.json")
    parser.add_argument("--today", type=date.fromisoformat, default=datetime.now(UTC).date())
    options = parser.parse_args(arguments)
    if not options.wheel.is_file():
        parser.error(f"{options.wheel}: no such file; get it by `pip download --no-deps litellm`")
    litellm_version, listed = read_litellm(options.wheel)
    result = update(
        json.decode((_FACTS / "facts.json").read_bytes(), type=Facts),
        read_genai(options.today),
        lambda model: quote_litellm(listed, model),
        json.decode((_FACTS / "waivers.json").read_bytes(), type=Waivers).waivers,
        sources=_sources(litellm_version),
        today=options.today,
    )
    sys.stderr.writelines(f"note: {note}\n" for note in result.notes)
    sys.stderr.writelines(f"error: {error}\n" for error in result.errors)
    if result.errors:
        return 1
    options.output.write_bytes(write(result.prices))
    sys.stderr.write(f"{options.output}: {len(result.prices.models)} models\n")
    return 0


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
