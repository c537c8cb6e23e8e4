"""Image bytes -> their size, and smaller versions; a title -> its card. Pillow lives here alone."""

from sitegen.images.card import CARD_SIZE, Card, draw_card
from sitegen.images.derive import Derived, Recipe, Variant, choose, pick_widths
from sitegen.images.encode import Encoded, EncodeJob, encode, encoder_release, missing_encoders
from sitegen.images.measure import SUFFIXES, BadImageError, measure

__all__ = [
    "CARD_SIZE",
    "SUFFIXES",
    "BadImageError",
    "Card",
    "Derived",
    "EncodeJob",
    "Encoded",
    "Recipe",
    "Variant",
    "choose",
    "draw_card",
    "encode",
    "encoder_release",
    "measure",
    "missing_encoders",
    "pick_widths",
]
