"""A build tells which pages it left out, and why; the preview marks them: case 29."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sitegen.build.run import build
from sitegen.build.site_state import Session
from sitegen.cli import main
from sitegen.serve.preview import make_edition
from sitegen.site.visibility import Show
from tests.site_maker import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


def page(lines: str) -> str:
    return f"---\n{lines}\n---\nText.\n"


#: One page for each reason.
LEFT_OUT: dict[str, str | bytes] = {
    "content/a.md": page("title: A"),
    "content/d.md": page("draft: true\ndate: 2999-01-01"),
    "content/e.md": page("expiry_date: 2020-01-01"),
    "content/lab/_index.md": page("title: Lab\ndraft: true"),
    "content/lab/x.md": page("title: X"),
    "content/tokyo.md": page("date: 2999-01-01"),
}
COUNTS = "Left out: 3 drafts, 1 page that is not due yet, 1 expired page"
REASONS = [
    "left out: content/d.md is a draft (--drafts includes it)",
    "left out: content/e.md expired on 2020-01-01 00:00 UTC (--expired includes it)",
    "left out: content/lab/_index.md is a draft (--drafts includes it)",
    "left out: content/lab/x.md is in the section of content/lab/_index.md, which is a draft (--drafts includes it)",
    "left out: content/tokyo.md is not due until 2999-01-01 00:00 UTC (--future includes it)",
]


def tell(site: SiteFolder, capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Run a command; return the lines that a user sees."""
    assert main([*words, "--root", str(site.root)]) == 0
    return capsys.readouterr().err.splitlines()


def test_29_the_last_line_counts_the_pages_left_out(
    make_site: Maker, capsys: pytest.CaptureFixture[str]
) -> None:
    """By their reasons, also when nothing had changed, after a change of a body, and in a check."""
    site = make_site(LEFT_OUT)
    assert f"{COUNTS} (--verbose names them)." in tell(site, capsys, "build")[-1]
    unchanged = tell(site, capsys, "build")[-1]
    assert "nothing changed" in unchanged
    assert COUNTS in unchanged
    site.write("content/a.md", page("title: A") + "More.\n")
    assert COUNTS in tell(site, capsys, "build")[-1]
    assert COUNTS in tell(site, capsys, "check")[-1]


def test_29_verbose_names_each_page_and_its_reason(
    make_site: Maker, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the first build and at an unchanged one."""
    site = make_site(LEFT_OUT)
    for _ in range(2):
        lines = [line for line in tell(site, capsys, "build", "-v") if line.startswith("left out: ")]
        assert lines == REASONS


def test_29_nothing_is_told_where_nothing_is_left_out(
    make_site: Maker, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the options that include them all, and without such pages."""
    site = make_site(LEFT_OUT)
    lines = tell(site, capsys, "build", "-v", "--drafts", "--future", "--expired")
    for path in LEFT_OUT.keys() - {"content/a.md"}:
        site.remove(path)
    lines += tell(site, capsys, "build", "-v")
    assert [line for line in lines if "eft out" in line] == []


def test_29_an_option_leaves_the_others_counted(make_site: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    """A page has the reason that still keeps it out."""
    site = make_site(LEFT_OUT)
    last = tell(site, capsys, "build", "--drafts")[-1]
    assert "Left out: 2 pages that are not due yet, 1 expired page (--verbose names them)." in last


@pytest.mark.parametrize(("form", "count"), [("json", 5), ("sarif", 5), ("github", 1)])
def test_29_reports_for_machines_have_it(
    make_site: Maker, capsys: pytest.CaptureFixture[str], form: str, count: int
) -> None:
    """JSON and SARIF name every page; a workflow of GitHub shows one notice with the counts."""
    site = make_site(LEFT_OUT)
    for _ in range(2):
        assert main(["build", "--format", form, "--root", str(site.root)]) == 0
        text = capsys.readouterr().out
        if form == "json":
            left_out = json.loads(text)["left_out"]
            assert [(one["path"], one["reason"]) for one in left_out][:2] == [
                ("content/d.md", "draft"),
                ("content/e.md", "expired"),
            ]
        elif form == "sarif":
            (invocation,) = json.loads(text)["runs"][0]["invocations"]
            left_out = invocation["toolExecutionNotifications"]
            assert left_out[0]["message"]["text"] == "content/d.md is a draft (--drafts includes it)"
        else:
            left_out = [line for line in text.splitlines() if line.startswith("::notice")]
            assert COUNTS in left_out[0]
        assert len(left_out) == count


def test_29_a_page_is_told_until_it_is_due(make_site: Maker) -> None:
    """The count follows the clock, with a cache, too."""
    site = make_site(
        {"content/a.md": page("title: A"), "content/b.md": page("date: 2025-12-01T21:00:00+09:00")}
    )
    before = site.build(now=datetime(2025, 12, 1, 11, 59, tzinfo=UTC))
    assert [one.path for one in before.left_out] == ["content/b.md"]
    assert site.build(now=datetime(2025, 12, 1, 12, tzinfo=UTC)).left_out == ()


def test_29_a_draft_that_is_renamed_in_its_title_stays_told(make_site: Maker) -> None:
    """A build that only reads what changed knows the others from the cache."""
    site = make_site(LEFT_OUT)
    site.build()
    site.write("content/d.md", page("title: Other\ndraft: true\ndate: 2999-01-01"))
    assert len(site.build().left_out) == 5


def test_04_the_preview_marks_what_a_section_hides(make_site: Maker) -> None:
    """A page whose section is not public is not public either."""
    site = make_site(LEFT_OUT)
    session = Session()
    build(site.options(show=Show(drafts=True, future=True, expired=True)), now=NOW, session=session)
    assert session.site_state is not None
    edition = make_edition(session.site_state.site, session.site_state.files, NOW)
    session.close()
    assert edition.addresses == {
        "/d/": "Draft",
        "/e/": "Expired",
        "/lab/": "Draft",
        "/lab/x/": "Draft section",
        "/tokyo/": "Scheduled for 2999-01-01",
    }
