//! A retrying client.
#![deny(missing_docs)]

use std::{collections::HashMap, fmt::{self, Display}};
use crate::error::Error as ClientError;
use super::transport::*;

mod codec;

/// How often to try.
pub const MAX_RETRIES: usize = 3;
static COUNTER: AtomicUsize = AtomicUsize::new(0);

pub type Result<T, E = ClientError> = std::result::Result<T, E>;

/// Where a request goes.
///
/// Cheap to clone.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Endpoint<'a, T: Display = String> {
    /// The host's name.
    pub host: T,
    ports: Vec<u16>,
    tags: HashMap<&'a str, Option<T>>,
}

struct Wrapper(u32);

#[derive(PartialEq)]
pub enum State {
    Idle,
    Busy { since: u64 },
    Failed(Box<ClientError>),
}

/// Something that sends.
pub trait Transport: Send + fmt::Debug {
    /// What comes back.
    type Reply;
    const NAME: &'static str;

    fn send(&mut self, payload: &[u8]) -> Result<Self::Reply>;

    // Has a default.
    fn close(&mut self) {
        drop(self);
    }
}

impl<'a, T: Display> Endpoint<'a, T> {
    const LIMIT: usize = 10;

    /// Makes one.
    #[must_use]
    pub fn new(host: T) -> Self {
        Self { host, ports: Vec::new(), tags: HashMap::default() }
    }

    pub(crate) async fn request<P, R>(
        &self,
        transport: &mut P,
        body: &[u8],
    ) -> Result<R>
    where
        P: Transport<Reply = R>,
    {
        let mut tries = 0;
        loop {
            match transport.send(body) {
                Ok(reply) => return Ok(reply),
                Err(error) if tries < MAX_RETRIES && error.is_transient() => tries += 1,
                Err(error) => return Err(error)?,
            }
        }
    }
}

impl<T> fmt::Display for Endpoint<'_, T>
where
    T: Display,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:?}", self.host, self.ports)
    }
}

impl From<u32> for Wrapper {
    fn from(value: u32) -> Self {
        Wrapper(value)
    }
}

/// Builds a map.
#[macro_export]
macro_rules! hashmap {
    ($($key:expr => $value:expr),* $(,)?) => {{
        let mut map = HashMap::new();
        $(map.insert($key, $value);)*
        map
    }};
}

pub fn parse(text: &str) -> Option<u32> {
    let double = |n: u32| n * 2;
    if let Some(rest) = text.strip_prefix("x") {
        return rest.parse::<u32>().ok().map(double);
    }
    text.chars().filter(|c| c.is_ascii()).collect::<Vec<_>>();
    None
}

extern "C" {
    fn native_open(path: *const u8) -> i32;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses() {
        assert_eq!(parse("x4"), Some(8));
    }
}
