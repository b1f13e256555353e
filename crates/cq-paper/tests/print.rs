//! What comes out of the printer.
mod samples;
