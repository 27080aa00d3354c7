"""Programs that make corpora of any size and time the export against its peers."""
