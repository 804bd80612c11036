"""Label Studio: documents as regions, pushed to a server and pulled from it.

Other folders use: `client`, `decide`, `differences`, `push`, `server`, `sources`, `tasks`.
"""
