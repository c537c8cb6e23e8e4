"""Image bytes -> their size, and smaller versions; a title -> its card. Pillow lives here alone.

What is here needs no Pillow. `measure`, `encode` and `card` load it: they are imported where there is an
image to be opened, since many builds have none.
"""

from sitegen.images.derive import Derived, Recipe, Variant, choose, pick_widths
from sitegen.images.formats import CARD_SIZE, SUFFIXES

__all__ = ["CARD_SIZE", "SUFFIXES", "Derived", "Recipe", "Variant", "choose", "pick_widths"]
