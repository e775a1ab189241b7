//! The tests through the front door, on both stores, in one binary.

mod canary;
mod crowd;
mod front;
mod house;
mod planted;
mod questions;
mod redis_server;
mod report;
mod sealing;
mod seeded;
mod store_bench;
mod store_contract;
mod store_contract_acts;
mod store_contract_carries;
mod store_contract_casting;
mod store_contract_histories;
mod store_contract_presence;
mod store_contract_questions;
mod store_contract_sealing;
mod store_files;
mod store_redis;
mod store_redis_back;
mod tidy;
