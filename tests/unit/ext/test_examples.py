"""The examples of the manual's page about extensions: each does what the page says, in under 40 lines."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.site_maker import SiteFolder
from tests.unit.test_manual import examples

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

EXAMPLES = {one.title: one.text for one in examples("extensions.md") if one.title}
OF_A_SITE = ("extensions/", "content/", "data/", "layouts/", "sitegen.toml")
ROOT = Path(__file__).parents[3]


@pytest.fixture
def site(make_site: Maker) -> SiteFolder:
    """The site that the page shows."""
    return make_site({path: text for path, text in EXAMPLES.items() if path.startswith(OF_A_SITE)})


def test_each_example_is_short() -> None:
    assert [path for path, text in EXAMPLES.items() if text.count("\n") >= 40] == []
    assert len([path for path in EXAMPLES if path.startswith("extensions/")]) == 5


def test_a_video_a_reading_list_and_an_archive(site: SiteFolder) -> None:
    site.publish()
    assert '<iframe src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"' in site.page("talk/index.html")
    assert "<ul><li><cite>Dune</cite>, Frank Herbert</li></ul>" in site.page("books/index.html")
    assert '<li><a href="/talk/">My talk</a></li>' in site.page("archive/2025/index.html")
    site.write("data/books.toml", EXAMPLES["data/books.toml"].replace("Dune", "Emma"))
    site.publish()
    assert "<cite>Emma</cite>" in site.page("books/index.html")


def test_a_check_of_one_s_own(site: SiteFolder) -> None:
    site.write("content/talk.md", "---\ndate: 2025-05-06\n---\n# Talk\n")
    (problem,) = (one for one in site.build().problems if one.code == "style/description")
    assert (problem.path, problem.message) == ("content/talk.md", "this post has no description")


def test_who_contributed_to_a_page(site: SiteFolder) -> None:
    site.write("sitegen.toml", f"{EXAMPLES['sitegen.toml']}[git]\nupdated = true\n")
    site.write("content/talk.md", "# Talk\n\n::: contributors\n:::\n")
    git = ("git", "-C", str(site.root), "-c", "user.name=Ann", "-c", "user.email=a@example.org")
    for words in (["init", "-q"], ["add", "content"], ["commit", "-qm", "First"]):
        moment = {
            **os.environ,
            "GIT_AUTHOR_DATE": "2025-03-04T12:00Z",
            "GIT_COMMITTER_DATE": "2025-03-04T12:00Z",
        }
        subprocess.run([*git, *words], check=True, env=moment)
    site.publish()
    assert "<p>1 changes by Ann, the last on 04 March 2025.</p>" in site.page("talk/index.html")


def test_a_theme_and_an_extension_work_as_wheels_in_an_environment_of_their_own(
    make_site: Maker, tmp_path: Path
) -> None:
    """Built and installed without a network; what sitegen itself needs is taken from here."""
    projects = SiteFolder(
        tmp_path / "projects",
        {path: text for path, text in EXAMPLES.items() if path.startswith("sitegen-quiet/")},
    )
    described = EXAMPLES["sitegen-quiet/pyproject.toml"]
    projects.write("sitegen-video/pyproject.toml", described.replace("quiet", "video"))
    projects.write("sitegen-video/sitegen_video/__init__.py", EXAMPLES["extensions/youtube.py"])
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-cache-dir")
    venv.create(tmp_path / "env", with_pip=False, symlinks=True)
    python = tmp_path / "env/bin/python"
    alone = ("--no-deps", "--no-index")
    for name in ("sitegen-quiet", "sitegen-video"):
        folder = tmp_path / "projects" / name
        subprocess.run(
            [*pip, "wheel", *alone, "--no-build-isolation", "--wheel-dir", tmp_path, folder], check=True
        )
    wheels = sorted(tmp_path.glob("*.whl"))
    subprocess.run([*pip, "--python", python, "install", *alone, *wheels], check=True)
    site = make_site(
        {
            "sitegen.toml": EXAMPLES["sitegen.toml"] + "[extensions.quiet]\n[extensions.video]\n",
            "content/talk.md": EXAMPLES["content/talk.md"],
        }
    )
    program = (
        f"import sys; sys.path += [{str(ROOT)!r}, {sysconfig.get_path('purelib')!r}]; "
        "from sitegen.cli import main; sys.exit(main(['build']))"
    )
    done = subprocess.run(
        [python, "-P", "-c", program], cwd=site.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    page = site.page("talk/index.html")
    assert '<p class="quiet">My site</p>' in page
    assert "youtube-nocookie" in page
