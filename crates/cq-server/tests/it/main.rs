//! Stories over the whole program, on both engines: SQLite always, PostgreSQL where `CHANGQING_TEST_PG` names a server.

mod audit;
mod db;
mod desk;
mod edge;
mod identity;
mod intake;
mod matrix;
mod person;
mod statements;
mod states;
mod texts;
mod world;
