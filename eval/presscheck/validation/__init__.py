"""Rules over a file.

Other folders use: `file`, `rules`.
"""
