"""The screen: no other package writes to stdout or stderr."""
