"""Quotes: content, cue, source, speaker."""
