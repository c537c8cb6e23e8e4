"""Modules that a page loads together are one file that does what they do."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from sitegen.core.builtin_theme import builtin_layouts, find_assets
from sitegen.theme.bundle import ENTRIES, bundle

ENTRY = ENTRIES[0]


def plain(_name: str, data: bytes) -> bytes:
    return data


def put_together(**modules: str) -> tuple[dict[str, bytes], dict[str, str]]:
    """Bundle modules of the entry's folder; `entry` is the entry."""
    folder = ENTRY.rpartition("/")[0]
    named = {ENTRY if name == "entry" else f"{folder}/{name}.js": text for name, text in modules.items()}
    bundled = bundle({name: text.encode() for name, text in named.items()}, plain)
    return bundled.files, bundled.faults


def test_a_bundle_computes_what_its_modules_do() -> None:
    """Each module runs once, after those that it imports; names of one are no names of another."""
    files, faults = put_together(
        entry='import { two, Pair as P } from "./a.js";\nimport { log } from "./b.js";\n'
        "const one = 40;\nexport const answer = one + two() + new P().size;\n"
        "console.log(JSON.stringify([answer, log]));\n",
        a='import { log } from "./b.js";\nconst one = 1;\nexport function two() {\n  return one * 2;\n}\n'
        "export class Pair {\n  size = log.push('a');\n}\n",
        b="export const log = ['b'];\n",
    )
    assert ({ENTRY}, {}) == (set(files), faults)
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is missing")
    command = [node, "--input-type=module", "-"]
    done = subprocess.run(command, input=files[ENTRY], capture_output=True, check=True)
    assert done.stdout == b'[44,["b","a"]]\n'


@pytest.mark.parametrize(
    ("module", "message"),
    [
        ('import all from "./b.js";\n', "a bundle cannot hold 'import all from \"./b.js\";'"),
        ("export { x };\n", "a bundle cannot hold 'export { x };'"),
        ('import { x } from "./missing.js";\n', "it imports calculator/missing.js, which does not exist"),
        (
            f'import {{ x }} from "./{ENTRY.rpartition("/")[2]}";\n',
            "it imports itself, by way of calculator/a.js",
        ),
    ],
)
def test_what_a_bundle_cannot_hold_is_said(module: str, message: str) -> None:
    """The module is named, and everything is published as it stands."""
    files, faults = put_together(entry='import { x } from "./a.js";\n', a=module)
    name = ENTRY if "itself" in message else "calculator/a.js"
    assert {name: message} == faults
    assert b'import { x } from "./a.js";\n' == files[ENTRY]


def test_the_theme_is_bundled() -> None:
    """Its entries hold all that they import: a page asks for no other module of theirs."""
    files = {name: path.read_bytes() for name, path in find_assets(builtin_layouts())}
    bundled = bundle(files, plain)
    assert {} == bundled.faults
    folders = ("calculator/", "tokenizer/")
    scripts = {name for name in bundled.files if name.startswith(folders) and name.endswith(".js")}
    assert {*ENTRIES, "calculator/start.js", "calculator/frame.js"} == {*scripts, "js/search.js"}
    assert "js/search.css" not in bundled.files
