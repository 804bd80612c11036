"""Other labels, types and ids to ours, on both sides.

Other folders use: `event_levels`, `labels`, `unknown_labels`, `wikidata`.
"""
