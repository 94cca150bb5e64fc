//! The table of request handlers: every way by which a framework comes by a function, with its path and method.

use cohere_lint::analysis::{Evaluator, Execution, Workspace};
use cohere_lint::cohere::catalog::Catalog;
use cohere_lint::program::Module;
use cohere_lint::source::{FileId, SourceFile};
use cohere_lint::syntax;

/// A project in memory.
struct Project(Vec<(SourceFile, Module)>);

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let lower = |(i, (path, text)): (usize, &(&str, &str))| {
            let source = SourceFile::in_memory(path, text).expect("a file of code");
            let module = syntax::lower(FileId(i as u32), &source).expect("code that can be lowered");
            (source, module)
        };
        Self(files.iter().enumerate().map(lower).collect())
    }

    /// The handlers as "framework METHOD path function", in order of place.
    fn handlers(&self) -> Vec<String> {
        let stubs = cohere_lint::cohere::stubs(Catalog::embedded().expect("the catalogue is sound"));
        let files: Vec<FileId> = (0..self.0.len()).map(|i| FileId(i as u32)).collect();
        let evaluator = Evaluator::new(self, &stubs, &files);
        let execution = Execution::new(&evaluator, &files, &|_| false);
        let describe = |h: &cohere_lint::analysis::execution::RequestHandler| {
            let framework = h.framework.and_then(|i| stubs.frameworks.get(i)).map_or("-", |f| f.name.as_str());
            let function = h.function.map_or("(script)", |f| {
                let function = &self.0[f.file.0 as usize].1.functions[f.id.0 as usize];
                function.name.as_deref().unwrap_or("(closure)")
            });
            format!("{framework} {} {} {function}", h.method.as_deref().unwrap_or("-"), h.path.as_deref().unwrap_or("-"))
        };
        execution.request_handlers().iter().map(describe).collect()
    }
}

impl Workspace for Project {
    fn is_sure_python_root(&self, root: &str) -> bool {
        root.is_empty()
    }

    fn module(&self, file: FileId) -> Option<&Module> {
        self.0.get(file.0 as usize).map(|(_, module)| module)
    }

    fn path(&self, file: FileId) -> &str {
        &self.0[file.0 as usize].0.path
    }

    fn find(&self, path: &str) -> Option<FileId> {
        self.0.iter().position(|(source, _)| source.path == path).map(|i| FileId(i as u32))
    }

    fn is_directory(&self, path: &str) -> bool {
        self.0.iter().any(|(source, _)| source.path.starts_with(&format!("{path}/")))
    }

    fn python_roots(&self, _: FileId) -> std::sync::Arc<[String]> {
        [String::new()].into()
    }

    fn typescript_candidates(&self, _: FileId, _: &str) -> Vec<String> {
        Vec::new()
    }

    fn crate_root(&self, file: FileId) -> Option<FileId> {
        Some(file)
    }

    fn crate_named(&self, _: FileId, _: &str) -> Option<FileId> {
        None
    }

    fn package_directory(&self, _: FileId) -> String {
        String::new()
    }

    fn major_version(&self, _: FileId, _: &str) -> Option<u64> {
        None
    }

    fn is_test(&self, _: FileId) -> bool {
        false
    }

    fn is_dependency(&self, _: FileId, name: &str) -> bool {
        self.find(&format!("{name}.py")).is_none()
    }
}

fn handlers(files: &[(&str, &str)]) -> Vec<String> {
    Project::new(files).handlers()
}

#[test]
fn python_decorators_and_registrations() {
    let app = "
from fastapi import APIRouter
from flask import Blueprint
from starlette.routing import Route

router = APIRouter()
pages = Blueprint('pages', __name__)

@router.get('/health')
async def health():
    return {}

@router.api_route('/chat', methods=['POST'])
def chat():
    return {}

@pages.route('/home', methods=['GET'])
def home():
    return ''

def late():
    return {}

def mounted(request):
    return {}

router.add_api_route('/late', late, methods=['PUT'])
routes = [Route('/mounted', mounted, methods=['GET'])]

def helper():
    return {}.get('key', helper)
";
    let expected = [
        "FastAPI GET /health health",
        "FastAPI POST /chat chat",
        "Flask GET /home home",
        "FastAPI - /late late",
        "Starlette - /mounted mounted",
    ];
    assert_eq!(handlers(&[("app.py", app)]), expected);
}

#[test]
fn routers_in_routers_join_their_paths() {
    let chat = "
from fastapi import APIRouter

router = APIRouter(prefix='/chat')

@router.post('/ask')
def ask():
    return {}

@router.get('')
def all():
    return {}
";
    let app = "
from fastapi import FastAPI, APIRouter
import chat
from flask import Blueprint, Flask

v1 = APIRouter()
v1.include_router(chat.router)
app = FastAPI()
app.include_router(v1, prefix='/v1')

pages = Blueprint('pages', __name__, url_prefix='/pages')

@pages.route('/home', methods=['GET'])
def home():
    return ''

Flask(__name__).register_blueprint(pages)
";
    let expected = ["FastAPI POST /v1/chat/ask ask", "FastAPI GET /v1/chat all", "Flask GET /pages/home home"];
    assert_eq!(handlers(&[("chat.py", chat), ("app.py", app)]), expected);
    let router = "
import express from 'express';
const router = express.Router();
router.post('/', async (req, res) => res.json({}));
export default router;
";
    let twice = "
import { Router } from 'express';
export const twice = Router();
twice.get('/x', (req, res) => res.json({}));
";
    let server = "
import express from 'express';
import chat from './routes/chat';
import { twice } from './routes/twice';
const app = express();
app.use(express.json());
app.use('/api/chat', chat);
app.use('/a', twice);
app.use('/b', twice);
";
    let files = [("src/routes/chat.ts", router), ("src/routes/twice.ts", twice), ("src/server.ts", server)];
    assert_eq!(handlers(&files), ["Express POST /api/chat (closure)", "Express GET /x (closure)"]);
}

#[test]
fn python_classes_urls_scripts_and_names() {
    let views = "
from django.views import View
from rest_framework.views import APIView

class Base(View):
    def helper(self):
        return 1

class Chat(Base):
    def post(self, request):
        return self.helper()

class Search(APIView):
    def get(self, request):
        return 1

def about(request):
    return 1
";
    let urls = "
from django.urls import path
import views
urlpatterns = [path('about/', views.about), path('chat/', views.Chat.as_view())]
";
    let page = "
import streamlit as st

@st.cache_resource
def kept():
    return 1

def main():
    st.title('Hello')

if __name__ == '__main__':
    main()
";
    let helper = "
import streamlit as st

def title(text):
    st.title(text)
";
    let function = "
def lambda_handler(event, context):
    return 1

def handler(signal):
    return 2
";
    let files = [("views.py", views), ("urls.py", urls), ("page.py", page), ("helper.py", helper), ("function.py", function)];
    let expected =
        ["Django POST - post", "Django GET - get", "Django - about/ about", "Streamlit - - (script)", "AWS Lambda - - lambda_handler"];
    assert_eq!(handlers(&files), expected);
}

#[test]
fn javascript_registrations() {
    let app = "
import express from 'express';
import Fastify from 'fastify';
const { Hono } = require('hono');

const app = express();
const fastify = Fastify();
const hono = new Hono();
const wrap = (f) => (req, res, next) => f(req, res).catch(next);

function ready(req, res) { res.send('ok'); }
async function chat(req, res) { res.json({}); }

app.get('/ready', ready);
app.post('/chat', wrap(chat));
app.route('/both').put((req, res) => res.end());
fastify.route({ method: 'GET', url: '/live', handler: async function live() { return 1; } });
hono.get('/status', function status(c) { return c.text('ok'); });
new Map().get('key');
app.listen(3000, () => console.log('up'));
";
    let plugin = "
export default async function plugin(instance) {
  instance.get('/inside', async (request, reply) => 1);
  instance.other('/never', async (request) => 1);
}
";
    let found = handlers(&[("app.js", app), ("plugin.js", plugin)]);
    for expected in [
        "Express GET /ready ready",
        "Express POST /chat chat",
        "Express PUT /both (closure)",
        "Fastify GET /live live",
        "Hono GET /status status",
        "- GET /inside (closure)",
    ] {
        assert!(found.iter().any(|f| f == expected), "{expected} is not among {found:#?}");
    }
    assert!(!found.iter().any(|f| f.contains("/never") || f.contains("3000")), "{found:#?}");
}

#[test]
fn javascript_places_and_decorators() {
    let nest = "
import { Controller, Get, Post } from '@nestjs/common';
@Controller('chat')
export class ChatController {
  @Get('health')
  health() { return 1; }
  @Post()
  async answer() { return 1; }
  private helper() { return 1; }
}
";
    let next = "
import { withAuth } from '../../auth';
export const POST = withAuth(async (request) => new Response());
export async function GET() { return new Response(); }
export const runtime = 'edge';
";
    let action = "'use server';
export async function ask(form) { return 1; }
";
    let svelte = "export const load = async () => ({}); export const actions = { send: async () => ({}) };";
    let files = [
        ("src/chat.controller.ts", nest),
        ("app/api/(v1)/chat/route.ts", next),
        ("app/actions.ts", action),
        ("src/routes/chat/+page.server.ts", svelte),
    ];
    let expected = [
        "NestJS GET /chat/health health",
        "NestJS POST /chat answer",
        "Next.js POST /api/chat (closure)",
        "Next.js GET /api/chat GET",
        "Next.js - - ask",
        "SvelteKit - /chat load",
        "SvelteKit - /chat send",
    ];
    let found = handlers(&files);
    for handler in expected {
        assert!(found.iter().any(|f| f == handler), "{handler} is not among {found:#?}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

#[test]
fn rust_routers_and_attributes() {
    let axum = "
use axum::{routing::{get, post}, Router};
async fn health() -> &'static str { \"ok\" }
async fn chat() -> String { String::new() }
async fn helper() {}
pub fn app() -> Router { Router::new().route(\"/health\", get(health)).route(\"/chat\", post(chat)) }
";
    let actix = "
use actix_web::{get, web, App};
#[get(\"/status\")]
async fn status() -> String { String::new() }
async fn search() -> String { String::new() }
fn app() { App::new().service(status).route(\"/search\", web::post().to(search)); }
";
    let expected = ["Axum GET /health health", "Axum POST /chat chat", "Actix Web GET /status status", "Actix Web - /search search"];
    assert_eq!(handlers(&[("src/axum.rs", axum), ("src/actix.rs", actix)]), expected);
}
