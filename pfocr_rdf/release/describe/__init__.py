"""What describes a release: VoID, DCAT, schema.org, a service, and words for people."""
