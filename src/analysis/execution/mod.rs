//! Where code runs: once or for each request, in a loop, on an event loop, with its promise awaited or left behind.
//!
//! Everything is asked on demand, for the few calls and clients somebody cares for; the table of request handlers is made at the first
//! question that needs it.

mod answers;
mod blocking;
mod conventions;
mod frameworks;
mod futures;
mod kept;
mod loops;
mod mounts;
mod origin;
mod per_request;
mod reached;
mod routes;

pub use blocking::Blocking;
pub use frameworks::{Framework, Frameworks, HandlerClass, HandlerFile, Mounting, NamedHandler, http_method};
pub use futures::Promise;
pub use loops::InLoop;
pub use per_request::PerRequest;
pub use routes::RequestHandler;

use super::evaluate::Evaluator;
use super::value::FunctionRef;
use crate::source::FileId;
use routes::Routes;
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

/// Answers where code of a project runs. Keeps what it learnt.
pub struct Execution<'e> {
    evaluator: &'e Evaluator<'e>,
    files: &'e [FileId],
    /// Files whose code doesn't count: tests, notebooks, examples.
    ignored: &'e dyn Fn(FileId) -> bool,
    routes: OnceCell<Routes>,
    requests: RefCell<FxHashMap<FunctionRef, Option<Rc<PerRequest>>>>,
}

impl<'e> Execution<'e> {
    /// Answers for the given files; what is `ignored` neither handles requests nor calls anything.
    pub fn new(evaluator: &'e Evaluator<'e>, files: &'e [FileId], ignored: &'e dyn Fn(FileId) -> bool) -> Self {
        Self { evaluator, files, ignored, routes: OnceCell::new(), requests: RefCell::default() }
    }

    /// Whether a framework reads routes from a file that describes them, whose handlers are not known.
    pub fn has_described_routes(&self) -> bool {
        self.routes().has_described
    }

    /// Every request handler of the project's files, in order of place.
    pub fn request_handlers(&self) -> &[RequestHandler] {
        self.routes().all()
    }

    fn routes(&self) -> &Routes {
        self.routes.get_or_init(|| Routes::find(self.evaluator, self.files, self.ignored))
    }
}
