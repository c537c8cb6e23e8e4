"""Documents -> Site: its addresses and structure, and the answers to questions about it."""
