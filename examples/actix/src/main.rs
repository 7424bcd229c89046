//! Serves the back end with one connection. Run it with `cargo run`.

use std::sync::Mutex;

use actix_web::web::Data;
use actix_web::{App, HttpServer};
use example_actix::{Store, configure};

const CONNECTION: &str = include_str!("../connection.json");

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let ids = ("01J9ZK8Q4T7W3X5Y6Z8A9B0C1E".to_owned(), "01J9ZK8Q4T7W3X5Y6Z8A9B0C1D".to_owned());
    let store: Store = Data::new(Mutex::new([(ids, CONNECTION.to_owned())].into()));
    let server = HttpServer::new(move || App::new().configure(configure(store.clone()))).bind("127.0.0.1:3000")?;
    println!("listening on http://127.0.0.1:3000");
    server.run().await
}
