//! Builds requests and reads responses. It does no input or output: sending is up to the caller.

pub mod request;
pub mod response;
