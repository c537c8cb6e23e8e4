"""What every room may use: the values that flow, problems, text, and directories opened without links."""
