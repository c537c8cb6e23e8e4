"""Options that are one of a few words."""

from __future__ import annotations

from enum import StrEnum


class UrlStyle(StrEnum):
    """How the page ``content/blog/x.md`` is addressed."""

    DIRECTORY = "directory"  #: /blog/x/ , file blog/x/index.html
    HTML = "html"  #: /blog/x.html , file blog/x.html
    BARE = "bare"  #: /blog/x , file blog/x.html


class Dialect(StrEnum):
    """The generator that content was written for, whose Markdown and front matter are read too."""

    SITEGEN = "sitegen"
    HUGO = "hugo"  #: shortcodes, addresses in lower case
    JEKYLL = "jekyll"  #: Liquid tags, kramdown's attribute lists, _posts/
    PELICAN = "pelican"  #: metadata without fences, {filename} links, Python-Markdown
    MKDOCS = "mkdocs"  #: Python-Markdown and pymdownx, README.md as index
    NEXT = "next"  #: MDX, public/
    OBSIDIAN = "obsidian"  #: [[links]], embeds, callouts, aliases that are names
    ZOLA = "zola"  #: @/ links, shortcodes that are called like functions
    MDBOOK = "mdbook"  #: includes, hidden lines of code, README.md as index
    MYST = "myst"  #: directives in fences, roles, targets
    DOCUSAURUS = "docusaurus"  #: MDX, :::tip[Title]
    STARLIGHT = "starlight"  #: MDX, asides, lower-case addresses
    VITEPRESS = "vitepress"  #: containers, `<<< file`, components of Vue, home pages from front matter


class FeedIds(StrEnum):
    """What a feed calls an entry: readers of feeds know by it which entries they have shown."""

    PERMALINK = "permalink"  #: the address of the page
    JEKYLL = "jekyll"  #: the same without `.html` and the last slash
    PELICAN = "pelican"  #: tag:example.org,2025-11-01:/page.html


class Formulas(StrEnum):
    """How formulas are published."""

    MATHML = "mathml"  #: drawn by browsers themselves
    TEX = "tex"  #: as text, for a script of the site


class HeadingIds(StrEnum):
    """Whose ids headings get, so that links to them work as before: that of ``2. File_name``."""

    GITHUB = "github"  #: 2-file_name
    PYTHON = "python"  #: 2-file_name, in ASCII; the second one ends in _1
    ZOLA = "zola"  #: 2-file-name
    HEXO = "hexo"  #: 2-File-name
    ASCII = "ascii"  #: 2-file_name, other letters transliterated
    VITEPRESS = "vitepress"  #: _2-file-name


class RawHtml(StrEnum):
    """What HTML inside Markdown may do."""

    SAFE = "safe"  #: passes, but scripts, event handlers, iframes and styles are errors
    ALL = "all"  #: passes whole
    NONE = "none"  #: is shown as text


class Extension(StrEnum):
    """Additional syntax of Markdown, as in MkDocs."""

    INCLUDES = "includes"  #: --8<-- "file.py:part"
    MARKS = "marks"  #: ==marked==, ^^added^^, x^2^, H~2~O, ++ctrl+c++
    ABBREVIATIONS = "abbreviations"  #: *[HTML]: Hypertext Markup Language
    ICONS = "icons"  #: :material-home:, :tada:


class Numbering(StrEnum):
    """From which end the pages of a list are numbered, after the first."""

    AUTO = "auto"  #: as `stable` where a list needs more than 50 pages
    STABLE = "stable"  #: from the oldest entries, so that full pages never change
    NEWEST = "newest"  #: from the newest entries


class Publish(StrEnum):
    """How a new site takes the place of the old one."""

    SWAP = "swap"  #: the whole directory at once
    IN_PLACE = "in-place"  #: file by file, in a directory that stays
