"""The files of a new site: a blog, or documentation."""

from __future__ import annotations

_CONFIG = """\
title = {title}
description = "DESCRIPTION"
base_url = ""  # to do: your address, https://example.org; feeds, the sitemap and shared links need it
language = "en"

[author]
name = ""

[[menu]]
name = "SECTION"
target = "FOLDER/_index.md"

[[menu]]
name = "About"
target = "about.md"
"""

_PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 320" width="640" height="320">
<rect width="640" height="320" fill="#e8f1f2"/>
<circle cx="320" cy="140" r="70" fill="#f2a541"/>
<g fill="none" stroke="#00666c" stroke-width="14" stroke-linecap="round">
<path d="M40 210q70-50 140 0t140 0 140 0 140 0"/>
<path d="M40 250q70-50 140 0t140 0 140 0 140 0"/>
<path d="M40 290q70-50 140 0t140 0 140 0 140 0"/>
</g>
</svg>
"""

_ABOUT = """\
---
title: About
description: Who is behind this site, and what it is for.
---

Write here who you are and how to reach you.
"""

_FIRST_POST = """\
---
title: First post
date: {date}
description: What this blog is about.
tags: [notes]
image: first-post.svg
---

Edit `content/blog/first-post.md` and save it: the page in the browser updates. An image lies beside its page:

![A sun above three waves](first-post.svg)

Code is highlighted:

```python
print("hello")
```

[About this site](../about.md) says who writes here.
"""

_FIRST_STEPS = """\
---
title: First steps
description: What to do after you have installed it.
weight: 20
---

Tell readers what they do first, and what they see then:

::: steps
1. Open the app.
2. Choose *New*.

   ![A sun above three waves](picture.svg)
3. Write a line, and save.
:::

> [!TIP]
> Pages of a guide are in the order of `weight`.
"""

_INSTALL = """\
---
title: Install
description: What you need, and how to install it.
weight: 10
---

You need Python 3.11 or newer.

```sh
pip install my-project
```

Then take your [first steps](first-steps.md).
"""

#: The files of a blog; ``{date}`` is the day on which it is created, ``{title}`` a string of TOML.
BLOG = {
    "sitegen.toml": _CONFIG.replace("DESCRIPTION", "Notes on what I build")
    .replace("SECTION", "Blog")
    .replace("FOLDER", "blog"),
    "content/_index.md": """\
Welcome. This is the home page. To change it, edit `content/_index.md`; the title is in `sitegen.toml`.

Read [the first post](blog/first-post.md), or [about this site](about.md).
""",
    "content/blog/_index.md": "---\ntitle: Blog\n---\n",
    "content/blog/first-post.md": _FIRST_POST,
    "content/blog/first-post.svg": _PICTURE,
    "content/about.md": _ABOUT,
}

#: The files of documentation, in the same way.
DOCS = {
    "sitegen.toml": _CONFIG.replace("DESCRIPTION", "How to use it")
    .replace("SECTION", "Guide")
    .replace("FOLDER", "guide"),
    "content/_index.md": """\
Say in a sentence what this is for. To change it, edit `content/_index.md`; the title is in `sitegen.toml`.

:::: cards
::: card "Install" href="guide/install.md"
What you need, and how to install it.
:::
::: card "First steps" href="guide/first-steps.md"
What to do then.
:::
::::
""",
    "content/guide/_index.md": """\
---
title: Guide
description: From the installation to the first steps.
sidebar: true
---
""",
    "content/guide/install.md": _INSTALL,
    "content/guide/first-steps.md": _FIRST_STEPS,
    "content/guide/picture.svg": _PICTURE,
    "content/about.md": _ABOUT,
}
