//! Writes a tree of services in three languages. In each a client is made in one module, the calls stand in others, and most
//! files have nothing to do with Cohere, as in real repositories.

use std::fmt::Write as _;

/// A file: its path and its text.
pub type File = (String, String);

/// Files of a service that never say *Cohere*, for each language.
const PLAIN_FILES: usize = 6;

/// Functions in each of them.
const PLAIN_FUNCTIONS: usize = 12;

/// The files of `services` services.
pub fn tree(services: usize) -> Vec<File> {
    (0..services).flat_map(|service| [python(service), typescript(service), rust(service)]).flatten().collect()
}

/// The files of one language alone.
pub fn files_of(files: &[File], extension: &str) -> Vec<File> {
    files.iter().filter(|(path, _)| path.ends_with(extension)).cloned().collect()
}

fn service(directory: &str, files: &[(&str, &str)], plain: impl Fn(usize) -> File) -> Vec<File> {
    let own = files.iter().map(|(name, text)| (format!("{directory}/{name}"), (*text).to_owned()));
    let plain = (0..PLAIN_FILES).map(plain).map(|(name, text)| (format!("{directory}/{name}"), text));
    own.chain(plain).collect()
}

/// Repeats a function under other names.
fn functions(template: &str) -> String {
    (0..PLAIN_FUNCTIONS).fold(String::new(), |mut text, i| {
        let _ = writeln!(text, "{}", template.replace("@", &i.to_string()));
        text
    })
}

fn python(i: usize) -> Vec<File> {
    let directory = format!("python{i}");
    let files = [
        ("requirements.txt", "cohere==5.15.0\nfastapi==0.115.0\n"),
        ("settings.py", PYTHON_SETTINGS),
        ("clients.py", PYTHON_CLIENTS),
        ("search.py", PYTHON_SEARCH),
        ("answers.py", PYTHON_ANSWERS),
        ("main.py", PYTHON_MAIN),
    ];
    service(&directory, &files, |n| (format!("store_{n}.py"), format!("import json\n\n\n{}", functions(PYTHON_PLAIN))))
}

fn typescript(i: usize) -> Vec<File> {
    let directory = format!("typescript{i}");
    let manifest =
        format!("{{\"name\": \"web-{i}\", \"private\": true, \"dependencies\": {{\"cohere-ai\": \"7.17.1\", \"express\": \"5.1.0\"}}}}\n");
    let files = [
        ("package.json", manifest.as_str()),
        ("src/lib/cohere.ts", TYPESCRIPT_CLIENT),
        ("src/lib/summaries.ts", TYPESCRIPT_SUMMARIES),
        ("src/vectors.ts", TYPESCRIPT_VECTORS),
        ("src/server.ts", TYPESCRIPT_SERVER),
    ];
    let import = "import { readFile } from \"node:fs/promises\";\n\n";
    service(&directory, &files, |n| (format!("src/store{n}.ts"), format!("{import}{}", functions(TYPESCRIPT_PLAIN))))
}

fn rust(i: usize) -> Vec<File> {
    let directory = format!("rust{i}");
    let modules: String = (0..PLAIN_FILES).map(|n| format!("mod store{n};\n")).collect();
    let manifest = format!(
        "[package]\nname = \"worker-{i}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\nreqwest = \"0.12\"\nserde_json = \"1\"\n"
    );
    let main = format!("{modules}{RUST_MAIN}");
    let files = [("Cargo.toml", manifest.as_str()), ("src/main.rs", main.as_str()), ("src/api.rs", RUST_API), ("src/jobs.rs", RUST_JOBS)];
    let import = "use std::collections::HashMap;\n\n";
    service(&directory, &files, |n| (format!("src/store{n}.rs"), format!("{import}{}", functions(RUST_PLAIN))))
}

const PYTHON_SETTINGS: &str = "\
import os

CHAT_MODEL = os.getenv(\"CHAT_MODEL\", \"command-a-03-2025\")
EMBED_MODEL = \"embed-v4.0\"
RERANK_MODEL = os.environ.get(\"RERANK_MODEL\") or \"rerank-v3.5\"
BATCH = 96
";

const PYTHON_CLIENTS: &str = "\
import os

import cohere

_client = None


def get_client():
    global _client
    if _client is None:
        _client = cohere.ClientV2(api_key=os.environ[\"CO_API_KEY\"], timeout=20)
    return _client


class Gateway:
    def __init__(self, client=None):
        self.client = client or get_client()

    def close(self):
        self.client = None
";

const PYTHON_SEARCH: &str = "\
from clients import Gateway
from settings import BATCH, EMBED_MODEL, RERANK_MODEL


class Search(Gateway):
    def index(self, texts):
        vectors = []
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            response = self.client.embed(
                texts=batch, model=EMBED_MODEL, input_type=\"search_document\", embedding_types=[\"float\"]
            )
            vectors.extend(response.embeddings.float_)
        return vectors

    def best(self, query, documents, limit=3):
        try:
            return self.client.rerank(query=query, documents=documents, model=RERANK_MODEL, top_n=limit).results
        except Exception as error:
            print(f\"rerank failed: {error}\")
            return []
";

const PYTHON_ANSWERS: &str = "\
from clients import get_client
from settings import CHAT_MODEL

DEFAULTS = {\"model\": CHAT_MODEL, \"temperature\": 0.3}


def ask(messages, **options):
    return get_client().chat(messages=messages, **{**DEFAULTS, **options})


def answer(question, documents):
    messages = [{\"role\": \"system\", \"content\": \"Answer briefly.\"}, {\"role\": \"user\", \"content\": question}]
    reply = ask(messages, max_tokens=400, documents=documents)
    return reply.message.content[0].text


def title(text):
    return ask([{\"role\": \"user\", \"content\": f\"A title for: {text}\"}]).message.content[0].text
";

const PYTHON_MAIN: &str = "\
from fastapi import FastAPI

import answers
from search import Search

app = FastAPI()
search = Search()


@app.post(\"/answer\")
def answer(question: str):
    return {\"answer\": answers.answer(question, search.best(question, [\"first\", \"second\"]))}


@app.post(\"/title\")
def title(text: str):
    try:
        return {\"title\": answers.title(text)}
    except Exception:
        return {\"title\": text[:20]}
";

const PYTHON_PLAIN: &str = "\
def load_@(path, limit=100, strict=False):
    \"\"\"Reads the records of one store.\"\"\"
    records = []
    with open(path, encoding=\"utf-8\") as file:
        for number, line in enumerate(file):
            if number >= limit:
                break
            try:
                record = json.loads(line)
            except ValueError as error:
                if strict:
                    raise RuntimeError(f\"line {number}: {error}\") from error
                continue
            records.append({**record, \"number\": number, \"store\": @})
    return sorted(records, key=lambda record: record.get(\"name\", \"\"))

";

const TYPESCRIPT_CLIENT: &str = "\
import { CohereClientV2 } from \"cohere-ai\";

let client: CohereClientV2 | undefined;

export const MODEL = process.env.CHAT_MODEL ?? \"command-a-03-2025\";

export function getClient(): CohereClientV2 {
  client ??= new CohereClientV2({ token: process.env.CO_API_KEY });
  return client;
}

export async function withRetry<T>(work: () => Promise<T>, attempts = 3): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, 2 ** attempt * 100));
    }
  }
}
";

const TYPESCRIPT_SUMMARIES: &str = "\
import { MODEL, getClient, withRetry } from \"./cohere\";

export async function summarise(text: string, maxTokens = 200) {
  const answer = await withRetry(() =>
    getClient().chat({ model: MODEL, messages: [{ role: \"user\", content: `Summarise: ${text}` }], maxTokens }),
  );
  return answer.message?.content;
}

export const headline = (text: string) =>
  getClient().chat({ model: \"command-r7b-12-2024\", messages: [{ role: \"user\", content: text }] });
";

const TYPESCRIPT_VECTORS: &str = "\
import { getClient } from \"./lib/cohere\";

export class Vectors {
  private readonly client = getClient();

  async embed(texts: string[]) {
    const options = { model: \"embed-v4.0\", inputType: \"search_document\", embeddingTypes: [\"float\"] } as const;
    const response = await this.client.embed({ ...options, texts });
    return response.embeddings.float;
  }

  async rank(query: string, documents: string[]) {
    return this.client.rerank({ model: \"rerank-v3.5\", query, documents });
  }
}
";

const TYPESCRIPT_SERVER: &str = "\
import express from \"express\";
import { headline, summarise } from \"./lib/summaries\";
import { Vectors } from \"./vectors\";

const app = express();
const vectors = new Vectors();

app.post(\"/summary\", async (request, response) => {
  try {
    response.json({ summary: await summarise(request.body.text) });
  } catch (error) {
    console.error(\"summary failed\", error);
    response.status(502).end();
  }
});

app.post(\"/rank\", async (request, response) => {
  response.json(await vectors.rank(request.body.query, request.body.documents));
});

app.post(\"/headline\", async (request, response) => {
  response.json(await headline(request.body.text));
});

app.listen(3000);
";

const TYPESCRIPT_PLAIN: &str = "\
/** Reads the records of one store. */
export async function load@(path: string, limit = 100): Promise<Array<Record<string, unknown>>> {
  const records: Array<Record<string, unknown>> = [];
  const text = await readFile(path, \"utf8\");
  for (const [number, line] of text.split(\"\\n\").entries()) {
    if (number >= limit) break;
    try {
      records.push({ ...JSON.parse(line), number, store: @ });
    } catch (error) {
      console.warn(`line ${number}`, error);
    }
  }
  return records.sort((a, b) => String(a.name).localeCompare(String(b.name)));
}
";

const RUST_MAIN: &str = "
mod api;
mod jobs;

#[tokio::main]
async fn main() {
    let api = api::Api::from_env();
    match jobs::index(&api, &[\"first\".to_string()]).await {
        Ok(vectors) => println!(\"{vectors}\"),
        Err(error) => eprintln!(\"indexing failed: {error}\"),
    }
    println!(\"{}\", jobs::rank(&api, \"query\", &[]).await.unwrap());
}
";

const RUST_API: &str = "\
use serde_json::Value;

const BASE: &str = \"https://api.cohere.com/v2\";

pub struct Api {
    client: reqwest::Client,
    key: String,
}

impl Api {
    pub fn from_env() -> Self {
        Self { client: reqwest::Client::new(), key: std::env::var(\"CO_API_KEY\").unwrap_or_default() }
    }

    pub async fn embed(&self, body: &Value) -> Result<Value, reqwest::Error> {
        self.client.post(format!(\"{BASE}/embed\")).bearer_auth(&self.key).json(body).send().await?.json().await
    }

    pub async fn rerank(&self, body: &Value) -> Result<Value, reqwest::Error> {
        self.client.post(format!(\"{BASE}/rerank\")).bearer_auth(&self.key).json(body).send().await?.json().await
    }
}
";

const RUST_JOBS: &str = "\
use crate::api::Api;
use serde_json::{Value, json};

pub async fn index(api: &Api, texts: &[String]) -> Result<Value, reqwest::Error> {
    let body = json!({ \"model\": \"embed-v4.0\", \"texts\": texts, \"input_type\": \"search_document\", \"embedding_types\": [\"float\"] });
    api.embed(&body).await
}

pub async fn rank(api: &Api, query: &str, documents: &[String]) -> Result<Value, reqwest::Error> {
    api.rerank(&json!({ \"model\": \"rerank-v3.5\", \"query\": query, \"documents\": documents })).await
}
";

const RUST_PLAIN: &str = "\
/// Reads the records of one store.
pub fn load@(path: &std::path::Path, limit: usize) -> std::io::Result<Vec<HashMap<String, String>>> {
    let text = std::fs::read_to_string(path)?;
    let mut records = Vec::new();
    for (number, line) in text.lines().enumerate().take(limit) {
        let mut record: HashMap<String, String> =
            line.split(',').filter_map(|pair| pair.split_once('=')).map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        record.insert(\"number\".to_owned(), number.to_string());
        record.insert(\"store\".to_owned(), \"@\".to_owned());
        records.push(record);
    }
    records.sort_by(|a, b| a.get(\"name\").cmp(&b.get(\"name\")));
    Ok(records)
}
";
