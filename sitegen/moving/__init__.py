"""A site, and where a part of it goes -> the edits after which every link leads where it led before."""
