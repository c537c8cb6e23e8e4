"""Pictures, cards and static files -> what is published of them."""
