//! For operators: alive, ready, and how it goes.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::App;
use crate::hub::StoreNow;
use crate::store::Lost;
use crate::wire::parts::StorePart;

/// `GET /healthz`: the process answers.
pub(super) async fn live() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: 200 when the store takes ballots, else 503; with how durable an acknowledged ballot is. Where only a part of it
/// takes none, the node stays ready, and says which: were every node taken out for it, the other rooms would go with it.
pub(super) async fn ready(State(app): State<App>) -> Response {
    let shared = app.desk.hub.shared();
    let StoreNow { part, away } = shared.store_now();
    let (status, mut body) = match part {
        _ if shared.is_draining() => (StatusCode::SERVICE_UNAVAILABLE, json!({"ready": false, "why": "draining"})),
        StorePart::Full => (StatusCode::OK, json!({"ready": true, "durability": "full"})),
        StorePart::Relaxed { why } => (StatusCode::OK, json!({"ready": true, "durability": "relaxed", "why": why})),
        StorePart::Away => {
            (StatusCode::SERVICE_UNAVAILABLE, json!({"ready": false, "why": "the store does not answer"}))
        }
    };
    if status == StatusCode::OK && !away.is_empty() {
        let places = |lost: &Lost| {
            let runs = lost.places.iter().map(|run| format!("{}-{}", run.start(), run.end()));
            json!({"slots": runs.collect::<Vec<_>>(), "why": lost.why})
        };
        body["away"] = away.iter().map(places).collect();
    }
    (status, Json(body)).into_response()
}

/// `GET /metrics`, in Prometheus' text format.
pub(super) async fn metrics(State(app): State<App>) -> Response {
    let (rooms, staff, phones) = app.desk.hub.counts();
    metrics::gauge!("plenary_rooms_watched").set(rooms as f64);
    metrics::gauge!("plenary_connections", "role" => "staff").set(staff as f64);
    metrics::gauge!("plenary_connections", "role" => "phone").set(phones as f64);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], app.metrics.render()).into_response()
}
