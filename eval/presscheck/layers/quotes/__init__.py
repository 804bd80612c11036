"""Quotes: content, cue, source, speaker.

Other folders use: `alignment`, `content`, `credit`, `errors`, `measures`, `rules`, `speakers`.
"""
