"""Drawing districts: Zhang and Brown's procedure, rivals, a search of our own, and fast screening."""
