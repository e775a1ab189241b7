//! The handshake of RFC 6455 (section 4.2), and nothing of who may come.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tungstenite::handshake::derive_accept_key;

/// Whether a header lists this word.
pub fn says(headers: &HeaderMap, name: header::HeaderName, word: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(word)))
}

/// The key of a request for a WebSocket; or the answer, if it is none.
pub fn key(request: &Request) -> Result<HeaderValue, Box<Response>> {
    if request.method() != Method::GET {
        return Err(Box::new((StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET")]).into_response()));
    }
    let headers = request.headers();
    let upgrades = says(headers, header::CONNECTION, "upgrade") && says(headers, header::UPGRADE, "websocket");
    let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|_| upgrades).ok_or_else(|| {
        let needed = [(header::UPGRADE, "websocket")];
        Box::new((StatusCode::UPGRADE_REQUIRED, needed, "a WebSocket is served here\n").into_response())
    })?;
    if !says(headers, header::SEC_WEBSOCKET_VERSION, "13") {
        let needed = [(header::SEC_WEBSOCKET_VERSION, "13")];
        return Err(Box::new((StatusCode::UPGRADE_REQUIRED, needed).into_response()));
    }
    Ok(key.clone())
}

/// The answer after which both sides talk in frames.
pub fn accepted(key: &HeaderValue, subprotocol: Option<&'static str>) -> Response {
    let mut response = Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(header::UPGRADE, "websocket")
        .header(header::CONNECTION, "Upgrade")
        .header(header::SEC_WEBSOCKET_ACCEPT, derive_accept_key(key.as_bytes()));
    if let Some(subprotocol) = subprotocol {
        response = response.header(header::SEC_WEBSOCKET_PROTOCOL, subprotocol);
    }
    response.body(Body::empty()).expect("the headers are plain")
}
