"""Quotes: content, cue, source, speaker.

Other folders use: `alignment`, `content`, `credit`, `errors`, `frames`, `lookups`, `measures`, `rules`,
`share`, `speakers`.
"""
