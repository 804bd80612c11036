"""Label Studio: its labeling config, documents as tasks, exports as documents.

Other folders use: `config`, `controls`, `exports`, `foreign`, `guidance`, `inventory`, `kept`, `keys`,
`prepare`, `provenance`, `regions`, `shape`.
"""
