"""A second import brings in what changed, and keeps what the user changed."""

from __future__ import annotations

import pytest

from sitegen.importing.three_way import Merged, merge_texts

BASE = "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\n"


@pytest.mark.parametrize(
    ("user", "new", "merged"),
    [
        (BASE, "a = 9\nb = 2\nc = 3\nd = 4\ne = 5\n", Merged("a = 9\nb = 2\nc = 3\nd = 4\ne = 5\n", ())),
        ("a = 8\nb = 2\nc = 3\nd = 4\ne = 5\n", BASE, Merged("a = 8\nb = 2\nc = 3\nd = 4\ne = 5\n", ())),
        (
            "a = 8\nb = 2\nc = 3\nd = 4\ne = 5\n",
            "a = 1\nb = 2\nc = 3\nd = 4\ne = 6\nf = 7\n",
            Merged("a = 8\nb = 2\nc = 3\nd = 4\ne = 6\nf = 7\n", ()),
        ),
        (
            "a = 1\nb = 2\nc = 8\nd = 4\ne = 5\n",
            "a = 1\nb = 2\nc = 9\nd = 4\ne = 5\n",
            Merged("a = 1\nb = 2\nc = 8\nd = 4\ne = 5\n", ("c = 9",)),
        ),
        (
            "a = 1\nb = 2\nd = 4\ne = 5\n",
            "a = 1\nb = 2\nd = 4\ne = 5\n",
            Merged("a = 1\nb = 2\nd = 4\ne = 5\n", ()),
        ),
    ],
    ids=["new", "user", "both", "same line", "same change"],
)
def test_merge(user: str, new: str, merged: Merged) -> None:
    assert merged == merge_texts(BASE, user, new)
