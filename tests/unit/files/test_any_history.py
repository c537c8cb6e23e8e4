from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.core.file_names import MARKER
from sitegen.publish.claim import claim
from sitegen.publish.publication import publish
from sitegen.publish.tree import survey

NAMES = st.sampled_from(["a", "b", "c"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
CONTENTS = st.sampled_from([b"1", b"2", b"33"])


def without_conflicts(files: dict[str, bytes]) -> dict[str, bytes]:
    """Drop each file that another one needs as a directory."""
    return {
        path: data for path, data in files.items() if not any(other.startswith(f"{path}/") for other in files)
    }


SITES = st.dictionaries(PATHS, CONTENTS, max_size=6).map(without_conflicts)
DAMAGE = st.tuples(st.sampled_from(["live", "standby"]), PATHS, st.sampled_from(["write", "delete", "empty"]))


def damage(tree: Path, path: str, how: str) -> None:
    """Do by hand what no one should."""
    target = tree / path
    if any(above.is_file() for above in target.parents):
        return
    if how == "write" and not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"by hand")
    elif how == "delete" and target.is_file():
        target.unlink()
    elif how == "empty" and target.is_dir():
        shutil.rmtree(target)
        target.mkdir()


def read_tree(root: Path) -> dict[str, bytes | None]:
    """Files by path; a directory is None."""
    paths = {path.relative_to(root).as_posix(): path for path in root.rglob("*")}
    return {
        name: None if path.is_dir() else path.read_bytes() for name, path in paths.items() if name != MARKER
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SITES, st.lists(DAMAGE, max_size=3)), min_size=1, max_size=6))
def test_the_published_tree_is_the_site_whatever_came_before(
    history: list[tuple[dict[str, bytes], list[tuple[str, str, str]]]],
) -> None:
    """After any sites and any damage to either tree, with only the difference given."""
    with tempfile.TemporaryDirectory() as folder:
        output = claim(Path(folder) / "public", Path(folder))
        for site, damages in history:
            live = survey(output)
            kept = [
                path for path in site.keys() & live.files.keys() if live.files[path].size == len(site[path])
            ]
            kept = [path for path in kept if (Path(output.live) / path).read_bytes() == site[path]]
            published = publish(output, live, [(path, site[path]) for path in site.keys() - kept], kept)
            directories = {above.as_posix() for path in site for above in Path(path).parents} - {"."}
            assert read_tree(Path(output.live)) == site | dict.fromkeys(directories)
            assert survey(output) == published
            for tree, path, how in damages:
                if Path(getattr(output, tree)).is_dir():
                    damage(Path(getattr(output, tree)), path, how)
