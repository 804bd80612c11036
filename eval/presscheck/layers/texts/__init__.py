"""The text itself: marks, times, sentences."""
