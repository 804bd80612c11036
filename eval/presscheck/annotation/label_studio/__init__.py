"""Label Studio: documents as regions, pushed to a server and pulled from it."""
