"""The bytes of one published file -> Findings: what the build has of it, and of pages all that is amiss."""

from __future__ import annotations

import msgspec

from sitegen import findings
from sitegen.check.page import read_page
from sitegen.findings import Fault, Findings


def read_output(path: str, data: bytes) -> Findings:
    """Return what is found in a published file; nothing in those that refer to nothing."""
    if not findings.refers(path):
        return Findings()
    found = read_page(data.decode("utf-8", "replace")) if _is_page(path) else findings.read_output(path, data)
    try:
        data.decode()
    except UnicodeDecodeError as cause:
        line, column = data.count(b"\n", 0, cause.start) + 1, cause.start - data.rfind(b"\n", 0, cause.start)
        fault = Fault("broken-output", "the file is not UTF-8", "", "save it as UTF-8", line, column)
        return msgspec.structs.replace(found, faults=(fault, *found.faults))
    return found


def _is_page(path: str) -> bool:
    return path.lower().endswith(".html")
