"""Objects of Python -> Markdown, from their source alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("griffe")

from sitegen.reference.python import document_objects
from sitegen.reference.request import read_mark

if TYPE_CHECKING:
    from sitegen.reference.request import Generated

INIT = """\
\"\"\"Shapes.\"\"\"
from pkg._shapes import Circle, area
from other import thing

__all__ = ["Circle", "area"]
raise SystemExit("nothing is executed")
"""
SHAPES = """\
from pathlib import Path

class Base:
    \"\"\"A base.\"\"\"

    def describe(self) -> str:
        \"\"\"Say what it is.\"\"\"

class Circle(Base):
    \"\"\"A circle.\"\"\"

    radius: float = 1.0
    \"\"\"How wide.\"\"\"

    @property
    def size(self) -> float:
        \"\"\"How large.\"\"\"

    def save(self, path: Path | None, /, *rest: int, mode="w*", **more) -> None:
        \"\"\"Save it.\"\"\"

    def _hidden(self):
        \"\"\"Not shown.\"\"\"

    def bare(self): ...

def area(circle: Circle) -> float:
    \"\"\"Return the area.

    Args:
        circle: Of which.
            More of it.

    Raises:
        ValueError: If it has none.
    \"\"\"
"""
FILES = {"src/pkg/__init__.py": INIT, "src/pkg/_shapes.py": SHAPES}


def document(mark: str, files: dict[str, str] = FILES, source_url: str = "") -> Generated:
    """Return what stands for one mark."""
    found = read_mark(mark.split("\n"), 0)
    assert found is not None
    data = {path: text.encode() for path, text in files.items()}
    (made,) = document_objects([found.key], data, ["src"], {}, source_url).values()
    return made


def test_what_another_package_defines_is_reported() -> None:
    """A project can hand on what it imports; the other package may not be here."""
    made = document("::: pkg.Request", {"src/pkg/__init__.py": "from elsewhere.requests import Request\n"})
    assert made.fault is not None
    code, message, _ = made.fault
    assert ("reference-unknown", True) == (code, "elsewhere.requests.Request" in message)


def test_mkautodoc_names_members_in_a_field() -> None:
    mark = read_mark(["::: pkg.Class", "    :docstring:", "    :members: one two"], 0)
    assert mark is not None
    assert ("::: pkg.Class\n    members: [one, two]", 3) == (mark.key, mark.end)


def test_mkdocs_click_names_its_command_in_fields() -> None:
    mark = read_mark(["::: mkdocs-click", "    :module: pkg.cli", "    :command: main", "    :depth: 1"], 0)
    assert mark is not None
    assert ("::: click pkg.cli:main", 4) == (mark.key, mark.end)


def test_a_package_shows_what_it_exports() -> None:
    """Under its own names, and under those that its modules give: links lead to both."""
    made = document("::: pkg")
    assert made.fault is None
    assert dict(made.objects) == {
        "pkg": "py:module",
        "pkg.Circle": "py:class",
        "pkg._shapes.Circle": "py:class",
        "pkg.Circle.radius": "py:attribute",
        "pkg._shapes.Circle.radius": "py:attribute",
        "pkg.Circle.save": "py:method",
        "pkg._shapes.Circle.save": "py:method",
        "pkg.Circle.size": "py:property",
        "pkg._shapes.Circle.size": "py:property",
        "pkg.area": "py:function",
        "pkg._shapes.area": "py:function",
    }
    assert '## `Circle`[]{id="pkg._shapes.Circle"} {id="pkg.Circle"}' in made.markdown
    assert "_hidden" not in made.markdown
    assert "thing" not in made.markdown


def test_signatures_link_their_types_and_escape_the_rest() -> None:
    made = document("::: pkg.Circle.save")
    assert (
        "[def]{.k} [save]{.nf}(path: [Path](<::?pathlib.Path>) \\| None, \\/, \\*rest: [int](<::?int>), "
        "mode='w\\*', \\*\\*more) [\\-\\>]{.o} None"
    ).replace("mode='w\\*'", "mode=\\'w\\*\\'") in made.markdown


def test_docstrings_have_lists_of_parameters_and_errors() -> None:
    made = document("::: pkg.area")
    assert "**Parameters**\n\n- `circle` ([Circle](<::?pkg._shapes.Circle>)) – Of which." in made.markdown
    assert "**Raises**\n\n- [ValueError](<::?ValueError>) – If it has none." in made.markdown


def test_placeholders_in_docstrings_are_no_html() -> None:
    """Only what docstrings mean as HTML is; code stays as it is."""
    text = "A <name>, </x>, `<html>`, <b>b</b>, <https://a.b>.\n        <more>\n\n        <head>\n\n    End."
    made = document("::: m.f", {"src/m.py": f'def f():\n    """{text}    """\n'})
    expected = "A \\<name>, \\</x>, `<html>`, <b>b</b>, <https://a.b>.\n    \\<more>\n\n    <head>\n\nEnd."
    assert expected in made.markdown


def test_mistakes_in_docstrings_are_at_their_lines() -> None:
    """Only those that mislead readers: a missing type isn't reported."""
    args = "Args:\n        a: The a.\n        c: Gone.\n        nothing"
    text = f'def f(a, b):\n    """F.\n\n    {args}\n    """\n'
    made = document("::: m.f", {"src/m.py": text})
    assert [(path, line) for path, line, _ in made.mistakes] == [("src/m.py", 6), ("src/m.py", 7)]
    assert "'c' does not appear" in made.mistakes[0][2]


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("numpy", "Do it.\n\n    Parameters\n    ----------\n    x : int\n        Which.\n    "),
        ("sphinx", "Do it.\n\n    :param x: Which.\n    :type x: int\n    "),
    ],
)
def test_other_styles_of_docstrings_give_the_same(style: str, text: str) -> None:
    files = {"src/m.py": f'def f(x):\n    """{text}"""\n'}
    made = document(f"::: m.f\n    options:\n      docstring_style: {style}", files)
    assert "Do it." in made.markdown
    assert "**Parameters**\n\n- `x` (" in made.markdown
    assert ") – Which." in made.markdown


def test_roles_of_sphinx_are_links() -> None:
    """Resolved as the module imports them."""
    files = {
        "src/m.py": 'from pathlib import Path\n\ndef f():\n    """See :class:`Path` and :func:`~m.f`."""\n'
    }
    assert "See [Path](<::?pathlib.Path>) and [f](<::?m.f>)." in document("::: m.f", files).markdown


def test_options_choose_the_members() -> None:
    """As mkdocstrings has them: names, inherited ones, those without a docstring, their order."""
    made = document(
        "## ::: pkg.Circle\n    options:\n      show_root_heading: true\n      inherited_members: true\n"
        "      show_if_no_docstring: true\n      members_order: source\n      group_by_category: false"
    )
    headings = [line.split("`")[1] for line in made.markdown.split("\n") if line.startswith("#")]
    assert headings == ["pkg.Circle", "describe()", "radius", "size", "save()", "bare()"]
    assert "Inherited from [Base](<::?pkg._shapes.Base>)." in made.markdown
    made = document("::: pkg.Circle\n    options:\n      members: [size]")
    assert [name for name, _ in made.objects][2::2] == ["pkg.Circle.size"]


def test_the_source_is_shown_and_linked() -> None:
    url = "https://example.org/{path}#L{line}"
    made = document("::: pkg.area\n    options:\n      show_source: true", source_url=url)
    assert "[Source](https://example.org/src/pkg/_shapes.py#L27){.source}" in made.markdown
    assert "python linenos start=27\ndef area" in made.markdown


@pytest.mark.parametrize(
    ("mark", "fault"),
    [
        ("::: pkg.Cirle", ("reference-unknown", "there is no 'pkg.Cirle' in reference.paths")),
        ("::: pkg.area\n    options:\n      member: 1", ("reference-option", "there is no option 'member'")),
        ("::: pkg.area\n    handler: c", ("reference-option", "there is no handler 'c'")),
        ("::: pkg.area\n    options: [", ("reference-option", "its options are not YAML")),
    ],
)
def test_mistakes_are_faults(mark: str, fault: tuple[str, str]) -> None:
    made = document(mark)
    assert made.fault is not None
    assert made.fault[0] == fault[0]
    assert fault[1] in made.fault[1]


def test_a_file_that_is_not_python_is_named_with_its_line() -> None:
    made = document("::: m", {"src/m.py": "x = 1\ndef f(:\n"})
    assert made.fault is not None
    assert made.fault[1].startswith("src/m.py:2 can't be read")


@pytest.mark.parametrize(
    ("name", "is_read"), [("p.good.f", True), ("p.good", True), ("p.bad.f", False), ("p", False)]
)
def test_a_file_that_is_not_python_is_a_fault_of_what_it_is_about(name: str, is_read: bool) -> None:
    """Such as a file in the syntax of a newer Python, which no page documents."""
    files = {
        "src/p/__init__.py": "",
        "src/p/bad.py": "def f(:\n",
        "src/p/good.py": 'def f():\n    """F."""\n',
    }
    assert (document(f"::: {name}", files).fault is None) == is_read


def test_stubs_give_the_types() -> None:
    files = {"src/m.py": 'def f(x):\n    """Do it."""\n', "src/m.pyi": "def f(x: int) -> str: ...\n"}
    made = document("::: m.f", files)
    assert "[str](<::?str>)" in made.markdown
    assert "Do it." in made.markdown


@pytest.mark.parametrize("broken", ["def (:\n", "A = " + "-" * 90_000 + "1\n", "x\0"])
def test_a_package_that_cannot_be_read_is_a_fault_of_its_marks_alone(broken: str) -> None:
    files = {"src/bad.py": broken.encode(), "src/good.py": b'"""G."""\n', "src/worse/a.py": broken.encode()}
    names = ("::: bad", "::: good", "::: worse.a")
    made = document_objects(names, files, ["src"], {}, "")
    codes = [(made[name].fault or ("",))[0] for name in names]
    assert codes == ["reference-unreadable", "", "reference-unreadable"]
