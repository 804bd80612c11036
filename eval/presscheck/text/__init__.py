"""Words for people: tables, nearest names.

Other folders use: `nearest`, `plural`, `table`.
"""
