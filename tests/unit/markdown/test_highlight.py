"""Highlighting: equal to Pygments', bounded in time, honest about what it does not know."""

from __future__ import annotations

import random
import re
from html import unescape

import pytest
from pygments.lexers import find_lexer_class, get_all_lexers
from pygments.token import STANDARD_TYPES

from sitegen.content.writer import highlight, lexing

SAMPLES = {
    "Python": '@cached\nasync def f(x: int = 0x1F) -> str:\n    """Doc."""\n    return f"{x!r} é" % 1.5e3\n',
    "JavaScript": "export const f = async (x) => `a ${x + 1}`; // é\nclass A extends B { #p = /re+/g; }\n",
    "TypeScript": "interface A<T> { b?: Promise<T[]>; }\nfunction g(this: A<string>): void {}\n",
    "Go": 'package main\n\nfunc main() {\n\tx := map[string]int{"a": 1}\n\tgo f(<-ch)\n}\n',
    "Rust": 'fn main() -> Result<(), Box<dyn Error>> { let s = r#"x"#; println!("{}", 1_000u32); Ok(()) }\n',
    "Bash": 'for f in *.md; do\n  echo "$f" | sed \'s/a/b/\' > "${f%.md}.txt"\ndone <<EOF\nx\nEOF\n',
    "CSS": "@media (min-width: 40rem) { a:hover::before { color: #fff; margin: calc(1px + 2em); } }\n",
    "SQL": "SELECT count(*) AS n FROM t WHERE a = 'x''y' -- c\nGROUP BY b HAVING n > 1;\n",
    "C#": 'namespace N { class A { int P { get; set; } = 1; string s = @"a""b"; } }\n',
    "YAML": "a: &x\n  - b: !t 'c'\n    d: |\n      text\n",
}


#: Languages that have rules of every kind: words, combined and included states, parts lexed again.
LANGUAGES = (*SAMPLES, "Perl", "Kotlin", "Haskell", "Nginx configuration file", "reStructuredText", "Stan")
ALL = [name for name, *_ in get_all_lexers(plugins=False)]


@pytest.mark.parametrize("name", [*LANGUAGES, pytest.param("every", marks=pytest.mark.slow)])
def test_the_html_is_that_of_the_librarys_tokens(name: str) -> None:
    """In broken code, too, of whatever language it is, and where one lexer works for all of it."""
    heap = random.Random(name)
    texts = [*SAMPLES.values(), *(_break(heap, heap.choice(list(SAMPLES.values()))) for _ in range(40))]
    for language in ALL if name == "every" else (name,):
        made = find_lexer_class(language)
        assert made is not None
        lexer, stock = lexing.make_lexer(made), made(stripnl=False, ensurenl=False)
        for text in texts:
            tokens = stock.get_tokens_unprocessed(text)
            expected = [(highlight.name_class(kind), value) for _, kind, value in tokens if value]
            actual = lexing.lex(lexer, text, highlight.name_class)
            assert highlight._write_spans(expected) == highlight._write_spans(actual), (language, text)


def _break(heap: random.Random, text: str) -> str:
    """Return code with some of its characters replaced by any."""
    characters = list(text)
    for _ in range(heap.randint(1, 9)):
        where = heap.randrange(len(characters))
        characters[where : where + heap.randrange(3)] = heap.choice(
            ["\n", "\t", "\0", "é", "ſ", "K", *"'\"`#{}<|"]
        )
    return "".join(characters)


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_lost(name: str) -> None:
    """The text of the HTML is the code."""
    code = SAMPLES[name] + "<&>\n"
    html = highlight.highlight(code, name.lower())
    assert html is not None
    assert code == unescape(re.sub(r"</?span[^>]*>", "", html))


def test_classes_are_listed() -> None:
    """A theme that styles TOKEN_CLASSES styles every class that can occur."""
    html = "".join(highlight.highlight(code, name.lower()) or "" for name, code in SAMPLES.items())
    assert set(re.findall(r"class=(\w+)>", html)) <= set(highlight.TOKEN_CLASSES)
    assert set(highlight.TOKEN_CLASSES) <= set(STANDARD_TYPES.values())


def test_tokens_have_the_class_of_their_kind() -> None:
    """Keywords and words that are operators share a class, as numbers do; other operators have none."""
    html = highlight.highlight("if x is None: x = f(1, 0x2, \"a\" 'b')  # c", "python")
    assert html == (
        "<span class=k>if </span>x <span class=k>is None</span>: x = f("
        "<span class=m>1</span>, <span class=m>0x2</span>, <span class=s>\"a\" 'b'</span>)  "
        "<span class=c># c</span>"
    )
