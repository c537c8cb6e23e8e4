"""The tutorial of the manual, word for word: its commands in their order, its files where it shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.newcomer import newcomer, read_branch, read_bucket, read_steps

if TYPE_CHECKING:
    from pathlib import Path


def test_who_follows_the_tutorial_has_a_post_on_the_web(tmp_path: Path) -> None:
    """From the first command to the second deployment, with the preview open all the time."""
    with newcomer(tmp_path, installs=False) as (reader, client):
        for step in read_steps():
            if step.text == "$ sitegen deploy git:origin#gh-pages\n":  # "To publish a change"
                reader.save("content/_index.md", "---\ntitle: Notes\n---\nFog today.\n")
            reader.play(step)
        branch = read_branch(reader, tmp_path / "served")
        bucket = read_bucket(client)
    assert 'href="/my-site/blog/first-post/"' in branch["/blog/high-tide/"]
    assert "https://ada.github.io/my-site/blog/high-tide/" in branch["/sitemap.xml"]
    assert "Fog today." in branch["/"]
    assert (tmp_path / "served/.nojekyll").exists()
    assert b"second step" in bucket["blog/high-tide/index.html"]
    assert any(name.startswith("assets/") for name in bucket)
