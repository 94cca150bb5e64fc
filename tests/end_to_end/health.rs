//! What the checklist says of health endpoints, in three languages.

use super::checklist::items;
use super::harness::Project;

const PYTHON: &str = "\
import cohere
from cohere.errors import TooManyRequestsError
from fastapi import FastAPI, Response

app = FastAPI()
co = cohere.ClientV2()


def ping():
    return co.chat(model=\"command-r7b-12-2024\", max_tokens=1, messages=[{\"role\": \"user\", \"content\": \"ping\"}])


@app.get(\"/healthz\")
def health(response: Response):
    try:
        ping()
        return {\"status\": \"ok\"}
    except TooManyRequestsError:
        return {\"status\": \"degraded\"}
    except Exception:
        response.status_code = 503
        return {\"status\": \"down\"}
";

fn health(name: &str, text: &str) -> (String, String) {
    items(&Project::new(&[(name, text)]), &[])["health-endpoint"].clone()
}

fn passed(text: &str) -> (String, String) {
    ("passed".to_owned(), format!("the handler of {text} reaches Cohere, cheaply, and tells a rate limit from an outage"))
}

fn failed(text: &str) -> (String, String) {
    ("failed".to_owned(), text.to_owned())
}

#[test]
fn a_probe_that_asks_cohere_cheaply_passes() {
    assert_eq!(health("app.py", PYTHON), passed("`GET /healthz`"));
    let listed = PYTHON.replace(
        "co.chat(model=\"command-r7b-12-2024\", max_tokens=1, messages=[{\"role\": \"user\", \"content\": \"ping\"}])",
        "co.models.list()",
    );
    assert_eq!(health("app.py", &listed), passed("`GET /healthz`"));
    let express = "\
import { CohereClientV2 } from 'cohere-ai';
import express from 'express';

const app = express();
const cohere = new CohereClientV2({ token: process.env.CO_API_KEY });

app.get('/api/health-check', async (_req, res) => {
  try {
    await cohere.models.list();
    res.json({ status: 'ok' });
  } catch (error) {
    res.status(error.statusCode === 429 ? 200 : 503).json({ status: error.statusCode === 429 ? 'degraded' : 'down' });
  }
});
";
    assert_eq!(health("src/app.js", express), passed("`GET /api/health-check`"));
}

#[test]
fn a_dear_or_blind_probe_fails() {
    let large = PYTHON.replace("command-r7b-12-2024", "command-a-03-2025");
    assert_eq!(health("app.py", &large), failed("the handler of `GET /healthz` asks `command-a-03-2025`, a large model"));
    let endless = PYTHON.replace("max_tokens=1, ", "");
    assert_eq!(health("app.py", &endless), failed("the handler of `GET /healthz` sets no token limit"));
    let generous = PYTHON.replace("max_tokens=1,", "max_tokens=500,");
    assert_eq!(health("app.py", &generous), failed("the handler of `GET /healthz` lets the model write 500 tokens"));
    let blind = PYTHON.replace("    except TooManyRequestsError:\n        return {\"status\": \"degraded\"}\n", "");
    let reason = "the handler of `GET /healthz` takes a rate limit (429) for an outage: nothing in it tells them apart";
    assert_eq!(health("app.py", &blind), failed(reason));
}

#[test]
fn a_probe_that_asks_nobody_is_none() {
    let deaf = PYTHON.replace("        ping()\n", "");
    let deaf = format!("{deaf}\n\n@app.post(\"/ask\")\ndef ask():\n    return ping()\n");
    assert_eq!(health("app.py", &deaf), failed("the handler of `GET /healthz` does not reach Cohere"));
    let other = PYTHON.replace("/healthz", "/jobs/{id}/status");
    assert_eq!(
        health("app.py", &other).1,
        "the one request handler does not answer for health: no path says health, ready, live or status"
    );
    // A liveness probe beside it had better not ask anybody.
    let both = format!("{PYTHON}\n\n@app.get(\"/livez\")\ndef live():\n    return {{}}\n");
    assert_eq!(health("app.py", &both), passed("`GET /healthz`"));
}

#[test]
fn what_serves_nobody_needs_none() {
    let script = "import cohere\n\nco = cohere.ClientV2()\nprint(co.models.list())\n";
    assert_eq!(health("app.py", script), ("not applicable".to_owned(), "nothing here answers requests".to_owned()));
}
