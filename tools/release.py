"""Checks all that a release needs and builds it into dist/: `make release`. It stops before the upload.

The version comes from sitegen/__init__.py, the notes from CHANGELOG.md. Run as `python -m tools.release`;
with `--rehearse`, an untagged state with unreleased notes will do.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sitegen import __version__
from tests.pythons import find_pythons

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
_VERSION = re.compile(r"\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?\Z")
_UNRELEASED = "[Unreleased]"
_NAME = "sitegen-ssg"


class NotReadyError(Exception):
    """What keeps this state from being released, and the remedy."""


def main() -> int:
    """Check, build, try out; print what was made and what is left to do."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--rehearse", action="store_true", help="don't ask for a version, notes and a clean tree"
    )
    rehearse: bool = parser.parse_args().rehearse
    try:
        if not rehearse:
            check_state(__version__, (ROOT / "CHANGELOG.md").read_text("utf-8"))
        packages = build_packages()
        for python in (Path(sys.executable), *find_pythons(system=False).values()):
            try_out(python, packages)
    except NotReadyError as reason:
        print(f"not ready: {reason}", file=sys.stderr)
        return 1
    for path in sorted(DIST.iterdir()):
        print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(ROOT)}")
    print(f"Ready. To publish: git tag v{__version__} && git push origin v{__version__}")
    return 0


def check_state(version: str, changelog: str) -> None:
    """Raise NotReadyError unless the version is new, its notes are written, and everything is committed."""
    if not _VERSION.match(version):
        raise NotReadyError(f"{version} is no version like 1.2.3: correct sitegen/__init__.py")
    read_notes(changelog, version)
    if _git("status", "--porcelain"):
        raise NotReadyError("there are changes that are not committed: commit them")
    tag = f"v{version}"
    if _git("tag", "--list", tag) and _git("rev-list", "-n1", tag) != _git("rev-parse", "HEAD"):
        raise NotReadyError(f"{tag} is another commit: raise the version in sitegen/__init__.py")


def read_notes(changelog: str, version: str) -> str:
    """Return what the changelog says of a version; NotReadyError if it has no such part, or no date."""
    for part in re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]:
        head, _, notes = part.partition("\n")
        if head.startswith(f"[{version}]"):
            if not re.fullmatch(r"\[[^]]+\] - \d{4}-\d\d-\d\d", head.strip()):
                raise NotReadyError(f"CHANGELOG.md: write the day of {version}: ## [{version}] - 2026-01-31")
            return notes.strip()
    remedy = f"name the part {_UNRELEASED} of CHANGELOG.md [{version}] - and the day"
    raise NotReadyError(f"CHANGELOG.md has no part for {version}: {remedy}")


def _git(*words: str) -> str:
    git = shutil.which("git") or "git"
    done = subprocess.run([git, "-C", ROOT, *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def build_packages() -> list[Path]:
    """Build both packages twice, from the repository and from the source package; they must be the same."""
    shutil.rmtree(DIST, ignore_errors=True)
    with TemporaryDirectory() as name:
        again, unpacked = Path(name, "again"), Path(name, "unpacked")
        build(ROOT, DIST, "sdist", "wheel")
        build(ROOT, again, "sdist", "wheel")
        compare(DIST, again)
        (source,) = DIST.glob("*.tar.gz")
        with tarfile.open(source) as archive:
            archive.extractall(unpacked, filter="data")
        shutil.rmtree(again)
        build(next(unpacked.iterdir()), again, "wheel")
        compare(DIST, again)
    return sorted(DIST.iterdir())


def build(folder: Path, to: Path, *kinds: str) -> None:
    """Build packages of a folder with the backend that is installed here, as of the last commit."""
    words = [word for kind in kinds for word in ("--target", kind)]
    environment = os.environ | {"SOURCE_DATE_EPOCH": _git("log", "-1", "--format=%ct")}
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(to), *words]
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)


def compare(first: Path, second: Path) -> None:
    """Raise NotReadyError if a package of the second folder differs from that in the first."""
    for path in sorted(second.iterdir()):
        if path.read_bytes() != (first / path.name).read_bytes():
            raise NotReadyError(f"two builds of {path.name} differ: find what is not reproducible")


def try_out(python: Path, packages: Iterable[Path]) -> None:
    """Install the wheel in an environment of its own and build a site; this Python also lists the parts."""
    (wheel,) = (path for path in packages if path.suffix == ".whl")
    with TemporaryDirectory() as name:
        environment = Path(name, "env")
        _run(python, "-m", "venv", environment)
        own = environment / "bin/python"
        _run(own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
        program, site = environment / "bin/sitegen", Path(name, "site")
        _run(program, "new", "site", site, "--quiet")
        _run(program, "build", "--strict", "--root", site, "--base-url", "https://example.org", "--quiet")
        if not (site / "public/blog/first-post/index.html").is_file():
            raise NotReadyError(f"with {python}, a new site has no first post")
        version = _run(program, "--version")
        if f"sitegen {__version__} " not in version:
            raise NotReadyError(f"with {python}, sitegen --version says {version!r}")
        print(f"tried out: {version}", end="")
        if python == Path(sys.executable):
            report = json.loads(_run(own, "-m", "pip", "inspect", "--local", "--disable-pip-version-check"))
            parts = json.dumps(list_parts(report["installed"]), indent=2, sort_keys=True)
            (DIST / f"{_NAME}-{__version__}.cdx.json").write_text(f"{parts}\n", "utf-8")


def _run(*words: str | Path) -> str:
    """Run a command outside the repository, where no other sitegen is; return what it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd="/", env=environment)
    if done.returncode:
        raise NotReadyError(f"{' '.join(map(str, words))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def list_parts(installed: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a bill of materials (CycloneDX 1.6) of what `pip inspect` found in a clean environment."""
    parts = {part["name"]: part for part in map(_describe, installed)}
    subject = parts.pop(_NAME)
    parts.pop("pip", None)
    parts.pop("setuptools", None)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**subject, "type": "application"}},
        "components": [parts[name] for name in sorted(parts)],
    }


def _describe(package: Mapping[str, Any]) -> dict[str, Any]:
    about = package["metadata"]
    name = re.sub(r"[-_.]+", "-", about["name"]).lower()
    address = f"pkg:pypi/{name}@{about['version']}"
    part = {"type": "library", "name": name, "version": about["version"], "purl": address, "bom-ref": address}
    licences = list(_find_licences(about))
    return part | ({"licenses": licences} if licences else {})


def _find_licences(about: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the licence of a package: an SPDX expression, or else what its classifiers call it."""
    if expression := about.get("license_expression"):
        yield {"expression": expression}
        return
    for text in about.get("classifier", ()):
        if text.startswith("License :: OSI Approved :: "):
            yield {"license": {"name": text.rpartition(" :: ")[2]}}


if __name__ == "__main__":
    sys.exit(main())
