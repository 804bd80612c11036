"""The text itself: marks, times, sentences.

Other folders use: `characters`, `timex_values`, `mark_pairs`, `rules`.
"""
