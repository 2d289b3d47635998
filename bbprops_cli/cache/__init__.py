"""Redis as a cache: answers kept and forgotten, and a look at the keys. Clients are given, never made."""
