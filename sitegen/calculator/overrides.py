"""Applies a site's own data to prices and plans, and lists everything that is wrong with it.

The data is what a TOML, YAML or JSON file holds: `models` and `plans`, each by id, with the field names of
`Model` and `Plan`. A known id is changed field by field, a new one is added, `hidden = true` leaves one
out. Giving `tiers` replaces all tiers, since a batch price is seldom right beside another standard price;
it also ends a promotion.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, get_type_hints

import msgspec
from msgspec import structs

from sitegen.calculator.prices import Model, Patches, Plan, Plans, Prices, Rates, Tiers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

Entry = TypeVar("Entry", Model, Plan)

REQUIRED = {Model: ("name", "vendor", "tiers"), Plan: ("name",)}
#: What no longer holds of a model whose prices a site replaces.
UNVERIFIED = {
    "promotion": None,
    "announced": None,
    "past": (),
    "verified": None,
    "effective_from": None,
    "source": "this site's own data",
}
ENCODINGS = ("o200k_base", "cl100k_base", "o200k_harmony")
TOKENIZERS = ("encoding", "characters_per_token", "token_multiplier")


class Overridden(NamedTuple):
    """Prices and plans with a site's data applied; an entry with errors is left as it was."""

    prices: Prices
    plans: Plans
    errors: tuple[str, ...]  #: each begins with the path of the key it is about


def override(prices: Prices, plans: Plans, data: Mapping[str, Any]) -> Overridden:
    """Apply a site's data; every mistake is listed."""
    errors = [_unknown(key, key, ("models", "plans")) for key in data if key not in {"models", "plans"}]
    models = _apply(Model, prices.models, data.get("models", {}), "models", errors)
    changed = _apply(Plan, plans.plans, data.get("plans", {}), "plans", errors)
    return Overridden(
        structs.replace(prices, models=models), structs.replace(plans, plans=changed), tuple(errors)
    )


def _apply(
    kind: type[Entry], entries: tuple[Entry, ...], data: object, path: str, errors: list[str]
) -> tuple[Entry, ...]:
    if not isinstance(data, Mapping):
        errors.append(f"{path}: expected a table with an id for each entry")
        return entries
    by_id = {entry.id: entry for entry in entries}
    for id_, fields in data.items():
        override = _read(kind, str(id_), fields, by_id.get(str(id_)), f"{path}.{id_}")
        errors.extend(override.errors)
        if override.hidden and str(id_) not in by_id:
            errors.append(_unknown(f"{path}.{id_}", str(id_), by_id))
        elif override.hidden:
            del by_id[str(id_)]
        elif override.entry is not None:
            by_id[str(id_)] = override.entry
    return tuple(by_id.values())


class _Read(NamedTuple):
    entry: Any  # Model | Plan | None, as the caller's kind
    hidden: bool
    errors: tuple[str, ...]


def _read(kind: type[Model | Plan], id_: str, fields: object, old: Model | Plan | None, path: str) -> _Read:
    if not isinstance(fields, Mapping):
        return _Read(None, hidden=False, errors=(f"{path}: expected a table",))
    values, errors = _convert(kind, {key: value for key, value in fields.items() if key != "hidden"}, path)
    hidden = fields.get("hidden", False)
    if not isinstance(hidden, bool):
        errors.append(f"{path}.hidden: expected true or false")
    if old is None and not hidden:
        errors += (f"{path}.{name}: missing" for name in REQUIRED[kind] if name not in fields)
    if kind is Model:
        errors += _check_model(values, fields, path, new=old is None and not hidden)
    elif kind is Plan:
        errors += _check_prices(path, {key: values.get(key) for key in ("monthly", "annual")})
    if errors:
        return _Read(None, hidden=False, errors=tuple(errors))
    if hidden:
        return _Read(None, hidden=True, errors=())
    if "tiers" in values:
        values = UNVERIFIED | values
    if kind is Model and any(name in values for name in TOKENIZERS):
        values = dict.fromkeys(TOKENIZERS) | {"encoding_assumed": False} | values
    entry = kind(id=id_, **values) if old is None else structs.replace(old, **values)
    return _Read(entry, hidden=False, errors=())


def _convert(
    kind: type[Model | Plan], fields: Mapping[str, Any], path: str
) -> tuple[dict[str, Any], list[str]]:
    """Read each field by its own type, so that one mistake doesn't hide the next."""
    types = get_type_hints(kind, include_extras=True)
    values: dict[str, Any] = {}
    errors: list[str] = []
    for key, value in fields.items():
        if key not in types or key == "id":
            errors.append(_unknown(f"{path}.{key}", key, [name for name in types if name != "id"]))
            continue
        try:
            values[key] = msgspec.convert(value, types[key])
        except msgspec.ValidationError as error:
            message, _, inner = str(error).partition(" - at `$")
            remedy = "expected a number" if "decimal" in message else message[0].lower() + message[1:]
            errors.append(f"{path}.{key}{inner.rstrip('`')}: {remedy}")
    return values, errors


def _check_model(
    values: Mapping[str, Any], fields: Mapping[str, Any], path: str, *, new: bool
) -> Iterator[str]:
    given = [name for name in TOKENIZERS if name in fields]
    if len(given) > 1 or (new and not given):
        yield f"{path}: give exactly one of {', '.join(TOKENIZERS)}"
    encoding = values.get("encoding")
    if encoding is not None and encoding not in ENCODINGS:
        yield _unknown(f"{path}.encoding", encoding, ENCODINGS)
    for name in TOKENIZERS[1:]:
        yield from _check_hundredths(f"{path}.{name}", values.get(name))
    if isinstance(image := values.get("image"), Patches):
        yield from _check_hundredths(f"{path}.image.factor", image.factor)
    yield from _check_tiers(f"{path}.tiers", values.get("tiers"))
    if (promotion := values.get("promotion")) is not None:
        yield from _check_tiers(f"{path}.promotion.after", promotion.after)


def _check_tiers(path: str, tiers: Tiers | None) -> Iterator[str]:
    for name, tier in structs.asdict(tiers).items() if tiers is not None else ():
        if tier is not None:
            yield from _check_rates(f"{path}.{name}.base", tier.base)
            yield from _check_rates(f"{path}.{name}.long", tier.long)


def _check_rates(path: str, rates: Rates | None) -> Iterator[str]:
    if rates is not None:
        yield from _check_prices(path, structs.asdict(rates))


def _check_prices(path: str, prices: Mapping[str, Decimal | None]) -> Iterator[str]:
    for name, price in prices.items():
        if price is not None and not (price.is_finite() and 0 <= price < 10**6 and price == round(price, 6)):
            yield f"{path}.{name}: expected dollars from 0 to 999,999 with at most six decimals, got {price}"


def _check_hundredths(path: str, value: Decimal | None) -> Iterator[str]:
    if value is not None and not (value.is_finite() and 0 < value < 10**6 and value == round(value, 2)):
        yield f"{path}: expected a number above 0 with at most two decimals, got {value}"


def _unknown(path: str, name: str, choices: Iterable[str]) -> str:
    names = list(choices)
    close = get_close_matches(name, names, n=1)
    remedy = f"did you mean '{close[0]}'?" if close else f"known: {', '.join(names)}"
    return f"{path}: unknown name; {remedy}"
