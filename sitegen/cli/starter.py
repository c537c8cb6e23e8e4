"""What a new site and a new page begin with."""

from __future__ import annotations

import json
from string import Template
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.problems import ProblemError, error
from sitegen.core.text import decode, explain_encoding

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path, PurePosixPath

#: The files of a new site; ``{date}`` is the day on which it is created, ``{title}`` a string of TOML.
FILES = {
    "sitegen.toml": """\
title = {title}
description = "Notes on what I build"
base_url = ""  # to do: your address, https://example.org; feeds, the sitemap and shared links need it
language = "en"

[author]
name = ""
""",
    "content/_index.md": """\
Welcome. This is the home page. To change it, edit `content/_index.md`; the title is in `sitegen.toml`.

Read [the first post](blog/first-post.md), or [about this site](about.md).
""",
    "content/blog/_index.md": """\
---
title: Blog
---
""",
    "content/blog/first-post.md": """\
---
title: First post
date: {date}
description: What this blog is about.
tags: [notes]
---

Edit `content/blog/first-post.md` and save it: the page in the browser updates. An image lies beside its page:

![A sun above three waves](first-post.svg)

Code is highlighted:

```python
print("hello")
```

[About this site](../about.md) says who writes here.
""",
    "content/blog/first-post.svg": """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 320" width="640" height="320">
<rect width="640" height="320" fill="#e8f1f2"/>
<circle cx="320" cy="140" r="70" fill="#f2a541"/>
<g fill="none" stroke="#00666c" stroke-width="14" stroke-linecap="round">
<path d="M40 210q70-50 140 0t140 0 140 0 140 0"/>
<path d="M40 250q70-50 140 0t140 0 140 0 140 0"/>
<path d="M40 290q70-50 140 0t140 0 140 0 140 0"/>
</g>
</svg>
""",
    "content/about.md": """\
---
title: About
description: Who writes here, and what about.
---

Write here who you are and how to reach you.
""",
}


class Lines(NamedTuple):
    """Lines of a file that others may have, too."""

    name: str
    lines: tuple[str, ...]


#: What a repository need not keep.
IGNORED = Lines(".gitignore", ("/public/", "/.sitegen-*/"))

_ARCHETYPES = "archetypes"
_DEFAULT = """\
---
title: $title
date: $date
description:
tags: []
draft: true
---

"""


def find_archetype(root: Path, name: PurePosixPath) -> str:
    """Return the text that a page at ``name`` begins with; ProblemError if it is not UTF-8."""
    section = name.parts[0] if len(name.parts) > 1 else ""
    for candidate in (section, "default"):
        path = root / _ARCHETYPES / f"{candidate}.md"
        if candidate and path.is_file():
            return _read_text(path, f"{_ARCHETYPES}/{candidate}.md")
    return _DEFAULT


def _read_text(path: Path, shown: str) -> str:
    data = path.read_bytes()
    try:
        return decode(data)
    except UnicodeError as mistake:
        message, line, column = explain_encoding(data, mistake)
        hint = "save the file as UTF-8"
        raise ProblemError(
            error("file-encoding", message, path=shown, line=line, column=column, hint=hint)
        ) from mistake


def fill_archetype(text: str, name: PurePosixPath, *, title: str | None, now: datetime) -> str:
    """Fill in ``$title`` (quoted), ``$date`` and ``$slug``; any other ``$`` stays."""
    slug = name.parent.name if name.stem in {"index", "_index"} else name.stem
    words = slug.replace("-", " ").replace("_", " ")
    shown = title or words[:1].upper() + words[1:]
    return Template(text).safe_substitute(
        title=json.dumps(shown, ensure_ascii=False), date=now.date().isoformat(), slug=slug
    )
