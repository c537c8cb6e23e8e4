"""A start tag's attributes -> those that aren't allowed there, are missing, or have an invalid value.

https://html.spec.whatwg.org/multipage/indices.html#attributes-3
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.core.suggest import nearest
from sitegen.html.elements import KNOWN, OBSOLETE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Message, hint.
Fault = tuple[str, str]

_GLOBAL = frozenset(
    """accesskey autocapitalize autocorrect autofocus class contenteditable dir draggable enterkeyhint
    exportparts headingoffset headingreset hidden id inert inputmode is itemid itemprop itemref
    itemscope itemtype lang nonce part popover role slot spellcheck style tabindex title translate
    writingsuggestions xmlns about datatype inlist prefix property resource rel rev typeof vocab
    content""".split()
)
_SIZE = "width height"
_LINK = "href target download ping rel hreflang type referrerpolicy"
_FIELD = "disabled form name"
_SENT = "formaction formenctype formmethod formnovalidate formtarget"
_MEDIA = "src crossorigin preload autoplay loop muted controls controlslist disableremoteplayback"
_OWN: dict[str, str] = {
    "a": f"{_LINK} attributionsrc interestfor",
    "area": f"{_LINK} alt coords shape",
    "audio": _MEDIA,
    "base": "href target",
    "blockquote": "cite",
    "button": f"{_FIELD} {_SENT} type value command commandfor popovertarget popovertargetaction interestfor",
    "canvas": _SIZE,
    "col": "span",
    "colgroup": "span",
    "data": "value",
    "del": "cite datetime",
    "details": "name open",
    "dialog": "open closedby",
    "embed": f"src type {_SIZE}",
    "fieldset": _FIELD,
    "form": "accept-charset action autocomplete enctype method name novalidate target",
    "iframe": f"src srcdoc name sandbox allow allowfullscreen loading referrerpolicy credentialless {_SIZE}",
    "img": "alt src srcset sizes crossorigin usemap ismap referrerpolicy decoding loading fetchpriority"
    f" {_SIZE}",
    "input": f"{_FIELD} {_SENT} {_SIZE} accept alpha alt autocomplete capture checked colorspace dirname list"
    " max maxlength min minlength multiple pattern placeholder popovertarget popovertargetaction readonly"
    " required size src step type value",
    "ins": "cite datetime",
    "label": "for",
    "li": "value",
    "link": "href crossorigin media integrity hreflang type referrerpolicy sizes imagesrcset imagesizes as"
    " blocking color disabled fetchpriority",
    "map": "name",
    "meta": "name http-equiv charset media",
    "meter": "value min max low high optimum",
    "object": f"data type name form {_SIZE}",
    "ol": "reversed start type",
    "optgroup": "disabled label",
    "option": "disabled label selected value",
    "output": "for form name",
    "progress": "value max",
    "q": "cite",
    "script": "src type nomodule async defer crossorigin integrity referrerpolicy blocking fetchpriority",
    "select": "autocomplete disabled form multiple name required size",
    "slot": "name",
    "source": f"type media src srcset sizes {_SIZE}",
    "style": "media blocking type",
    "td": "colspan rowspan headers",
    "template": "shadowrootmode shadowrootdelegatesfocus shadowrootclonable shadowrootserializable"
    " shadowrootcustomelementregistry",
    "textarea": "autocomplete cols dirname disabled form maxlength minlength name placeholder readonly"
    " required rows wrap",
    "th": "colspan rowspan headers scope abbr",
    "time": "datetime",
    "track": "default kind label src srclang",
    "video": f"{_MEDIA} {_SIZE} poster playsinline disablepictureinpicture",
}
OWN = {name: frozenset(text.split()) for name, text in _OWN.items()}
#: Attributes that browsers still read; CSS has taken the place of nearly all.
_OBSOLETE = frozenset(
    """align alink axis background bgcolor border bordercolor cellpadding cellspacing char charoff
    charset classid clear codebase codetype code archive color compact coords declare face frame
    frameborder framespacing hspace language link longdesc lowsrc manifest marginheight marginwidth
    name nohref noshade nowrap profile rules scheme scope scrolling shape size standby summary text
    type urn valign valuetype version vlink vspace width height abbr usemap allowtransparency start
    bottommargin leftmargin rightmargin topmargin""".split()
)
_REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "img": (("src", "srcset"),),
    "area": (),
    "link": (("rel", "itemprop", "property"),),
    "meta": (("content", "charset"),),
    "meter": (("value",),),
    "data": (("value",),),
    "map": (("name",),),
    "bdo": (("dir",),),
    "optgroup": (("label",),),
    "object": (("data", "type"),),
    "source": (("src", "srcset"),),
    "track": (("src",),),
    "base": (("href", "target"),),
}
_BOOLEAN = frozenset(
    """allowfullscreen async autofocus autoplay checked controls default defer disabled formnovalidate
    inert ismap itemscope loop multiple muted nomodule novalidate open playsinline readonly required
    reversed selected""".split()
)
_LANGUAGES = frozenset(("lang", "srclang", "hreflang"))
_ANY, _NOWHERE = re.compile(""), frozenset(("",))
_WHOLE, _INTEGER, _POSITIVE = re.compile(r"\d+\Z"), re.compile(r"-?\d+\Z"), re.compile(r"0*[1-9]\d*\Z")
_SIZED = ("img", "video", "canvas", "iframe", "embed", "object", "source", "input")
#: Attribute -> what its value must be, the pattern for it, and on which elements; none: on all.
_NUMBERS: dict[str, tuple[str, re.Pattern[str], frozenset[str]]] = {
    "tabindex": ("a whole number", _INTEGER, frozenset()),
    "width": ("a number of pixels", _WHOLE, frozenset(_SIZED)),
    "height": ("a number of pixels", _WHOLE, frozenset(_SIZED)),
    "colspan": ("a number of 1 or more", _POSITIVE, frozenset(("td", "th"))),
    "rowspan": ("a number", _WHOLE, frozenset(("td", "th"))),
    "span": ("a number of 1 or more", _POSITIVE, frozenset(("col", "colgroup"))),
    "value": ("a whole number", _INTEGER, frozenset(("li",))),
    "start": ("a whole number", _INTEGER, frozenset(("ol",))),
    "rows": ("a number of 1 or more", _POSITIVE, frozenset(("textarea",))),
    "cols": ("a number of 1 or more", _POSITIVE, frozenset(("textarea",))),
    "maxlength": ("a number", _WHOLE, frozenset(("input", "textarea"))),
    "minlength": ("a number", _WHOLE, frozenset(("input", "textarea"))),
    "size": ("a number of 1 or more", _POSITIVE, frozenset(("input", "select"))),
}
_URLS = frozenset(("href", "src", "action", "formaction", "poster", "cite", "data"))
_SPACE, _OTHER_SCHEME = re.compile(r"\s"), re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
#: (element or "", attribute) -> the values that it may have, in lower case.
_WORDS: dict[tuple[str, str], frozenset[str]] = {
    (element, name): frozenset(words.split(","))
    for (element, name), words in {
        ("", "dir"): "ltr,rtl,auto",
        ("", "hidden"): ",hidden,until-found",
        ("", "contenteditable"): ",true,false,plaintext-only",
        ("", "draggable"): "true,false",
        ("", "spellcheck"): ",true,false",
        ("", "translate"): ",yes,no",
        ("", "popover"): ",auto,manual,hint",
        ("", "inputmode"): "none,text,tel,url,email,numeric,decimal,search",
        (
            "input",
            "type",
        ): "hidden,text,search,tel,url,email,password,date,month,week,time,datetime-local,number,"
        "range,color,checkbox,radio,file,submit,image,reset,button",
        ("button", "type"): "submit,reset,button",
        ("th", "scope"): "row,col,rowgroup,colgroup",
        ("form", "method"): "get,post,dialog",
        ("form", "enctype"): "application/x-www-form-urlencoded,multipart/form-data,text/plain",
        ("form", "autocomplete"): "on,off",
        ("img", "loading"): "lazy,eager",
        ("iframe", "loading"): "lazy,eager",
        ("img", "decoding"): "sync,async,auto",
        ("", "fetchpriority"): "high,low,auto",
        ("", "crossorigin"): ",anonymous,use-credentials",
        ("video", "preload"): ",none,metadata,auto",
        ("audio", "preload"): ",none,metadata,auto",
        ("track", "kind"): "subtitles,captions,descriptions,chapters,metadata",
        ("textarea", "wrap"): "soft,hard",
    }.items()
}
_LANGUAGE = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-[a-z0-9]+)*|[ix]-.+)?\Z",
    re.IGNORECASE,
)


def judge_attributes(name: str, attributes: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield (code, message, hint) of each mistake in the attributes of an HTML element."""
    own_attributes = OWN.get(name, frozenset())
    is_known = name in KNOWN and name not in OBSOLETE and "is" not in attributes
    for attribute, value in attributes.items():
        if attribute in _GLOBAL or attribute in own_attributes:
            if fault := _judge_value(name, attribute, value.strip()):
                yield "invalid-html", *fault
        elif is_known and attribute.isalpha() and not attribute.startswith("on") and name != "embed":
            yield _judge_stranger(name, attribute, own_attributes)
    for needed in _REQUIRED.get(name, ()):
        if not any(attribute_name in attributes for attribute_name in needed):
            yield "invalid-html", f"<{name}> has no {' or '.join(needed)}", f'write {needed[0]}="…"'
    yield from (("invalid-html", *fault) for fault in _judge_element(name, attributes))


def _judge_stranger(name: str, attribute: str, own_attributes: frozenset[str]) -> tuple[str, str, str]:
    if attribute in _OBSOLETE:
        hint = "write an id" if attribute == "name" else "use CSS, or leave it out"
        return "obsolete-html", f"the attribute {attribute} of <{name}> is obsolete", hint
    guess = nearest(attribute, _GLOBAL | own_attributes)
    hint = f"did you mean {guess}?" if guess else f"name your own attribute data-{attribute}"
    return "invalid-html", f"<{name}> has no attribute {attribute}", hint


def _judge_value(name: str, attribute: str, value: str) -> Fault | None:
    if attribute == "id":
        is_right = value and not _SPACE.search(value)
        return (
            None if is_right else (f"{value!r} is not an id", "an id is not empty, and has no spaces in it")
        )
    if attribute in _URLS and _SPACE.search(value) and not _OTHER_SCHEME.match(value):
        return f"the address {value!r} has a space in it", "write %20 for it"
    if attribute in _LANGUAGES and not _LANGUAGE.match(value):
        return f"{value!r} isn't a language code", "write a code such as en, de-CH or zh-Hant"
    if attribute in _BOOLEAN:
        hint = f"its value has no effect: write {attribute} alone"
        return None if value.lower() in {"", attribute} else (f"{attribute} has the value {value!r}", hint)
    expected = _wanted_value(name, attribute, value)
    return (f"{attribute} has the value {value!r}", f"write {expected}") if expected else None


def _wanted_value(name: str, attribute: str, value: str) -> str:
    """Return what the value of an attribute must be, if it is invalid; else ""."""
    words, pattern, elements = _NUMBERS.get(attribute, ("", _ANY, _NOWHERE))
    if not elements or name in elements:
        return "" if pattern.match(value) else words
    allowed = _WORDS.get((name, attribute)) or _WORDS.get(("", attribute))
    if allowed is None or value.lower() in allowed:
        return ""
    return f"one of {', '.join(sorted(allowed - {''}))}"


def _judge_element(name: str, attributes: Mapping[str, str]) -> Iterator[Fault]:
    """Yield mistakes in combinations of attributes of an element."""
    kind = attributes.get("type", "").lower()
    if name == "img" and not attributes.get("src", "x").strip():
        yield "<img> has an empty src", "write the address of an image"
    elif name == "area" and "href" in attributes and "alt" not in attributes:
        yield "<area> has no alt", "say where it leads"
    elif name == "input" and kind == "image" and not attributes.get("alt"):
        yield '<input type="image"> has no alt', "say what it does"
    elif name == "input" and kind == "button" and not attributes.get("value"):
        yield '<input type="button"> has no value', "write its words"
    elif name == "meta" and not attributes.keys() & {"name", "http-equiv", "charset", "itemprop", "property"}:
        yield (
            "<meta> has neither a name nor another attribute that says what it describes",
            "write a name or a property",
        )
    elif name == "meta" and (message := _judge_charset(attributes)):
        yield message, 'write <meta charset="utf-8">'
    elif name == "a" and "href" not in attributes and attributes.keys() & {"target", "download", "ping"}:
        yield "<a> has no href, but has attributes that need one", "write href, or leave the rest out"
    elif (
        name == "script"
        and "src" not in attributes
        and kind != "module"
        and attributes.keys() & {"async", "defer"}
    ):
        yield "a script without src cannot wait", "leave async and defer out"


def _judge_charset(attributes: Mapping[str, str]) -> str:
    content = attributes.get("content", "").lower()
    is_type = attributes.get("http-equiv", "").lower() == "content-type"
    named = content.partition("charset=")[2] if is_type else attributes.get("charset", "utf-8").lower()
    return f"the page declares the encoding {named.strip()!r}" if named.strip() not in {"utf-8", ""} else ""
