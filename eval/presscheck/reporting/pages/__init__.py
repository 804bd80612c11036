"""The report: what was scored, the text with what is wrong in it, every error with an address.

Other folders use: `build`.
"""
