"""Read a document, write it, check its shape.

Other folders use: `canonical`, `columns`, `data_files`, `doc_ids`, `exceptions`, `folding`, `jsonl`,
`kinds`, `model`, `note`, `output`, `paragraphs`, `placement`, `presence`, `quotation_marks`, `ranks`,
`repeats`, `rule`, `schemas`, `shifts`, `shipped`, `spans`, `standoff`, `streams`, `strict_json`,
`trimming`, `unknown_keys`, `wellformed`.
"""
