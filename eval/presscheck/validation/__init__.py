"""Rules over a file.

Other folders use: `checking`, `file`, `gold_side`, `rules`.
"""
