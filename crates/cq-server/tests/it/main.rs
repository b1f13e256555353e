//! Stories over the whole program, on both engines: SQLite always, PostgreSQL where `CHANGQING_TEST_PG` names a server.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

mod absence;
mod access;
mod accountless;
mod age;
mod answer;
mod api;
mod assessment;
mod attendance;
mod audit;
mod bad_form;
mod bad_input;
mod by_form;
mod bylaw;
mod calendar;
mod campaign;
mod cases;
mod command_line;
mod db;
mod desk;
mod digest;
mod division;
mod doctor;
mod dump;
mod duplicate;
mod edge;
mod errand_money;
mod errands;
mod export;
mod first_contact;
mod forms;
mod gone;
mod group;
mod group_ledger;
mod group_past;
mod guide_desk;
mod health;
mod identity;
mod intake;
mod ledger;
mod liaison;
mod life_event;
mod matrix;
mod menu;
mod namesake;
mod need;
mod notices;
mod offline;
mod on_duty;
mod opening;
mod operator;
mod pairing;
mod past;
mod person;
mod photo;
mod portal;
mod relation;
mod relief;
mod repeat;
mod report;
mod round;
mod round_api;
mod round_together;
mod rule;
mod search;
mod segment;
mod service;
mod statements;
mod states;
mod target;
mod task;
mod texts;
mod ward;
mod watch;
mod world;
