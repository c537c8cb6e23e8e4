"""A chance -> a trap in a stranger's folder: whatever came to mind."""

from __future__ import annotations

import os
import shutil
import socket
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from sitegen.publish.manifest import UNSETTLED, File, Manifest
from tests.adversary.world import STATE, World, pick_state, pick_target, write

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

    Trap = Callable[[World, random.Random], None]


def clear(path: Path) -> None:
    """Make room for what comes to stand there, without a step through a link."""
    for above in reversed(path.parents):
        if above.is_symlink() or (above.exists() and not above.is_dir()):
            above.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)


def link_state(world: World, chance: random.Random) -> None:
    """A link where sitegen has a file or a folder of its own."""
    path = world.stranger / pick_state(chance)
    clear(path)
    path.symlink_to(pick_target(chance, world, path))


def link_hard(world: World, chance: random.Random) -> None:
    """Another name of a victim's file, where sitegen writes."""
    path = world.stranger / pick_state(chance)
    clear(path)
    files = [file for file in world.victim.rglob("*") if file.is_file()]
    os.link(chance.choice(files), path)


def put_special(world: World, chance: random.Random) -> None:
    """A pipe or a socket, which would hold up whoever opens it."""
    names = (*STATE, "sitegen.toml", "content/pipe.md", "static/pipe.txt", "data/pipe.json")
    path = world.stranger / chance.choice(names)
    clear(path)
    if chance.random() < 0.7:
        os.mkfifo(path)
        return
    here = os.open(path.parent, os.O_RDONLY)  # the path may be too long for an address
    try:
        with socket.socket(socket.AF_UNIX) as end, suppress(OSError):
            end.bind(f"/proc/self/fd/{here}/{path.name}")
    finally:
        os.close(here)


def put_folder(world: World, chance: random.Random) -> None:
    """A folder with files in it, where a file belongs."""
    path = world.stranger / pick_state(chance)
    clear(path)
    write(path / "full", b"")


def put_garbage(world: World, chance: random.Random) -> None:
    """Bytes that nobody could have written."""
    path = world.stranger / pick_state(chance)
    clear(path)
    path.write_bytes(chance.randbytes(chance.randrange(200)))


def damage_state(world: World, chance: random.Random) -> None:
    """A file that sitegen has written, changed in some place."""
    folders = (".sitegen-cache", ".sitegen-publish-public")
    files = [
        path
        for folder in folders
        for path in (world.stranger / folder).rglob("*")
        if path.is_file() and not path.is_symlink() and path.stat().st_nlink == 1
    ]
    if not files:
        return
    file = chance.choice(sorted(files))
    data = bytearray(file.read_bytes())
    for _ in range(chance.randrange(1, 4)):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    file.write_bytes(bytes(data[: chance.randrange(len(data) + 1)] if chance.random() < 0.3 else data))


def craft_manifest(world: World, chance: random.Random) -> None:
    """A manifest with a right checksum that names what lies outside, or behind a link."""
    state = world.stranger / ".sitegen-publish-public"
    if state.is_symlink() or not state.is_dir():
        clear(state)
        state.mkdir(parents=True)
    tree = chance.choice((state / "standby", world.stranger / "public"))
    if tree.is_symlink() or not tree.is_dir():
        clear(tree)
        write(tree / ".sitegen-output", b"")
    behind = tree / "linked"
    if not os.path.lexists(behind):
        behind.symlink_to(pick_target(chance, world, behind))
    victim = world.victim / "names/index.html"
    status = victim.stat()
    record = File(
        status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_mode, "0" * 32
    )
    outside = os.path.relpath(victim, tree)
    path = chance.choice((outside, str(victim), "linked/index.html", f"blog/../{outside}", "linked"))
    folders = {"": UNSETTLED}
    if chance.random() < 0.5:
        folders |= {"linked": UNSETTLED, os.path.dirname(outside): UNSETTLED}
    body = msgspec.msgpack.encode(Manifest({path: record}, folders))
    sealed = b"sitegen tree 2\n" + zlib.crc32(body).to_bytes(4, "big") + body
    name = state / f"{tree.stat().st_ino}.tree"
    clear(name)
    name.write_bytes(sealed)


def link_tree(world: World, chance: random.Random) -> None:
    """A source folder as a link: an author may have it elsewhere, a stranger may not."""
    path = world.stranger / chance.choice(("content", "static", "data", "archetypes"))
    clear(path)
    path.symlink_to(pick_target(chance, world, path))


def link_source(world: World, chance: random.Random) -> None:
    """A link among the sources: out of the site, to hidden files, round in a circle."""
    place = chance.choice(
        ("content/blog/x.md", "content/blog/x.txt", "content/x", "content/blog", "static/x", "data/x.json",
         "layouts/page.html", "layouts/assets/x.css", "notes")
    )  # fmt: skip
    path = world.stranger / place
    clear(path)
    inside = (world.stranger, world.stranger / ".git/config", world.stranger / ".env", path.parent)
    target = str(chance.choice(inside)) if chance.random() < 0.5 else pick_target(chance, world, path)
    path.symlink_to(target)


def link_settings(world: World, chance: random.Random) -> None:
    """The configuration, or the baseline, as a link."""
    path = world.stranger / chance.choice(("sitegen.toml", "sitegen-baseline.json"))
    clear(path)
    path.symlink_to(pick_target(chance, world, path))


def set_paths(world: World, chance: random.Random) -> None:
    """Folders in the configuration; only where that is a stranger's, since an author may name any."""
    output = chance.choice(
        ("../victim/site/public", str(world.victim / "site/public"), "../victim/new", "content", ".", "..",
         "../stranger/x", "public/../../victim/names", str(world.victim), ".git", ".sitegen-cache")
    )  # fmt: skip
    content = chance.choice(("content", ".", "..", "../victim/home", str(world.victim), ".git", "static"))
    text = f'base_url = "https://example.org"\n[paths]\noutput = "{output}"\ncontent = "{content}"\n'
    clear(world.stranger / "sitegen.toml")
    (world.stranger / "sitegen.toml").write_text(text, "utf-8")


def set_ignored(world: World, chance: random.Random) -> None:
    """What would be passed over is not, or all of it is."""
    globs = chance.choice(
        (["*"], ["[!a]*"], [".sitegen*"], ["public"], ["a" * 300], ["*[" * 40], ["**/*.md"])
    )
    text = f'base_url = "https://example.org"\nignore = {globs!r}\npaths.content = "."\n'
    clear(world.stranger / "sitegen.toml")
    (world.stranger / "sitegen.toml").write_text(text, "utf-8")


ANYWHERE: tuple[Trap, ...] = (
    link_state, link_state, link_state, link_hard, put_special, put_folder, put_garbage, damage_state,
    craft_manifest, link_source, set_ignored,
)  # fmt: skip
#: Where the configuration is a stranger's.
STRANGERS: tuple[Trap, ...] = (*ANYWHERE, link_tree, set_paths, link_settings)
