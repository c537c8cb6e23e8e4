"""All bad input, faults and attacks that we know of, by number, and the tests that show what comes of it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
HERE = "bad_input"
FRONT = "unit/test_frontmatter.py::test_{}_"
CONVERT = "unit/markdown/test_convert.py"

#: number -> (what it is, the tests): ``file.py::name`` is every test whose name begins so.
#: ``x.case`` is a case of invalid/.
TABLE: dict[int, tuple[str, tuple[str, ...]]] = {
    1: ("a byte order mark", (FRONT.format("01"),)),
    2: ("line ends of other systems", (FRONT.format("02"),)),
    3: ("NUL and control characters in front matter", (FRONT.format("03"),)),
    4: ("not UTF-8", (FRONT.format("04"),)),
    5: ("syntax errors of front matter", (FRONT.format("05"),)),
    6: ("duplicate keys", (FRONT.format("06"),)),
    7: ("front matter that is no mapping, or never closes", (FRONT.format("07"),)),
    8: ("TOML, JSON, and a mix", (FRONT.format("08"),)),
    9: ("keys that a library reserves", (FRONT.format("09"),)),
    10: ("keys that are not text", (FRONT.format("10"),)),
    11: ("dates of every kind", (FRONT.format("11"),)),
    12: ("terms of every kind", (FRONT.format("12"),)),
    13: ("titles of every kind", (FRONT.format("13"),)),
    14: ("aliases and merge keys", (FRONT.format("14"), f"{HERE}/test_content.py::test_14_")),
    15: ("deep nesting", (FRONT.format("15"), f"{HERE}/test_content.py::test_14_15")),
    16: ("YAML tags", (FRONT.format("16"), f"{HERE}/test_content.py::test_14_15_16")),
    17: ("huge and infinite numbers", (FRONT.format("17"), f"{HERE}/test_content.py::test_14_15_16_17")),
    18: ("quotes and lists nested too deep", (f"{CONVERT}::test_nesting_", "nesting-too-deep.case")),
    19: (
        "100,000 of one character, megabytes of anything",
        (
            f"{HERE}/test_content.py::test_19_",
            f"{HERE}/test_limits.py::test_19_",
            f"{HERE}/test_tags.py::test_19_",
            f"{HERE}/test_dialects.py::test_19_",
        ),
    ),
    20: ("a bomb of quotes", (f"{HERE}/test_content.py::test_20_",)),
    21: ("a table that explodes", (f"{CONVERT}::test_a_table_cannot_explode", "output-too-large.case")),
    22: ("4,000 equal headings", (f"{CONVERT}::test_4000_equal_headings",)),
    23: ("raw HTML that runs code", (f"{HERE}/test_content.py::test_23_", "unsafe-html.case")),
    24: ("javascript: in disguise", (f"{HERE}/test_content.py::test_24_", "unsafe-url.case")),
    25: ("breaking out of a code block", (f"{HERE}/test_content.py::test_25_",)),
    26: ("breaking out of an attribute", (f"{HERE}/test_content.py::test_26_",)),
    27: ("a lexer that never ends", (f"{HERE}/test_limits.py::test_27_",)),
    28: ("an unknown language", ("unknown-language.case",)),
    29: ("a file over its limit", (FRONT.format("29"), "file-too-large.case")),
    30: ("an empty file", (FRONT.format("30"),)),
    31: (
        "broken references",
        (
            "broken-link.case",
            "broken-anchor.case",
            "missing-image.case",
            "unit/markdown/test_nowhere.py::test_31_",
        ),
    ),
    32: ("two pages with one URL", ("url-collision.case",)),
    33: ("slugs that lead elsewhere", (FRONT.format("33"),)),
    34: (
        "names that differ in letter case or Unicode form",
        (f"{HERE}/test_places.py::test_34_", "unit/files/test_scan.py::test_names_that_some_systems"),
    ),
    35: (
        "names that a system refuses",
        (
            f"{HERE}/test_places.py::test_35_",
            "unit/files/test_scan.py::test_a_name_that_another",
            "source-name.case",
            "output-name.case",
        ),
    ),
    36: ("a page and something else at one address", (f"{HERE}/test_places.py::test_36_",)),
    37: (
        "symbolic links",
        (
            "unit/files/test_scan.py::test_a_link_that_leaves_loops",
            "unit/files/test_scan.py::test_links_that_lead_round",
        ),
    ),
    38: (
        "an output directory that is not ours",
        (
            f"{HERE}/test_places.py::test_38_",
            "unit/files/test_output.py::test_directories_that_would_be_lost",
        ),
    ),
    39: (
        "secrets and litter",
        (f"{HERE}/test_places.py::test_39_", "unit/files/test_scan.py::test_hidden_files"),
    ),
    40: ("templates that include each other", (f"{HERE}/test_templates.py::test_40_",)),
    41: ("templates that do not escape", (f"{HERE}/test_templates.py::test_41_",)),
    42: ("an undefined name", (f"{HERE}/test_templates.py::test_42_", "template-error.case")),
    43: (
        "a template that never ends",
        (f"{HERE}/test_templates.py::test_43_", f"{HERE}/test_limits.py::test_43_"),
    ),
    44: ("layouts are trusted code", (f"{HERE}/test_table.py::test_44_",)),
    45: ("data that ends a script element", (f"{HERE}/test_content.py::test_45_",)),
    46: ("a decompression bomb", ("unit/images/test_pictures.py::test_a_bomb", "bad-image.case")),
    47: (
        "half an image, and what a camera wrote",
        (
            "unit/images/test_pictures.py::test_half_an_image",
            "unit/images/test_encode.py::test_what_the_camera_wrote",
        ),
    ),
    48: ("control characters in feeds", (f"{HERE}/test_content.py::test_48_",)),
    49: ("entities in SVG", (f"{HERE}/test_content.py::test_49_",)),
    50: (
        "a kill at any moment",
        ("faults/test_kill.py::test_a_kill_before", "faults/test_kill.py::test_a_signal"),
    ),
    51: (
        "a full disk",
        ("faults/test_full_disk.py::test_a_small_file_system", f"{HERE}/test_refusals.py::test_51_"),
    ),
    52: (
        "output that cannot be written, sources that cannot be read",
        (
            "unit/files/test_output.py::test_an_output_that_cannot_be_written",
            "unit/files/test_scan.py::test_an_unreadable_file",
            f"{HERE}/test_refusals.py::test_52_",
        ),
    ),
    53: ("two builds at once", ("unit/cli/test_commands.py::test_two_builds_at_once",)),
    54: ("a file that vanishes", ("unit/files/test_scan.py::test_a_file_that_vanished",)),
    55: ("Ctrl-C and SIGTERM", (f"{HERE}/test_faults.py::test_55_",)),
    56: (
        "a worker killed by the kernel",
        (f"{HERE}/test_faults.py::test_56_", "unit/workers/test_pool.py::test_a_worker"),
    ),
    57: (
        "a cache that is damaged or cannot be written",
        (
            f"{HERE}/test_faults.py::test_57_",
            "unit/cache/test_rebuilds.py::test_damaged_cache_files",
            "unit/cache/test_rebuilds.py::test_a_cache_that_cannot_be_written",
            "unit/cache/test_no_rights.py::test_a_cache",
            f"{HERE}/test_refusals.py::test_57_",
        ),
    ),
    58: (
        "another place, zone, language, number of cores",
        (
            "property/test_determinism.py::test_",
            f"{HERE}/test_refusals.py::test_58_",
            f"{HERE}/test_faults.py::test_58_",
        ),
    ),
    59: (
        "tricks with paths",
        ("unit/serve/test_shelf.py::test_no_trick", "unit/serve/test_server.py::test_refusals"),
    ),
    60: ("a foreign Host", ("unit/serve/test_guard.py::test_foreign_hosts",)),
    61: ("a foreign Origin", ("unit/serve/test_server.py::test_a_foreign_origin",)),
    62: ("a page elsewhere that loads ours", ("unit/serve/test_server.py::test_other_sites_cannot_read",)),
    63: ("NUL in an address", ("unit/serve/test_shelf.py::test_what_cannot_be_an_address",)),
    64: (
        "saves of every kind",
        ("unit/serve/test_watch.py::test_a_save", "unit/serve/test_watch.py::test_a_burst"),
    ),
    65: ("a broken build in the browser", ("browser/test_serve_states.py::test_a_mistake",)),
}


def find_tests(file: str) -> set[str]:
    """Return the names of the tests in a module, those in classes too."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.name for node in functions if node.name.startswith("test_")}


def test_the_table_is_whole() -> None:
    assert sorted(TABLE) == list(range(1, 66))


@pytest.mark.parametrize("number", TABLE)
def test_each_number_has_its_tests(number: int) -> None:
    """What the table names is there; a test that is renamed takes its row along."""
    _, named = TABLE[number]
    assert named
    for test in named:
        file, _, name = test.partition("::")
        if name:
            assert [found for found in find_tests(file) if found.startswith(name)]
        else:
            assert (TESTS / "invalid" / file).is_file()


def test_every_numbered_test_is_in_the_table() -> None:
    """A test here that bears a number is found under it."""
    for file in Path(__file__).parent.glob("test_*.py"):
        for name in find_tests(f"{HERE}/{file.name}"):
            for number in (int(part) for part in name.split("_") if part.isdigit()):
                listed = [test for test in TABLE[number][1] if test.startswith(f"{HERE}/{file.name}::")]
                assert [test for test in listed if name.startswith(test.partition("::")[2])], name


def test_44_the_manual_says_that_layouts_are_trusted() -> None:
    """Where templates are explained, and where security is."""
    manual = (TESTS.parent / "content/docs/templates.md").read_text("utf-8")
    assert "trusted code" in manual
    assert (
        "| templates in `layouts/`, directives in Python | yes |"
        in (TESTS.parent / "SECURITY.md").read_text()
    )
