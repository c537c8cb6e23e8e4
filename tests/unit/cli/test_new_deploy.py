"""``sitegen new deploy``: what it writes is pinned and audited, and publishes from a shallow clone."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from sitegen.cli import main
from sitegen.cli.hosts import HOSTS
from sitegen.cli.installed import find_requirement
from tests.site_maker import read_tree
from tests.unit.deploy.hosts import s3_server

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
WORKFLOWS = [name for name, host in HOSTS.items() if any(path.startswith(".github/") for path in host.files)]
_PIN = re.compile(r"uses: ([\w./-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+$")
_SITEGEN = "import sys; from sitegen.__main__ import begin; sys.exit(begin())"

#: Stands for pip on the machine of a host: each line must name a package that is in the repository.
_PIP = f"""#!{sys.executable}
import pathlib, sys
assert sys.argv[1:] == ["install", "--requirement", "requirements.txt"], sys.argv
for line in pathlib.Path("requirements.txt").read_text().splitlines():
    assert pathlib.Path(line.partition("[")[0]).is_file(), line
program = pathlib.Path(__file__).with_name("sitegen")
program.write_text({f"#!/bin/sh{chr(10)}exec {sys.executable} -P -c '{_SITEGEN}' " + '"$@"' + chr(10)!r})
program.chmod(0o755)
"""
#: Stands for the Python that Vercel's package manager installs: it makes an environment with that pip.
_PYTHON = f"""#!{sys.executable}
import pathlib, shutil, sys
assert sys.argv[1:3] == ["-m", "venv"], sys.argv
folder = pathlib.Path(sys.argv[3], "bin")
folder.mkdir(parents=True)
shutil.copy(pathlib.Path(__file__).with_name("pip"), folder / "pip")
"""


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """The environment of a build server: a fresh home, no caches, its own programs."""
    for folder in ("bin", "home"):
        (tmp_path / folder).mkdir()
    for name, text in (("pip", _PIP), ("python3.12", _PYTHON), ("dnf", "#!/bin/sh\n")):
        (tmp_path / "bin" / name).write_text(text)
        (tmp_path / "bin" / name).chmod(0o755)
    git = Path(shutil.which("git") or "git").parent
    path = f"{tmp_path / 'bin'}:{git}:/usr/bin:/bin"
    return {"HOME": str(tmp_path / "home"), "PATH": path, "GIT_CONFIG_NOSYSTEM": "1", "LANG": "C.UTF-8"}


def make(folder: Path, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a new site with its address and the files for a host; its package is a file in the repository."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4000000000")
    assert main(["new", "site", str(folder), "--title", "Café & more", "--quiet"]) == 0
    config = folder / "sitegen.toml"
    config.write_text(re.sub(r'base_url = "".*', 'base_url = "https://example.org"', config.read_text()))
    assert main(["new", "deploy", host, "--root", str(folder)]) == 0
    line = (folder / "requirements.txt").read_text().strip()
    package = folder / line.partition("[")[0]
    package.parent.mkdir(exist_ok=True)
    package.write_bytes(b"a wheel")


def clone(folder: Path, to: Path) -> Path:
    """Commit a site, and clone it as build servers do."""
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    for number in range(2):
        (folder / "static").mkdir(exist_ok=True)
        (folder / "static/number.txt").write_text(str(number))
        subprocess.run(["git", "-C", folder, "add", "--all"], check=True)
        subprocess.run(["git", "-C", folder, *identity, "commit", "-qm", f"Number {number}"], check=True)
    subprocess.run(["git", "clone", "--quiet", "--depth=1", folder.as_uri(), to], check=True)
    return to


def commands_of(folder: Path, host: str, job: str) -> list[tuple[str, dict[str, str]]]:
    """Return the commands that a host runs, each with its variables; ``job`` is build or deploy."""
    path = folder / next(iter(HOSTS[host].files))
    if path.name == "vercel.json":
        config = json.loads(path.read_text())
        return [(config[key], {}) for key in ("installCommand", "buildCommand")]
    if path.suffix == ".toml":
        return [(tomllib.loads(path.read_text())["build"]["command"], {})]
    config = yaml.safe_load(path.read_text())
    if path.name == ".gitlab-ci.yml":
        script = config["check" if job == "build" else "pages"]["script"]
        return [(line, {}) for line in (*config["default"]["before_script"], *script)]
    steps: list[dict[str, Any]] = config["jobs"].get(job, {"steps": []})["steps"]
    return [(step["run"], step.get("env", {})) for step in steps if "run" in step]


def cache_of(folder: Path, host: str) -> str:
    """Return the folder that a host keeps from one build to the next; "" if it can't."""
    path = folder / next(iter(HOSTS[host].files))
    if path.name == "site.yml":
        steps = yaml.safe_load(path.read_text())["jobs"]["build"]["steps"]
        return next(str(step["with"]["path"]) for step in steps if "actions/cache@" in step.get("uses", ""))
    if path.name == ".gitlab-ci.yml":
        return str(yaml.safe_load(path.read_text())["default"]["cache"]["paths"][0])
    text = (
        path.with_name("netlify").joinpath("sitegen-cache/index.js").read_text() if host == "netlify" else ""
    )
    text += path.read_text()
    match = re.search(r'cache\.restore\("([^"]+)"\)|--cache (\S+?)"', text)
    return (match[1] or match[2]) if match else ""


def run(commands: list[tuple[str, dict[str, str]]], folder: Path, machine: dict[str, str]) -> None:
    for command, variables in commands:
        environment = machine | {"SOURCE_DATE_EPOCH": "4000000000"} | variables
        done = subprocess.run(
            ["sh", "-ec", command],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("host", HOSTS)
def test_what_a_host_runs_publishes_the_site_from_a_shallow_clone(
    host: str, tmp_path: Path, machine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes as at home; and the folder that is cached is the one that the build used."""
    home = tmp_path / "site"
    make(home, host, monkeypatch)
    server = clone(home, tmp_path / "server")
    run(commands_of(server, host, "build"), server, machine)
    assert main(["build", "--strict", "--root", str(home)]) == 0
    published = read_tree(server / "public")
    assert published == read_tree(home / "public")
    assert b"Caf\xc3\xa9 &amp; more" in published["index.html"]
    cache = cache_of(server, host)
    assert bool(cache) is (host != "cloudflare")
    assert any((server / cache).iterdir())


@pytest.fixture
def storage() -> Iterator[str]:
    with s3_server() as address:
        yield address


def test_the_workflow_for_a_storage_fills_the_bucket(
    storage: str, tmp_path: Path, machine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import boto3

    home = tmp_path / "site"
    make(home, "s3", monkeypatch)
    config = home / "sitegen.toml"
    target = f'target = "s3://my-bucket"\nendpoint = "{storage}"\nregion = "us-east-1"\n'
    config.write_text(re.sub(r'target = "".*\n', target, config.read_text()))
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    client = boto3.client("s3", endpoint_url=storage, region_name="us-east-1", **keys)
    client.create_bucket(Bucket="my-bucket")
    server = clone(home, tmp_path / "server")
    commands = [
        (command, dict.fromkeys(variables, "test"))
        for command, variables in commands_of(server, "s3", "deploy")
    ]
    run(commands, server, machine)
    names = {item["Key"] for item in client.list_objects_v2(Bucket="my-bucket")["Contents"]}
    assert {"index.html", "blog/first-post/index.html"} <= names


def test_the_workflow_for_a_server_lets_ssh_log_in(
    tmp_path: Path, machine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is for nobody else to read; the last step is a deployment."""
    make(tmp_path / "site", "rsync", monkeypatch)
    *_, login, deploy = commands_of(tmp_path / "site", "rsync", "deploy")
    run([(login[0], {"KEY": "a key", "KNOWN_HOSTS": "a host"})], tmp_path, machine)
    folder = tmp_path / "home/.ssh"
    assert (folder / "id_ed25519").read_text() == "a key\n"
    assert oct((folder / "id_ed25519").stat().st_mode)[-3:] == "600"
    assert (folder / "known_hosts").read_text() == "a host\n"
    assert deploy[0].startswith("sitegen deploy ")


@pytest.mark.parametrize("host", WORKFLOWS)
def test_workflows_pass_the_auditor(host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "site", host, monkeypatch)
    program = Path(sys.executable).with_name("zizmor")
    words = (
        *("--color", "never", "--offline", "--quiet", "--persona", "auditor"),
        tmp_path / "site/.github/workflows",
    )
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "No findings to report. Good job!\n")


def test_every_action_is_pinned_and_each_to_one_version() -> None:
    """In the workflows of a new site, and in those of this repository."""
    files = [*(ROOT / "sitegen/cli/workflows").glob("*.yml"), *(ROOT / ".github/workflows").glob("*.yml")]
    lines = [line for file in files for line in file.read_text().splitlines() if re.search(r"\buses:", line)]
    pins = [_PIN.search(line) for line in lines]
    assert [line for line, pin in zip(lines, pins, strict=True) if not pin] == []
    actions = {pin.groups() for pin in pins if pin}
    assert len(actions) == len({action for action, _ in actions}) >= 5


def test_nothing_is_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second run stops; a file of requirements and tables of the configuration are added to."""
    folder = tmp_path / "site"
    assert main(["new", "site", str(folder), "--quiet"]) == 0
    (folder / "requirements.txt").write_text("numpy")
    with (folder / "sitegen.toml").open("a") as config:
        config.write("\n[urls]\nreadme = true\n")
    assert main(["new", "deploy", "netlify", "--root", str(folder)]) == 0
    assert (folder / "requirements.txt").read_text().startswith("numpy\n")
    written = tomllib.loads((folder / "sitegen.toml").read_text())
    assert (written["urls"], written["headers"]) == ({"readme": True}, {"files": ["netlify"]})
    assert 'in sitegen.toml, add redirects_for = ["netlify"] below [urls]' in capsys.readouterr().err
    assert main(["new", "deploy", "netlify", "--root", str(folder)]) == 1
    assert "there is a file already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "line", "command"),
    [
        (None, "sitegen-ssg[s3]==0.1.0", ""),
        (
            {"url": "https://example.org/x.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            "sitegen-ssg[s3] @ git+https://example.org/x.git@abc",
            "",
        ),
        (
            {"url": "https://example.org/x.whl", "archive_info": {}},
            "sitegen-ssg[s3] @ https://example.org/x.whl",
            "",
        ),
        ({"url": "file:///a%20b/x.whl", "archive_info": {}}, "./tools/x.whl[s3]", ""),
        (
            {"url": "file:///a%20b", "dir_info": {}},
            "./tools/sitegen_ssg-0.1.0-py3-none-any.whl[s3]",
            "pip wheel --no-deps --wheel-dir tools '/a b'",
        ),
    ],
)
def test_another_machine_installs_the_sitegen_that_runs_here(
    source: dict[str, Any] | None, line: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitegen.cli.installed.__version__", "0.1.0")
    monkeypatch.setattr("sitegen.cli.installed._read_source", lambda: source or {})
    requirement = find_requirement(("s3",))
    assert (requirement.line, requirement.command) == (line, command)
    assert (requirement.wheel is not None) is line.startswith("./tools/x")


def test_netlify_keeps_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its plugin restores the cache before a build and saves it after."""
    node = shutil.which("node")
    if not node:
        pytest.skip("node is not installed")
    make(tmp_path / "site", "netlify", monkeypatch)
    package = tomllib.loads((tmp_path / "site/netlify.toml").read_text())["plugins"][0]["package"]
    program = (
        "const p = require(process.argv[1]); const cache = {restore: x => console.log('restore', x),"
        "save: x => console.log('save', x)}; p.onPreBuild({utils: {cache}}); p.onPostBuild({utils: {cache}})"
    )
    folder = f"{tmp_path / 'site'}{package}"
    done = subprocess.run(
        [node, "-e", program, folder], capture_output=True, text=True, check=True, timeout=60, env=os.environ
    )
    assert done.stdout == "restore .sitegen-cache\nsave .sitegen-cache\n"
    assert yaml.safe_load(Path(folder, "manifest.yml").read_text()) == {"name": "sitegen-cache"}


@pytest.mark.parametrize(
    ("host", "step"),
    [
        ("github-pages", "GitHub Pages reads .github/workflows/site.yml at the top of a repository only"),
        ("gitlab-pages", "GitLab Pages reads .gitlab-ci.yml at the top of a repository only"),
        ("netlify", "in the settings of Netlify, name the folder of the site: docs/site"),
    ],
)
def test_a_site_below_the_top_of_its_repository_is_told_what_its_host_needs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], host: str, step: str
) -> None:
    """Otherwise the push succeeds, and nothing is ever published."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    folder = tmp_path / "docs/site"
    assert main(["new", "site", str(folder), "--deploy", host]) == 0
    assert step in capsys.readouterr().err
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    for path in HOSTS[host].files:
        (folder / path).unlink()
    assert main(["new", "deploy", host, "--root", str(folder)]) == 0
    assert step not in capsys.readouterr().err
