"""Redis as a cache: answers that are stored and invalidated, and the keys of the server."""
