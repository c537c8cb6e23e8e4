"""``sitegen inventories``: fetch the objects.inv of other projects into the site's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import Request, urlopen

from sitegen import __version__
from sitegen.build.options import BuildOptions
from sitegen.build.settings import settings_for
from sitegen.cli.terminal import Terminal
from sitegen.core.folder import Folder
from sitegen.core.problems import ProblemError, error
from sitegen.reference.inventory import InventoryError, read_inventory

if TYPE_CHECKING:
    import argparse

    from sitegen.config.reference import Inventory

_SECONDS = 30
#: The largest file that is fetched, in bytes.
_MOST = 20_000_000


def run_inventories(options: argparse.Namespace) -> int:
    """Fetch each inventory that is missing; with ``--update``, all of them."""
    terminal = Terminal(color=None, quiet=options.quiet)
    config, _, _ = settings_for(BuildOptions(root=options.root, config_file=options.config))
    problems = []
    with Folder.open(str(options.root)) as folder:
        for inventory in config.reference.inventories:
            if folder.is_file(inventory.file) and not options.update:
                terminal.say(f"{inventory.file} is there.")
                continue
            try:
                data = _fetch(inventory)
                count = len(read_inventory(data))
            except (OSError, ValueError, InventoryError) as cause:
                reason = cause.reason if isinstance(cause, URLError) else cause
                message = f"{_address_of(inventory)} can't be fetched: {reason}"
                hint = "correct its url, or save the file yourself"
                problems.append(error("inventory-missing", message, path="sitegen.toml", hint=hint))
                continue
            folder.write(inventory.file, data)
            terminal.say(f"{inventory.file}: {count:,} objects of {inventory.url}")
    if problems:
        raise ProblemError(*problems)
    if not config.reference.inventories:
        terminal.say("sitegen.toml names no inventories: see [[reference.inventories]].")
    terminal.suggest("sitegen build", "links to their objects")
    return 0


def _address_of(inventory: Inventory) -> str:
    return f"{inventory.url.removesuffix('objects.inv').rstrip('/')}/objects.inv"


def _fetch(inventory: Inventory) -> bytes:
    address = _address_of(inventory)
    if not address.startswith(("https://", "http://")):
        raise ValueError("its url must begin with https://")
    request = Request(address, headers={"User-Agent": f"sitegen/{__version__}"})  # noqa: S310  of the web: see above
    with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310  of the web: see above  # nosec B310
        data: bytes = answer.read(_MOST + 1)
    if len(data) > _MOST:
        raise ValueError(f"it has more than {_MOST:,} bytes")
    return data
