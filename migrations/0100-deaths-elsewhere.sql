-- The day on which somebody died whose service had ended before, by a move away: their end of service stays the move.
ALTER TABLE person ADD COLUMN died_on {text};
