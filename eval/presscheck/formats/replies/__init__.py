"""Replies of language models: the JSON in their words, and the envelopes of services around them.

Other folders use: `entities`, `envelopes`, `json_in_text`.
"""
