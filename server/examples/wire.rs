//! Prints the client's types: `cargo xtask wire` puts them into web-client/src/wire.ts.

fn main() {
    print!("{}", plenary_server::wire::typescript::declarations());
}
