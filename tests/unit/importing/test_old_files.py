"""Configurations of other generators are read with their places, and nothing of them is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.core.problems import ProblemError
from sitegen.importing.generators.old_file import read_old_file
from sitegen.importing.generators.old_settings import Node, OldSettings, plain

if TYPE_CHECKING:
    from pathlib import Path

VALUES = {"title": "A", "count": 3, "flag": True, "none": None, "list": ["a", {"b": "c"}]}
FILES = {
    "a.yml": "title: A\ncount: 3\nflag: true\nnone:\nlist: [a, {b: c}]\n",
    "a.json": '{"title": "A",\n\t"count": 3, "flag": true, "none": null, "list": ["a", {"b": "c"}]}',
    "a.py": "import os\ntitle = 'A'\ncount = 3\nflag: bool = True\nnone = None\nlist = ['a', {'b': 'c'}]\n",
    "a.mjs": """import { defineConfig } from 'x';
const word = 'c' // a comment
export default defineConfig({
  title: `A`, count: 3, 'flag': true, none: null,
  list: ["a", { b: word }, ],
});
""",
    "a.ts": "const config: Config = {title: 'A', count: 3, flag: true, none: null, list: ['a', {b: 'c'}]};\n"
    "export default config;\n",
    "a.js": "module.exports = { title: 'A', count: 3, flag: true, none: undefined, list: ['a', {b: 'c'}] }\n",
}


def read(folder: Path, name: str, text: str) -> Node:
    (folder / name).write_text(text, "utf-8")
    return read_old_file(folder / name)


@pytest.mark.parametrize("name", FILES)
def test_every_format_gives_the_same_values(name: str, tmp_path: Path) -> None:
    values = plain(read(tmp_path, name, FILES[name]))
    values.pop("$constants", None)
    assert values == VALUES


def test_a_script_takes_values_from_others_in_its_folder(tmp_path: Path) -> None:
    """Named, by default, under another name, by ``require``, through a third one, or from JSON."""
    files = {
        "site/parts/index.ts": "import { far } from '../far'\nexport const one = [far]\n"
        "export default { two: 2 }\n",
        "site/far.mts": "export const far = 'far', x = 1\n",
        "site/data.json": '{"three": 3}',
        "outside.js": "export const secret = 'x'\n",
        "site/.config/self.js": "import { self } from './self'\nexport const self = [self]\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    text = (
        "import parts, { one as first } from '../parts'\nimport { secret } from '../../outside'\n"
        "import { self } from './self'\nconst data = require('../data.json')\n"
        "export default { parts, first, data, secret, made: make(), arrow: arrow(), self }\n"
        "function make() {\n  return { later }\n}\nconst later = 'l'\nconst arrow = (): string[] => ['a']\n"
    )
    values = plain(read(tmp_path / "site/.config", "a.ts", text))
    values.pop("$constants")
    values.pop("self")
    assert values == {
        "parts": {"two": 2},
        "first": ["far"],
        "data": {"three": 3},
        "secret": None,
        "made": {"later": "l"},
        "arrow": ["a"],
    }


def test_toml_values_have_their_lines(tmp_path: Path) -> None:
    node = read(tmp_path, "a.toml", '[params]\nx = 1\n[[menu]]\nname = "A"\n')
    assert node.items["params"].items["x"].line == 2
    assert node.items["menu"].parts[0].items["name"].line == 4


def test_tags_of_yaml_are_names_and_never_followed(tmp_path: Path) -> None:
    """``!!python/object/apply`` runs a function wherever it is constructed."""
    text = "a: !ENV [NAME, 'b']\nc: !!python/object/apply:os.system ['touch hacked']\nd: !!python/name:x.y\n"
    node = read(tmp_path, "a.yml", text)
    assert ["!ENV", "python/object/apply:os.system", "python/name:x.y"] == [
        item.tag for item in node.items.values()
    ]
    assert not (tmp_path / "hacked").exists()


def test_aliases_that_expand_without_end_are_a_problem(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(ProblemError) as failure:
        read(tmp_path, "a.yml", "\n".join(lines))
    assert "import-syntax" == failure.value.problems[0].code


@pytest.mark.parametrize(("name", "text"), [("a.yml", "a: [\n"), ("a.toml", "a =\n"), ("a.py", "a = (\n")])
def test_what_cannot_be_read_is_a_problem_at_its_line(name: str, text: str, tmp_path: Path) -> None:
    with pytest.raises(ProblemError) as failure:
        read(tmp_path, name, text)
    problem = failure.value.problems[0]
    assert ("import-syntax", True, True) == (problem.code, problem.line > 0, problem.path.endswith(name))


def test_code_in_javascript_has_no_value_and_harms_nothing_around_it(tmp_path: Path) -> None:
    text = """export default {
  a: process.env.X || 'y', b(x) { return { c: 1 } }, d: (x) => { return 2 }, e: 'kept',
  plugins: [theme({ f: 1 }), other()], ...spread, g: cond ? 1 : 2, h: `x${y}`, i: 'last' }
"""
    node = read(tmp_path, "a.js", text)
    assert {"e": "kept", "i": "last"} == {key: item.value for key, item in node.items.items() if item.text}
    call = node.items["plugins"].parts[0]
    assert ("theme", 1) == (call.tag, call.parts[0].items["f"].value)


def test_keys_that_nobody_asks_for_are_told(tmp_path: Path) -> None:
    """Of a mapping of which a part was read, each other key counts on its own."""
    settings = OldSettings(read(tmp_path, "a.yml", "a: 1\nb: {c: 2, d: {e: 3}}\nf: {g: 4}\n"))
    assert "2" == settings.text("b", "c")
    assert [("a", 1), ("b.d", 2), ("f", 3)] == [(name, node.line) for name, node in settings.rest()]
    assert ["a", "b.d", "f.g"] == [name for name, _ in settings.rest({"f"})]
