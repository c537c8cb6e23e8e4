"""Site -> Targets: every file to be made."""
