"""`sitegen deploy` to real hosts on this machine: an S3 server, an sshd with rsync, and a repository."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from sitegen.cli import main
from sitegen.deploy.difference import MANIFEST, compare, in_order
from tests.site_maker import SiteFolder, read_tree
from tests.unit.deploy.buckets import FILES, Bucket, deploy, published
from tests.unit.deploy.hosts import SSHD, ssh_server

if TYPE_CHECKING:
    from pathlib import Path

    Capture = pytest.CaptureFixture[str]

NO_RSYNC = not (SSHD and shutil.which("rsync") and shutil.which("ssh"))


def test_a_bucket_has_what_was_built_with_types_and_caching(site: SiteFolder, bucket: Bucket) -> None:
    """In the folder of the target; the second time nothing is sent."""
    assert deploy(site) == 0
    there = bucket.read()
    assert there.pop(f"web/{MANIFEST}")
    assert there == {f"web/{path}": data for path, data in published(site).items()}
    style = next(path for path in there if path.endswith(".css"))
    heads = [bucket.client.head_object(Bucket=bucket.name, Key=key) for key in ("web/a/index.html", style)]
    assert [head["ContentType"] for head in heads] == ["text/html; charset=utf-8", "text/css; charset=utf-8"]
    assert ["immutable" in head["CacheControl"] for head in heads] == [False, True]


def test_only_what_differs_is_sent_and_only_our_own_files_are_deleted(
    site: SiteFolder, bucket: Bucket, capsys: Capture
) -> None:
    deploy(site)
    bucket.client.put_object(Bucket=bucket.name, Key="web/theirs.txt", Body=b"theirs")
    site.write("content/a.md", "---\ntitle: A\n---\nOther text")
    site.remove("static/data.bin")
    capsys.readouterr()
    assert deploy(site, "--dry-run") == 0
    said = capsys.readouterr().err
    assert ("send    a/index.html" in said, "send    b/index.html" in said, "delete  data.bin" in said) == (
        True,
        False,
        True,
    )
    assert "web/data.bin" in bucket.read()
    assert deploy(site) == 0
    there = bucket.read()
    assert there.pop("web/theirs.txt") == b"theirs"
    assert set(there) == {f"web/{path}" for path in (*published(site), MANIFEST)}
    assert b"Other text" in there["web/a/index.html"]
    capsys.readouterr()
    deploy(site)
    assert "Nothing to deploy" in capsys.readouterr().err


def test_a_host_that_refuses_is_told_in_one_line(site: SiteFolder, bucket: Bucket, capsys: Capture) -> None:
    assert deploy(site, "s3://no-such-bucket") == 1
    said = capsys.readouterr().err
    assert "error: s3://no-such-bucket: " in said
    assert "[deploy-failed]" in said
    assert bucket.read() == {}


@pytest.fixture
def remote(site: SiteFolder, tmp_path: Path) -> Path:
    """A repository, and the site's own, which has it as its origin."""
    there = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", there], check=True)
    for words in (("init", "--quiet", "--initial-branch=main"), ("remote", "add", "origin", str(there))):
        subprocess.run(["git", "-C", site.root, *words], check=True)
    return there


def git(remote: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", remote, *words], check=True, capture_output=True, text=True).stdout


def test_a_branch_has_what_was_built_and_its_history(site: SiteFolder, remote: Path, capsys: Capture) -> None:
    """The working tree stays as it is, and a domain that the host wrote down; no change, no commit."""
    assert deploy(site, "git:origin#pages") == 0
    listed = git(remote, "ls-tree", "-r", "--name-only", "pages").split()
    assert set(listed) == {*published(site), ".nojekyll"}
    work = site.root.parent / "work"
    git(remote, "clone", "--quiet", "--branch", "pages", str(remote), str(work))
    (work / "CNAME").write_text("example.org\n")
    git(work, "add", "CNAME")
    git(work, "-c", "user.name=host", "-c", "user.email=host@localhost", "commit", "--quiet", "-m", "Domain")
    git(work, "push", "--quiet")
    site.remove("static/data.bin")
    assert deploy(site, "git:origin#pages", "--dry-run") == 0
    assert git(remote, "rev-list", "--count", "pages") == "2\n"
    assert deploy(site, "git:origin#pages") == 0
    assert git(remote, "show", "pages:CNAME") == "example.org\n"
    assert "data.bin" not in git(remote, "ls-tree", "-r", "--name-only", "pages")
    capsys.readouterr()
    assert deploy(site, "git:origin#pages") == 0
    assert "Nothing to deploy" in capsys.readouterr().err
    assert git(remote, "rev-list", "--count", "pages") == "3\n"
    assert git(site.root, "branch", "--list") == ""


def test_a_repository_may_have_any_name(site: SiteFolder, tmp_path: Path) -> None:
    there = tmp_path / "My sites & Öl.git"
    subprocess.run(["git", "init", "--quiet", "--bare", there], check=True)
    assert deploy(site, f"git:{there}#pages") == 0
    assert "index.html" in git(there, "ls-tree", "--name-only", "pages")


def test_the_reason_of_git_is_shown_rather_than_its_advice(
    site: SiteFolder, remote: Path, capsys: Capture
) -> None:
    shutil.rmtree(remote)
    assert deploy(site, "git:origin#pages") == 1
    assert "does not appear to be a git repository [deploy-failed]" in capsys.readouterr().err


def test_the_branch_of_the_source_is_refused(site: SiteFolder, remote: Path, capsys: Capture) -> None:
    git(site.root, "add", "--all")
    git(site.root, "-c", "user.name=me", "-c", "user.email=me@localhost", "commit", "--quiet", "-m", "Site")
    git(site.root, "push", "--quiet", "origin", "main")
    assert deploy(site, "git:origin#main") == 1
    assert "is the source of a site" in capsys.readouterr().err
    assert "sitegen.toml" in git(remote, "ls-tree", "--name-only", "main")


@pytest.mark.skipif(NO_RSYNC, reason="sshd or rsync is not installed")
def test_a_server_has_what_was_built(
    site: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """In a folder that needn't be there yet; files that sitegen didn't put there stay."""
    with ssh_server(tmp_path) as (port, login):
        monkeypatch.setenv("RSYNC_RSH", login)
        there = tmp_path / "srv/site"
        there.parent.mkdir()
        target = f"ssh://127.0.0.1:{port}{there}"
        assert deploy(site, target) == 0, capsys.readouterr().err
        files = read_tree(there)
        assert files.pop(MANIFEST)
        assert files == published(site)
        (there / "theirs.txt").write_text("theirs")
        site.write("content/a.md", "---\ntitle: A\n---\nOther text")
        site.remove("static/data.bin")
        capsys.readouterr()
        assert deploy(site, target, "--dry-run") == 0
        said = capsys.readouterr().err
        assert ("send    a/index.html" in said, "send    b/index.html" in said) == (True, False)
        assert (there / "data.bin").exists()
        assert deploy(site, target) == 0
        assert set(read_tree(there)) == {*published(site), MANIFEST, "theirs.txt"}
        assert "Other text" in (there / "a/index.html").read_text()
        capsys.readouterr()
        assert deploy(site, target) == 0
        assert "Nothing to deploy" in capsys.readouterr().err


def test_addresses_that_would_be_lost_stop_a_deployment(
    site: SiteFolder, remote: Path, capsys: Capture
) -> None:
    """Unless they are redirected, or nobody minds; a page of the theme's style is no address."""
    target = "git:origin#pages"
    assert deploy(site, target) == 0
    before = git(remote, "rev-parse", "pages")
    site.write("content/c.md", site.page("b/index.html") and "---\ntitle: C\n---\nText")
    site.remove("content/b.md")
    capsys.readouterr()
    assert deploy(site, target) == 1
    said = capsys.readouterr().err
    assert "the old address /b/ is lost" in said
    assert git(remote, "rev-parse", "pages") == before
    site.write("sitegen.toml", f'{FILES["sitegen.toml"]!s}[redirects]\n"/b/" = "/c/"\n')
    assert deploy(site, target) == 0
    site.write("sitegen.toml", FILES["sitegen.toml"])
    assert deploy(site, target, "--allow-lost") == 0
    assert "b/index.html" not in git(remote, "ls-tree", "-r", "--name-only", "pages")


@pytest.mark.parametrize(
    "target", ["", "ftp://x/y", "s3://", "ssh://host", "ssh://-oProxyCommand=x/y", "git:#x", "git:o#-x"]
)
def test_a_target_that_is_none_is_refused_before_anything_is_built(
    site: SiteFolder, capsys: Capture, target: str
) -> None:
    words = [target] if target else []
    assert deploy(site, *words) == 1
    assert "[deploy-target]" in capsys.readouterr().err
    assert not (site.root / "public").exists()


def test_a_site_with_errors_is_not_deployed(site: SiteFolder, remote: Path) -> None:
    site.write("content/c.md", "[nowhere](none.md)")
    assert deploy(site, "git:origin#pages") == 1
    assert git(remote, "branch", "--list") == ""


def test_pages_come_after_what_they_refer_to() -> None:
    paths = ["sitemap.xml", "index.html", "a.png", "assets/css.1/site.css"]
    assert in_order(paths) == ["assets/css.1/site.css", "a.png", "index.html", "sitemap.xml"]


def test_what_is_not_ours_is_not_deleted() -> None:
    difference = compare({"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "4", "d": "5"}, ["a", "b", "c"])
    assert (difference.sent, difference.deleted, difference.unchanged) == (("b",), ("c",), 1)


@pytest.mark.parametrize(
    ("target", "program"), [("git:origin", "git"), ("ssh://me@host.test/srv/site", "rsync")]
)
def test_a_missing_program_is_named(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch, capsys: Capture, target: str, program: str
) -> None:
    """With how to get it, before anything is sent."""
    site.publish()
    monkeypatch.chdir(site.root)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert main(["deploy", target]) == 1
    report = capsys.readouterr().err
    assert f"needs {program} [extra-missing]" in report
    assert "install it with the package manager" in report


def make_mike_branch(remote: Path, tmp_path: Path) -> None:
    """Put versions on the branch as mike does: folders, a link for the alias, a list, files of the host."""
    tree = tmp_path / "mike"
    files = {
        "1.3/index.html": "old",
        "1.3/a/index.html": "old",
        "versions.json": '[{"version": "1.3", "title": "", "aliases": ["latest"], "properties": {"x": 1}}]',
        "index.html": "redirect",
        "CNAME": "example.org",
        "other/index.html": "something else",
    }
    SiteFolder(tree, files)
    (tree / "latest").symlink_to("1.3")
    for words in (
        ("init", "--quiet", "--initial-branch=gh-pages"),
        ("add", "--all"),
        ("-c", "user.name=x", "-c", "user.email=x", "commit", "--quiet", "--message=mike"),
        ("push", "--quiet", str(remote), "gh-pages"),
    ):
        subprocess.run(["git", *words], cwd=tree, check=True)


def test_a_version_joins_those_that_mike_has_published(
    site: SiteFolder, remote: Path, tmp_path: Path
) -> None:
    """From a fresh clone, whose output has no other version: the branch keeps all but its own folders."""
    make_mike_branch(remote, tmp_path)
    assert deploy(site, "git:origin#gh-pages", "--version", "1.4", "--alias", "latest", "--allow-lost") == 0
    names = git(remote, "ls-tree", "-r", "--name-only", "gh-pages").splitlines()
    assert {"1.3/index.html", "1.3/a/index.html", "other/index.html", "CNAME", ".nojekyll"} <= {*names}
    assert {"1.4/a/index.html", "latest/a/index.html"} <= {*names}
    assert "latest" not in names
    listed = git(remote, "show", "gh-pages:versions.json")
    assert '"x": 1' in listed
    assert listed.index('"1.4"') < listed.index('"latest"') < listed.index('"1.3"')
    shutil.rmtree(site.root / "public")
    site.write("content/a.md", "---\ntitle: A\n---\nAgain")
    assert deploy(site, "git:origin#gh-pages", "--version", "1.4") == 0
    assert "Again" in git(remote, "show", "gh-pages:latest/a/index.html")
    assert git(remote, "show", "gh-pages:1.3/index.html") == "old"


def test_a_version_is_deleted_on_its_host(
    site: SiteFolder, remote: Path, tmp_path: Path, capsys: Capture
) -> None:
    """Without a build, from a fresh clone: nothing else changes, and the default follows."""
    make_mike_branch(remote, tmp_path)
    assert deploy(site, "git:origin#gh-pages", "--version", "1.4", "--alias", "latest", "--allow-lost") == 0
    shutil.rmtree(site.root / "public")
    before = git(remote, "ls-tree", "-r", "gh-pages").splitlines()
    capsys.readouterr()
    assert deploy(site, "git:origin#gh-pages", "--delete-version", "1.4", "--dry-run") == 0
    assert "Would deploy" in capsys.readouterr().err
    assert deploy(site, "git:origin#gh-pages", "--delete-version", "1.4") == 0
    after = git(remote, "ls-tree", "-r", "gh-pages").splitlines()
    assert not [line for line in after if line.partition("\t")[2].startswith(("1.4/", "latest"))]
    changed = {line.partition("\t")[2] for line in {*before} - {*after}}
    assert {path for path in changed if not path.startswith(("1.4/", "latest/"))} == {
        "index.html",
        "versions.json",
    }
    assert "1.3/" in git(remote, "show", "gh-pages:index.html")
    assert not (site.root / "public").exists()
    assert deploy(site, "git:origin#gh-pages", "--delete-version", "9") == 1
    assert "there are 1.3" in capsys.readouterr().err


def test_a_version_in_a_bucket_deletes_in_its_own_folders_alone(site: SiteFolder, bucket: Bucket) -> None:
    """Although the build knows nothing of the files of other versions."""
    assert deploy(site, "--version", "1.3") == 0
    shutil.rmtree(site.root / "public")
    assert deploy(site, "--version", "1.4", "--alias", "latest") == 0
    assert {"web/1.3/a/index.html", "web/1.4/b/index.html"} <= bucket.read().keys()
    site.remove("content/b.md")
    shutil.rmtree(site.root / "public")
    assert deploy(site, "--version", "1.4", "--allow-lost") == 0
    files = bucket.read()
    assert {"web/1.3/b/index.html", "web/latest/a/index.html"} <= files.keys()
    assert deploy(site, "--delete-version", "latest") == 0
    assert files.keys() - bucket.read().keys() == {path for path in files if path.startswith("web/latest/")}
    assert not {"web/1.4/b/index.html", "web/latest/b/index.html"} & files.keys()


@pytest.mark.skipif(NO_RSYNC, reason="sshd or rsync is not installed")
def test_versions_on_a_server(site: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is sent from a clone that has only itself, and deleted without one."""
    with ssh_server(tmp_path) as (port, login):
        monkeypatch.setenv("RSYNC_RSH", login)
        there = tmp_path / "srv/site"
        there.parent.mkdir()
        target = f"ssh://127.0.0.1:{port}{there}"
        assert deploy(site, target, "--version", "1.3") == 0
        old = (there / "1.3/b/index.html").read_bytes()
        for words in (["--alias", "latest"], ["--allow-lost"]):
            shutil.rmtree(site.root / "public")
            assert deploy(site, target, "--version", "1.4", *words) == 0
            site.write("content/b.md", "---\ndraft: true\n---\nB")
        assert not {"1.4/b/index.html", "latest/b/index.html"} & read_tree(there).keys()
        assert (there / "1.3/b/index.html").read_bytes() == old
        assert "latest/" in (there / "index.html").read_text()
        assert deploy(site, target, "--delete-version", "1.4") == 0
        assert {path.partition("/")[0] for path in read_tree(there) if "/" in path} == {"1.3"}
        assert "1.3/" in (there / "index.html").read_text()
        assert deploy(site, target, "--version", "1.3", "--allow-lost") == 0


def test_a_server_without_rsync_is_named_as_the_cause(
    site: SiteFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    program = tmp_path / "bin/rsync"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'bash: line 1: rsync: command not found' >&2\nexit 12\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    assert deploy(site, "ssh://me@host.test/srv/site") == 1
    assert "install rsync on the server, too" in capsys.readouterr().err
