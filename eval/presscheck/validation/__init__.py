"""Rules over a file."""
