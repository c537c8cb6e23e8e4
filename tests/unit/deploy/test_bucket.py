"""What a bucket has after a deployment: in place, in releases, and for those who deploy at the same time."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from base64 import b64decode
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.deploy import bucket as objects
from sitegen.deploy import lease
from sitegen.deploy.difference import MANIFEST
from sitegen.deploy.lease import LOCK
from sitegen.deploy.releases import CURRENT, FOLDER
from tests.unit.deploy.buckets import FILES, Bucket, deploy, published

if TYPE_CHECKING:
    from tests.site_maker import SiteFolder

    Capture = pytest.CaptureFixture[str]


def configure(site: SiteFolder, lines: str) -> None:
    site.write("sitegen.toml", (site.root / "sitegen.toml").read_text() + lines + "\n")


def release_of(bucket: Bucket) -> str:
    return "web/" + bucket.get(f"web/{CURRENT}").decode()


def released(bucket: Bucket) -> dict[str, bytes]:
    folder = release_of(bucket)
    files = bucket.read()
    return {key.removeprefix(folder): data for key, data in files.items() if key.startswith(folder)}


def assets(files: dict[str, bytes]) -> set[str]:
    return {path for path in files if path.startswith("assets/")}


@pytest.fixture
def styled(site: SiteFolder) -> SiteFolder:
    """A site with an asset of its own."""
    site.write("layouts/assets/css/own.css", "p { color: red }")
    return site


def test_old_assets_stay_for_pages_that_are_open(styled: SiteFolder, bucket: Bucket) -> None:
    """Until the grace period ends; an asset that comes back isn't deleted later."""
    assert deploy(styled) == 0
    first = assets(published(styled))
    styled.write("layouts/assets/css/own.css", "p { color: blue }")
    assert deploy(styled) == 0
    second = assets(published(styled))
    old = {f"web/{path}" for path in first - second}
    assert old
    assert old <= set(bucket.list_keys())
    styled.write("layouts/assets/css/own.css", "p { color: red }")
    assert deploy(styled) == 0
    configure(styled, "grace_hours = 0")
    styled.write("content/a.md", "---\ntitle: A\n---\nAgain")
    assert deploy(styled) == 0
    here = {f"web/{path}" for path in published(styled)}
    assert here | {f"web/{MANIFEST}"} == set(bucket.list_keys())
    assert old <= here


def test_overdue_assets_are_deleted_although_nothing_else_changes(
    styled: SiteFolder, bucket: Bucket, capsys: Capture
) -> None:
    assert deploy(styled) == 0
    styled.write("layouts/assets/css/own.css", "p { color: blue }")
    assert deploy(styled) == 0
    configure(styled, "grace_hours = 0")
    capsys.readouterr()
    assert deploy(styled) == 0
    assert "0 sent, " in capsys.readouterr().err
    assert {f"web/{path}" for path in (*published(styled), MANIFEST)} == set(bucket.list_keys())


def test_a_release_is_complete_and_only_what_differs_is_sent(
    styled: SiteFolder, bucket: Bucket, capsys: Capture
) -> None:
    """It keeps the assets of the one before it; pages that are gone are gone."""
    configure(styled, "releases = true")
    assert deploy(styled) == 0
    first, before = release_of(bucket), published(styled)
    assert before == released(bucket)
    head = bucket.head(f"{first}a/index.html")
    assert ("text/html; charset=utf-8", False) == (head["ContentType"], "immutable" in head["CacheControl"])
    styled.write("layouts/assets/css/own.css", "p { color: blue }")
    styled.write("content/a.md", "---\ntitle: A\n---\nOther text")
    styled.remove("static/data.bin")
    capsys.readouterr()
    assert deploy(styled) == 0
    told = capsys.readouterr().err
    assert "404.html" in before
    assert f"{len(before)} sent" not in told
    after, there = published(styled), released(bucket)
    assert after == {path: there[path] for path in after}
    assert there.keys() - after.keys() == assets(before) - assets(after)
    assert bucket.get(f"{first}data.bin") == FILES["static/data.bin"]
    style = next(path for path in assets(after) & assets(before))
    assert "immutable" in bucket.head(release_of(bucket) + style)["CacheControl"]
    capsys.readouterr()
    assert deploy(styled) == 0
    assert "Nothing to deploy" in capsys.readouterr().err


def test_old_releases_are_deleted_after_a_while(site: SiteFolder, bucket: Bucket, capsys: Capture) -> None:
    """Also those of deployments that were killed; a dry run only says so."""
    configure(site, "releases = true")
    assert deploy(site) == 0
    first = release_of(bucket)
    bucket.put(f"web/{FOLDER}20200101000000-0123abcd/index.html", b"killed")
    site.write("content/a.md", "---\ntitle: A\n---\nOther text")
    assert deploy(site) == 0
    names = {key.split("/")[2] for key in bucket.list_keys() if key.startswith(f"web/{FOLDER}")}
    second = release_of(bucket).split("/")[2]
    assert {first.split("/")[2], second} == {name for name in names if not name.endswith(".json")}
    configure(site, "grace_hours = 0")
    capsys.readouterr()
    assert deploy(site, "--dry-run") == 0
    assert f"delete  {first.removeprefix('web/')}" in capsys.readouterr().err
    assert deploy(site) == 0
    expected = {f"web/{FOLDER}{second}/{path}" for path in published(site)}
    assert expected | {f"web/{FOLDER}{second}.json", f"web/{CURRENT}"} == set(bucket.list_keys())


def test_a_release_copies_what_was_published_in_place(
    site: SiteFolder, bucket: Bucket, capsys: Capture
) -> None:
    """Pages that readers would miss stop it as before."""
    assert deploy(site) == 0
    configure(site, "releases = true")
    capsys.readouterr()
    site.write("content/c.md", "---\ntitle: C\n---\nText")
    assert deploy(site) == 0
    assert "data.bin" not in capsys.readouterr().err
    assert published(site) == released(bucket)
    site.remove("content/b.md")
    assert deploy(site) == 1
    assert "the old address /b/ is lost" in capsys.readouterr().err


def test_an_object_that_changed_behind_the_record_is_sent_again(site: SiteFolder, bucket: Bucket) -> None:
    """In both ways to publish."""
    assert deploy(site) == 0
    bucket.put("web/a/index.html", b"broken")
    assert deploy(site) == 0
    assert published(site)["a/index.html"] == bucket.get("web/a/index.html")
    configure(site, "releases = true")
    assert deploy(site) == 0
    bucket.put(f"{release_of(bucket)}a/index.html", b"broken")
    site.write("content/b.md", "---\ntitle: B\n---\nOther text")
    assert deploy(site) == 0
    assert published(site) == released(bucket)


@pytest.mark.parametrize("way", ["", "releases = true"])
def test_texts_are_stored_compressed_where_that_is_set(
    site: SiteFolder, bucket: Bucket, capsys: Capture, way: str
) -> None:
    configure(site, f"compress = true\n{way}")
    assert deploy(site) == 0
    folder = release_of(bucket) if way else "web/"
    head = bucket.head(f"{folder}a/index.html")
    assert ("gzip", "text/html; charset=utf-8") == (head["ContentEncoding"], head["ContentType"])
    page = bucket.get(f"{folder}a/index.html")
    assert published(site)["a/index.html"] == gzip.decompress(page)
    assert "ContentEncoding" not in bucket.head(f"{folder}data.bin")
    capsys.readouterr()
    assert deploy(site) == 0
    assert "Nothing to deploy" in capsys.readouterr().err


def test_versions_are_read_where_texts_are_compressed(site: SiteFolder, bucket: Bucket) -> None:
    """The list of versions, too; a release has the files of the other versions."""
    configure(site, "compress = true\nreleases = true")
    assert deploy(site, "--version", "1.3") == 0
    assert deploy(site, "--version", "1.4", "--alias", "latest") == 0
    paths = released(bucket).keys()
    assert {"1.3/a/index.html", "1.4/b/index.html", "latest/a/index.html"} <= paths
    assert deploy(site, "--delete-version", "1.4") == 0
    assert {"1.3"} == {path.partition("/")[0] for path in released(bucket) if "/" in path}


def test_a_second_deployment_is_refused_while_the_first_is_under_way(
    site: SiteFolder, bucket: Bucket, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With how long that can last; the lease of a process that was killed runs out."""
    bucket.put(f"web/{LOCK}", b"another process")
    assert deploy(site) == 1
    told = capsys.readouterr().err
    assert "another deployment is under way [deploy-failed]" in told
    assert "you can deploy in" in told
    assert [f"web/{LOCK}"] == bucket.list_keys()
    monkeypatch.setattr(lease, "VALID", 0)
    monkeypatch.setattr(lease, "RENEWED", 0.01)
    assert deploy(site) == 1  # it can't hold a lease for so short a time either
    monkeypatch.setattr(lease, "VALID", -5)
    assert "the connection was lost" in capsys.readouterr().err


@pytest.mark.parametrize("way", ["", "releases = true"])
def test_who_compared_with_an_older_state_is_refused(
    site: SiteFolder, bucket: Bucket, capsys: Capture, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """What another process has published since then stays as it is."""
    configure(site, way)
    assert deploy(site) == 0
    site.write("content/a.md", "---\ntitle: A\n---\nOther text")
    name = CURRENT if way else MANIFEST
    theirs = release_of(bucket).removeprefix("web/").encode() + b"x" if way else b'{"files": {}}'
    entered = lease.Lease.__enter__

    def publish_first(self: lease.Lease) -> lease.Lease:
        bucket.put(f"web/{name}", theirs)
        return entered(self)

    monkeypatch.setattr(lease.Lease, "__enter__", publish_first)
    capsys.readouterr()
    assert deploy(site) == 1
    assert "another deployment ended meanwhile [deploy-failed]" in capsys.readouterr().err
    assert theirs == bucket.get(f"web/{name}")
    assert f"web/{LOCK}" not in bucket.list_keys()


def test_files_of_a_deployment_that_was_killed_are_deleted_by_the_next(
    site: SiteFolder, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deploy(site) == 0
    site.write("static/secret.txt", "a mistake")
    with monkeypatch.context() as patch:
        patch.setattr("sitegen.deploy.s3.note_etags", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            deploy(site)
    assert b"a mistake" == bucket.get("web/secret.txt")
    site.remove("static/secret.txt")
    assert deploy(site) == 0
    assert {f"web/{path}" for path in (*published(site), MANIFEST)} == set(bucket.list_keys())


def test_a_pointer_that_names_no_release_is_reported(
    site: SiteFolder, bucket: Bucket, capsys: Capture
) -> None:
    configure(site, "releases = true")
    bucket.put(f"web/{CURRENT}", b"../elsewhere/")
    assert deploy(site) == 1
    assert "doesn't name a release: '../elsewhere/' [deploy-failed]" in capsys.readouterr().err


def test_releases_are_for_buckets(site: SiteFolder, capsys: Capture) -> None:
    site.write("sitegen.toml", f"{FILES['sitegen.toml']!s}[deploy]\nreleases = true\n")
    assert deploy(site, "git:origin#pages") == 1
    assert "deploy.releases is only for buckets [deploy-target]" in capsys.readouterr().err


def test_a_name_that_no_bucket_can_have_is_explained(site: SiteFolder, capsys: Capture) -> None:
    assert deploy(site, "s3://x") == 1
    assert "'s3://x' can't be a bucket: its name has 3 to 63 small letters" in capsys.readouterr().err


def test_an_older_record_lists_paths_alone(site: SiteFolder, bucket: Bucket) -> None:
    """They are ours; what they have is compared by the ETags of the storage."""
    assert deploy(site) == 0
    paths = json.loads(bucket.get(f"web/{MANIFEST}"))["files"]
    bucket.put(f"web/{MANIFEST}", json.dumps({"files": sorted(paths)}).encode())
    site.remove("static/data.bin")
    assert deploy(site) == 0
    assert {f"web/{path}" for path in (*published(site), MANIFEST)} == set(bucket.list_keys())


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_the_worker_of_the_manual_serves_the_current_release(
    site: SiteFolder, bucket: Bucket, tmp_path: Path
) -> None:
    """Each page at its address, the page for missing ones, and no body for who has it already."""
    manual = Path(__file__).parents[3] / "content/docs/deploy.md"
    (tmp_path / "worker.js").write_text(fenced(manual, '```js title="worker.js"'))
    configure(site, "releases = true")
    address = f"{bucket.client.meta.endpoint_url}/{bucket.name}/web"

    def ask(*paths: str) -> list[dict[str, Any]]:
        script = Path(__file__).with_name("worker.mjs")
        command = ["node", str(script), str(tmp_path / "worker.js"), address, *paths]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        answers: list[dict[str, Any]] = json.loads(done.stdout)
        return answers

    bucket.client.put_bucket_acl(Bucket=bucket.name, ACL="public-read-write")
    assert [503] == [answer["status"] for answer in ask("/")]
    assert deploy(site) == 0
    files = published(site)
    home, page, data, moved, missing, record = ask(
        "/", "/a/", "/data.bin", "/a", "/no", "/../.sitegen-current"
    )
    expected = [files["index.html"], files["a/index.html"], files["data.bin"], files["404.html"]]
    assert expected == [b64decode(answer["body"]) for answer in (home, page, data, missing)]
    assert [200, 200, 200, 308, 404, 404] == [
        answer["status"] for answer in (home, page, data, moved, missing, record)
    ]
    assert (304, "text/html; charset=utf-8") == (page["again"], page["type"])
    assert "https://example.org/a/" == moved["location"]


def fenced(manual: Path, opening: str) -> str:
    """Return the text of a code block of the manual."""
    return manual.read_text("utf-8").partition(f"{opening}\n")[2].partition("```")[0]


class Recorder:
    """Notes each change of a bucket when it begins, and when it has been answered."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.changes: list[tuple[str, str]] = []
        for name in ("write", "write_if", "delete"):
            monkeypatch.setattr(objects.Bucket, name, self.wrap(name, getattr(objects.Bucket, name)))

    def wrap(self, name: str, method: Any) -> Any:
        def call(bucket: objects.Bucket, subject: Any, *more: Any) -> Any:
            change = (name, " ".join([subject] if isinstance(subject, str) else subject))
            self.changes.append(change)
            answer = method(bucket, subject, *more)
            self.changes.append(change)
            return answer

        return call

    def span(self, name: str, pattern: str) -> tuple[int, int]:
        """Return when the first and the last change of some files begin and end."""
        numbers = [
            number
            for number, (method, path) in enumerate(self.changes)
            if method == name and re.search(pattern, path)
        ]
        return numbers[0], numbers[-1]


@pytest.mark.usefixtures("bucket")
def test_in_place_each_kind_of_file_is_there_before_the_next_begins(
    site: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Assets, other files, new pages, changed pages, lists; then deletions, and the record of it all."""
    site.write("static/gone.bin", b"\x03")
    assert deploy(site) == 0
    site.remove("static/gone.bin")
    site.write("content/c.md", "---\ntitle: C\n---\nText")
    site.write("layouts/assets/css/own.css", "p { color: blue }")
    site.write("static/data.bin", b"\x02")
    recorder = Recorder(monkeypatch)
    assert deploy(site) == 0
    spans = [
        recorder.span("write", "^assets/"),
        recorder.span("write", r"^data\.bin"),
        recorder.span("write", r"^c/.*html"),
        recorder.span("write", r"^(?!c/).*html"),
        recorder.span("write", r"\.(xml|txt|json|md)$"),
        recorder.span("delete", r"^gone\.bin"),
    ]
    announced, recorded = recorder.span("write_if", MANIFEST.replace(".", r"\."))
    times = [announced, *(time for span in spans for time in span), recorded]
    assert sorted(times) == times
