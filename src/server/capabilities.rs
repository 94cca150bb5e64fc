//! What the server can do, and what of that the client can take.

use super::actions::FIX_ALL;
use super::commands::COMMANDS;
use super::positions::Encoding;
use lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, ExecuteCommandOptions, HoverProviderCapability,
    OneOf, SaveOptions, ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

/// What matters of the client's side.
#[derive(Clone, Copy, Debug, Default)]
pub struct Client {
    /// In what it counts columns.
    pub encoding: Encoding,
    /// It shows progress.
    pub progress: bool,
    /// It can be asked to watch files.
    pub watches: bool,
    /// It opens addresses.
    pub shows_documents: bool,
    /// It takes edits that name versions.
    pub versioned_edits: bool,
}

impl Client {
    /// Reads what a client says of itself.
    pub fn new(capabilities: &ClientCapabilities) -> Self {
        let general = capabilities.general.as_ref();
        let window = capabilities.window.as_ref();
        let workspace = capabilities.workspace.as_ref();
        let watched = workspace.and_then(|w| w.did_change_watched_files);
        Self {
            encoding: Encoding::negotiate(general.and_then(|g| g.position_encodings.as_deref())),
            progress: window.and_then(|w| w.work_done_progress).unwrap_or(false),
            watches: watched.and_then(|w| w.dynamic_registration).unwrap_or(false),
            shows_documents: window.and_then(|w| w.show_document.as_ref()).is_some_and(|s| s.support),
            versioned_edits: workspace.and_then(|w| w.workspace_edit.as_ref()).and_then(|e| e.document_changes).unwrap_or(false),
        }
    }
}

/// What the server offers a client.
pub fn server_capabilities(client: Client) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, FIX_ALL.into()]),
            ..CodeActionOptions::default()
        })),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: COMMANDS.iter().map(|command| (*command).to_owned()).collect(),
            ..ExecuteCommandOptions::default()
        }),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            ..WorkspaceServerCapabilities::default()
        }),
        ..ServerCapabilities::default()
    }
}
