"""A site's folder -> its published form: the pipeline and what starts it."""
