"""Small sites and exactly what is published from them: stray and missing files fail."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from sitegen.site.visibility import Show
from tests.property.edits import png
from tests.site_maker import SiteFolder, read_tree

HERE = Path(__file__).parent
SITES = sorted(path.parent.name for path in HERE.glob("*/site"))
MARKER = ".sitegen-output"
#: Images are the same for all sites, and made here: nobody reads them in a difference.
PICTURE = png(3, 2)


def read_options(name: str) -> dict[str, Any]:
    path = HERE / name / "options.toml"
    values: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return values | ({"show": Show(**values["show"])} if "show" in values else {})


@pytest.mark.parametrize("name", SITES)
def test_golden(name: str, tmp_path: Path, update_golden: bool) -> None:
    """What is published is what was read and committed."""
    options = read_options(name)
    pictures = options.pop("pictures", [])
    shutil.copytree(HERE / name / "site", tmp_path / "site")
    site = SiteFolder(tmp_path / "site", dict.fromkeys(pictures, PICTURE))
    published = site.publish(**options)
    actual = {path: data for path, data in published.items() if not _is_elsewhere(path) and data != PICTURE}
    shown = {path for path, data in published.items() if data == PICTURE}
    assert len(shown) == len(pictures)
    expected = HERE / name / "public"
    if update_golden:
        shutil.rmtree(expected, ignore_errors=True)
        SiteFolder(expected, actual)
    assert read_tree(expected) == actual


def _is_elsewhere(path: str) -> bool:
    """Tell whether a file is looked at by other tests: the marker, and the theme's icons."""
    return path in {MARKER, "favicon.ico"} or path.startswith("assets/img.")


def test_no_golden_files_without_a_site() -> None:
    """A folder that no test reads is removed, not kept."""
    folders = {path.name for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders - {"markdown"} == set(SITES)
