//! Serves the back end with one connection. Run it with `cargo run`.

use std::sync::Arc;

use example_axum::{Store, app};
use tokio::net::TcpListener;
use tokio::sync::Mutex;

const CONNECTION: &str = include_str!("../connection.json");

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let ids = ("01J9ZK8Q4T7W3X5Y6Z8A9B0C1E".to_owned(), "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D".to_owned());
    let store: Store = Arc::new(Mutex::new([(ids, CONNECTION.to_owned())].into()));
    let listener = TcpListener::bind("127.0.0.1:3000").await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app(store)).await
}
