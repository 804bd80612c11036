"""People: agreement, adjudication, Label Studio.

Other folders use: `adjudication`, `agreement`, `wording`.
"""
