"""A site and a move within it -> the edits after which every link leads where it led before."""
