"""Label Studio: documents as regions, pushed to a server and pulled from it.

Other folders use: `client`, `decide`, `differences`, `newest`, `pages`, `push`, `server`, `sources`,
`tasks`.
"""
