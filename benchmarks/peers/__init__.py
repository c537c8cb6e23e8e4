"""Other generators on the same pages, side by side with sitegen."""
