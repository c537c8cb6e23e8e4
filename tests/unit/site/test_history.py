"""The history of pages: from one run of git, exact after each commit, and without running anything else."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.config import Git
from sitegen.sources.history import NoHistoryError, find_revision, read_history
from tests.site_maker import SiteFolder, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

SETTINGS = """\
base_url = "https://example.org"
[git]
updated = true
authors = true
changes = 2
sitemap = true
repository = "https://github.com/me/handbook"
links = ["edit", "history"]
feedback = "https://github.com/me/handbook/issues/new?title={title}"
"""
SITE = {
    "sitegen.toml": SETTINGS,
    ".gitignore": "public\n.sitegen*\n",
    "content/a.md": "# A & B\n",
    "content/b.md": "# B\n",
    "content/_index.md": "---\ntitle: Home\n---\n",
}


class Repository:
    """The repository of a site."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.second = 1_700_000_000
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *words: str, **names: str) -> str:
        """Run git as an author whose clock advances a day with each run."""
        self.second += 86_400
        environment = {"GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "a@example.org", **names}
        environment |= {"GIT_COMMITTER_NAME": "Bot", "GIT_COMMITTER_EMAIL": "bot@example.org"}
        environment |= dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{self.second} +0200")
        done = subprocess.run(
            ["git", *words],
            cwd=self.root,
            env=os.environ | environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def commit(self, message: str, **names: str) -> None:
        """Commit all that changed."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message, **names)


def make(make_site: Maker, files: Mapping[str, str | bytes] = SITE) -> tuple[SiteFolder, Repository]:
    site = make_site(files)
    repository = Repository(site.root)
    repository.commit("Begin")
    return site, repository


def is_clean(site: SiteFolder) -> bool:
    """Whether the published site is what a clean build gives."""
    clean = site.root.parent / "clean"
    assert site.build(output=clean, force=True, forget=True).ok
    return read_tree(clean) == read_tree(site.root / "public")


def test_a_page_shows_its_history_and_links(make_site: Maker) -> None:
    """Authors by the number of their commits; the day in UTC; text of a commit is no HTML."""
    site, repository = make(make_site)
    site.write("content/a.md", "# A & B\n\nMore.\n")
    repository.commit("Say <b>more</b>\n\nCo-authored-by: Cy <c@example.org>", GIT_AUTHOR_NAME="Dee")
    assert site.build().problems == ()
    text = site.page("a/index.html")
    assert 'Last updated <time datetime="2023-11-19">' in text
    assert "· Ann, Dee, Cy</p>" in text
    assert "Say &lt;b&gt;more&lt;/b&gt;</a> (Dee, Cy)" in text
    assert 'href="https://github.com/me/handbook/edit/main/content/a.md"' in text
    assert 'href="https://github.com/me/handbook/commits/main/content/a.md"' in text
    assert 'href="https://github.com/me/handbook/issues/new?title=A%20%26%20B"' in text
    assert "a@example.org" not in text
    assert "<loc>https://example.org/a/</loc><lastmod>2023-11-19</lastmod>" in site.page("sitemap.xml")


def test_a_commit_renders_only_the_pages_that_show_it(make_site: Maker) -> None:
    """That a file is committed changes no file of the content, and still its page."""
    site, repository = make(make_site)
    site.build()
    site.write("content/c.md", "# C\n")
    assert site.build().ok
    assert "Last updated" not in site.page("c/index.html")
    repository.commit("Add C")
    assert site.build().rendered == 2  # the page and the sitemap
    assert "Last updated" in site.page("c/index.html")
    assert site.build().rendered == 0
    assert is_clean(site)


def test_a_page_of_a_list_without_history_is_left_alone(make_site: Maker) -> None:
    """With links alone, git isn't run: a commit changes nothing."""
    settings = '[git]\nrepository = "https://codeberg.org/me/x"\n'
    site, repository = make(make_site, {**SITE, "sitegen.toml": settings})
    site.build()
    assert 'href="https://codeberg.org/me/x/_edit/main/content/b.md"' in site.page("b/index.html")
    site.write("other.txt", "x")
    repository.commit("Other")
    assert site.build().rendered == 0


def test_random_commits_give_what_a_clean_build_gives(make_site: Maker) -> None:
    """Edits, renames, renames with edits, swaps, removals, a branch that is merged, uncommitted files."""
    site, repository = make(make_site)

    def rename_and_edit() -> None:
        repository.git("mv", "content/a.md", "content/moved.md")
        site.write("content/moved.md", "# A & B\n\nMoved.\n" + "Text.\n" * 20)

    def swap() -> None:
        repository.git("mv", "content/moved.md", "content/t.md")
        repository.git("mv", "content/b.md", "content/moved.md")
        repository.git("mv", "content/t.md", "content/b.md")

    def merge() -> None:
        repository.git("checkout", "--quiet", "-b", "side", "HEAD~2")
        site.write("content/side.md", "# Side\n")
        repository.commit("Side", GIT_AUTHOR_NAME="Eve")
        repository.git("checkout", "--quiet", "main")
        repository.git("merge", "--quiet", "side")

    steps: tuple[Callable[[], Any], ...] = (
        lambda: site.write("content/a.md", "# A & B\n" + "Text.\n" * 20),
        rename_and_edit,
        swap,
        merge,
        lambda: site.remove("content/side.md"),
        lambda: site.write("content/side.md", "# Side again\n"),
    )
    for step in steps:
        step()
        assert site.build().ok  # uncommitted
        repository.commit("A step") if repository.git("status", "--porcelain") else None
        assert site.build().ok
        assert is_clean(site)


def test_a_file_keeps_its_history_under_a_new_name(tmp_path: Path) -> None:
    """A rename alone is no update; a file that later takes the old name has a history of its own."""
    repository = Repository(tmp_path)
    (tmp_path / "é.md").write_text("one\n")
    repository.commit("Begin")
    repository.git("mv", "é.md", "new.md")
    repository.commit("Rename")
    (tmp_path / "é.md").write_text("another, quite different text\n")
    repository.commit("Another", GIT_AUTHOR_NAME="Bob")
    history = read_history(tmp_path, find_revision(tmp_path))
    new, old = history.of("new.md", 5), history.of("é.md", 5)
    assert new is not None
    assert old is not None
    assert [change.subject for change in new.changes] == ["Begin"]
    assert [change.subject for change in old.changes] == ["Another"]


@pytest.mark.parametrize("safe", [False, True])
def test_a_strangers_repository_runs_nothing(make_site: Maker, tmp_path: Path, safe: bool) -> None:
    """No program that its configuration names; with --safe, git isn't run at all, and that is reported."""
    site, repository = make(make_site)
    witness, trap = tmp_path / "witness", tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\necho $0 >> {witness}\n")
    trap.chmod(0o755)
    keys = (
        "gpg.program", "gpg.ssh.program", "core.fsmonitor", "core.pager", "pager.log", "diff.external",
        "diff.x.textconv", "diff.x.command", "core.sshCommand", "core.editor", "core.gitProxy",
        "credential.helper",
        "filter.x.clean", "filter.x.smudge", "filter.x.process", "core.alternateRefsCommand", "alias.log",
        "alias.rev-parse", "trace2.eventTarget", "interactive.diffFilter", "uploadpack.packObjectsHook",
    )  # fmt: skip
    site.write(".gitattributes", "* diff=x filter=x\n")
    site.write("content/b.md", "# B, changed\n")
    signed = "tree {}\nparent {}\nauthor Eve <e@x> 1700000000 +0000\ncommitter Eve <e@x> 1700000000 +0000\n"
    signed += "gpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----\n\nSigned\n"
    repository.commit("Attributes")
    text = signed.format(
        repository.git("rev-parse", "HEAD^{tree}").strip(), repository.git("rev-parse", "HEAD").strip()
    )
    (tmp_path / "commit").write_text(text)
    commit = repository.git("hash-object", "-t", "commit", "-w", str(tmp_path / "commit")).strip()
    repository.git("update-ref", "HEAD", commit)
    for hook in ("post-index-change", "reference-transaction", "pre-auto-gc", "post-checkout"):
        path = site.root / ".git/hooks" / hook
        path.parent.mkdir(exist_ok=True)
        path.write_text(trap.read_text())
        path.chmod(0o755)
    switches = {"log.showSignature": "true", "log.follow": "true", "log.showRoot": "false"}
    for key, value in (*switches.items(), *dict.fromkeys(keys, str(trap)).items()):
        repository.git("config", key, value)
    result = site.build(safe=safe)
    assert result.ok
    assert not witness.exists()
    assert [problem.code for problem in result.problems if problem.code == "no-history"] == [
        "no-history"
    ] * safe
    page = site.page("a/index.html", safe=safe)
    assert ("Last updated" in page) is not safe


def test_no_history_is_a_warning(make_site: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a shallow clone, outside of a repository, without a commit and without git; pages are published."""
    site, repository = make(make_site)
    site.write("content/a.md", "# A, changed\n")
    repository.commit("Change")
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{site.root}", str(shallow)], check=True)
    warnings = [problem for problem in SiteFolder(shallow).build().problems if problem.code == "no-history"]
    assert [(problem.line, "fetch-depth: 0" in problem.hint) for problem in warnings] == [(2, True)]
    assert "Last updated" not in SiteFolder(shallow).page("a/index.html")
    with pytest.raises(NoHistoryError, match="isn't in a git repository"):
        find_revision(Path("/"))
    (tmp_path / "empty").mkdir()
    Repository(tmp_path / "empty")
    with pytest.raises(NoHistoryError, match="no commit yet"):
        find_revision(tmp_path / "empty")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoHistoryError, match="git isn't installed"):
        find_revision(site.root)


def test_a_partial_clone_fetches_nothing(tmp_path: Path) -> None:
    """Renames without an edit are still seen; what isn't there isn't asked for."""
    source = tmp_path / "source"
    source.mkdir()
    repository = Repository(source)
    (source / "a.md").write_text("text\n" * 30)
    repository.commit("Begin")
    repository.git("mv", "a.md", "b.md")
    (source / "b.md").write_text("text\n" * 29)
    repository.commit("Move and edit")
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    subprocess.run(
        ["git", "clone", "--quiet", "--bare", "--filter=blob:none", f"file://{source}", str(clone)],
        check=True,
    )
    history = read_history(clone, find_revision(clone))
    assert [change.subject for change in history.changes] == ["Move and edit", "Begin"]
    missing = subprocess.run(
        ["git", "rev-list", "--objects", "--all", "--missing=print"],
        cwd=clone,
        check=True,
        capture_output=True,
        text=True,
    )
    assert missing.stdout.count("?") == 2


def test_ten_thousand_files_take_a_second_of_a_processor(tmp_path: Path) -> None:
    """With 600 commits; twice the time on a machine that does other things, too."""
    repository = Repository(tmp_path)
    stream = []
    for number in range(600):
        stream.append(f"commit refs/heads/main\ncommitter A <a@x> {1_600_000_000 + number} +0000\ndata 1\nx")
        files = range(number * 20, number * 20 + 20) if number < 500 else range(number, 10_000, 997)
        stream += [f"M 100644 inline d{at % 100}/p{at}.md\ndata 8\n{number:03d} {at:04d}" for at in files]
    subprocess.run(
        ["git", "fast-import", "--quiet"], cwd=tmp_path, input="\n".join(stream), text=True, check=True
    )
    repository.git("symbolic-ref", "HEAD", "refs/heads/main")
    before = os.times()
    history = read_history(tmp_path, find_revision(tmp_path))
    after = os.times()
    assert len(history.files) == 10_000
    assert sum(after[:4]) - sum(before[:4]) < 2


@pytest.mark.parametrize(
    ("repository", "edit"),
    [
        ("https://github.com/a/b/", "https://github.com/a/b/edit/main/docs/x%20y.md"),
        ("https://gitlab.example.org/a/b", "https://gitlab.example.org/a/b/-/edit/main/docs/x%20y.md"),
        ("https://bitbucket.org/a/b", "https://bitbucket.org/a/b/src/main/docs/x%20y.md?mode=edit"),
    ],
)
def test_hosts_have_different_addresses(repository: str, edit: str) -> None:
    """By the name of the host."""
    assert Git(repository=repository).link("edit", "x y.md", "docs") == edit
