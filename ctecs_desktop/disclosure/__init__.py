"""What may be published: suppression, its audit by separate code, and coarser editions."""
