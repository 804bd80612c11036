"""From strings to spans.

Other folders use: `anchor`, `hints`, `steps`.
"""
