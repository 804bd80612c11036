"""What a document is: read it, write it, check its shape.

Other folders use: `canonical`, `exceptions`, `folding`, `jsonl`, `model`, `output`, `paragraphs`,
`placement`, `presence`, `quotation_marks`, `ranks`, `rule`, `schemas`, `shifts`, `shipped`, `spans`,
`streams`, `unknown_keys`, `wellformed`.
"""
