"""Extensions that keep or choose values: `array`, `csv`, `rnd`, `string`, `table`."""
