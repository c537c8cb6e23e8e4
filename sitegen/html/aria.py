"""A start tag's role and aria-* attributes -> those that assistive technology can't use.

https://www.w3.org/TR/wai-aria-1.2/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.core.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CODE = "bad-aria"
ROLES = frozenset(
    """alert alertdialog application article banner blockquote button caption cell checkbox code
    columnheader combobox comment complementary contentinfo definition deletion dialog directory
    document emphasis feed figure form generic grid gridcell group heading image img insertion link
    list listbox listitem log main mark marquee math menu menubar menuitem menuitemcheckbox
    menuitemradio meter navigation none note option paragraph presentation progressbar radio
    radiogroup region row rowgroup rowheader scrollbar search searchbox sectionfooter sectionheader
    separator slider spinbutton status strong subscript suggestion superscript switch tab table
    tablist tabpanel term text textbox time timer toolbar tooltip tree treegrid treeitem""".split()
)
_ABSTRACT = frozenset(
    """command composite input landmark range roletype section sectionhead select structure widget
    window""".split()
)
#: Roles of other vocabularies: DPUB-ARIA, Graphics-ARIA.
_OTHERS = ("doc-", "graphics-")
_FLAG, _MAYBE = "true,false", "true,false,undefined"
_ANY_TEXT = ""
_WORDS: dict[str, str] = {
    **dict.fromkeys(
        ("atomic", "busy", "disabled", "modal", "multiline", "multiselectable", "readonly"), _FLAG
    ),
    "required": _FLAG,
    **dict.fromkeys(("expanded", "grabbed", "hidden", "selected"), _MAYBE),
    **dict.fromkeys(("checked", "pressed"), "true,false,mixed,undefined"),
    "autocomplete": "inline,list,both,none",
    "current": "page,step,location,date,time,true,false",
    "haspopup": "false,true,menu,listbox,tree,grid,dialog",
    "invalid": "grammar,false,spelling,true",
    "live": "off,polite,assertive",
    "orientation": "horizontal,vertical,undefined",
    "sort": "ascending,descending,none,other",
}
_TEXTS = frozenset(
    """activedescendant braillelabel brailleroledescription controls describedby description details
    dropeffect errormessage flowto keyshortcuts label labelledby owns placeholder relevant
    roledescription valuetext colindextext rowindextext actions""".split()
)
_NUMBERS = frozenset(
    """colcount colindex colspan level posinset rowcount rowindex rowspan setsize valuemax valuemin
    valuenow""".split()
)
NAMES = frozenset(f"aria-{name}" for name in (*_WORDS, *_TEXTS, *_NUMBERS))
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z")
#: Role -> the attribute that it requires, except on elements of `_OWN_STATE`.
_NEEDED = {
    **dict.fromkeys(("checkbox", "menuitemcheckbox", "menuitemradio", "radio", "switch"), "aria-checked"),
    "heading": "aria-level",
    **dict.fromkeys(("meter", "slider", "scrollbar"), "aria-valuenow"),
    "combobox": "aria-expanded",
}
_OWN_STATE = frozenset(("input", "meter", "progress", "option", "select", "h1", "h2", "h3", "h4", "h5", "h6"))
_FOCUSED = frozenset(("button", "input", "select", "textarea", "summary", "iframe"))
#: Elements that have no name, unless they have a role.
_NAMELESS = frozenset(("div", "span"))
_NAMELESS_ROLES = frozenset(
    """caption code deletion emphasis generic insertion none paragraph presentation strong subscript
    superscript""".split()
)


def judge_aria(name: str, attributes: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield (code, message, hint) of what is wrong with an element's role and its aria-* attributes."""
    roles = attributes.get("role", "").lower().split()
    for role in roles:
        if role not in ROLES and not role.startswith(_OTHERS):
            hint = "it's an abstract role" if role in _ABSTRACT else ""
            guess = nearest(role, ROLES)
            hint = hint or (f"did you mean {guess}?" if guess else "leave it out")
            yield CODE, f"there is no role {role!r}", hint
    if (
        roles
        and roles[0] in {"none", "presentation"}
        and (name in _FOCUSED or (name == "a" and "href" in attributes))
    ):
        yield (
            CODE,
            f"<{name}> can be reached with the Tab key, but its role says that it has no meaning",
            "leave its role out",
        )
    for attribute, value in attributes.items():
        if attribute.startswith("aria-") and (fault := _judge(attribute, value.strip())):
            yield CODE, *fault
    needed = _NEEDED.get(roles[0], "") if roles and name not in _OWN_STATE else ""
    if needed and needed not in attributes:
        yield CODE, f"the role {roles[0]} has no meaning without {needed}", f'write {needed}="…"'
    if name in _NAMELESS and (not roles or roles[0] in _NAMELESS_ROLES):
        for attribute in ("aria-label", "aria-labelledby"):
            if attribute in attributes:
                message = f"{attribute} is not read out on a <{name}>"
                yield CODE, message, 'give it a role, such as role="group", or write the words in it'


def _judge(attribute: str, value: str) -> tuple[str, str] | None:
    short = attribute.removeprefix("aria-")
    if attribute not in NAMES:
        guess = nearest(attribute, NAMES)
        return f"there is no attribute {attribute}", f"did you mean {guess}?" if guess else "leave it out"
    if not value and short not in {"label", "valuetext", "description", "placeholder"}:
        return None
    if short in _WORDS and value not in (words := _WORDS[short].split(",")):
        return f"{attribute} has the value {value!r}", f"write one of {', '.join(words)}"
    if short in _NUMBERS and not _NUMBER.match(value):
        return f"{attribute} has the value {value!r}", "write a number"
    return None
