//! The rules library (制度库). It knows no workflow's records: those ask it which version was in force on a day.

pub mod bylaw;
