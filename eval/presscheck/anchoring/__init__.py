"""From strings to spans.

Other folders use: `anchor`, `steps`.
"""
