"""The text itself: marks, times, sentences.

Other folders use: `characters`, `iso_times`, `mark_pairs`, `rules`.
"""
