"""Hugo's render hooks for links -> the words that they turn into addresses: ``[term](g)``."""

from __future__ import annotations

import re
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.importing.generators.imported import Finding, Kind
from sitegen.importing.generators.old_file import read_text

if TYPE_CHECKING:
    from sitegen.importing.generators.draft import Draft

_HOOK = "_markup/render-link"
#: A comparison of the destination with a word.
_WORD = re.compile(
    r"\beq\s+(?:\$?\w*\.(?:Destination|String|Path)|\$(?:dest\w*|link|href|url))\s+[\"`]([\w-]+)[\"`]",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\"`](/[\w/-]+)[\"`]")


def read_link_words(draft: Draft, folder: Path, content: str) -> None:
    """Set ``urls.words`` to what the hooks of a site compare destinations with; each hook is reported.

    Such links are taken to lead to the first page of the content whose address is in the hook.
    """
    hooks = (path for top in ("layouts", "themes") for path in (folder / top).rglob("*.html"))
    for hook in sorted(path for path in hooks if _HOOK in path.as_posix() and path.is_file()):
        text = read_text(hook)
        words = sorted(set(_WORD.findall(text)))
        addresses = (address.strip("/") for address in _ADDRESS.findall(text))
        page = next((address for address in addresses if _is_page(folder / content / address)), None)
        if words and page:
            draft.values.setdefault("urls", {})["words"] = dict.fromkeys(words, f"/{page}/")
        if words:
            shown = " and ".join(words)
            leads = f"lead to /{page}/ by urls.words" if page else "need an address under [urls.words]"
            advice = f"links to {shown} {leads}; no more of this template is read"
            line = text.count("\n", 0, text.index(words[0])) + 1
            draft.findings.append(Finding(Kind.TEMPLATE, _HOOK, relpath(hook), line, advice))


def _is_page(path: Path) -> bool:
    return any(Path(f"{path}{end}").is_file() for end in (".md", "/index.md", "/_index.md"))
