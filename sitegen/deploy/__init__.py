"""A built site -> the same on a host: only what differs, and nothing that readers would miss."""
