"""Pictures, cards and static files -> the files that are published."""
