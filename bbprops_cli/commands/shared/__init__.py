"""What several commands use and what is not a command: option objects, lists, confirmation, completion."""
