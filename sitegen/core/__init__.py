"""What every room may use: the values that flow, problems, text, limits, worker processes."""
