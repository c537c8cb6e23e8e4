"""What the last build learned -> what this build need not repeat; always checked, never trusted."""
