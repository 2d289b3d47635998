"""Use cases of the user's own settings."""
