"""A build on a cluster publishes the same bytes and Problems as one on this machine."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.build import clusters
from sitegen.build import run as builds
from sitegen.cli.arguments import read_cluster
from sitegen.core import extras
from sitegen.core.problems import Problem
from sitegen.workers.on_demand import WORTH_A_POOL
from tests.site_maker import SiteFolder
from tests.unit.cluster.in_process import ClusterInProcess

if TYPE_CHECKING:
    from pathlib import Path

Published = tuple[dict[str, bytes], tuple[Problem, ...]]

CONFIG = """\
title = "Clustered"
base_url = "https://example.org/base/"
language = "en"
[languages.en]
label = "English"
[languages.de]
label = "Deutsch"
"""
EXTENSION = """\
from sitegen.ext import Extension, Finding
from extensions._words import WORD

def check(page, site):
    if page.title.endswith("7"):
        yield Finding(page.title + " ends with 7")

extension = Extension(
    texts={"shout": lambda page: page.text.replace("Plain", WORD)},
    filters={"loud": lambda text: text.upper() + WORD},
    directives={"box": lambda call: "<p>" + WORD + "</p>" + call.body},
    checks={"seven": check},
)
"""


def make_site(root: Path, pages: int = WORTH_A_POOL + 4) -> SiteFolder:
    site = SiteFolder(
        root,
        {
            "sitegen.toml": CONFIG,
            "extensions/more.py": EXTENSION,
            "extensions/_words.py": "WORD = 'Words & more'\n",
            "layouts/partials/foot.html": "{{ site.title | loud }}",
            "layouts/page.html": '{% extends "builtin/page.html" %}{% block after %}'
            '{% include "partials/foot.html" %}{% for p in site.pages %}{{ p.title }}{% endfor %}'
            "{% endblock %}",
            "static/a.txt": "a",
        },
    )
    for number in range(pages):
        language = ".de" if number % 9 == 1 else ""
        stem = number - 1 if language else number
        site.write(
            f"content/blog/p{stem:03}{language}.md",
            f"+++\ntitle = 'Page {number}'\ndate = 2024-01-{1 + number % 28:02}\n"
            f"tags = ['t{number % 5}']\n+++\n"
            f"Plain text with [a link](p000.md) and `code`.\n\n## Part\n\n::: box\n*inside*\n:::\n\n"
            f"```python\nx = {number}\n```\n" + ("[lost](nowhere.md)\n" if number == 20 else ""),
        )
    return site


def read_tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def publish(site: SiteFolder, name: str, **wishes: Any) -> Published:
    output = site.root.with_name(name)
    result = site.build(output=output, cache=site.root.with_name(f"{name}-cache"), lenient=True, **wishes)
    assert result.ok, result.problems
    assert result.pages
    return read_tree(output), result.problems


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    return make_site(tmp_path_factory.mktemp("clustered") / "site")


@pytest.fixture(scope="module")
def expected(site: SiteFolder) -> Published:
    return publish(site, "local")


def test_batches_that_travel_give_the_same_bytes(
    site: SiteFolder, expected: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files, Problems with their places, extensions and languages, even if the first batches end last."""
    cluster = ClusterInProcess(tmp_path / "store")
    monkeypatch.setattr(builds, "open_cluster", lambda *_: cluster)
    assert publish(site, "in-process", cluster="local:2") == expected
    assert 1 < cluster.most_waiting < 20


@pytest.mark.skipif(sys.platform != "linux", reason="tested where clusters run")
def test_a_dask_cluster_gives_the_same_bytes(site: SiteFolder, expected: Published) -> None:
    """Two workers of Dask on this machine, and nothing is left of them."""
    assert publish(site, "cluster", cluster="local:2") == expected
    assert "cluster" not in os.listdir(site.root.with_name("cluster-cache"))


def test_a_site_without_much_to_do_needs_no_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is started, and nobody is asked: the address leads nowhere."""
    monkeypatch.setenv("SITEGEN_CACHE_REMOTE", str(tmp_path / "store"))
    monkeypatch.setenv("SITEGEN_CACHE_MODE", "write")
    site = make_site(tmp_path / "site", pages=5)
    assert publish(site, "local") == publish(site, "cluster", cluster="127.0.0.1:1")


def test_without_the_extra_the_command_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for other extras."""
    monkeypatch.setattr(clusters, "is_installed", lambda package: package != "distributed")
    result = make_site(tmp_path / "site", pages=1).build(cluster="local:2")
    assert [(problem.code, problem.message, problem.hint) for problem in result.problems] == [
        ("extra-missing", "--cluster needs distributed", extras.install_hint("distributed"))
    ]
    assert extras.install_hint("distributed") == "install it: pip install 'sitegen-ssg[dask]'"


@pytest.mark.parametrize("mode", ["read", "off"])
def test_hosts_need_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    """One that their workers can write to; the error says how to name it."""
    monkeypatch.setenv("SITEGEN_CACHE_REMOTE", str(tmp_path / "store"))
    monkeypatch.setenv("SITEGEN_CACHE_MODE", mode)
    result = make_site(tmp_path / "site", pages=1).build(cluster="tls://10.0.0.5:8786")
    assert [problem.code for problem in result.problems] == ["cluster-failed"]
    assert "[cache]" in result.problems[0].hint
    assert "tls://10.0.0.5:8786" in result.problems[0].message


def test_functions_that_may_read_any_file_stay_here(tmp_path: Path) -> None:
    """And the build says so."""
    site = make_site(tmp_path / "site", pages=2)
    site.write("own.py", "def say(values):\n    return ''\n")
    site.write("sitegen.toml", CONFIG + '[markdown.directives]\nsay = "own:say"\n')
    assert [notice for notice in site.build(cluster="local:2", lenient=True).notices if "cluster" in notice]


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("local:2", True),
        ("10.0.0.5:8786", True),
        ("tls://[fd00::5]:8786", True),
        ("local:0", False),
        ("local:x", False),
        ("local", False),
        ("build1", False),
        ("tcp://a b:1", False),
    ],
)
def test_addresses(text: str, *, is_right: bool) -> None:
    """A mistake is one of the command line."""
    if is_right:
        assert read_cluster(text) == text
        return
    with pytest.raises(ArgumentTypeError, match="local:N"):
        read_cluster(text)
