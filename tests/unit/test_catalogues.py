"""The catalogues of the theme's words: complete, with the right placeholders, and in step with CLDR."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from babel.core import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from sitegen.calculator.words import BROWSER_WORDS, words_asset
from sitegen.core.catalogue import WORDS, load_catalogue, read_entries
from sitegen.core.wording import Wording
from tools.calculator.words import data_texts, words_of
from tools.cldr import describe

ROOT = Path(__file__).parents[2]
CODES = sorted(path.stem for path in WORDS.glob("*.po"))
#: Languages that the theme must speak besides English.
REQUIRED = {
    "ar",
    "de",
    "es",
    "fr",
    "he",
    "hi",
    "it",
    "ja",
    "ko",
    "nl",
    "pl",
    "pt",
    "ru",
    "uk",
    "zh",
    "zh_Hant",
}
LAYOUTS = {
    path.relative_to(ROOT): path.read_text("utf-8")
    for path in sorted((ROOT / "layouts").rglob("*"))
    if path.suffix in (".html", ".js") and "serve" not in path.parts
}
#: What speaks to readers in Python.
CODE = "\n".join(
    path.read_text("utf-8")
    for room in ("calculator", "content", "render", "site")
    for path in (ROOT / "sitegen" / room).rglob("*.py")
)
#: Words of a template that are names, or for machines.
_NAMES = {"Markdown"}
#: Titles of alerts and statuses of pages, which are made of what the author wrote.
_COMPUTED = {"Caution", "Important", "New", "Deprecated"}
_SAID = re.compile(
    r"""\b(?:word|say|number)\(\s*f?['"]([^'"]+)['"]\s*[,)]"""
    r"""|(?:\b(?:word|say)\.count|sayCount)\(['"]([^'"]+)['"], ['"]([^'"]+)['"]"""
)
#: A string of a script that reads like words: two of them, or one with a placeholder.
_SPOKEN = re.compile(r"""["`]([A-Za-z{][^"`\n]*[a-z}]\.? [^"`\n]*)["`]""")
_LITERAL = re.compile(r'"([^"\n]*)"')
#: What shows the answer of a calculator, before its other scripts are there.
_ANSWER = ("answer.js", "calculator.js", "format.js", "loading.js", "numbers.js", "units.js", "words.js")
#: What it says only of settings and files that need those: their words come late, too.
_ON_REQUEST = {
    *("conversation", "conversations", "task", "tasks", "a cached prefix", "prices of your own"),
    *("the {tier} tier", "{number} turns, each with all before it", "{number} tokens from each tool"),
    "The prices that this page showed on {day}, checked on {checked}.",
    "{name} was not opened, because you changed the text meanwhile. Open it again to count it.",
    "Use today’s",
}
#: Strings of scripts that nobody reads: selectors, and what only a bug shows.
_UNSPOKEN = {
    "select:has(optgroup)",
    "tokens must not be negative, and a share of the input must be 0 to 100 per cent",
}


def tag_of(code: str) -> str:
    return code.replace("_", "-")


def list_texts(written: object) -> tuple[str, ...]:
    """Return the texts of one entry, as Babel has them: of a plural there are several."""
    return tuple(map(str, written)) if isinstance(written, (tuple, list)) else (str(written),)


def keys_of(code: str) -> set[str]:
    """Return every English text of a catalogue; of a plural, both."""
    text = (WORDS / f"{code}.po").read_text("utf-8")
    return {key for keys, _ in read_entries(text) for key in keys}


def test_every_language_is_there() -> None:
    assert REQUIRED <= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_has_every_word_and_no_other(code: str) -> None:
    """What layouts and code say is in each catalogue; what nobody says any more is gone from it."""
    said = {
        text
        for source in (*LAYOUTS.values(), CODE)
        for match in _SAID.findall(source)
        for text in match
        if text
    }
    keys = keys_of(code)
    assert said - keys - {"{name}"} == set()
    everything = "\n".join((*LAYOUTS.values(), CODE, *data_texts()))
    assert {key for key in keys if key not in everything} - _COMPUTED == set()


def test_the_scripts_of_a_calculator_say_nothing_that_is_not_translated() -> None:
    """What the answer says comes with the page; all other words are in a file of the language."""
    scripts = [text for path, text in LAYOUTS.items() if path.suffix == ".js" and "calculator" in path.parts]
    code = re.sub(r"^\s*(?://|/?\*).*$|//.*$", "", "\n".join(scripts), flags=re.MULTILINE)
    texts = {text for text in _SPOKEN.findall(code) if "${" not in text and "calc-" not in text}
    assert len(texts) > 100
    assert texts - keys_of("de") - _UNSPOKEN == set()
    answer_texts = {
        text
        for path in _ANSWER
        for text in _LITERAL.findall(LAYOUTS[Path("layouts/assets/calculator", path)])
    }
    assert {text for text in answer_texts if text in keys_of("de")} - set(BROWSER_WORDS) == _ON_REQUEST


def test_the_data_of_a_calculator_says_nothing_that_is_not_translated() -> None:
    """Prices that are updated may bring a new reason or source: its words belong into the catalogues."""
    names = re.compile(r"GPT-[\d.]+|batch|flex|priority|ultrafast|https://.*|")
    assert {text for text in data_texts() if not names.fullmatch(text)} - keys_of("de") == set()


@pytest.mark.parametrize("code", CODES)
def test_a_browser_gets_the_words_of_the_catalogue(code: str) -> None:
    """`make words` writes them anew; nothing that comes with the page comes twice."""
    written = (ROOT / "layouts/assets" / words_asset(code)).read_bytes()
    assert words_of(code) == written
    assert set(json.loads(written)) & set(BROWSER_WORDS) == set()


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_is_one_for_other_programs_too(code: str) -> None:
    """Babel reads the same entries; nothing is empty or fuzzy, each form has its placeholders."""
    with (WORDS / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    for message in catalogue:
        if not message.id:
            continue
        keys, forms = list_texts(message.id), list_texts(message.string)
        assert all(forms), keys
        assert not message.fuzzy
        for form in forms:
            assert sorted(re.findall(r"\{\w+\}", form)) == sorted(re.findall(r"\{\w+\}", keys[-1])), keys
    assert len(keys_of(code)) == sum(len(list_texts(message.id)) for message in catalogue if message.id)


@pytest.mark.parametrize("code", CODES)
def test_plurals_dates_and_numbers_are_those_of_cldr(code: str) -> None:
    catalogue, locale, say = load_catalogue(tag_of(code)), Locale.parse(code), Wording(tag_of(code), {})
    assert [catalogue.category(number) for number in range(300)] == [
        locale.plural_form(number) for number in range(300)
    ]
    assert catalogue.formats == describe(code)
    for month in range(1, 13):
        day = date(2025, month, 9)
        assert say.format_date(day) == format_date(day, "long", locale=code)
    for number in (0, 12, 1234, 1_234_567):
        if (
            code not in ("es", "pl", "pt") or number != 1234
        ):  # which leave out the first separator of four digits
            assert say.number(number) == format_decimal(number, locale=code)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("de-AT", "Suchen"),
        ("zh-CN", "搜索"),
        ("zh-TW", "搜尋"),
        ("zh-Hant-HK", "搜尋"),
        ("pt-BR", "Pesquisar"),
        ("EN-gb", "Search"),
        ("is", "Search"),
        ("../de", "Search"),
    ],
)
def test_a_tag_finds_its_catalogue(tag: str, expected: str) -> None:
    assert Wording(tag, {})("Search") == expected


def test_a_number_has_its_form() -> None:
    """Words of the site itself win over ours."""
    russian = Wording("ru", {})
    assert [russian.count("post", "posts", number) for number in (1, 3, 5, 21)] == [
        "запись",
        "записи",
        "записей",
        "запись",
    ]
    assert Wording("de", {"posts": "Artikel"}).count("post", "posts", 2) == "Artikel"
    assert Wording("en", {}).count("post", "posts", 2) == "posts"
    assert Wording("de", {}).money("$1,234.5") == "1.234,5\xa0$"


@pytest.mark.parametrize("path", [path for path in LAYOUTS if path.suffix == ".html"], ids=str)
def test_no_layout_has_a_word_that_is_not_translated(path: Path) -> None:
    """Whatever readers see or hear goes through ``word``."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "\0", LAYOUTS[path], flags=re.DOTALL)
    text = re.sub(r"<(script|style|template)\b.*?</\1>", "", text, flags=re.DOTALL)
    shown = re.sub(r"<[^>]*>", "\n", text)
    heard = re.findall(r'\b(?:title|alt|aria-label|placeholder|label)="([^"\0]*[A-Za-z][^"\0]*)"', text)
    words = re.findall(r"[A-Za-z]{2,}", shown) + [word for label in heard for word in label.split()]
    assert set(words) - _NAMES == set()
