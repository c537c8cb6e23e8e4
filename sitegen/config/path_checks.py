"""The folders of `[paths]` -> the mistakes in them that types can't express, each at its key."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sitegen.config.site_config import Paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.config.reference import Reference
    from sitegen.config.toml import KeyPath


def find_path_mistakes(paths: Paths, reference: Reference) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield (path of a key, what is wrong there, the remedy)."""
    usable: dict[str, PurePosixPath] = {}
    yield from _inside(("paths", "includes"), paths.includes)
    yield from _inside(("reference", "paths"), reference.paths)
    for position, inventory in enumerate(reference.inventories):
        for _, message, hint in _inside(("file",), (inventory.file,)):
            yield ("reference", "inventories", position, "file"), message, hint
    for name in Paths.__struct_fields__:
        if name == "includes":
            continue
        text: str = getattr(paths, name)
        folder = PurePosixPath(text)
        outside = folder.is_absolute() or ".." in folder.parts
        if text == "." and name == "content":  # the other folders are inside it, but not part of it
            continue
        if folder == PurePosixPath() or "\\" in text or (outside and name != "output"):
            message = f"paths.{name} must be a folder below that of the configuration"
            yield ("paths", name), message, f"write it as {getattr(Paths(), name)}"
            continue
        for other_name, taken in usable.items():
            if folder.is_relative_to(taken) or taken.is_relative_to(folder):
                message = f"paths.{name} ({folder}) and paths.{other_name} ({taken}) overlap"
                yield ("paths", name), message, "give each a folder of its own"
        usable[name] = folder


def _inside(key: tuple[str, ...], texts: Sequence[str]) -> Iterator[tuple[KeyPath, str, str]]:
    for position, text in enumerate(texts):
        folder = PurePosixPath(text)
        if folder.is_absolute() or ".." in folder.parts or folder == PurePosixPath() or "\\" in text:
            message = f"{'.'.join(key)}: {text!r} isn't a folder or file below that of the configuration"
            yield (*key, position), message, 'write it like "snippets"'
