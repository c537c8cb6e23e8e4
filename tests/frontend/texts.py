"""Texts on which tokenizers go wrong: the same ones at each run."""

from __future__ import annotations

import random
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEED = 20261122

TRAPS = (
    "",
    "a",
    "Hello, world! It's 2026; we'LL see. I'D've DON'T",
    "\ufeff a\ufeff \ufeff\ufeffb",  # JavaScript's \s has it, Rust's has not
    "\u0085a \u0085 b\u0085\u0085c",  # the reverse
    "it'\u017f IT'\u017f a'\u017ft '\u017f \u017f's",  # long s folds to s
    "'s'S'T'Re'vE'LL'l'lL'D'm' 's",
    "a\u0301'sABC \u0301ABC \u0301's \u0301\u0301A \u0301a B\u0301c",  # marks may begin and end words
    "ABCdefGHI \u01c5\u01c5a A\u02b0B \u4e2dABC\u4e2d ABC\u4e2d's",  # title case, modifiers, caseless
    "1234567 12 \u0661\u0662\u0663\u0664 \u00b2\u00b3\u2167\u3007 \U0001d7ce\U0001d7cf\U0001d7d0\U0001d7d1",
    "a  b   c\n\n d \n \n  \n",
    "a \t\r\n  \u3000\u00a0x\u2028y\u2029 \u200b z",
    "\n   ",
    "   \n   ",
    "    ",
    " \r\n\r\n/\n//\r ",
    "!!!\n/// //\r\n\u0301 !\u0301a !!\u0301b",
    "<|endoftext|><|fim_prefix|> <|im_start|>user<|endofprompt|>",
    "\ud83d \ude00 \ud83d\ude00 a\ud83db \ude00\ud83d \ud83d",  # unpaired surrogates, and a pair
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea \u2764\ufe0f \U0001f44d\U0001f3fd",
    "\u00e9 e\u0301 \u1e9b\u0323 \ufb01 \u0130i\u0131I \u03a3\u03c3\u03c2 \u10d0\u1c90\u2d00 \u13a0\uab70",
    "\x00\x01\x1b\x7f\x80\x9f\xad\ufffd\ufffe\uffff\U0010ffff",
    "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \u0928\u092e\u0938\u094d\u0924\u0947 \uc548\ub155 \u3053\u3093",
)

ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    " \t\r\n\x0b\x0c\x1c\x85\xa0\u1680\u2003\u2028\u2029\u202f\u205f\u3000\ufeff\u200b",
    "'\u2019'sStTdDmMrReEvVlL\u017f\u212a",
    "0123456789\u00b2\u00bd\u0663\u0968\u0e53\u2167\u2460\u3007\U0001d7d8\U00010107",
    '.,;:!?-_()[]{}<>|/\\@#$%^&*+=~`"\u00a7\u20ac\u2014\u2026\u3001\u3002',
    "\u0300\u0301\u0308\u0483\u0591\u064b\u093f\u094d\u0e31\u20dd\u3099\ufe0f\U000e0100\u200d",
    "\u01c5\u01c8\u01cb\u1f88\u02b0\u02bc\u1d2c\u3005\u30fc\ua717\u00aa\u00ba\u0294\u01bb",
    "\ud800\udbff\udc00\udfff",
    ("<|endoftext|>", "<|endofprompt|>", "<|", "|>", "http://", "//", "\r\n", "\n\n", "    ", "aaaa", "===="),
    *(
        tuple(map(chr, points))
        for points in (
            range(0xC0, 0x250),  # Latin
            range(0x370, 0x530),  # Greek, Cyrillic
            range(0x590, 0x700),  # Hebrew, Arabic, Syriac
            range(0x900, 0xE80),  # the scripts of India, Thai, Lao
            range(0x10A0, 0x1400),  # Georgian, Hangul Jamo, Ethiopic, Cherokee
            range(0x1C80, 0x1D00),
            range(0x2000, 0x2C00),  # punctuation, symbols
            range(0x3040, 0x3100),  # kana
            range(0x4E00, 0x9FFF, 7),  # Han
            range(0xAC00, 0xD7A4, 11),  # Hangul
            range(0xA640, 0xABFF),
            range(0xFF00, 0xFFF0),
            range(0x10000, 0x12000, 3),  # ancient scripts
            range(0x1D400, 0x1D800),  # mathematical letters
            range(0x1F300, 0x1FB00),  # pictures
            range(0x20000, 0x2A6E0, 101),
        )
    ),
)

CONTEXTS = ("{0}", "a{0}B", " {0}{0} ", "1{0}'s", "{0}\n{0}a", "!{0}/")


def random_texts(count: int) -> list[str]:
    """Strings of 1 to 40 draws from one to four alphabets each, so that scripts meet."""
    chance = random.Random(SEED)
    texts = []
    for _ in range(count):
        alphabets = chance.choices(ALPHABETS, k=chance.randint(1, 4))
        texts.append("".join(chance.choice(chance.choice(alphabets)) for _ in range(chance.randint(1, 40))))
    return texts


def code_points(step: int) -> list[str]:
    """Every code point (or each `step`-th), surrogates too, each in several surroundings; 200 to a text."""
    points = [chr(point) for point in range(0, 0x110000, step)]
    blocks = [points[at : at + 200] for at in range(0, len(points), 200)]
    return ["\n".join(context.format(point) for point in block) for block in blocks for context in CONTEXTS]


def documents() -> list[str]:
    """Whole documents: the site's content and this project's own sources."""
    folders = ("content", "sitegen", "tests", "layouts")
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*"))]
    texts = [path for path in paths if path.suffix in {".md", ".py", ".js", ".html", ".css"}]
    return [path.read_text("utf-8") for path in texts if "node_modules" not in path.parts]


def long_runs(length: int) -> list[str]:
    """One kind of character, very many times: where naive merging takes minutes."""
    return [
        unit * (length // len(unit))
        for unit in ("a", " ", "=", "\n", "ab", "A", "\u4e2d", "\U0001f600", "'s", "\u0301", " \n")
    ]


def edited_versions(count: int) -> list[str]:
    """One text under `count` edits: insertions, deletions, replacements, of characters and of strings."""
    chance = random.Random(SEED)
    strings = [*TRAPS, *random_texts(200)]
    text = "\n".join(TRAPS)
    versions = []
    for _ in range(count):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.choice((0, 0, 0, 1, 1, 2, 5, 40)))
        added = chance.choice(strings)
        single = chance.choice(added or " ")
        text = text[:start] + chance.choice(("", single, single, added)) + text[end:]
        versions.append(text if len(text) < 3000 else (text := text[1000:]))
    return versions
