"""A small site, and a bucket of a server on this machine as its owner sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitegen.cli import main
from tests.site_maker import SiteFolder, read_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

FILES: dict[str, str | bytes] = {
    "sitegen.toml": 'title = "Here"\nbase_url = "https://example.org"\n',
    "content/a.md": "---\ntitle: A\n---\nText",
    "content/b.md": "---\ntitle: B\n---\nText",
    "static/data.bin": b"\x00\x01",
}


class Bucket:
    """A bucket of the server, as its owner sees it."""

    def __init__(self, client: Any, name: str) -> None:
        self.client = client
        self.name = name

    def list_keys(self, start: str = "") -> list[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=start)
        return [item["Key"] for page in pages for item in page.get("Contents", ())]

    def get(self, key: str) -> bytes:
        data: bytes = self.client.get_object(Bucket=self.name, Key=key)["Body"].read()
        return data

    def head(self, key: str) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = self.client.head_object(Bucket=self.name, Key=key)
        return answer

    def put(self, key: str, data: bytes) -> None:
        self.client.put_object(Bucket=self.name, Key=key, Body=data)

    def read(self) -> dict[str, bytes]:
        return {key: self.get(key) for key in self.list_keys()}


def deploy(site: SiteFolder, *words: str) -> int:
    return main(["deploy", "--root", str(site.root), "--jobs", "1", *words])


def published(site: SiteFolder) -> dict[str, bytes]:
    files = read_tree(site.root / "public")
    return {path: data for path, data in files.items() if not path.startswith(".sitegen-")}
