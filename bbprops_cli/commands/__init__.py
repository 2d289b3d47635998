"""One file per group: parse, call a query, show."""
