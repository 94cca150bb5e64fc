"""Prints, as JSON, what the installed `cohere` package offers: classes, constructors, methods, members, errors, and what it does about failures.

Runs inside an environment of its own, which `scripts/check-catalog` makes; needs nothing but the package.
"""

import importlib
import inspect
import json
import os
import pkgutil
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cohere

# Generated plumbing: raw clients return the same with headers, `core` holds what clients are built of.
CLIENT = re.compile(r"^(?!Raw|AsyncRaw|_)\w*(Client|ClientV2|Cohere)$")
PLUMBING = re.compile(r"^cohere\.(core|manually_maintained)\b")


def modules():
    yield cohere
    for found in pkgutil.walk_packages(cohere.__path__, "cohere."):
        if PLUMBING.match(found.name):
            continue
        try:
            yield importlib.import_module(found.name)
        except ImportError:
            # Needs a package that only some users install.
            continue


def symbol(cls):
    return f"python:{cls.__module__}.{cls.__qualname__}"


def parameters(function, skip_self):
    """Names and whether a call without them fails; None where the signature tells nothing (`*args, **kwargs`)."""
    listed = list(inspect.signature(function).parameters.values())[1 if skip_self else 0 :]
    if [p.kind for p in listed] == [inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD]:
        return None
    return [
        {"name": p.name, "required": p.default is inspect.Parameter.empty}
        for p in listed
        if p.kind not in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    ]


def refuses(function):
    """Whether the method is one that only says it is gone."""
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        return False
    required = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty and p.kind is p.KEYWORD_ONLY]
    try:
        function(None, **{p.name: None for p in required})
    except (ValueError, NotImplementedError):
        return True
    except Exception:
        return False
    return False


def methods_of(cls):
    for name in dir(cls):
        if name.startswith("_"):
            continue
        function = inspect.getattr_static(cls, name)
        is_static = isinstance(function, staticmethod)
        function = getattr(cls, name)
        if not inspect.isfunction(function):
            continue
        listed = parameters(function, not is_static)
        yield name, {
            "parameters": listed,
            "async": inspect.iscoroutinefunction(function),
            "streams": inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function),
            "raises": refuses(function),
        }


def make(cls, **more):
    """A client with a key that nobody issued."""
    if "check_api_key" in inspect.signature(cls.__init__).parameters:
        more["check_api_key"] = False
    return cls(**{"api_key": "no-key", **more})


def members_of(holder, cls, seen):
    """The clients that a client's attributes and properties hold, all the way down."""
    for name in dir(holder):
        if name.startswith("_"):
            continue
        try:
            held = getattr(holder, name)
        except Exception:
            continue
        kind = type(held)
        if not (kind.__module__.startswith("cohere") and CLIENT.match(kind.__name__)) or PLUMBING.match(kind.__module__):
            continue
        yield f"{symbol(cls)}().{name}", f"{symbol(kind)}()"
        if kind not in seen:
            seen.add(kind)
            yield from members_of(held, kind, seen)


class Server(BaseHTTPRequestHandler):
    """Answers with one status and notes when it was asked, and with which key."""

    status = 503
    asked = []
    keys = []

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length") or 0))
        Server.asked.append(time.monotonic())
        Server.keys.append(self.headers.get("authorization") or "")
        self.send_response(Server.status)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"message": "no"}')

    def log_message(self, *args):
        pass


def asking(status, call):
    """Makes a call over a server that always answers with this status, whatever comes of it."""
    Server.status, Server.asked, Server.keys = status, [], []
    try:
        answer = call()
        if hasattr(answer, "__next__"):
            list(answer)
    except Exception:
        pass


def local_client(server, **more):
    legacy = "api_url" in inspect.signature(cohere.Client.__init__).parameters
    return make(cohere.Client, **{"api_url" if legacy else "base_url": f"http://127.0.0.1:{server.server_port}", **more})


def resilience(server):
    """What the client does over a server that is always busy."""
    client = local_client(server)
    asking(503, lambda: client.chat(message="hi"))
    retries = len(Server.asked) - 1
    pauses = [b - a for a, b in zip(Server.asked, Server.asked[1:])]
    asking(503, lambda: client.chat_stream(message="hi") if hasattr(client, "chat_stream") else client.chat(message="hi", stream=True))
    return {
        "retries": retries,
        "backs-off": max(pauses, default=0.0) > 0.3,
        "retries-streams": len(Server.asked) > 1,
        "timeout-seconds": default_timeout(client),
    }


def default_timeout(client):
    if hasattr(client, "timeout"):
        return client.timeout
    wrapper = client._client_wrapper
    return wrapper.get_timeout() if hasattr(wrapper, "get_timeout") else wrapper.httpx_client.timeout.read


def credential_env(server):
    """The variables whose value a client that is given no key sends as one."""
    found = []
    for name in ("CO_API_KEY", "COHERE_API_KEY", "COHERE_KEY", "CO_KEY"):
        os.environ[name] = "no-key"
        asking(401, lambda: local_client(server, api_key=None).chat(message="hi"))
        if any("no-key" in key for key in Server.keys):
            found.append(name)
        del os.environ[name]
    return found


def errors():
    found = {}
    for module in modules():
        for name, cls in vars(module).items():
            if inspect.isclass(cls) and issubclass(cls, Exception) and cls.__module__.startswith("cohere"):
                found[f"python:{module.__name__}.{name}"] = symbol(cls)
    return found


def main():
    for name in ("CO_API_KEY", "COHERE_API_KEY", "CO_API_URL"):
        os.environ.pop(name, None)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    classes, methods, members, paths = {}, {}, {}, {}
    for module in modules():
        for name, cls in vars(module).items():
            if not (inspect.isclass(cls) and CLIENT.match(name) and cls.__module__.startswith("cohere")) or PLUMBING.match(cls.__module__):
                continue
            # A module that imports a class for its own use is no place to import it from; a package is.
            if module.__name__ == cls.__module__ or hasattr(module, "__path__"):
                paths[f"python:{module.__name__}.{name}"] = symbol(cls)
            if symbol(cls) in classes:
                continue
            classes[symbol(cls)] = {"parameters": parameters(cls.__init__, True)}
            for method, found in methods_of(cls):
                methods[f"{symbol(cls)}().{method}"] = found
    for cls in (cohere.Client, cohere.AsyncClient):
        try:
            members.update(members_of(make(cls), cls, set()))
        except RuntimeError:
            # The asynchronous client of 4.x wants a running loop; it holds no other clients.
            continue
    surface = {
        "classes": classes,
        "methods": methods,
        "members": members,
        "paths": paths,
        "errors": errors(),
        "resilience": resilience(server),
        "credential-env": {symbol(cohere.Client): credential_env(server)},
    }
    json.dump(surface, sys.stdout)


main()
