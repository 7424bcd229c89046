//! Builds requests and reads responses. Does not use the network: the caller sends the requests.

mod error;
pub mod request;
pub mod response;
