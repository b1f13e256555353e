-- The course of a case says that the person it is about has died, and that this was taken back.
{words case_entry.kind: received taken handed part part-done part-withdrawn promised raised decided paused resumed refused agreed disagreed answered not-reached again closed died alive};
