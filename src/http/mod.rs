//! Requests and responses as pure functions: sending is the caller's.

pub mod request;
pub mod response;
