"""Quotes: content, cue, source, speaker.

Other folders use: `alignment`, `content`, `errors`, `frames`, `lookups`, `measures`, `rules`, `share`,
`speakers`.
"""
