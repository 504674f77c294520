"""One run's configuration: what to simulate, with which model and settings, how coupled."""
