//! The way to one Redis: one multiplexed connection that is replaced when it goes silent, and a deadline on every command.

use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Cmd, ErrorKind, Pipeline, RedisError, RedisResult, ServerErrorKind, Value};
use tokio::sync::Semaphore;

use super::super::StoreError;
use super::closed;
use super::scripts::Script;

/// A Redis that has not answered by then is away. A disk that is slow to sync, the usual cause, takes less.
pub(super) const DEADLINE: Duration = Duration::from_secs(3);
/// Between two tries to connect again, at most: a heal is noticed within this.
pub(super) const RETRY: Duration = Duration::from_millis(500);
/// Commands of this node under way at once on one Redis; more would only wait there, and this bounds the memory they hold.
const IN_FLIGHT: u32 = 1_024;

/// Every command of this node to one Redis, over one connection.
pub(super) struct Link {
    client: Client,
    /// Host and port, for people.
    address: String,
    /// The connection in use and its number, so that of many commands that found it silent one replaces it.
    current: Mutex<(u64, ConnectionManager)>,
    in_flight: Semaphore,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The client's own address may hold a password.
        write!(f, "Link({})", self.address)
    }
}

impl Link {
    /// A link to that Redis, connected when it is first used. The manager never gives up trying.
    pub(super) fn new(client: Client) -> Result<Self, StoreError> {
        let current = Mutex::new((0, manager(&client)?));
        let address = client.get_connection_info().addr().to_string();
        Ok(Self { client, address, current, in_flight: Semaphore::new(IN_FLIGHT as usize) })
    }

    /// The client, for a connection of another kind.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Host and port.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Sends one command. `Away` if nothing came back in time; what Redis says against it is an answer, too.
    pub(super) async fn ask(&self, command: &Cmd) -> Result<RedisResult<Value>, StoreError> {
        self.send(|mut to| async move { to.send_packed_command(command).await.and_then(Value::extract_error) }).await
    }

    /// Sends several commands in one go; one answer each, or what Redis says against the first it refuses.
    pub(super) async fn ask_all(&self, commands: &Pipeline) -> Result<RedisResult<Vec<Value>>, StoreError> {
        let send =
            |mut to: ConnectionManager| async move { to.send_packed_commands(commands, 0, commands.len()).await };
        let answers = self.send(send).await?;
        Ok(answers.and_then(|answers| answers.into_iter().map(Value::extract_error).collect()))
    }

    /// Runs a script by its hash, and hands Redis the text if it does not know it (any more).
    pub(super) async fn run(&self, script: &Script, call: &Cmd) -> Result<RedisResult<Value>, StoreError> {
        match self.ask(call).await? {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                match self.ask(redis::cmd("SCRIPT").arg("LOAD").arg(script.text())).await? {
                    Ok(_) => self.ask(call).await,
                    refused => Ok(refused),
                }
            }
            answer => Ok(answer),
        }
    }

    /// Waits for what is under way, and takes nothing more.
    pub(super) async fn close(&self) {
        // Each command holds a permit until it is answered or given up.
        if let Ok(all) = self.in_flight.acquire_many(IN_FLIGHT).await {
            all.forget();
            self.in_flight.close();
        }
    }

    /// Sends by the connection in use; `Away` if nothing came back in time, whatever became of it.
    async fn send<T, F>(&self, command: impl FnOnce(ConnectionManager) -> F) -> Result<RedisResult<T>, StoreError>
    where
        F: Future<Output = RedisResult<T>>,
    {
        let _permit = self.in_flight.acquire().await.map_err(|_| closed())?;
        let (number, connection) = self.lock().clone();
        if let Ok(answer) = tokio::time::timeout(DEADLINE, command(connection)).await {
            return Ok(answer);
        }
        self.replace(number);
        Err(StoreError::Away(format!("Redis at {} has not answered for {DEADLINE:?}", self.address)))
    }

    /// A silent connection may stay silent for minutes after the network has healed; a new one does not.
    fn replace(&self, silent: u64) {
        let mut current = self.lock();
        if current.0 == silent
            && let Ok(fresh) = manager(&self.client)
        {
            *current = (silent + 1, fresh);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (u64, ConnectionManager)> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn manager(client: &Client) -> Result<ConnectionManager, StoreError> {
    let config = ConnectionManagerConfig::new()
        .set_number_of_retries(usize::MAX)
        .set_min_delay(Duration::from_millis(50))
        .set_max_delay(RETRY)
        .set_connection_timeout(Some(DEADLINE))
        .set_response_timeout(None);
    Ok(ConnectionManager::new_lazy_with_config(client.clone(), config)?)
}

/// What an error of Redis, or one that our scripts return, means to the caller.
impl From<RedisError> for StoreError {
    fn from(error: RedisError) -> Self {
        match error.code() {
            Some("NOROOM") => Self::NoRoom,
            Some("WENTBACK") => Self::WentBack,
            Some("CORRUPT") => Self::Corrupt(error.detail().unwrap_or_default().to_owned()),
            _ => match error.kind() {
                ErrorKind::UnexpectedReturnType | ErrorKind::Parse => Self::Corrupt(error.to_string()),
                _ => Self::Away(error.to_string()),
            },
        }
    }
}
