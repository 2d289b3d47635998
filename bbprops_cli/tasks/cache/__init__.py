"""Use cases of the cache in Redis or Valkey."""
