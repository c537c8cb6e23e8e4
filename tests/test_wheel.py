"""The wheel alone, in an environment of its own, builds a site that has only content."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from sitegen.core.builtin_theme import find_templates
from tests.site_maker import read_tree

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it would be published, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    words = ("wheel", "--no-deps", "--no-build-isolation", "--quiet", "--disable-pip-version-check")
    subprocess.run(
        [sys.executable, "-m", "pip", *words, "--wheel-dir", folder, ROOT], check=True, timeout=300
    )
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_code_and_theme_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    theme = {f"sitegen/layouts/{path}" for path in read_tree(ROOT / "layouts")}
    assert theme - set(names) == set()
    templates = [name for name, _ in find_templates(ROOT / "layouts")]
    compiled = [name for name in names if name.startswith("sitegen/theme/compiled/t")]
    assert len(templates) == len(compiled)
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"sitegen"}
    assert [name for name in names if name.endswith((".pyc", ".pyo"))] == []


@pytest.mark.slow
def test_the_wheel_alone_builds_a_site(wheel: Path, tmp_path: Path) -> None:
    """Its dependencies are taken from here, offline; the code and the theme are not."""
    venv.create(tmp_path / "env", with_pip=False, symlinks=True)
    python = tmp_path / "env/bin/python"
    installed = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    zipfile.ZipFile(wheel).extractall(installed)
    (tmp_path / "site/content").mkdir(parents=True)
    (tmp_path / "site/sitegen.toml").write_text('base_url = "https://example.org"\n')
    (tmp_path / "site/content/a.md").write_text(
        "---\ntitle: Alone\ndate: 2025-01-01\n---\n```python\n1\n```\n"
    )
    # Dependencies stand after the environment's own folder, so that no other sitegen comes first.
    program = (
        f"import sys; sys.path = [*filter(None, sys.path), {sysconfig.get_path('purelib')!r}]; "
        "import sitegen; "
        f"assert sitegen.__file__.startswith({installed!r}), sitegen.__file__; "
        "from sitegen.cli import main; code = main(['build', '--strict']); "
        "assert 'minify' not in sys.modules, 'the theme was not prepared'; "
        "from sitegen.theme import precompiled as theme; "
        "assert theme._read_index(theme.FOLDER), 'nor compiled'; "
        "from sitegen.core.builtin_theme import builtin_layouts, find_assets; "
        "from sitegen.theme import assets; "
        "sources = {name: path.read_bytes() for name, path in find_assets(builtin_layouts())}; "
        "assert assets._mark_all(sources) in assets._list_ahead(), 'nor found where it is installed'; "
        "sys.exit(code)"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    built = subprocess.run(
        [python, "-c", program],
        cwd=tmp_path / "site",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (built.returncode, built.stdout) == (0, ""), built.stderr
    page = (tmp_path / "site/public/a/index.html").read_text(encoding="utf-8")
    assert "<h1>Alone</h1>" in page
    assert any(path.startswith("assets/css") for path in read_tree(tmp_path / "site/public"))
