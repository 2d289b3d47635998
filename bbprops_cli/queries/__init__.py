"""All the SQL, reads and writes; one file per noun. Session first; flush, never commit."""
