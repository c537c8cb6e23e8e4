"""An image is encoded once, whichever command needs it first: part 7."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import sitegen.images.encode
from sitegen.check import check
from sitegen.serve.builds import PreviewBuilder
from sitegen.serve.settings import FOLDER, Settings
from tests.site_maker import NOW, SiteFolder
from tests.unit.images.photos import photo

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sitegen.images.encode import Encoded, EncodeJob

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

COMMANDS = ("build", "check", "serve")


@pytest.fixture
def site(make_site: Maker) -> SiteFolder:
    """A page with a photograph."""
    return make_site(
        {
            "content/a/index.md": "---\ntitle: A\n---\n![An ant](ant.jpg)\n",
            "content/a/ant.jpg": photo(800, 600),
        }
    )


def run(site: SiteFolder, command: str, **wishes: Any) -> None:
    """Run a command as its user would."""
    if command == "serve":
        builder = PreviewBuilder(Settings(site.root), site.root / FOLDER)
        assert builder.build(None).state.phase == "built"
        builder.prepare()
        builder.close()
    elif command == "check":
        check(site.options(**wishes), now=NOW)
    else:
        site.build(**wishes)


@pytest.fixture
def forbid(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on no image may be encoded."""

    def encode(_: object) -> None:
        raise AssertionError("an image is encoded again")

    return lambda: monkeypatch.setattr(sitegen.images.encode, "encode", encode)


@pytest.mark.parametrize("first", COMMANDS)
@pytest.mark.parametrize("second", COMMANDS)
def test_a_command_takes_what_another_has_made(
    site: SiteFolder, forbid: Callable[[], None], first: str, second: str
) -> None:
    """In any order; what is published is the same."""
    run(site, first)
    forbid()
    run(site, second)
    if second == "build":
        assert any(path.suffix == ".avif" for path in (site.root / "public/assets/pictures").iterdir())


def test_a_refused_build_leaves_its_images_for_the_next(site: SiteFolder, forbid: Callable[[], None]) -> None:
    """Of build and check alike."""
    site.write("content/b.md", "[gone](nowhere.md)\n")
    assert not site.build().ok
    forbid()
    site.write("content/b.md", "Mended.\n")
    assert site.build().ok
    run(site, "check")


def test_a_refused_check_leaves_them_too(site: SiteFolder, forbid: Callable[[], None]) -> None:
    """A build after it need not encode."""
    site.write("content/b.md", "[gone](nowhere.md)\n")
    assert not check(site.options(), now=NOW).ok
    forbid()
    site.write("content/b.md", "Mended.\n")
    assert site.build().ok


def test_caches_elsewhere_lend_as_well(site: SiteFolder, tmp_path: Path, forbid: Callable[[], None]) -> None:
    """With --cache the three commands share, too."""
    cache = tmp_path / "kept"
    run(site, "check", cache=cache)
    forbid()
    run(site, "build", cache=cache)


def test_a_damaged_picture_is_not_borrowed(site: SiteFolder) -> None:
    """Only what is whole, by its digest: the build makes it anew."""
    run(site, "check")
    pictures = site.root / ".sitegen-cache/check/cache/pictures"
    for path in pictures.rglob("*.avif"):
        path.write_bytes(b"damaged")
    expected = SiteFolder(site.root.with_name("other"))
    expected.write("content/a/ant.jpg", (site.root / "content/a/ant.jpg").read_bytes())
    expected.write("content/a/index.md", (site.root / "content/a/index.md").read_text())
    assert site.publish() == expected.publish()


def test_nothing_of_a_strangers_folder_is_borrowed(site: SiteFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --safe a cache that came with the folder is not believed."""
    run(site, "build")
    encoded: list[object] = []
    true_encode = sitegen.images.encode.encode

    def encode(job: EncodeJob) -> Encoded:
        encoded.append(job)
        return true_encode(job)

    monkeypatch.setattr(sitegen.images.encode, "encode", encode)
    site.build(safe=True)
    assert encoded
