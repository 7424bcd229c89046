//! The boundary to JavaScript: reads bytes that the JavaScript package wrote to memory, and returns plain values. Contains no
//! validation rules.

pub mod exports;
mod interop;
mod request;

/// The allocator. Its code is a fifth of the size of the standard library's allocator, which saves 2,638 bytes after gzip. It is
/// as fast for this module. It merges freed blocks, so that repeated calls do not grow the memory. A large input can
/// leave the memory half as large again as it needs to be.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
