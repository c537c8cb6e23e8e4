"""The options of a mark, and those of the site -> Options, spelled as mkdocstrings spells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import yaml

from sitegen.core.suggest import nearest
from sitegen.reference.request import Options

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Options of mkdocstrings that change nothing here.
# fmt: off
_WITHOUT_EFFECT = frozenset((
    "allow_inspection", "annotations_path", "backlinks",
    "docstring_options", "docstring_section_style", "enable_inventory",
    "extensions", "extra", "find_stubs_package",
    "force_inspection", "heading", "line_length",
    "load_external_modules", "modernize_annotations", "overloads_only",
    "parameter_headings", "preload_modules", "relative_crossrefs",
    "scoped_crossrefs", "separate_signature", "show_category_heading",
    "show_docstring_attributes", "show_docstring_classes", "show_docstring_description",
    "show_docstring_examples", "show_docstring_functions", "show_docstring_modules",
    "show_docstring_other_parameters", "show_docstring_parameters", "show_docstring_raises",
    "show_docstring_receives", "show_docstring_returns", "show_docstring_type_aliases",
    "show_docstring_type_parameters", "show_docstring_warns", "show_docstring_yields",
    "show_attribute_values", "show_labels", "show_overloads",
    "show_root_toc_entry", "show_symbol_type_heading", "show_symbol_type_toc",
    "show_type_parameters", "signature_crossrefs", "stringify_sections",
    "summary", "toc_label", "type_parameter_headings",
    "unwrap_annotated", "warn_missing_types", "warn_unknown_params",
    "warnings", "skip_local_inventory",
))
# fmt: on


class OptionError(Exception):
    """Options that can't be read: what is wrong, and the remedy."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def read_options(text: str, defaults: Mapping[str, Any]) -> Options:
    """Return the options of a mark, written in YAML, over those of the site. Raises OptionError."""
    try:
        written = yaml.safe_load(text) or {}
    except yaml.YAMLError as cause:
        message = f"its options are not YAML: {' '.join(str(cause).split())[:120]}"
        raise OptionError(message, "indent them below the mark, as `options:` and `key: value`") from cause
    if not isinstance(written, dict):
        raise OptionError("its options aren't a list of keys", "write them as `key: value`")
    nested = written.pop("options", None) or {}
    handler = written.pop("handler", "python")
    if handler != "python":
        raise OptionError(f"there is no handler {handler!r}", "only Python is read from its source")
    given = {**defaults, **written, **(nested if isinstance(nested, dict) else {})}
    names = Options.__struct_fields__
    for name in given:
        if name not in names and name not in _WITHOUT_EFFECT:
            guess = nearest(str(name), names)
            hint = f"did you mean {guess!r}?" if guess else "see API reference in the manual"
            raise OptionError(f"there is no option {str(name)!r}", hint)
    try:
        return msgspec.convert({name: given[name] for name in given if name in names}, Options)
    except msgspec.ValidationError as cause:
        message = f"an option has a wrong value: {cause}"
        raise OptionError(message, "see API reference in the manual") from cause
