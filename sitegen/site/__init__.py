"""Documents -> Site: where everything is, how it hangs together, and what may be asked of it."""
