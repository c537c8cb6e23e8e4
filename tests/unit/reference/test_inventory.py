"""objects.inv, written and read."""

from __future__ import annotations

import zlib

import pytest

from sitegen.reference.inventory import Entry, InventoryError, read_inventory, write_inventory


def test_what_is_written_is_read() -> None:
    entries = [
        Entry("index", "std:doc", "", "Home"),
        Entry("pkg.Class", "py:class", "api/#pkg.Class", "pkg.Class"),
    ]
    data = write_inventory("Demo", "1.0", entries)
    assert data.startswith(b"# Sphinx inventory version 2\n# Project: Demo\n# Version: 1.0\n# The rem")
    assert read_inventory(data) == {"index": "", "pkg.Class": "api/#pkg.Class"}


def test_a_dollar_stands_for_the_name_and_objects_come_before_labels() -> None:
    text = b"open std:label -1 glossary.html#$ Open\nopen py:function 1 library.html#$ -\n"
    head = b"# Sphinx inventory version 2\n# Project: P\n# Version: 1\n# The remainder\n"
    assert read_inventory(head + zlib.compress(text)) == {"open": "library.html#open"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# Sphinx inventory version 1\n",
        b"# Sphinx inventory version 2\n#\n#\n#\nno zlib",
        write_inventory("Demo", "", [Entry("a", "py:class", "a", "a")])[:-4],
    ],
)
def test_what_is_no_inventory_is_refused(data: bytes) -> None:
    with pytest.raises(InventoryError):
        read_inventory(data)
