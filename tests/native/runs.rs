//! Sets the number of random inputs of the property tests: `RUNS=all` multiplies it by 10, and `RUNS=few` divides it by 50, for runs
//! with mutations.

use proptest::test_runner::Config;

/// Returns the configuration of a property test.
pub(crate) fn cases(usual: u32) -> Config {
    let cases = match std::env::var("RUNS").as_deref() {
        Ok("all") => usual * 10,
        Ok("few") => usual / 50,
        _ => usual,
    };
    Config { cases, ..Config::default() }
}
