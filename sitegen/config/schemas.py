"""The schema of a site's front matter: the fields of a section, and the fields that apply to one page."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class FieldType(StrEnum):
    """What the value of a field is."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    URL = "url"  #: a whole address: https://example.org/
    PAGE = "page"  #: another page of the site, named as in a link
    FILE = "file"  #: a file of the site, named as in a link
    MAPPING = "mapping"
    ANY = "any"


Scalar = str | int | float


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One key of the front matter."""

    type: Annotated[FieldType | None, Meta(description="Type of the value; by default text")] = None
    list: Annotated[bool, Meta(description="The value is a list of this type")] = False
    required: Annotated[bool, Meta(description="Report pages without it as errors")] = False
    default: Annotated[
        Any, Meta(description="Value in `page.extra` if a page leaves it out; only for your own keys")
    ] = None
    enum: Annotated[tuple[Scalar, ...], Meta(description="Allowed values")] = ()
    min: Annotated[float | None, Meta(description="Smallest number")] = None
    max: Annotated[float | None, Meta(description="Largest number")] = None
    min_length: Annotated[
        Annotated[int, Meta(ge=0)] | None, Meta(description="Minimum length of a text, in characters")
    ] = None
    max_length: Annotated[
        Annotated[int, Meta(ge=0)] | None, Meta(description="Maximum length of a text, in characters")
    ] = None
    min_items: Annotated[
        Annotated[int, Meta(ge=0)] | None, Meta(description="Minimum number of entries in a list")
    ] = None
    max_items: Annotated[
        Annotated[int, Meta(ge=0)] | None, Meta(description="Maximum number of entries in a list")
    ] = None
    pattern: Annotated[
        str, Meta(description="Regular expression that the whole text must match: `[A-Z]{2}-[0-9]+`")
    ] = ""
    description: Annotated[str, Meta(description="Description of the field, for editors")] = ""


class Schema(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The front matter fields of the pages in a folder."""

    closed: Annotated[
        bool, Meta(description="Report keys that neither sitegen nor the schema knows as errors")
    ] = False
    description: Annotated[str, Meta(description="Description of these pages, for editors")] = ""
    fields: Annotated[dict[str, Field], Meta(description="Each key")] = {}


_TEXT, TEXTS = Field(type=FieldType.TEXT), Field(type=FieldType.TEXT, list=True)
_DATE, _SWITCH = Field(type=FieldType.DATE), Field(type=FieldType.BOOLEAN)
#: The types of the keys that sitegen itself reads; a schema may require and restrict them.
BUILT_IN: dict[str, Field] = {
    "title": _TEXT,
    "date": _DATE,
    "updated": _DATE,
    "description": _TEXT,
    "authors": TEXTS,
    "draft": _SWITCH,
    "publish_date": _DATE,
    "expiry_date": _DATE,
    "unlisted": _SWITCH,
    "noindex": _SWITCH,
    "slug": _TEXT,
    "url": _TEXT,
    "aliases": TEXTS,
    "layout": _TEXT,
    "weight": Field(type=FieldType.INTEGER),
    "image": _TEXT,
    "toc": _SWITCH,
    "math": _SWITCH,
    "paginate": Field(type=FieldType.INTEGER),
    "source_digest": _TEXT,
    "translation_key": _TEXT,
}
#: Names of our keys in Hugo, Jekyll, Zola and Obsidian. If a file has both, ours counts.
SYNONYMS: dict[str, str] = {
    "author": "authors",
    "paginate_by": "paginate",
    "lastmod": "updated",
    "last_modified_at": "updated",
    "modified": "updated",
    "publishDate": "publish_date",
    "publishdate": "publish_date",
    "expiryDate": "expiry_date",
    "expirydate": "expiry_date",
    "summary": "description",
    "translationKey": "translation_key",
    "permalink": "url",
    "redirect_from": "aliases",
}


class Fields(msgspec.Struct, frozen=True):
    """The schema of one page's front matter."""

    closed: bool = False
    fields: Mapping[str, Field] = {}


def own_type(field: Field) -> FieldType:
    """Return the type of the value of a field, or of each entry of its list."""
    return field.type or FieldType.TEXT


def fields_for(schemas: Mapping[str, Schema], path: str) -> Fields:
    """Return the fields of a page (``blog/a.md``): those of the folders around it, the nearest of a name.

    The folder's own ``_index.md`` isn't one of its pages: only a schema of its own path
    says something of it.
    """
    if not schemas:
        return Fields()
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    around = [] if stem == "_index" else list(_folders(folder))
    if stem.lower() in {"index", "readme"}:  # beside other pages, it describes their folder
        around = [folder_ for folder_ in around if folder_ != folder]
    described = [schemas[folder_] for folder_ in (*around, path) if folder_ in schemas]
    merged = {name: field for schema in described for name, field in schema.fields.items()}
    return Fields(described[-1].closed if described else False, merged)


def _folders(folder: str) -> Iterator[str]:
    """Yield the folders around a page, the outermost ("") first."""
    parts = folder.split("/") if folder else []
    yield from ("/".join(parts[:count]) for count in range(len(parts) + 1))
