"""Words for people: tables, nearest names, foreign words made harmless.

Other folders use: `nearest`, `plural`, `table`, `visible`.
"""
