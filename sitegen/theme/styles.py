"""The theme options of sitegen.toml -> rules that follow those of the theme's style sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.config import Dialect, Extension, Header, Scheme, direction_of, is_font_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.config import Config, Theme

#: The style sheet that every page loads.
SHEET = "css/site.css"
_SANS = "system-ui, sans-serif"
_MONO = "ui-monospace, monospace"
#: option -> (variable of the theme, what stands in while the file loads)
_FONTS = {"font": ("sans", _SANS), "heading_font": ("heading", _SANS), "code_font": ("mono", _MONO)}
_HEADINGS = "h1, h2, h3, h4, h5, h6 { font-family: var(--heading) }"
_LINE = "body > header { border-bottom: 1px solid var(--line) }"
_STICKY = """\
body > header { position: sticky; top: 0; z-index: 2; background: var(--paper); padding-block: 1rem }
:target { scroll-margin-top: 5rem }
@media print { body > header { position: static } }"""
_SUBMENU = """\
.menu { position: relative; margin: 0 }
.menu > summary { font-weight: inherit; color: var(--accent); cursor: pointer; white-space: nowrap }
.menu > ul { position: absolute; z-index: 3; inset-inline-start: 0; background: var(--paper) }
.menu > ul { border: 1px solid var(--line); border-radius: .3em; padding: .5em 1em; margin: .5em 0 0 }
.menu > ul { width: max-content }
.menu > ul > li { padding-block: .3em }
@media (max-width: 40rem) {
  .menu { order: 2; position: static }
  .menu > ul { inset-inline: var(--gap); width: auto }
}"""
_BANNER = """\
.banner { background: var(--tint); border-block-end: 1px solid var(--line); padding-block: .4em }
.banner p { display: flex; justify-content: space-between; align-items: center; gap: 1em }
.banner p { margin: 0; font-size: .9rem }
.banner button { background: none; border: 0; font-size: 1.4em; line-height: 1; padding: .2em .4em }
[data-banner] .banner { display: none }
@media print { body > .banner { display: none } }"""
#: Programs are written from left to right in every language.
_LEFT_TO_RIGHT = "pre, code, kbd, samp { direction: ltr; unicode-bidi: isolate }"
_MARK = "mark { background: light-dark(#fe9, #640); color: inherit }"
_LOGO = ".brand img { display: block; height: 2rem; width: auto }"


def write_styles(config: Config) -> str:
    """Return the rules for the options that are set; "" for none."""
    return "\n".join(_write_rules(config))


def _write_rules(config: Config) -> Iterator[str]:
    theme = config.theme
    variables = list(_write_variables(theme))
    for option, (name, _) in _FONTS.items():
        font = getattr(theme, option)
        if is_font_file(font):
            source = f'src: url("{font}") format("woff2"); font-weight: 100 900; font-display: swap'
            yield f'@font-face {{ font-family: "site-{name}"; {source} }}'
    if variables:
        yield f":root {{ {'; '.join(variables)} }}"
    if theme.heading_font:
        yield _HEADINGS
    if theme.scheme is not Scheme.AUTO:
        yield f":root, [data-theme] {{ color-scheme: {theme.scheme} }}\n.theme {{ display: none }}"
    if theme.logo:
        yield _LOGO
    if theme.header is not Header.PLAIN:
        yield _LINE
    if theme.header is Header.STICKY:
        yield _STICKY
    yield from _write_extra_rules(config)


def _write_extra_rules(config: Config) -> Iterator[str]:
    """Yield the rules for parts of the page that most sites don't have."""
    languages = tuple(config.languages.values())
    directions = [direction_of(one.language or code, one.dir) for code, one in config.languages.items()] or [
        direction_of(config.language)
    ]
    if "rtl" in directions:
        yield _LEFT_TO_RIGHT
    if any(banner.text for banner in (config.banner, *(one.banner for one in languages))):
        yield _BANNER
    if config.dialect is Dialect.MKDOCS or Extension.MARKS in config.markdown.extensions:
        yield _MARK
    if config.versions.version or languages or any(item.items for item in config.menu):
        yield _SUBMENU


def _write_variables(theme: Theme) -> Iterator[str]:
    for name, colours in (("accent", theme.accent), ("paper", theme.background), ("ink", theme.text)):
        if colours:
            yield f"--{name}: light-dark({', '.join(colours)})"
    for option, (name, fallback) in _FONTS.items():
        font = getattr(theme, option)
        if font:
            yield f'--{name}: "site-{name}", {fallback}' if is_font_file(font) else f"--{name}: {font}"


def list_files(theme: Theme) -> Iterator[tuple[str, str]]:
    """Yield (option, name under assets/) of each file that an option names."""
    for option in _FONTS:
        font = getattr(theme, option)
        if is_font_file(font):
            yield option, f"css/{font}"
    if theme.logo:
        yield "logo", theme.logo
