"""The table of problem codes: what is true of every Problem with a code."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Grouping(StrEnum):
    """What Problems of one code have in common, by which a terminal groups them."""

    MESSAGE = "message"
    HINT = "hint"  #: the addresses differ, and one remedy mends all
    SUBJECT = "subject"  #: the construct and its remedy, not the text at each place
    PLACE = "place"  #: the line of a template, which makes another address on each page


class Basis(StrEnum):
    """What a Problem depends on, which decides whether it is reported beside a wrong option."""

    FILE = "file"  #: the bytes of one file
    STRUCTURE = "structure"  #: the options that decide which pages exist, and their addresses
    OPTIONS = "options"  #: any option


class Code(NamedTuple):
    """What is true of every Problem of one code."""

    sentence: str  #: its sentence in the manual
    lenient: bool = (
        False  #: ``--lenient`` makes it a warning, and a build obeys the severity that the site gives it
    )
    certain: bool = False  #: ``sitegen check`` calls it an error in what is published, not a warning
    minor: bool = False  #: in front matter, it loses nothing: a warning
    hides_keys: bool = False  #: other keys of the front matter may not have been read
    in_rendering: bool = False  #: found while a page is rendered, and its message says so
    is_overrun: bool = False  #: its process was ended, maybe by the machine: the next build tries again
    hides_parts: bool = False  #: the headings and ids of the page may not have been read
    of_the_web: bool = False  #: found only if other hosts are queried
    grouped_by: Grouping = Grouping.MESSAGE
    basis: Basis = Basis.OPTIONS  #: what decides that it is wrong


class _Codes(dict[str, Code]):
    """The codes of sitegen. Codes of an extension's checks, ``EXTENSION/NAME``, are in no table."""

    def __missing__(self, code: str) -> Code:
        if is_of_extension(code):
            return Code("A check of an extension reports it.", lenient=True)
        raise KeyError(code)


def is_of_extension(code: str) -> bool:
    """Return whether a check of an extension has the code."""
    return "/" in code


#: Every code that a Problem may carry, besides those of extensions.
# fmt: off
CODES: dict[str, Code] = _Codes({
    "active-file": Code("With --safe, a file isn't published because a browser or server might run it.", grouped_by=Grouping.HINT),
    "already-served": Code("Another preview server is already serving this site."),
    "asset-syntax": Code("A style sheet, script or SVG in layouts/assets/ can't be minified."),
    "bad-aria": Code("Screen readers don't know a role or an aria-* attribute, or it has no effect on this element."),
    "bad-image": Code("An image can't be read, or has more pixels than limits.image_pixels."),
    "bad-path": Code("A path on the command line is outside content/."),
    "baseline": Code("The file named with --baseline doesn't exist or isn't a baseline, or it lists problems that you have fixed."),
    "base-url-missing": Code("The site has feeds but no base_url, so links in them lead nowhere."),
    "broken-anchor": Code("A link points to a heading or id that its target page doesn't have.", lenient=True, basis=Basis.STRUCTURE),
    "broken-id": Code("An attribute such as for or aria-labelledby refers to an id that doesn't exist on the page."),
    "broken-link": Code("A link leads nowhere: no page, file or address of the site has that name, or its target isn't published.", lenient=True, basis=Basis.STRUCTURE),
    "broken-output": Code("The content of a published file doesn't match its name."),
    "broken-reference": Code("A published page, style sheet or feed refers to something that isn't published.", lenient=True, certain=True, grouped_by=Grouping.PLACE),
    "cache-locked": Code("Another build is using the cache, so this build rebuilt everything without it."),
    "cache-not-ours": Code("The folder named with --cache contains files that sitegen didn't create."),
    "calculator-data": Code("The calculator can't use the models or plans in data/calculator.*."),
    "calculator-option": Code("A token-calculator directive uses an unknown option, model, plan or profile."),
    "card-letters": Code("The font of social cards lacks characters of a title, so the card is drawn without them or not at all.", grouped_by=Grouping.HINT),
    "cluster-failed": Code("The cluster or its store was lost, or its workers have other versions than this build."),
    "code-unclosed": Code("A fenced code block is never closed, so the rest of the page, list item or quote is code.", lenient=True, basis=Basis.FILE),
    "cache-store": Code("The shared cache couldn't be used, or something in it isn't believed; the build did without."),
    "config-missing": Code("The file named with --config does not exist."),
    "config-syntax": Code("The configuration isn't valid TOML."),
    "config-unknown-key": Code("The configuration has an unknown key; put your own data under [extra]."),
    "config-unreadable": Code("The configuration can't be read: you lack the permission, it isn't UTF-8, or it's larger than 10 MB."),
    "config-value": Code("A value in the configuration has the wrong type or is out of range."),
    "data-syntax": Code("A data file isn't valid TOML, JSON, YAML or CSV.", basis=Basis.FILE),
    "deploy-failed": Code("The host, or the program that reaches it, refused to deploy the site."),
    "deploy-target": Code("sitegen deploy doesn't know where to publish the site."),
    "diagram-failed": Code("A diagram can't be drawn: its program reports an error or takes too long.", lenient=True),
    "diagram-missing": Code("No program here draws the diagrams of a language, so their source is shown.", grouped_by=Grouping.HINT),
    "directive-arguments": Code("The arguments of a directive can't be parsed: a quote isn't closed or is inside a word, or options are in braces.", basis=Basis.FILE),
    "directive-function": Code("The Python function of a directive is missing or failed."),
    "directive-unclosed": Code("A directive has no closing ::: line.", basis=Basis.FILE),
    "duplicate-id": Code("Two elements on a page have the same id, so links only reach the first."),
    "empty-heading": Code("A heading has no text, but screen readers still announce it."),
    "empty-link": Code("A link has no text, so screen readers only read its address; or it has no address."),
    "exists": Code("A new site or page would replace existing files."),
    "extra-missing": Code("A command needs a package or program that isn't installed."),
    "extension-failed": Code("The code of an extension is missing something or failed.", in_rendering=True, grouped_by=Grouping.PLACE),
    "extension-missing": Code("sitegen.toml names an extension that the site's folder doesn't have and no distribution provides."),
    "external-broken": Code("A link to another site is broken: its target doesn't exist.", lenient=True, certain=True, of_the_web=True),
    "external-moved": Code("The target of a link to another site has moved permanently.", of_the_web=True),
    "external-unsure": Code("Another site gave no clear answer: it was busy, slow, or refuses automated requests.", of_the_web=True),
    "field-missing": Code("A page lacks a key that its section's schema requires."),
    "field-unknown": Code("A page has a key that isn't in its section's schema, which is closed."),
    "field-value": Code("A value doesn't match the schema of its section."),
    "file-encoding": Code("A file isn't UTF-8 text.", hides_parts=True, basis=Basis.FILE),
    "file-too-large": Code("A file is larger than limits.file_bytes.", hides_parts=True),
    "footnote-duplicate": Code("Two footnotes on a page have the same label.", basis=Basis.FILE),
    "footnote-unused": Code("A footnote is never used."),
    "foreign-markup": Code("Markup of another generator is shown as text.", lenient=True, grouped_by=Grouping.SUBJECT, basis=Basis.FILE),
    "foreign-syntax": Code("A page uses syntax of another generator that has no counterpart in sitegen.", lenient=True, grouped_by=Grouping.SUBJECT),
    "formula-syntax": Code("A formula can't be typeset, so readers see its TeX, or not all of it.", basis=Basis.FILE),
    "front-matter-alias": Code("YAML anchors of lists and mappings, and merge keys, aren't supported: a few of them can expand to gigabytes.", basis=Basis.FILE),
    "front-matter-comment": Code("A # after a space cuts off a title or another text: in YAML, it starts a comment.", minor=True, basis=Basis.FILE),
    "front-matter-control": Code("A value contains a control character or half a surrogate pair, which no page can show.", hides_keys=True, basis=Basis.FILE),
    "front-matter-date": Code("A date is invalid or ambiguous. Valid forms: 2025-11-01, 2025-11-01T10:00:00+02:00.", basis=Basis.FILE),
    "front-matter-duplicate-key": Code("A key appears twice, so one of its values would be lost.", basis=Basis.FILE),
    "front-matter-fence": Code("What looks like front matter isn't valid front matter and would be shown as text.", basis=Basis.FILE),
    "front-matter-hiding": Code("A key or a name would hide the page in another generator, but doesn't here.", basis=Basis.FILE),
    "front-matter-key": Code("A key isn't text.", basis=Basis.FILE),
    "front-matter-key-case": Code("A key that would hide a page has capital letters, so it would be ignored.", basis=Basis.FILE),
    "front-matter-nesting": Code("Lists or mappings are nested more than 50 levels deep.", hides_keys=True, basis=Basis.FILE),
    "front-matter-number": Code("A number is infinite, not a number, or an integer that doesn't fit 64 bits.", basis=Basis.FILE),
    "front-matter-one-term": Code("A taxonomy has a single text with a comma or a hyphen, but probably should have a list.", minor=True),
    "front-matter-path": Code("A slug, URL, alias or layout isn't a safe path on every file system."),
    "front-matter-size": Code("The front matter is larger than limits.front_matter_bytes."),
    "front-matter-syntax": Code("The front matter isn't valid YAML, TOML or JSON.", hides_keys=True, basis=Basis.FILE),
    "front-matter-tag": Code("YAML tags such as !!python/object aren't supported.", basis=Basis.FILE),
    "front-matter-type": Code("The front matter is a list or a single value, not a mapping of keys to values.", hides_keys=True, basis=Basis.FILE),
    "front-matter-unclosed": Code("The front matter is never closed.", hides_parts=True, basis=Basis.FILE),
    "front-matter-unknown-key": Code("A key looks like a misspelling of a known key; put your own keys under 'extra'.", minor=True),
    "front-matter-value": Code("A value has the wrong type.", basis=Basis.FILE),
    "heading-skipped": Code("A heading is more than one level below the heading before it."),
    "highlight-timeout": Code("Highlighting a code block took too long, so it stays plain."),
    "icon-missing": Code("There is no icon or emoji of a name, or the package that has it isn't installed.", grouped_by=Grouping.HINT),
    "image-alt-missing": Code("An image has no alternative text."),
    "image-alt-repeated": Code("Different images of a page have the same alternative text."),
    "image-encoder": Code("Pillow was built without a format that [images] names."),
    "image-location": Code("An image file contains the location where it was taken."),
    "inline-code": Code("A template, raw HTML or a Python directive has an inline script, style or event handler that the policy of the page blocks, or a form that it keeps from being sent.", in_rendering=True),
    "import-source": Code("There is nothing that sitegen import can read: no site of a generator that it knows, or more than one."),
    "import-syntax": Code("The configuration of the old generator can't be read."),
    "import-target": Code("sitegen import can't write to the new site's folder."),
    "include-failed": Code("A page includes a file, or a part of one, that doesn't exist, or includes too much.", lenient=True, hides_parts=True),
    "inventory-missing": Code("An inventory of another project isn't in the site's folder, or can't be read."),
    "invalid-html": Code("A page contains invalid HTML, so browsers have to guess its meaning.", certain=True),
    "layout-empty": Code("The layout of a page is an empty file."),
    "layouts-unread": Code("A folder has templates for the site, but another name than the folder of layouts."),
    "lost-address": Code("An address of the old site has neither a page nor a redirect in the new one.", grouped_by=Grouping.PLACE),
    "missing-image": Code("An image is missing: no file with that name is published.", lenient=True, basis=Basis.STRUCTURE),
    "namesake": Code("Another project called sitegen is installed in the same environment."),
    "nesting-too-deep": Code("Quotes, lists or blocks are nested more deeply than markdown.max_nesting allows, so their content would be lost."),
    "no-content": Code("There is no content folder."),
    "no-editor": Code("There is no editor to open the page with: neither VISUAL nor EDITOR is set."),
    "no-history": Code("Git can't say when pages were changed and by whom, so they are published without it."),
    "no-label": Code("A form field has no label."),
    "no-name": Code("A button, frame or SVG has no text for screen readers."),
    "no-network": Code("The preview can't be shown in a network, because this machine isn't in one."),
    "no-port": Code("The preview server found no free port."),
    "no-such-date": Code("The name of a file begins with an impossible date."),
    "not-an-image": Code("An image names a file of a kind that browsers don't show as an image."),
    "not-converted": Code("A file in content looks like a page, but sitegen doesn't convert files with its name or format."),
    "move-mention": Code("A template, data file or other file names a path or address that moves, and isn't changed by `sitegen move`."),
    "move-refused": Code("A page, folder or file can't be moved as asked; nothing was changed."),
    "not-identical": Code("The published site differs from a clean build, which is a bug in sitegen; only --verify reports it."),
    "obsolete-html": Code("An element or attribute is obsolete, although browsers still support it."),
    "orphan": Code("No other page links to a page, so readers only find it by searching."),
    "output-changed": Code("A published file was changed, added or removed by something other than sitegen; only --verify reports it."),
    "old-addresses": Code("The old site named with --against can't be read."),
    "output-conflict": Code("A published path would be both a file and a directory."),
    "output-locked": Code("Another process is building into the same output directory."),
    "output-name": Code("A published file would have a name that some systems don't support: too long, reserved, or containing '..'."),
    "output-not-ours": Code("The output directory, or something in it, wasn't created by sitegen and would be lost."),
    "output-stray": Code("The output directory contains a file that isn't part of the site; the build removes it."),
    "output-too-large": Code("The HTML of a page would exceed limits.output_bytes, or its tables leave out too many cells.", hides_parts=True),
    "output-unwritable": Code("The output can't be written: there is no space or no permission, or the file system fails."),
    "page-description": Code("A page's description is missing, too long, or the same as another page's."),
    "page-language": Code("A page doesn't declare its language."),
    "page-title": Code("A page's title is missing, too long, or the same as another page's."),
    "redirect-loop": Code("A redirect leads back to itself."),
    "redirect-pattern": Code("A redirect with a '*' needs rules for a host."),
    "link-beside-site": Code("A relative link of another generator's site leads out of the site, which has no address yet.", grouped_by=Grouping.PLACE),
    "reference-duplicate": Code("Two definitions on a page have the same label and different addresses.", basis=Basis.FILE),
    "link-as-text": Code("What looks like a link isn't written as one, so it's shown as text.", basis=Basis.FILE),
    "redirected-link": Code("A link only works through a redirect.", grouped_by=Grouping.PLACE),
    "reference-docstring": Code("A docstring that a page documents says something that its code doesn't have, or can't be read."),
    "reference-option": Code("A mark that documents code has an option that doesn't exist or has a wrong value."),
    "reference-undefined": Code("A footnote or link label isn't defined, so it's shown as text.", basis=Basis.FILE),
    "reference-unknown": Code("A label or the name of an object leads nowhere, or to several pages.", lenient=True, hides_parts=True, basis=Basis.STRUCTURE),
    "reference-unreadable": Code("A file of code or an API description that a page documents can't be read.", hides_parts=True),
    "schema-unused": Code("A schema is for a folder that has no pages."),
    "search-indexer": Code("Search is enabled, but Pagefind, which builds the index, is missing or failed."),
    "source-link": Code("A symbolic link leaves its tree, is circular or broken, or points to something that isn't published."),
    "source-name": Code("A file's name doesn't work on every system, for the given reason."),
    "source-name-clash": Code("Two names differ only in letter case or Unicode form: one file on some systems."),
    "source-not-a-file": Code("A source is a pipe, socket or device."),
    "source-unreadable": Code("The user who runs the build isn't allowed to read a source."),
    "source-unsettled": Code("A source disappeared or changed twice while it was read."),
    "stale-prices": Code("The calculator's prices were last checked over 30 days ago, or one of them has expired since."),
    "safe-location": Code("With --safe, an output, cache or baseline would be inside the untrusted folder or contain it."),
    "state-link": Code("The output, or a folder or file with sitegen's own state, is a symbolic link."),
    "summary-marker": Code("The mark for the end of the summary is in a place where it has no effect.", basis=Basis.FILE),
    "system-refused": Code("The system refused to read or write something: no permission, no space, or a failing device."),
    "table-cell-lost": Code("A table row has more cells than the table has columns; the rest isn't shown.", basis=Basis.FILE),
    "takes-control": Code("A page takes control from its readers: it plays sound, reloads itself, prevents zooming, or changes the Tab order."),
    "template-error": Code("A template failed while it rendered a page: an undefined name, a wrong type, or an error of a function.", in_rendering=True),
    "template-missing": Code("A template refers to another one that doesn't exist.", in_rendering=True, basis=Basis.STRUCTURE),
    "template-syntax": Code("A template isn't valid Jinja2.", basis=Basis.FILE),
    "term-collision": Code("Two different terms of a taxonomy would have the same address."),
    "third-party-request": Code("A page would load something from another host that the site doesn't allow.", in_rendering=True, grouped_by=Grouping.HINT),
    "too-much-memory": Code("Converting or rendering a page took more memory than limits.page_memory_bytes.", hides_parts=True, in_rendering=True, is_overrun=True),
    "too-slow": Code("Converting or rendering a page took longer than limits.page_seconds, or all pages together took longer than limits.mean_page_seconds allows.", hides_parts=True, in_rendering=True, is_overrun=True),
    "translate-refused": Code("sitegen translate can't do this, and has changed nothing."),
    "translation-outdated": Code("The original of a translation has changed since the translation was marked.", lenient=True),
    "unbalanced-html": Code("A tag in raw HTML closes an element that it didn't open, or isn't closed in the same place."),
    "unknown-directive": Code("There is no template and no function for a directive.", lenient=True, basis=Basis.STRUCTURE),
    "unknown-language": Code("The language of a code block has no highlighting."),
    "unknown-layout": Code("The layout named in front matter doesn't exist.", lenient=True),
    "unknown-model": Code("There are no prices for the model in llms.model."),
    "unsafe-attribute": Code("Content can't set this attribute: event handlers, style, URLs.", lenient=True),
    "unsafe-html": Code("Raw HTML in content could run code or break the page's policy."),
    "unsafe-url": Code("A URL could run code or hide content: javascript:, vbscript:, data:, file:."),
    "unused-image": Code("No page shows an image that is in the content folder."),
    "unwritten-note": Code("A link in a vault of Obsidian names a note that doesn't exist yet.", basis=Basis.STRUCTURE),
    "url-collision": Code("Two sources would have the same address, or two addresses that some systems treat as the same.", basis=Basis.STRUCTURE),
    "version-name": Code("A version and an alias would have the same name."),
    "versions-published": Code("A build without a version would remove the versions in its output."),
    "worker-died": Code("A worker process crashed, or the system couldn't start one.", hides_parts=True, is_overrun=True),
})
