"""What the last build learned -> what this build need not do again; never trusted, always checked."""
