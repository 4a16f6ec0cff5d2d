//! The workspace for signing in, action by action.
