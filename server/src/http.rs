//! Routes: pages (with the open ballot as a plain form), the API, assets, health and metrics.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use dashmap::DashMap;
use metrics_exporter_prometheus::PrometheusHandle;
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;
use tower_http::timeout::TimeoutLayer;

use crate::answer::Desk;
use crate::config;
use crate::domain::id::RoomCode;
use crate::domain::language::Language;
use crate::domain::refusal::Refusal;
use crate::wire::{Frame, Refused};

mod api;
mod ask;
mod assets;
mod codes;
mod enter;
mod form;
mod guest;
mod health;
mod known;
mod language;
mod links;
mod offline;
mod organise;
mod page;
pub mod qr;
mod questions;
mod report;
mod screens;
mod upgrade;
pub mod words;

/// What every route has at hand. A request clones it a dozen times, so it is one count.
#[derive(Clone)]
pub struct App(Arc<AtHand>);

/// What an [`App`] is made of.
pub struct AtHand {
    /// The one handler's desk.
    pub desk: Desk,
    /// Where phones join, if the server was told ("<https://poll.example>").
    pub public_url: Option<String>,
    /// Renders the metrics.
    pub metrics: PrometheusHandle,
    /// The built client.
    pub assets: Arc<assets::Assets>,
    /// By room that is over: the report for everybody, and the state of the room it was made of.
    reports: DashMap<RoomCode, report::Made>,
    /// The pace of those who make rooms.
    organising: organise::Organising,
}

impl Deref for App {
    type Target = AtHand;

    fn deref(&self) -> &AtHand {
        &self.0
    }
}

impl App {
    /// Around a desk.
    pub fn new(desk: Desk, public_url: Option<String>, metrics: PrometheusHandle) -> Self {
        let (assets, organising) = (Arc::new(assets::Assets::built_in()), organise::Organising::new());
        Self(Arc::new(AtHand { desk, public_url, metrics, assets, reports: DashMap::new(), organising }))
    }

    /// Packs the phones' scripts in the languages of these rooms, a moment after the start, so that the first page is not slowed.
    pub fn pack_ahead(&self, languages: BTreeSet<Language>) {
        let assets = Arc::downgrade(&self.assets);
        tokio::spawn(async move {
            tokio::time::sleep(config::PACKING_AFTER).await;
            tokio::task::spawn_blocking(move || {
                // A server that is gone by then needs none.
                if let Some(assets) = assets.upgrade() {
                    for language in languages {
                        assets.pack_ahead(language);
                    }
                }
            });
        });
    }

    /// Whether browsers reach this server over https (then cookies say so).
    fn is_secure(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// All routes.
pub fn router(app: App) -> Router {
    let csp = HeaderValue::from_str(&app.assets.csp).expect("a policy is plain text");
    // Pages of people who may choose their language; a screen and a report have the room's.
    let chosen = Router::new()
        .route("/", get(page::landing))
        .route("/{code}", get(page::phone))
        .route("/{code}/moderate", get(page::moderator))
        .route("/{code}/results", get(report::results))
        .route("/{code}/known", get(known::page))
        .route("/{code}/ask", get(ask::page).post(ask::post))
        .route("/{code}/enter", get(enter::page).post(enter::post))
        .route("/{code}/codes", get(codes::page).post(codes::post))
        .route("/new", get(organise::page))
        .route_layer(from_fn_with_state(app.clone(), language::choose));
    // A long-poll may take its time; everything else is over soon.
    let patient = Router::new().route("/api/rooms/{code}/view", get(api::view));
    // A pasted proposal may be longer than any command.
    let long = Router::new()
        .route("/api/proposals", post(organise::read))
        .route("/api/rooms", post(organise::make))
        .layer(DefaultBodyLimit::max(config::PROPOSAL_IN));
    let prompt = chosen
        .merge(long)
        .route("/api/organiser", get(organise::may).post(organise::exchange))
        .route("/api/wording", post(organise::wording))
        .route("/api/rooms/{code}/check_wording", post(organise::check_wording))
        .route("/screen", get(page::screen))
        .route("/assets/{name}", get(assets::asset))
        .route("/offline", get(offline::page))
        .route("/worker.js", get(offline::worker))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/api/screens", post(screens::ask))
        .route("/api/rooms/{code}/moderator", get(links::roles).post(links::exchange))
        .route("/api/rooms/{code}/enter", post(enter::exchange))
        .route("/api/rooms/{code}/questions", get(questions::list))
        .route("/api/rooms/{code}/{verb}", post(api::command))
        .route("/ws/{code}", get(upgrade::upgrade))
        .route("/{code}/vote", post(form::vote))
        .route("/{code}/mode", post(form::mode))
        .route("/{code}/group", post(form::group))
        .route("/{code}/qr.svg", get(page::qr_code))
        .route("/{code}/report", get(report::page))
        .route("/{code}/report.md", get(report::as_markdown))
        .route("/api/rooms/{code}/export", get(report::export))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, config::REQUEST));
    // One layer of all: each of its own would be cloned with every request.
    let around = ServiceBuilder::new()
        // A page with its view weighs a third of itself. Quickly, because each is drawn for one pass; what is short stays.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(SizeAbove::new(config::PACKED)))
        .map_response(move |mut response: Response| {
            dress(response.headers_mut(), &csp);
            response
        })
        .layer(DefaultBodyLimit::max(config::BODY_IN));
    patient.merge(prompt).fallback(page::nothing).layer(around).with_state(app)
}

/// What stands above every answer, unless it says otherwise itself.
fn dress(headers: &mut HeaderMap, csp: &HeaderValue) {
    const ALWAYS: [(header::HeaderName, HeaderValue); 5] = [
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        // Not "no-referrer": with it a browser posts the plain form with "Origin: null", which no page of ours has.
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (header::HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
        (header::HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    for (name, value) in ALWAYS.into_iter().chain([(header::CONTENT_SECURITY_POLICY, csp.clone())]) {
        headers.entry(name).or_insert(value);
    }
}

/// The status that goes with a refusal over HTTP.
fn status_of(why: &Refusal) -> StatusCode {
    match why {
        Refusal::UnknownRoom
        | Refusal::UnknownRun
        | Refusal::UnknownPoll
        | Refusal::UnknownScreen
        | Refusal::UnknownDeck
        | Refusal::UnknownQuestion
        | Refusal::UnknownTurn
        | Refusal::UnknownNote
        | Refusal::UnknownPhrase => StatusCode::NOT_FOUND,
        Refusal::NotAllowed | Refusal::OwnWording | Refusal::NeedsCode | Refusal::WrongCode => StatusCode::FORBIDDEN,
        Refusal::NoPass => StatusCode::UNAUTHORIZED,
        Refusal::Closed { .. }
        | Refusal::Superseded { .. }
        | Refusal::NotSigned
        | Refusal::Changed { .. }
        | Refusal::StageBusy { .. }
        | Refusal::WrongState { .. }
        | Refusal::Paused
        | Refusal::NotRunning { .. } => StatusCode::CONFLICT,
        Refusal::SlowDown { .. } | Refusal::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Refusal::TryAgain | Refusal::Draining => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::Malformed { .. } => StatusCode::BAD_REQUEST,
        Refusal::WrongKind
        | Refusal::UnknownOption
        | Refusal::WrongCount { .. }
        | Refusal::ChosenTwice
        | Refusal::WrongTotal { .. }
        | Refusal::OutOfRange { .. }
        | Refusal::BadText { .. }
        | Refusal::Missing { .. }
        | Refusal::OutOfBounds { .. } => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// A refusal as the API says it.
fn refused(id: String, why: Refusal) -> Response {
    (status_of(&why), axum::Json(Frame::Refused(Refused { id, why }))).into_response()
}
