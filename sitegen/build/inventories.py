"""The objects.inv of other projects, in the site's folder -> the addresses of what they document."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sitegen.config import key_place
from sitegen.core.problems import error, warning
from sitegen.site.values import Inventories
from sitegen.sources.choose import site_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.config.reference import Inventory
    from sitegen.core.problems import Problem
    from sitegen.sources.inputs import Inputs


def open_inventories(inputs: Inputs) -> Inventories:
    """Return the inventories of a site, which are read when a page first needs one."""
    listed = inputs.config.reference.inventories
    if not listed:
        return Inventories()
    entries = {site_path(entry): entry for entry in inputs.included.entries}
    stamp = " ".join(
        f"{inventory.url} {inventory.file} {entries.get(inventory.file)}" for inventory in listed
    )

    @cache
    def read_all() -> Mapping[str, str]:
        addresses: dict[str, str] = {}
        for inventory in reversed(listed):  # the first inventory that has a name decides
            addresses |= _read(inputs, inventory)
        return addresses

    is_complete = all(inventory.file in entries for inventory in listed)
    return Inventories(lambda label: read_all().get(label, ""), stamp, is_complete)


def _read(inputs: Inputs, inventory: Inventory) -> Mapping[str, str]:
    """Return name -> address; nothing for a file that check_inventories reports."""
    from sitegen.reference.inventory import InventoryError, read_inventory

    entry = next((file for file in inputs.included.entries if site_path(file) == inventory.file), None)
    if entry is None:
        return {}
    top = inventory.url.removesuffix("objects.inv").rstrip("/")
    try:
        objects = read_inventory(inputs.included.read(entry))
    except InventoryError:
        return {}
    return {name: f"{top}/{url}" for name, url in objects.items()}


def check_inventories(inputs: Inputs) -> Iterator[Problem]:
    """Yield an error for each inventory that is missing or can't be read."""
    if not inputs.config.reference.inventories:
        return
    from sitegen.reference.inventory import InventoryError, read_inventory

    entries = {site_path(entry): entry for entry in inputs.included.entries}
    for position, inventory in enumerate(inputs.config.reference.inventories):
        entry = entries.get(inventory.file)
        report, reason = warning, f"there is no {inventory.file}, so links into {inventory.url} are missing"
        if entry is not None:
            try:
                read_inventory(inputs.included.read(entry))
                continue
            except InventoryError as cause:
                report, reason = error, f"{inventory.file}: {cause}"
        line, column = key_place(inputs.config_text, ("reference", "inventories", position, "file"))
        hint = "run `sitegen inventories`, which fetches it"
        yield report("inventory-missing", reason, path="sitegen.toml", line=line, column=column, hint=hint)
