"""Quotes: content, cue, source, speaker.

Other folders use: `alignment`, `content`, `errors`, `measures`, `rules`, `speakers`.
"""
