"""``sitegen inventories``: the one command that fetches what links into other projects need."""

from __future__ import annotations

from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from sitegen.cli import main
from sitegen.reference.inventory import Entry, write_inventory
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """The folder and the address of another project's documentation."""
    folder = tmp_path / "other"
    folder.mkdir()
    server = HTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_fetches_what_is_missing(
    other: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And what is there again with --update alone; a build then links there, without the network."""
    folder, address = other
    (folder / "objects.inv").write_bytes(
        write_inventory("O", "", [Entry("o.f", "py:function", "f.html", "o.f")])
    )
    settings = f'[[reference.inventories]]\nurl = "{address}"\nfile = "inventories/o.inv"\n'
    site = SiteFolder(tmp_path / "site", {"sitegen.toml": settings, "content/a.md": "# A\n\n[f][o.f]\n"})
    assert [problem.code for problem in site.build(lenient=True).problems] == ["inventory-missing"]
    command = ["inventories", "--root", str(site.root)]
    assert main(command) == 0
    assert "1 objects" in capsys.readouterr().err
    assert site.build().problems == ()
    assert f'<a href="{address}f.html">f</a>' in (site.root / "public/a/index.html").read_text("utf-8")
    (folder / "objects.inv").write_bytes(b"broken")
    assert main(command) == 0
    assert main([*command, "--update"]) == 1
    assert "isn't an inventory" in capsys.readouterr().err
    assert site.build().problems == ()
