//! For operators: alive, ready, and how it goes.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::App;
use crate::wire::parts::StorePart;

/// `GET /healthz`: the process answers.
pub(super) async fn live() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: 200 when the store takes ballots, else 503; with how durable an acknowledged ballot is.
pub(super) async fn ready(State(app): State<App>) -> Response {
    let shared = app.desk.hub.shared();
    let (status, body) = match shared.store_part() {
        _ if shared.is_draining() => (StatusCode::SERVICE_UNAVAILABLE, json!({"ready": false, "why": "draining"})),
        StorePart::Full => (StatusCode::OK, json!({"ready": true, "durability": "full"})),
        StorePart::Relaxed { why } => (StatusCode::OK, json!({"ready": true, "durability": "relaxed", "why": why})),
        StorePart::Away => {
            (StatusCode::SERVICE_UNAVAILABLE, json!({"ready": false, "why": "the store does not answer"}))
        }
    };
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
