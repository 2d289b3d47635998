"""The screen: nothing else prints."""
