"""Other labels, types and ids to ours, on both sides.

Other folders use: `event_levels`, `item_ids`, `labels`, `unknown_labels`, `wikidata`.
"""
