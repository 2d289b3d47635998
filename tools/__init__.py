"""Scripts for maintainers; nothing here is in the wheel."""
