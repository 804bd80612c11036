"""From strings to spans.

Other folders use: `anchor`, `hints`, `search`, `steps`.
"""
