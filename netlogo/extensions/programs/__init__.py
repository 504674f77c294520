"""Extensions about programs: `cf`, `ls`, `profiler`."""
