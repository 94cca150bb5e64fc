//! Messages over standard input and output.
//!
//! The frames are read here, not by `lsp-server`, whose reader ends the conversation at the first message that is no JSON. A faulty message is
//! answered as JSON-RPC asks for, and the next one is read.

use crossbeam_channel::{Receiver, Sender, unbounded};
use lsp_server::{Connection, Message};
use std::io::{self, BufRead, Read, Write};
use std::thread::JoinHandle;

/// Larger messages are no editor's.
const MAX_MESSAGE: usize = 256 << 20;

/// The thread that writes, and may have something left to write.
#[derive(Debug)]
pub struct IoThreads {
    writer: JoinHandle<io::Result<()>>,
}

impl IoThreads {
    /// Waits until everything is written. Nobody waits for the reader: it ends with the client.
    ///
    /// # Errors
    /// When standard output can't be written to.
    pub fn join(self) -> io::Result<()> {
        self.writer.join().unwrap_or(Ok(()))
    }
}

/// What came in.
#[derive(Debug)]
pub enum Frame {
    /// A message.
    Message(Message),
    /// A body that is no message, and what is wrong with it.
    Faulty(String),
}

/// Opens the conversation.
///
/// # Errors
/// When no threads can be made.
pub fn stdio() -> io::Result<(Connection, IoThreads)> {
    let (to_client, from_server) = unbounded();
    let (to_server, from_client) = unbounded();
    let answers = to_client.clone();
    std::thread::Builder::new().name("reader".to_owned()).spawn(move || read_all(&mut io::stdin().lock(), &to_server, &answers))?;
    let writer = std::thread::Builder::new().name("writer".to_owned()).spawn(move || write_all(&mut io::stdout().lock(), &from_server))?;
    Ok((Connection { sender: to_client, receiver: from_client }, IoThreads { writer }))
}

fn read_all(input: &mut dyn BufRead, messages: &Sender<Message>, answers: &Sender<Message>) {
    while let Ok(Some(frame)) = read(input) {
        let is_last = matches!(&frame, Frame::Message(Message::Notification(told)) if told.method == "exit");
        let sent = match frame {
            Frame::Message(message) => messages.send(message),
            Frame::Faulty(why) => answers.send(parse_error(&why)),
        };
        // A client may keep its end open after its last word; the writer waits until nobody here can have anything to say.
        if sent.is_err() || is_last {
            return;
        }
    }
}

/// What a faulty message is answered with. Its number can't be known, and `lsp-server` has no word for none.
fn parse_error(why: &str) -> Message {
    let params = serde_json::json!({ "type": 1, "message": format!("cohere-lint: a message could not be read: {why}") });
    Message::Notification(lsp_server::Notification { method: "window/logMessage".to_owned(), params })
}

/// Reads one message; nothing at the end of the input.
///
/// # Errors
/// When the input can't be read.
pub fn read(input: &mut dyn BufRead) -> io::Result<Option<Frame>> {
    let mut length = None;
    let mut line = String::new();
    loop {
        line.clear();
        if input.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let header = line.trim_end_matches(['\r', '\n']);
        if header.is_empty() {
            match length {
                Some(_) => break,
                // Blank lines between messages are nobody's business.
                None => continue,
            }
        }
        if let Some((name, value)) = header.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse::<usize>().ok();
        }
    }
    let length = length.unwrap_or_default();
    if length > MAX_MESSAGE {
        io::copy(&mut input.take(length as u64), &mut io::sink())?;
        return Ok(Some(Frame::Faulty(format!("{length} bytes are too many"))));
    }
    let mut body = vec![0; length];
    match input.read_exact(&mut body) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    Ok(Some(match serde_json::from_slice(&body) {
        Ok(message) => Frame::Message(message),
        Err(error) => Frame::Faulty(error.to_string()),
    }))
}

fn write_all(output: &mut dyn Write, messages: &Receiver<Message>) -> io::Result<()> {
    for message in messages {
        message.write(&mut &mut *output)?;
        output.flush()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(input: &str) -> Vec<String> {
        let mut input = input.as_bytes();
        let mut all = Vec::new();
        while let Some(frame) = read(&mut input).unwrap() {
            all.push(match frame {
                Frame::Message(Message::Request(request)) => format!("request {}", request.method),
                Frame::Message(Message::Notification(notification)) => format!("notification {}", notification.method),
                Frame::Message(Message::Response(_)) => "response".to_owned(),
                Frame::Faulty(_) => "faulty".to_owned(),
            });
        }
        all
    }

    fn frame(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn a_faulty_message_does_not_end_the_conversation() {
        let good = frame(r#"{"jsonrpc":"2.0","id":1,"method":"a","params":{}}"#);
        let note = frame(r#"{"jsonrpc":"2.0","method":"b"}"#).replace("Content-Length", "content-length");
        let input = format!("{}{good}{}Content-Type: x\r\n{note}", frame("{nonsense"), frame("[1, 2]"));
        assert_eq!(frames(&input), ["faulty", "request a", "faulty", "notification b"]);
    }

    #[test]
    fn half_a_message_is_the_end() {
        assert!(frames("Content-Length: 100\r\n\r\n{}").is_empty());
        assert!(frames("\r\n\r\n").is_empty());
    }
}
