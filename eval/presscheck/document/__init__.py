"""What a document is: read it, write it, check its shape.

Other folders use: `canonical`, `data_files`, `exceptions`, `folding`, `ids`, `jsonl`, `kinds`, `model`,
`note`, `output`, `paragraphs`, `placement`, `presence`, `quotation_marks`, `ranks`, `repeats`, `rule`,
`schemas`, `shifts`, `shipped`, `spans`, `standoff`, `streams`, `trimming`, `unknown_keys`, `wellformed`.
"""
