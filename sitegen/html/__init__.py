"""HTML -> its tags (`tags`), what a file refers to (`references`), and its faults (`page`, `feeds`)."""
