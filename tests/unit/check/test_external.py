"""``sitegen check --external``: other hosts are asked with patience, and nothing that they do hurts."""

from __future__ import annotations

import asyncio
import gzip
import json
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.check import check
from sitegen.check.external import is_asked
from sitegen.check.fetch import Fetcher
from sitegen.check.replies import Reply, Verdict, judge_reply, seconds_of, to_ascii
from sitegen.check.web import Web
from sitegen.cli import main
from sitegen.config import External, Host, make_safe, read_config
from tests.site_maker import NOW, SiteFolder
from tests.unit.check.far_host import FarHost, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.unit.check.far_host import Answer, Sent

SETTINGS = """
[check.external]
private = true
backoff = 0.01
usual = {delay = 0, timeout = 0.5, retries = 1}
"""
ONE_BY_ONE = SETTINGS.replace("private", "per_host = 1\nprivate", 1)


@pytest.fixture
def far() -> Iterator[FarHost]:
    host = FarHost()
    yield host
    host.close()


class Checked:
    """A site of one page, checked with the web."""

    def __init__(self, root: Path, text: str, configuration: str = SETTINGS) -> None:
        self.site = SiteFolder(root, {"content/a.md": text, "sitegen.toml": configuration})

    def run(self, now: datetime = NOW) -> list[tuple[str, int, int, str]]:
        """Return the Problems that the web is to blame for."""
        result = check(self.site.options(), now=now, external=True)
        return [
            (one.code, one.line, one.column, one.message)
            for one in result.problems
            if one.code.startswith("external-")
        ]

    def messages(self) -> list[str]:
        return [f"{code}: {message}" for code, _, _, message in self.run()]


def test_a_link_that_leads_nowhere_is_told_at_its_place(tmp_path: Path, far: FarHost) -> None:
    """Every place that has it, once each; what is good is not mentioned. HEAD first, and GET to be sure."""
    far.answers = {"/gone": say(404), "/shy": lambda asked: say(405 if asked[-1].startswith("HEAD") else 200)}
    text = f"[a]({far.url}/good) [b]({far.url}/gone)\n\n<a href='{far.url}/gone'>c</a> [d]({far.url}/shy#x)\n"
    site = Checked(tmp_path, text)
    message = f"'{far.url}/gone' leads nowhere: status 404"
    column = text.index("/gone") - len(far.url) + 1
    assert site.run() == [("external-broken", 1, column, message)]
    assert sorted(far.requests) == ["GET /gone", "GET /shy", "HEAD /gone", "HEAD /good", "HEAD /shy"]


def test_only_with_the_option_is_the_web_asked(tmp_path: Path, far: FarHost) -> None:
    """Not in a build, and not in a check that does not say so."""
    site = Checked(tmp_path, f"[a]({far.url}/good)\n")
    site.site.publish()
    check(site.site.options(), now=NOW)
    assert far.requests == []


def test_the_command_has_it(tmp_path: Path, far: FarHost, capsys: pytest.CaptureFixture[str]) -> None:
    """``--external`` on the command line; its Problems are in every report, and count."""
    far.answers = {"/gone": say(410)}
    Checked(tmp_path, f"[a]({far.url}/gone)\n")
    assert main(["check", "--external", "--json", "--root", str(tmp_path)]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert ["content/a.md", 1, 5, "error", "external-broken"] in [problem[:5] for problem in problems]
    assert main(["check", "--root", str(tmp_path)]) == 0


def test_what_was_good_is_believed_for_a_while(tmp_path: Path, far: FarHost) -> None:
    """What was not is asked for again each time; a clock that went back believes nothing from its future."""
    far.answers = {"/gone": say(404)}
    site = Checked(tmp_path, f"[a]({far.url}/good) [b]({far.url}/gone)\n")
    for days, asked in ((0, 3), (6, 2), (8, 3), (-30, 3)):
        far.requests.clear()
        assert len(site.run(NOW + timedelta(days=days))) == 1
        assert len(far.requests) == asked


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (200, ""),
        (206, ""),
        (304, ""),
        (401, "external-unsure"),
        (403, "external-unsure"),
        (404, "external-broken"),
        (410, "external-broken"),
        (429, "external-unsure"),
        (500, "external-unsure"),
        (503, "external-unsure"),
        (599, "external-broken"),
        (999, "external-unsure"),
    ],
)
def test_statuses(status: int, code: str) -> None:
    """What says more of who asks than of the address is only a warning."""
    assert judge_reply("https://x.y/", Reply(status)).code == code


@pytest.mark.parametrize(
    ("moved_to", "code"),
    [("https://x.org/new", "external-moved"), ("https://x.org/a/", ""), ("https://x.org/a", "")],
)
def test_a_last_slash_is_no_move(moved_to: str, code: str) -> None:
    """Hosts add it for good."""
    assert judge_reply("https://x.org/a", Reply(200), moved_to=moved_to).code == code


def test_passing_faults_are_waited_out(tmp_path: Path, far: FarHost) -> None:
    """A busy host is asked again: after what it says, or after a back-off."""
    far.answers = {
        "/busy": lambda asked: say(429, "Retry-After: 0") if len(asked) < 3 else say(200),
        "/never": say(503, "Retry-After: 7200"),
    }
    assert Checked(tmp_path / "1", f"[a]({far.url}/busy)\n").run() == []
    assert far.requests == ["HEAD /busy", "GET /busy", "GET /busy"]
    far.requests.clear()
    assert Checked(tmp_path / "2", f"[a]({far.url}/never)\n").messages() == [
        f"external-unsure: '{far.url}/never' gives no clear answer: status 503"
    ]
    assert far.requests == ["HEAD /never"]


def test_a_host_is_left_its_time() -> None:
    """Between two requests to one host lies its delay: all together take three of them at least."""

    async def fetch(url: str, method: str, seconds: float) -> Reply:
        assert (url[:10], method, seconds > 0) == ("https://a.", "HEAD", True)
        return Reply(200)

    async def take() -> float:
        clock = asyncio.get_running_loop().time
        started = clock()
        web = Web(External(usual=Host(delay=0.1)), fetch, lambda _done, _total: None)
        await web.ask([f"https://a.invalid/{name}" for name in "abcd"], {})
        return clock() - started

    assert asyncio.run(take()) >= 0.29


def test_redirects(tmp_path: Path, far: FarHost) -> None:
    """They are followed; those for good say where to, and those in a circle or without end are an end."""
    answers: dict[str, Answer] = {
        "/moved": say(301, "Location: /new"),
        "/today": say(302, "Location: /new"),
        "/slash": say(301, "Location: /slash/"),
        "/round": say(302, "Location: /about"),
        "/about": say(302, "Location: /round"),
        "/lost": say(308, "Location: http://["),
        "/file": say(302, "Location: file:///etc/passwd"),
        "/gone": say(301, "Location: /none"),
        "/none": say(404),
    }
    steps = {f"/far{step}": say(302, f"Location: /far{step + 1}") for step in range(30)}
    far.answers = answers | steps
    names = ("moved", "today", "slash", "round", "lost", "file", "gone", "far0")
    site = Checked(tmp_path, "\n\n".join(f"[{name}]({far.url}/{name})" for name in names))
    assert site.messages() == [
        f"external-moved: '{far.url}/moved' has moved for good",
        f"external-broken: '{far.url}/round' leads nowhere: its redirects form a loop",
        f"external-broken: '{far.url}/lost' leads nowhere: it redirects to an invalid address",
        f"external-broken: '{far.url}/file' leads nowhere: it redirects to an invalid address",
        f"external-broken: '{far.url}/gone' leads nowhere: status 404",
        f"external-broken: '{far.url}/far0' leads nowhere: it redirects more than 10 times",
    ]


def test_hosts_that_mean_harm(tmp_path: Path, far: FarHost) -> None:
    """Each costs no more than the time that a request may take, and no memory."""
    good, chunked = b"HTTP/1.1 200 OK\r\n", b"Transfer-Encoding: chunked\r\n\r\n"
    bomb = gzip.compress(b"\0" * 50_000_000)

    def shy(answer: Callable[[], Sent]) -> Answer:
        return lambda asked: say(405) if asked[-1].startswith("HEAD") else answer()

    far.answers = {
        "/silent": lambda _: far.drip(),
        "/drip-head": lambda _: far.drip(good + b"X: "),
        "/endless-head": lambda _: chain([good], repeat(b"X: " + b"x" * 9000 + b"\r\n", 9999)),
        "/drip-body": shy(lambda: far.drip(good + b"Content-Length: 1000000\r\n\r\n")),
        "/endless": shy(lambda: far.pour(good + chunked)),
        "/huge": shy(lambda: good + b"Content-Length: 99999999999\r\n\r\n"),
        "/bomb": shy(lambda: say(200, "Content-Encoding: gzip", "Content-Type: text/html", body=bomb)),
        "/gibberish": b"\xff\xfe\0 gibberish\r\n\r\n",
        "/no-number": b"HTTP/1.1 ok\r\n\r\n",
        "/hangs-up": b"",
        "/steers": say(302, "Location: /\x1b[2J"),
    }
    text = "\n\n".join(f"[x]({far.url}{path})" for path in far.answers)
    site = Checked(tmp_path, text, SETTINGS.replace("retries = 1", "retries = 0"))
    late, closed = "it did not answer in time", "it closed the connection, or its answer isn't valid HTTP"
    found = [message.rsplit("/", 1)[1].split("' leads nowhere: ") for message in site.messages()]
    assert found == [
        ["silent", late],
        ["drip-head", late],
        ["endless-head", "its answer isn't valid HTTP"],
        ["gibberish", closed],
        ["no-number", closed],
        ["hangs-up", closed],
        ["steers", closed],
    ]


@given(head=st.binary(max_size=60), rest=st.binary(max_size=200), status=st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_an_answer(far: FarHost, head: bytes, rest: bytes, status: bool) -> None:
    """Whatever a server sends, there is a reply, and it has a verdict."""
    far.answers = {"/x": (b"HTTP/1.1 200 OK\r\n" if status else b"") + head + b"\r\n\r\n" + rest}

    async def ask() -> Reply:
        fetcher = Fetcher(2, private=True, anchors=True)
        try:
            return await fetcher.fetch(f"{far.url}/x", "GET", 5.0)
        finally:
            fetcher.close()

    reply = asyncio.run(ask())
    assert bool(reply.fault) != bool(reply.status)
    assert isinstance(judge_reply("https://x.y/", reply, "part"), Verdict)


def test_parts_of_pages_are_looked_for_where_that_is_wanted(tmp_path: Path, far: FarHost) -> None:
    """By id or name, as GitHub writes them too; compressed, and never more than a bound."""
    page = b"<h2 id='part'>x</h2><a name=old></a><h3 id=\"user-content-hub\">x</h3>"
    bomb = gzip.compress(page + b" " * 50_000_000)
    far.answers = {
        "/p": say(200, "Content-Type: text/html", body=page),
        "/z": say(200, "Content-Type: text/html", "Content-Encoding: gzip", body=bomb),
        "/pdf": say(200, "Content-Type: application/pdf", body=b"%PDF"),
    }
    parts = ("p#part", "p#old", "p#hub", "p#none", "z#part", "z#none", "pdf#page=2", "p#:~:text=x")
    site = Checked(
        tmp_path,
        "\n\n".join(f"[x]({far.url}/{part})" for part in parts),
        SETTINGS.replace("private = true", "private = true\nanchors = true"),
    )
    assert [message.split("'")[1].rpartition("/")[2] for message in site.messages()] == ["p#none", "z#none"]


def test_a_machine_without_a_network_is_told_so(tmp_path: Path, far: FarHost) -> None:
    """Rather than that every address of the web is gone."""
    port = far.url.rpartition(":")[2]
    far.close()
    text = " ".join(f"[x](http://127.0.0.{number}:{port}/)" for number in (1, 2, 3))
    site = Checked(tmp_path, text, SETTINGS.replace("retries = 1", "retries = 0"))
    assert site.messages() == ["external-unsure: no host answered: is this machine online?"]


def test_a_host_can_have_its_own_settings(tmp_path: Path, far: FarHost) -> None:
    """What is ignored is not asked for; a status may be as good as 200 at a host."""
    far.answers = {"/private": say(403), "/old/x": say(404)}
    own = f'ignore = ["{far.url}/old/*"]\nhosts."127.0.0.1" = {{accept = [403], delay = 0}}\n'
    site = Checked(tmp_path, f"[a]({far.url}/private) [b]({far.url}/old/x)\n", SETTINGS + own)
    assert site.run() == []
    assert not any("/old/" in asked for asked in far.requests)


def test_content_cannot_reach_into_a_private_network(tmp_path: Path, far: FarHost) -> None:
    """By a name or a number, unless the site says so; with --safe it cannot say so."""
    plain, _ = read_config("", "x")
    wanted, _ = read_config("check.external.private = true", "x")
    for external in (plain.check.external, make_safe(wanted).check.external):
        for url in (
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://169.254.169.254/",
            "//localhost/",
            "http://a.test/",
        ):
            assert not is_asked(url, "", external)
    assert is_asked("http://localhost/", "", wanted.check.external)
    site = Checked(tmp_path, f"[a]({far.url}/x)\n", "")
    assert (site.run(), far.requests) == ([], [])


def test_which_addresses_are_asked() -> None:
    """Those of other hosts, over HTTP."""

    def asked(url: str) -> bool:
        return is_asked(url, "https://me.org:8000", External(ignore=("https://no.org/*",)))

    yes = ("https://a.org/x", "//a.org/x", "HTTP://a.org", "https://me.org/")
    no = ("https://me.org:8000/", "/x", "mailto:a@b.org", "https://", "https://no.org/x", "https://[", "#x")
    assert [url for url in (*yes, *no) if asked(url)] == list(yes)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://a.org", "https://a.org/"),
        ("https://a.org/ü x?ä=ö#part", "https://a.org/%C3%BC%20x?%C3%A4=%C3%B6"),
        ("https://a.org/%C3%BC", "https://a.org/%C3%BC"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://me:secret@a.org:8443/", "https://a.org:8443/"),
        ("http://[2001:db8::1]/", "http://[2001:db8::1]/"),
    ],
)
def test_addresses_are_sent_in_ascii(written: str, sent: str) -> None:
    """No fragment, no password."""
    assert to_ascii(written) == sent


@pytest.mark.parametrize(
    "url", ["https://a.org:99999/", "https://\udcff.org/", "https:///x", "file:///x", "https://[x/"]
)
def test_what_is_no_address_is_a_value_error(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        to_ascii(url)


def test_servers_say_when_to_come_again() -> None:
    """In seconds, or as a date; anything else says nothing."""
    now = datetime(2025, 12, 1, 12, tzinfo=UTC)
    dates = ("Mon, 01 Dec 2025 12:01:00 GMT", "Mon, 01 Dec 2025 11:00:00 GMT")
    assert [seconds_of(text, now) for text in ("120", *dates, "9" * 400)] == [120.0, 60.0, 0.0, 999999999.0]
    assert [seconds_of(text, now) for text in ("soon", "", "-1")] == [None] * 3


def test_who_ends_a_check_early_does_not_ask_for_the_same_again(tmp_path: Path, far: FarHost) -> None:
    site = Checked(tmp_path, f"[a]({far.url}/a)\n\n[b]({far.url}/b)\n\n[c]({far.url}/c)\n", ONE_BY_ONE)

    def on_progress(stage: str, done: int, _total: int) -> None:
        if stage == "Asking the web" and done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(site.site.options(), now=NOW, on_progress=on_progress, external=True)
    assert far.requests == ["HEAD /a", "HEAD /b"]
    assert site.run() == []
    assert far.requests == ["HEAD /a", "HEAD /b", "HEAD /c"]


def test_a_host_in_letters_of_its_own_is_found_as_it_is_written(tmp_path: Path) -> None:
    """Pages have it in ASCII; nobody writes it so."""
    site = Checked(tmp_path, "Text, and [b](http://bücher.invalid2/ü).\n")
    assert [(code, line, column) for code, line, column, _ in site.run()] == [("external-broken", 1, 15)]
