"""The text of a page -> what breaks the rules of HTML in it, and what keeps readers from parts of it."""
