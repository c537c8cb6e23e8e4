"""What a server replied -> a Verdict on the address that readers are sent to."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec

#: Statuses after which a retry is worthwhile.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
#: Statuses that say more about the client than about the address.
_CLOSED = frozenset({401, 403, 405, 406, 407, 451, 999})
#: What may be in a path and in a query as it is.
_PATH = "/%:@!$&'()*+,;=~-._[]|"


class Reply(msgspec.Struct, frozen=True):
    """The response to one request, or why it failed."""

    status: int = 0  #: 0: there was no answer, and ``fault`` says why
    location: str = ""  #: where a redirect leads
    retry_after: str = ""  #: as the server wrote it
    fault: str = ""
    passing: bool = False  #: a fault that may be gone at a retry
    ids: frozenset[str] | None = None  #: of the page; None if it was not read whole

    @property
    def is_good(self) -> bool:
        """Return whether the server has what it was asked for."""
        return not self.fault and self.status < 400

    @property
    def may_pass(self) -> bool:
        """Return whether a retry is worthwhile."""
        return self.passing or self.status in PASSING


class Verdict(msgspec.Struct, frozen=True, array_like=True):
    """The fault of an address; the code is "" for a good one."""

    code: str = ""
    message: str = ""
    hint: str = ""
    reached: bool = True  #: the host answered


def judge_reply(url: str, reply: Reply, anchor: str = "", moved_to: str = "") -> Verdict:
    """Return the Verdict on a reply; ``moved_to`` is where permanent redirects end."""
    if not reply.is_good:
        return _judge_failure(url, reply)
    if anchor and reply.ids is not None and reply.ids.isdisjoint({anchor, f"user-content-{anchor}"}):
        message = f"{url!r} leads to a part that the page does not have, or that a script creates"
        return Verdict("external-unsure", message, "try it in a browser")
    # A trailing slash doesn't count as a move.
    if moved_to and to_ascii(url).rstrip("/") != moved_to.rstrip("/"):
        return Verdict("external-moved", f"{url!r} has moved for good", f"link to {moved_to}")
    return Verdict()


def _judge_failure(url: str, reply: Reply) -> Verdict:
    if reply.fault:
        code = "external-unsure" if reply.passing else "external-broken"
        return Verdict(code, f"{url!r} leads nowhere: {reply.fault}", "try it in a browser", reached=False)
    if reply.status in _CLOSED or reply.may_pass:
        hint = "try it in a browser; if it works, list it in check.external.ignore"
        return Verdict("external-unsure", f"{url!r} gives no clear answer: status {reply.status}", hint)
    return Verdict("external-broken", f"{url!r} leads nowhere: status {reply.status}", "find its new address")


def seconds_of(retry_after: str, now: datetime) -> float | None:
    """Return how many seconds a Retry-After header (seconds or a date) asks us to wait."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((aware - now).total_seconds(), 0.0)


def to_ascii(url: str) -> str:
    """Return an address as it is sent: without its fragment, in ASCII; ValueError if it is invalid."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("it isn't a web address")
    host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode()
    if ":" in host:
        host = f"[{host}]"
    netloc = f"{host}:{parts.port}" if parts.port else host  # never a user's name and password
    path, query = quote(parts.path, safe=_PATH), quote(parts.query, safe=f"{_PATH}?")
    return urlunsplit((parts.scheme, netloc, path or "/", query, ""))
