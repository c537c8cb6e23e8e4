"""The bytes of one published file -> Findings: its references and parts, and everything wrong in it."""

from __future__ import annotations

import msgspec

from sitegen.html import references as findings
from sitegen.html.feeds import judge_json_feed, judge_xml
from sitegen.html.page import read_page
from sitegen.html.references import Fault, Findings

#: Suffix -> the function that checks such a file.
_JUDGES = {
    ".xml": judge_xml,
    ".svg": judge_xml,
    ".rss": judge_xml,
    ".atom": judge_xml,
    "feed.json": judge_json_feed,
}


def read_output(path: str, data: bytes) -> Findings:
    """Return what is found in a published file; nothing in those that refer to nothing."""
    name = path.lower()
    if name.endswith(".html"):
        result = read_page(data.decode("utf-8", "replace"))
    else:
        result = findings.read_output(path, data)
        faults = next((judge(data) for end, judge in _JUDGES.items() if name.endswith(end)), ())
        result = msgspec.structs.replace(result, faults=(*result.faults, *faults)) if faults else result
    if not findings.refers(path):
        return result
    try:
        data.decode()
    except UnicodeDecodeError as cause:
        line, column = data.count(b"\n", 0, cause.start) + 1, cause.start - data.rfind(b"\n", 0, cause.start)
        fault = Fault("broken-output", "the file is not UTF-8", "", "save it as UTF-8", line, column)
        return msgspec.structs.replace(result, faults=(fault, *result.faults))
    return result
