"""The same counts in several processes, on several machines: ranges and shards of files, added up exactly.

Other folders use: `corpora`, `jobs`, `shard_counts`, `validation`.
"""
