"""A release: the whole database as RDF, in shards, with what describes it."""
