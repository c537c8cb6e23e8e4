"""A site and an editor -> problems, completions, places and renamings, by the Language Server Protocol."""
