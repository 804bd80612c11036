"""People: agreement, adjudication, Label Studio.

Other folders use: `adjudication`, `agreement`, `intervals`, `passes`, `wording`.
"""
