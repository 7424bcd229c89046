//! Builds requests and reads responses. Does not use the network: the caller sends the requests.

pub mod request;
pub mod response;
