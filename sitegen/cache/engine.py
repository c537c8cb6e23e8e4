"""The code that runs -> a digest: a cache made by other code is not used."""

from __future__ import annotations

import os
import sys
import sysconfig
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Distributions whose release changes what a build gives, as their metadata directories begin.
_LIBRARIES = (
    "jinja2-",
    "markdown_it_py-",
    "markupsafe-",
    "mdit_py_plugins-",
    "mdurl-",
    "msgspec-",
    "pagefind_bin-",
    "pillow-",
    "pygments-",
    "python_frontmatter-",
    "pyyaml-",
    "tdewolff_minify-",
    "tiktoken-",
)


#: Folders of the package whose content is judged elsewhere, or follows from what is.
_MADE_FROM_OTHERS = frozenset({"__pycache__", "compiled", "layouts", "minified"})


def functions_digest(names: Iterable[str]) -> str:
    """Return what stands for the modules of functions ``package.module:function``; "" for those not found.

    What they import from the folder that they stand in themselves is followed, to the last module.
    """
    digest = blake2b(digest_size=16)
    for name in sorted({name.partition(":")[0] for name in names}):
        for place, code in sorted(_collect(name).items()):
            digest.update(f"{name}\0{place}\0{len(code)}\0".encode())
            digest.update(code)
    return digest.hexdigest()


def _collect(name: str) -> dict[str, bytes]:
    """Return the code of a module and of all that it imports from beside it, by path below their folder."""
    from importlib.util import find_spec  # noqa: PLC0415  start-up time counts here

    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        spec = None
    if not (spec and spec.has_location and spec.origin):
        return {}
    origin = Path(spec.origin)
    is_package = origin.stem == "__init__"
    root = origin.parents[name.count(".") + is_package]
    found: dict[str, bytes] = {}
    queue = [origin]
    while queue:
        path = queue.pop()
        place = path.relative_to(root).as_posix()
        if place in found or not path.is_file():
            continue
        found[place] = path.read_bytes()
        queue += _find_imported(found[place], path, root)
    return found


def _find_imported(code: bytes, path: Path, root: Path) -> Iterator[Path]:
    """Yield where the modules that some code imports would stand below ``root``, packages included."""
    import ast  # noqa: PLC0415  few sites have code of their own

    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):  # the page that calls it will tell
        return
    for node in ast.walk(tree):
        names: list[str] = []
        folder = root
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            folder = path.parents[node.level - 1] if node.level else root
            module = node.module or ""
            names = [module, *(f"{module}.{alias.name}".lstrip(".") for alias in node.names)]
        for name in names:
            parts = [part for part in name.split(".") if part]
            for length in range(len(parts) + 1):
                place = folder.joinpath(*parts[:length])
                if place.is_relative_to(root) and length:
                    yield place.with_name(f"{place.name}.py")
                if place.is_relative_to(root) and place != root:
                    yield place / "__init__.py"


@cache
def engine_digest() -> str:
    """Return what stands for sitegen's own code, Python and the libraries that shape the output."""
    digest = blake2b(f"{sys.version}\0{sys.byteorder}".encode(), digest_size=16)
    package = Path(__file__).parent.parent
    for folder, folders, names in os.walk(package):
        folders[:] = sorted(name for name in folders if name not in _MADE_FROM_OTHERS)
        for name in sorted(names):
            if name.endswith((".py", ".json")):
                digest.update(f"{name}\0".encode())
                with open(f"{folder}/{name}", "rb", buffering=0) as file:  # noqa: PTH123  start-up time counts here
                    digest.update(file.read())
    others = (path for path in sys.path if path.endswith(("site-packages", "dist-packages")))
    for place in sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *others}):
        if os.path.isdir(place):  # noqa: PTH112  the same
            releases = sorted(name.lower() for name in os.listdir(place) if name.endswith(".dist-info"))  # noqa: PTH208  the same
            digest.update("\n".join(name for name in releases if name.startswith(_LIBRARIES)).encode())
    return digest.hexdigest()
