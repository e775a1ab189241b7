//! The way to Redis: one multiplexed connection that is replaced when it goes silent, and a deadline on every command.

use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Cmd, ErrorKind, Pipeline, RedisError, RedisResult, ServerErrorKind, Value};

use super::super::StoreError;
use super::scripts::Script;

/// A Redis that has not answered by then is away. A disk that is slow to sync, the usual cause, takes less.
pub(super) const DEADLINE: Duration = Duration::from_secs(3);
/// Between two tries to connect again, at most: a heal is noticed within this.
pub(super) const RETRY: Duration = Duration::from_millis(500);

/// Every command of this node, over one connection.
pub(super) struct Link {
    client: Client,
    /// The connection in use and its number, so that of many commands that found it silent one replaces it.
    current: Mutex<(u64, ConnectionManager)>,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address may hold a password.
        f.write_str("Link(…)")
    }
}

impl Link {
    /// A link to that Redis, connected when it is first used. The manager never gives up trying.
    pub(super) fn new(client: Client) -> Result<Self, StoreError> {
        let current = Mutex::new((0, manager(&client)?));
        Ok(Self { client, current })
    }

    /// The client, for a connection of another kind.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Sends one command.
    pub(super) async fn ask(&self, command: &Cmd) -> Result<Value, StoreError> {
        Ok(self.send_one(command).await??)
    }

    /// Sends several commands in one go; one answer each.
    pub(super) async fn ask_all(&self, commands: &Pipeline) -> Result<Vec<Value>, StoreError> {
        let send =
            |mut to: ConnectionManager| async move { to.send_packed_commands(commands, 0, commands.len()).await };
        let answers = self.send(send).await??;
        Ok(answers.into_iter().map(Value::extract_error).collect::<RedisResult<_>>()?)
    }

    /// Runs a script by its hash, and hands Redis the text if it does not know it (any more).
    pub(super) async fn run(&self, script: &Script, call: &Cmd) -> Result<Value, StoreError> {
        match self.send_one(call).await? {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                self.ask(redis::cmd("SCRIPT").arg("LOAD").arg(script.text())).await?;
                self.ask(call).await
            }
            answer => Ok(answer?),
        }
    }

    /// Sends one command; what Redis says against it is an answer, too.
    pub(super) async fn answer_to(&self, command: &Cmd) -> Result<RedisResult<Value>, StoreError> {
        self.send_one(command).await
    }

    async fn send_one(&self, command: &Cmd) -> Result<RedisResult<Value>, StoreError> {
        self.send(|mut to| async move { to.send_packed_command(command).await.and_then(Value::extract_error) }).await
    }

    /// Sends by the connection in use; `Away` if nothing came back in time, whatever became of it.
    async fn send<T, F>(&self, command: impl FnOnce(ConnectionManager) -> F) -> Result<RedisResult<T>, StoreError>
    where
        F: Future<Output = RedisResult<T>>,
    {
        let (number, connection) = self.lock().clone();
        if let Ok(answer) = tokio::time::timeout(DEADLINE, command(connection)).await {
            return Ok(answer);
        }
        self.replace(number);
        Err(StoreError::Away(format!("Redis has not answered for {DEADLINE:?}")))
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
