"""Extensions about what is seen: `bitmap`, `palette`, `vid`, `view2.5d`."""
