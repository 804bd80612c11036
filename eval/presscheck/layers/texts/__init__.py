"""The text itself: marks, times, sentences.

Other folders use: `characters`, `mark_pairs`, `rules`, `timex_values`.
"""
