"""``python -m benchmarks.digests``: this site, golden and seeded ones -> a digest of each published file.

Record before a change of the code that must not change what is published, and compare after it. Each site
is built from nothing, then again after each of a few edits, all with one clock and by the real command.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.__main__ import make_site
from benchmarks.edits import EDITS
from benchmarks.measure import run
from tests.property.edits import png

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
#: The moment of every build: after the dates of all posts, except those that are meant to be ahead.
EPOCH = "1764590400"
#: Differing files that `compare` lists; it counts the others.
SHOWN = 40


class Case(NamedTuple):
    """A site to build."""

    name: str
    root: Path
    flags: tuple[str, ...] = ()
    edited: bool = False  #: whether it is built again after each edit of `EDITS`


def main() -> int:
    """Record the digests, or compare them with recorded ones. Return 1 when any file differs."""
    parser = argparse.ArgumentParser("python -m benchmarks.digests", description=__doc__)
    parser.add_argument("action", choices=("record", "compare"))
    parser.add_argument("file", type=Path, help="JSON: build -> path -> digest")
    parser.add_argument("--posts", type=int, nargs="*", default=[100, 1_000], metavar="N")
    parser.add_argument(
        "--sitegen",
        type=Path,
        default=Path(sys.executable).with_name("sitegen"),
        help="the command, of another checkout perhaps (default: this environment's)",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        digests = dict(digest_builds(Path(folder), options.sitegen.absolute(), options.posts))
    if options.action == "record":
        options.file.write_text(json.dumps(digests, indent=0, sort_keys=True) + "\n", encoding="utf-8")
        print(f"{options.file}: {sum(map(len, digests.values()))} files of {len(digests)} builds")
        return 0
    differing = list(find_differing(json.loads(options.file.read_text(encoding="utf-8")), digests))
    print("\n".join(differing[:SHOWN]))
    print(f"{len(differing)} of {sum(map(len, digests.values()))} files differ")
    return bool(differing)


def digest_builds(folder: Path, sitegen: Path, sizes: list[int]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the name of each build, and what it published: path -> digest."""
    modules = folder / "modules"
    _copy_directives(modules)
    for case in [*copy_sites(folder), *_write_corpora(folder, sizes)]:
        yield f"{case.name}: from nothing", _build(sitegen, case, modules)
        if case.edited:
            for number, (name, edit) in enumerate(EDITS.items()):
                edit(case.root, str(number))
                yield f"{case.name}: {name}", _build(sitegen, case, modules)


def _copy_directives(modules: Path) -> None:
    """Copy the functions that a golden site names to where no other module of a checkout is found."""
    source = GOLDEN / "shout.py"
    copy = modules / source.relative_to(ROOT)
    copy.parent.mkdir(parents=True)
    shutil.copy(source, copy)


def copy_sites(folder: Path) -> Iterator[Case]:
    """Yield copies of this site and of the golden ones."""
    own = folder / "own"
    for name in ("content", "layouts", "sitegen.toml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        own.mkdir(exist_ok=True)
        copy(ROOT / name, own / name)
    yield Case("own", own)
    for source in sorted(GOLDEN.glob("*/site")):
        name = source.parent.name
        root = folder / name
        shutil.copytree(source, root)
        settings = source.with_name("options.toml")
        wishes = tomllib.loads(settings.read_text(encoding="utf-8")) if settings.exists() else {}
        for picture in wishes.get("pictures", ()):
            (root / picture).parent.mkdir(parents=True, exist_ok=True)
            (root / picture).write_bytes(png(3, 2))
        yield Case(f"golden {name}", root, tuple(f"--{shown}" for shown in wishes.get("show", ())))


def _write_corpora(folder: Path, sizes: list[int]) -> Iterator[Case]:
    for posts in sizes:
        root = folder / f"corpus-{posts}"
        make_site(root, posts)
        yield Case(f"corpus of {posts}", root, edited=True)


def _build(sitegen: Path, case: Case, modules: Path) -> dict[str, str]:
    """Build a site in a process of its own and return its digests. Raises FailedCommandError."""
    command: tuple[str | Path, ...] = (sitegen, "build", "--quiet", *case.flags)
    run(command, case.root, {"SOURCE_DATE_EPOCH": EPOCH, "PYTHONPATH": str(modules)})
    return digest_tree(case.root / "public")


def digest_tree(root: Path) -> dict[str, str]:
    """Return the digest of every file below a folder."""
    return {
        path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def find_differing(before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]) -> Iterator[str]:
    """Yield a line for each file that is other, missing or new."""
    for build in sorted({*before, *after}):
        old, new = before.get(build, {}), after.get(build, {})
        for path in sorted({*old, *new}):
            if old.get(path) != new.get(path):
                change = "missing" if path not in new else "new" if path not in old else "differs"
                yield f"{build}: {path}: {change}"


if __name__ == "__main__":
    sys.exit(main())
