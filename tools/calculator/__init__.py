"""Token vocabulary and model prices -> the data files of the calculator."""
