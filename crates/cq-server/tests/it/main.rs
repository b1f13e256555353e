//! Stories over the whole program, on both engines: SQLite always, PostgreSQL where `CHANGQING_TEST_PG` names a server.

mod audit;
mod db;
mod doctor;
mod identity;
mod matrix;
mod pairing;
mod statements;
mod world;
