"""Other labels, types and ids to ours, on both sides."""
