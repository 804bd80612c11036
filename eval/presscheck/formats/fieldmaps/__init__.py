"""Field maps: any JSON, JSONL or CSV of one's own, by paths to our fields.

Other folders use: `application`, `inference`, `kinds`, `levels`, `model`, `paths`, `spellings`, `tables`,
`values`.
"""
