"""Decisions on databases: environments, and statements of a migration that destroy data."""
