"""Addresses that Eleventy computes, ``/blog/{{ page.fileSlug }}/`` -> patterns of ours."""

from __future__ import annotations

import re

_OUTPUT = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}")
_SLUGGED = r"\s*\|\s*(?:slug|slugify)(?:\(\))?"
#: An expression of Liquid or Nunjucks -> the words of a pattern that say the same.
_WORDS = (
    (re.compile(r"page\.fileSlug(?:\s*\|.*)?"), ":title"),
    (re.compile(r"page\.filePathStem"), ":sections/:title"),
    (re.compile(r"page\.outputFileExtension"), "html"),
    (re.compile(rf"title(?:{_SLUGGED})+(?:\s*\|\s*url)?"), ":slug"),
    (re.compile(rf"slug(?:{_SLUGGED})?"), ":slug"),
)
_DATE = re.compile(r"(?:page\.)?date\s*\|\s*date\w*(?::|\()\s*[\"']([^\"']+)[\"']\s*\)?")
_DATE_WORDS = {
    "%Y": ":year", "%y": ":short_year", "%m": ":month", "%d": ":day", "%-m": ":i_month", "%-d": ":i_day",
    "yyyy": ":year", "YYYY": ":year", "MM": ":month", "LL": ":month", "dd": ":day", "DD": ":day",
}  # fmt: skip
_DATE_PART = re.compile("|".join(sorted(_DATE_WORDS, key=len, reverse=True)))


def translate_address(text: str) -> str:
    """Return an address with words of a pattern for what is computed; unchanged where that isn't known."""
    translated = _OUTPUT.sub(_word, text)
    if "{" in translated:
        return text
    return re.sub(r"/{2,}", "/", f"/{translated}")


def _word(match: re.Match[str]) -> str:
    expression = match[1]
    if date := _DATE.fullmatch(expression):
        return _DATE_PART.sub(lambda part: _DATE_WORDS[part[0]], date[1])
    return next((word for look, word in _WORDS if look.fullmatch(expression)), match[0])
