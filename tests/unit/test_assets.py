"""The theme's assets, minified when sitegen is installed: never others than a build would make."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from sitegen.core.builtin_theme import builtin_layouts, find_assets
from sitegen.theme import assets
from sitegen.theme.assets import make_assets, minify, minify_ahead
from tests.site_maker import read_tree

if TYPE_CHECKING:
    from collections.abc import Iterator


STYLE = b"a {\n  color: red;\n}\n"
SMALL = b"a{color:red}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation of its own, with one style sheet, which says that it was prepared."""
    place = tmp_path / "minified"
    monkeypatch.setattr(assets, "AHEAD", place)
    minify_ahead([("css/a.css", STYLE), ("font.woff2", b"as it is")], place)
    for path in place.iterdir():
        path.write_bytes(b"prepared")
    yield place
    assets._list_ahead.cache_clear()


def test_what_is_prepared_is_used() -> None:
    assert b"prepared" == minify("css/other-name.css", STYLE)


def test_another_text_or_kind_is_minified_now() -> None:
    assert SMALL == minify("css/a.css", STYLE + b"\n")
    assert b"prepared" != minify("js/a.js", b"let a = 1;")


@pytest.mark.parametrize("release", ["tdewolff_minify-99.0", ""])
def test_nothing_of_another_minifier_is_used(release: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor anything where nobody knows which one it is."""
    monkeypatch.setattr(assets, "find_release", lambda _: release)
    assets._list_ahead.cache_clear()
    assert SMALL == minify("css/a.css", STYLE)


def test_what_is_missing_is_minified_now(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert SMALL == minify("css/a.css", STYLE)


def test_preparing_leaves_nothing_else(folder: Path) -> None:
    """What belongs to an older theme goes."""
    minify_ahead([("css/b.css", b"b { color: blue }")], folder)
    assert [b"b{color:blue}"] == [path.read_bytes() for path in folder.iterdir() if not path.suffix]
    assert len(list(folder.iterdir())) == 2


def test_the_assets_of_a_whole_theme_are_prepared_as_one(folder: Path) -> None:
    """And used only for exactly these files."""
    files = {"css/a.css": STYLE, "js/a.js": b"let a = 1;\n"}
    minify_ahead(files.items(), folder)
    (whole,) = folder.glob("*.assets")
    prepared = make_assets({"css/a.css": b"b { color: blue }"})
    whole.write_bytes(msgspec.msgpack.encode(prepared))
    assert prepared == make_assets(files)
    assert prepared == make_assets(dict(reversed(files.items())))
    assert prepared != make_assets(files | {"js/a.js": b"let a = 2;\n"})
    assert prepared != make_assets(files | {"js/b.js": b""})


def test_the_whole_theme_is_the_same_prepared_or_not(folder: Path) -> None:
    """Every byte and every address."""
    files = {name: path.read_bytes() for name, path in find_assets(builtin_layouts())}
    minify_ahead((), folder)
    expected = make_assets(files)
    minify_ahead(files.items(), folder)
    assert len(list(folder.iterdir())) > 10
    assert expected == make_assets(files)


def test_what_is_prepared_is_found_wherever_the_package_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is prepared in one folder and installed in another; and packages built in two folders are equal."""
    files = {"css/a.css": STYLE}
    minify_ahead(files.items(), tmp_path / "here")
    elsewhere = tmp_path / "site-packages" / Path(assets.__file__).name
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(Path(assets.__file__).read_bytes())
    monkeypatch.setattr(assets, "__file__", str(elsewhere))
    minify_ahead(files.items(), tmp_path / "there")
    assert read_tree(tmp_path / "here") == read_tree(tmp_path / "there")
