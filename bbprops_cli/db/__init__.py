"""Connections, sessions, migrations."""
