//! Stories over the whole program, on both engines: SQLite always, PostgreSQL where `CHANGQING_TEST_PG` names a server.

mod audit;
mod campaign;
mod db;
mod desk;
mod doctor;
mod edge;
mod identity;
mod intake;
mod matrix;
mod pairing;
mod person;
mod statements;
mod states;
mod task;
mod texts;
mod ward;
mod world;
