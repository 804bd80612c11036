"""Field maps: any JSON, JSONL or CSV of one's own, by paths to our fields.

Other folders use: `application`, `inference`, `model`, `paths`, `spellings`, `tables`.
"""
