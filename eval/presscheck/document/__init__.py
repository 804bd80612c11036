"""What a document is: read it, write it, check its shape."""
