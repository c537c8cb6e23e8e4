from __future__ import annotations

import os
import sys
import unicodedata
from pathlib import Path

import pytest

from sitegen.core.problems import ProblemError
from sitegen.sources import Entry, Stat, digest, read, scan, unchanged


def make(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path, encoding="utf-8")


def paths_of(root: Path, *ignore: str) -> list[str]:
    entries, problems = scan(root, ignore, "content")
    assert problems == ()
    return [entry.path for entry in entries]


def faults_of(root: Path) -> list[tuple[str, str]]:
    return [(problem.code, problem.path) for problem in scan(root, (), "content")[1]]


def test_every_file_is_listed_sorted_by_path(tmp_path: Path) -> None:
    """The order is that of the paths as text, whatever the disk gives."""
    make(tmp_path, "b.md", "a/z.md", "a.md", "a/b/c.md")
    assert paths_of(tmp_path) == ["a.md", "a/b/c.md", "a/z.md", "b.md"]


def test_the_stat_is_the_files(tmp_path: Path) -> None:
    """An entry holds size, both times and inode."""
    make(tmp_path, "a.md")
    found = (tmp_path / "a.md").stat()
    expected = Entry("a.md", Stat(4, found.st_mtime_ns, found.st_ctime_ns, found.st_ino))
    assert ((expected,), ()) == scan(tmp_path)


def test_a_missing_directory_is_empty(tmp_path: Path) -> None:
    """A site need not have static/ or data/."""
    assert scan(tmp_path / "static") == ((), ())


@pytest.mark.parametrize(
    "litter",
    [
        ".env",
        ".git/config",
        ".#a.md",
        "#a.md#",
        "a.md~",
        ".DS_Store",
        ".a.md.swp",
        "a.swp",
        "Thumbs.db",
        "x/.well-known/y",
    ],
)
def test_hidden_files_and_litter_are_passed_over(tmp_path: Path, litter: str) -> None:
    """What an editor, a desktop or git leaves is never published."""
    make(tmp_path, "a.md", litter)
    assert paths_of(tmp_path) == ["a.md"]


def test_names_that_hosts_ask_for_are_published(tmp_path: Path) -> None:
    """.well-known, .nojekyll and .htaccess count at the top of a tree."""
    make(tmp_path, ".well-known/security.txt", ".nojekyll", ".htaccess")
    assert paths_of(tmp_path) == [".htaccess", ".nojekyll", ".well-known/security.txt"]


def test_ignored_globs_match_names_and_paths(tmp_path: Path) -> None:
    """A glob is tried on the name and on the path, for files and directories."""
    make(tmp_path, "a.md", "a.psd", "drafts/b.md", "blog/notes/c.md", "blog/d.md")
    assert paths_of(tmp_path, "*.psd", "drafts", "blog/notes/") == ["a.md", "blog/d.md"]


@pytest.mark.parametrize(
    "name", ["con", "NUL.md", "com1.txt", "a.", "a ", "a\\b", "a\nb", "a\x9bb", "a\u2028b"]
)
def test_a_name_that_another_system_refuses_is_an_error(tmp_path: Path, name: str) -> None:
    """Reserved names, trailing dots and spaces, backslashes and controls."""
    make(tmp_path, name)
    assert [code for code, _ in faults_of(tmp_path)] == ["source-name"]


@pytest.mark.parametrize(
    "name", ["console.md", "com10.md", "a b.md", "\u202f.md", "Überblick.md", "a.b.md", "a", "x" * 255]
)
def test_ordinary_names_pass(tmp_path: Path, name: str) -> None:
    """What every system can hold is no fault."""
    make(tmp_path, name)
    assert [name] == paths_of(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="only there are such links")
def test_a_link_that_may_not_be_read_is_an_error(as_nobody: Path) -> None:
    """To the root folder of another user's process: the file that is the link is named."""
    (as_nobody / "a.md").symlink_to("/proc/1/root")
    make(as_nobody, "b.md")
    entries, problems = scan(as_nobody, (), "content")
    assert [(problem.code, problem.path) for problem in problems] == [("source-link", "content/a.md")]
    assert [entry.path for entry in entries] == ["b.md"]


def test_a_name_that_is_not_utf8_is_an_error(tmp_path: Path) -> None:
    """The message shows the bytes escaped."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.md")).write_bytes(b"")
    assert faults_of(tmp_path) == [("source-name", "content/a\\udcff.md")]


@pytest.mark.parametrize(
    ("first", "second"),
    [("Blog.md", "blog.md"), (unicodedata.normalize("NFC", "é.md"), unicodedata.normalize("NFD", "é.md"))],
)
def test_names_that_some_systems_cannot_tell_apart_are_an_error(
    tmp_path: Path, first: str, second: str
) -> None:
    """Letter case and Unicode form do not make two names."""
    make(tmp_path, first, second)
    found = scan(tmp_path)[1]
    assert [problem.code for problem in found] == ["source-name-clash"]
    assert repr(first) in found[0].message
    assert repr(second) in found[0].message


def test_a_link_inside_the_tree_is_followed(tmp_path: Path) -> None:
    """A link to a file or directory of the tree stands for it."""
    make(tmp_path, "a/b.md")
    (tmp_path / "c").symlink_to("a")
    (tmp_path / "d.md").symlink_to("a/b.md")
    assert paths_of(tmp_path) == ["a/b.md", "c/b.md", "d.md"]


@pytest.mark.parametrize("target", ["/etc/hostname", "/etc", "..", ".", "nowhere", "a/link", "link"])
def test_a_link_that_leaves_loops_or_leads_nowhere_is_an_error(tmp_path: Path, target: str) -> None:
    """Nothing outside a tree is published through a link, and a walk ends."""
    tree = tmp_path / "content"
    make(tree, "a/b.md")
    (tree / "a/link").symlink_to("..")
    (tree / "link").symlink_to(target)
    assert {("source-link", "content/a/link"), ("source-link", "content/link")} == set(faults_of(tree))


def test_links_that_lead_round_through_each_other_end(tmp_path: Path) -> None:
    """a/to_b -> b and b/to_a -> a: each way round stops where it comes back."""
    make(tmp_path, "a/x.md", "b/y.md")
    (tmp_path / "a/to_b").symlink_to("../b")
    (tmp_path / "b/to_a").symlink_to("../a")
    assert faults_of(tmp_path) == [
        ("source-link", "content/a/to_b/to_a"),
        ("source-link", "content/b/to_a/to_b"),
    ]


def test_a_pipe_is_an_error(tmp_path: Path) -> None:
    """To read one would hang."""
    os.mkfifo(tmp_path / "pipe")
    assert faults_of(tmp_path) == [("source-not-a-file", "content/pipe")]


def test_an_unreadable_directory_is_an_error(as_nobody: Path) -> None:
    """The rest of the tree is scanned all the same."""
    make(as_nobody, "a.md", "b/c.md")
    (as_nobody / "b").chmod(0)
    entries, problems = scan(as_nobody, (), "content")
    (as_nobody / "b").chmod(0o700)
    assert [entry.path for entry in entries] == ["a.md"]
    assert [problem.path for problem in problems] == ["content/b"]
    assert [problem.code for problem in problems] == ["source-unreadable"]


def test_an_unreadable_file_is_an_error(as_nobody: Path) -> None:
    """It is found when the file is read."""
    make(as_nobody, "a.md")
    (as_nobody / "a.md").chmod(0)
    with pytest.raises(ProblemError, match=r"^content/a\.md: error: cannot be read: permission denied"):
        read(as_nobody, scan(as_nobody)[0][0], "content")


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    """Bytes come back as they are."""
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbfa\r\n\0")
    assert read(tmp_path, scan(tmp_path)[0][0]) == b"\xef\xbb\xbfa\r\n\0"


def test_a_file_that_vanished_is_an_error(tmp_path: Path) -> None:
    """After one more try."""
    make(tmp_path, "a.md")
    entry = scan(tmp_path)[0][0]
    (tmp_path / "a.md").unlink()
    with pytest.raises(ProblemError, match=r"vanished or changed while it was read \[source-unsettled\]"):
        read(tmp_path, entry)


def test_a_file_that_comes_back_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save by renaming leaves a gap; one more try bridges it."""
    make(tmp_path, "a.md")
    entry = scan(tmp_path)[0][0]
    (tmp_path / "a.md").unlink()

    def come_back(seconds: float) -> None:
        if seconds:
            (tmp_path / "a.md").write_bytes(b"new")

    monkeypatch.setattr("sitegen.sources.reading.time.sleep", come_back)
    assert read(tmp_path, entry) == b"new"


def test_a_digest_stands_for_bytes() -> None:
    """The first 32 digits of SHA-256, so that another tool can check it."""
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb924"


SECOND = 1_000_000_000
SETTLED = Stat(size=1, mtime_ns=5 * SECOND + 1, ctime_ns=5 * SECOND + 1, inode=7)


@pytest.mark.parametrize(
    ("new", "recorded_at_ns", "expected"),
    [
        (SETTLED, 6 * SECOND, True),
        (SETTLED._replace(size=2), 6 * SECOND, False),
        (SETTLED._replace(mtime_ns=4), 6 * SECOND, False),
        (SETTLED._replace(ctime_ns=6), 6 * SECOND, False),
        (SETTLED._replace(inode=8), 6 * SECOND, False),
        (SETTLED, 5 * SECOND + 10_000_000, False),
        (SETTLED, 5 * SECOND - 10, False),
    ],
)
def test_a_stat_is_trusted_unless_changed_or_racy(new: Stat, recorded_at_ns: int, *, expected: bool) -> None:
    """An equal stat proves nothing of a file changed within a tick of its recording."""
    assert expected is unchanged(SETTLED, new, recorded_at_ns)


@pytest.mark.parametrize(("later", "expected"), [(1, False), (2, False), (3, True)])
def test_a_clock_of_whole_seconds_is_given_two(later: int, *, expected: bool) -> None:
    """FAT counts in steps of two seconds."""
    coarse = SETTLED._replace(ctime_ns=5 * SECOND)
    assert expected is unchanged(coarse, coarse, (5 + later) * SECOND)
