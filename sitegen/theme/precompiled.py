"""The theme's templates -> their Python, compiled when sitegen is installed instead of at each build.

Jinja2 makes Python of a template. For the theme that would be a sixth of the work on a small site, in each
process. So installing writes it down (`hatch_build.py` calls `write_ahead`). What is written is only ever
used for a template of the very same text, with the same Jinja2 and the same environment; everything else
is compiled where it is needed. Stale files are therefore slow, not wrong. A site's own templates are
compiled when they are used and collected in `SITE_TEMPLATES`, which the cache saves for the next build.
"""

from __future__ import annotations

import json
import marshal
from functools import lru_cache
from hashlib import blake2b
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING

import jinja2
from jinja2 import meta
from jinja2.bccache import Bucket

from sitegen.core.releases import find_release

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Where the installation puts the compiled templates.
FOLDER = Path(__file__).parent / "compiled"
_INDEX = "index.json"


class CompiledTemplates:
    """Templates that aren't the theme's, as this process knows them: their code, and what they refer to."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}  #: by `template_key`, marshalled
        self.references: dict[str, tuple[str | None, ...]] = {}  #: by `text_key`


SITE_TEMPLATES = CompiledTemplates()


class PrecompiledTemplates(jinja2.BytecodeCache):
    """Gives an environment the code that was compiled at installation, or by an earlier build."""

    def __init__(self, folder: Path = FOLDER, compiled: CompiledTemplates | None = None) -> None:
        self._folder = folder
        self._compiled = compiled or CompiledTemplates()

    def get_bucket(
        self, environment: jinja2.Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Return the bucket of a template, filled with its stored code if there is any."""
        filename = filename or "<template>"
        digest = text_key(source)
        bucket = Bucket(environment, name, template_key(name, source))
        if digest in _read_index(self._folder):
            bucket.code = _load(self._folder / f"{digest}.py", filename)
        elif bucket.checksum in self._compiled.code:
            code = marshal.loads(self._compiled.code[bucket.checksum])  # noqa: S302  see cache/templates.py
            bucket.code = _rename(code, filename)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Do nothing: `get_bucket` has done it."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember code that was compiled now."""
        self._compiled.code[bucket.checksum] = marshal.dumps(bucket.code)


def known_references(source: str, folder: Path = FOLDER) -> tuple[str | None, ...] | None:
    """Return the names that a template of the theme refers to, as Jinja2 found them; None: not known."""
    references = _read_index(folder).get(text_key(source))
    return None if references is None else tuple(references)


def write_ahead(environment: jinja2.Environment, templates: Mapping[str, str], folder: Path) -> None:
    """Write the compiled code of these templates into the folder, and remove everything else."""
    folder.mkdir(exist_ok=True)
    references: dict[str, list[str | None]] = {}
    for name, source in sorted(templates.items()):
        digest = text_key(source)
        _write(folder / f"{digest}.py", environment.compile(source, name, raw=True))
        references[digest] = list(meta.find_referenced_templates(environment.parse(source)))
    for path in folder.glob("*.py"):
        if path.stem not in references:
            path.unlink()
    index = {"made_with": _describe_maker(), "references": references}
    _write(folder / _INDEX, json.dumps(index, indent=1))
    _read_index.cache_clear()


def _write(path: Path, text: str) -> None:
    """Write a file unless it has this text: Python's .pyc stays valid as long as the file is untouched."""
    data = text.encode()
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)


@lru_cache(maxsize=2)
def _read_index(folder: Path) -> dict[str, list[str | None]]:
    """Return the references of each template by the key of its text; none if another version wrote them."""
    if not find_release("jinja2"):  # unknown version
        return {}
    try:
        index = json.loads((folder / _INDEX).read_bytes())
    except (OSError, ValueError):
        return {}
    return dict(index["references"]) if index["made_with"] == _describe_maker() else {}


def _describe_maker() -> str:
    """Return a digest of everything that compiles templates: Jinja2, our environment, this module."""
    hasher = blake2b(find_release("jinja2").encode(), digest_size=16)
    render = Path(__file__).parent.parent / "render"
    for source in (Path(__file__), render / "sandbox.py", render / "environment.py", render / "filters.py"):
        hasher.update(source.read_bytes())
    return hasher.hexdigest()


def text_key(source: str) -> str:
    """Return a digest of the text of a template."""
    return f"t{blake2b(source.encode(), digest_size=10).hexdigest()}"


def template_key(name: str, source: str) -> str:
    """Return a digest of the text of a template and of its name, which its code contains."""
    return text_key(f"{name}\0{source}")


@lru_cache(maxsize=256)
def _load(path: Path, filename: str) -> CodeType | None:
    """Return the code of a module, of which Python keeps the compiled form, under a template's name."""
    try:
        code = SourceFileLoader(path.stem, str(path)).get_code(path.stem)
    except OSError:
        return None
    return None if code is None else _rename(code, filename)


def _rename(code: CodeType, filename: str) -> CodeType:
    inner = (_rename(each, filename) if isinstance(each, CodeType) else each for each in code.co_consts)
    return code.replace(co_filename=filename, co_consts=tuple(inner))
