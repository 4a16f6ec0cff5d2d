//! Ctrl+C, for a command that waits.

/// Waits until the person presses Ctrl+C, which from the first call on no longer ends the program
/// by itself. Where the system cannot tell of it, it waits for ever, and Ctrl+C ends the program
/// as it always does.
pub async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
