"""Words for people: tables, nearest names, foreign words made harmless.

Other folders use: `addresses`, `deadline`, `kinds`, `nearest`, `plural`, `secret`, `table`, `visible`,
`wording`.
"""
