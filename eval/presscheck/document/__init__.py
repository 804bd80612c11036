"""What a document is: read it, write it, check its shape.

Other folders use: `canonical`, `data_files`, `doc_ids`, `exceptions`, `folding`, `jsonl`, `model`, `note`,
`output`, `paragraphs`, `placement`, `presence`, `quotation_marks`, `ranks`, `repeats`, `rule`, `schemas`,
`shifts`, `shipped`, `spans`, `streams`, `trimming`, `unknown_keys`, `wellformed`.
"""
