//! The program around the features: what it serves, how it is started and looked after.

pub mod audit;
pub mod cli;
pub mod config;
pub mod consequences;
pub mod home;
pub mod jobs;
pub mod ledgers;
pub mod menu;
pub mod metrics;
pub mod openapi;
pub mod paper;
pub mod references;
pub mod serve;
pub mod site;
