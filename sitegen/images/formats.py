"""Constants about images: the formats that browsers show, the size of a card."""

from __future__ import annotations

#: The formats that are opened, by Pillow's names.
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"})
#: Pixels of a card, in the ratio that the large networks crop to.
CARD_SIZE = (1200, 630)
#: Every form of the site's icon, by its name below assets/: pixels, as shown at most.
ICONS = {
    "favicon.ico": 48,
    "img/apple-touch-icon.png": 180,
    "img/icon-192.png": 192,
    "img/icon-512.png": 512,
    "img/icon-maskable.png": 512,
}
