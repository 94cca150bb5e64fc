"""The server as clients of several editors meet it, by their recorded capabilities; the client warns of whatever the protocol forbids."""

import asyncio
import warnings

import pytest
import pytest_asyncio
from lsprotocol import types
from pytest_lsp import LspSpecificationWarning, client_capabilities, make_test_lsp_client

from conftest import APP, WEB

EDITORS = ["visual-studio-code", "neovim@v0.7.0", "neovim@v0.11.0", "emacs"]
PATIENCE = 60


@pytest_asyncio.fixture(params=EDITORS)
async def client(request, command, project):
    client = make_test_lsp_client()
    # The test client has no answer of its own to this.
    client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda params: None)
    await client.start_io(command[0], *command[1:])
    folder = types.WorkspaceFolder(uri=project.as_uri(), name="project")
    with warnings.catch_warnings():
        warnings.simplefilter("error", LspSpecificationWarning)
        capabilities = client_capabilities(request.param)
        root = project.as_uri()
        await client.initialize_session(
            types.InitializeParams(capabilities=capabilities, workspace_folders=[folder], root_uri=root)
        )
        yield client
        await asyncio.wait_for(client.shutdown_session(), PATIENCE)
    assert client._server.returncode == 0
    await client.stop()


async def until(client, uri, holds):
    """The diagnostics of a file, as soon as a condition holds for their rules."""
    for _ in range(PATIENCE * 20):
        found = client.diagnostics.get(uri)
        if found is not None and holds([d.code for d in found]):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"{uri}: {client.diagnostics.get(uri)}")


def opened(client, uri, text, language):
    item = types.TextDocumentItem(uri=uri, language_id=language, version=1, text=text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))


def changed(client, uri, version, text):
    identifier = types.VersionedTextDocumentIdentifier(uri=uri, version=version)
    changes = [types.TextDocumentContentChangeWholeDocument(text=text)]
    client.text_document_did_change(types.DidChangeTextDocumentParams(text_document=identifier, content_changes=changes))


def edits(action, uri):
    edit = action.edit
    if edit.document_changes:
        return [e for document in edit.document_changes if document.text_document.uri == uri for e in document.edits]
    return edit.changes[uri]


def applied(text, found):
    lines = text.splitlines(keepends=True)
    offset = lambda p: sum(map(len, lines[: p.line])) + p.character
    for edit in sorted(found, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text


async def actions(client, uri, diagnostic):
    params = types.CodeActionParams(
        text_document=types.TextDocumentIdentifier(uri=uri),
        range=diagnostic.range,
        context=types.CodeActionContext(diagnostics=[diagnostic]),
    )
    return await client.text_document_code_action_async(params)


@pytest.mark.asyncio
async def test_from_diagnostic_to_fix(client, project):
    uri = (project / "app.py").as_uri()
    opened(client, uri, APP, "python")
    found = await until(client, uri, lambda rules: "retired-model" in rules)
    retired = next(d for d in found if d.code == "retired-model")
    assert retired.source == "cohere-lint" and retired.severity == types.DiagnosticSeverity.Error
    assert types.DiagnosticTag.Deprecated in retired.tags
    assert retired.code_description.href.endswith("retired-model.md")
    assert retired.related_information
    offered = await actions(client, uri, retired)
    titles = [a.title for a in offered]
    assert any(t.startswith("Replace with") for t in titles) and "Explain `retired-model`" in titles
    for title in ("Replace with", "Silence"):
        action = next(a for a in offered if a.title.startswith(title))
        text = applied(APP, edits(action, uri))
        compile(text, "app.py", "exec")
        changed(client, uri, 2, text)
        await until(client, uri, lambda rules: "retired-model" not in rules)
        changed(client, uri, 3, APP)
        await until(client, uri, lambda rules: "retired-model" in rules)


@pytest.mark.asyncio
async def test_unsaved_text_counts_across_files(client, project):
    app, models = (project / "app.py").as_uri(), (project / "models.py").as_uri()
    opened(client, app, APP.replace("model=MODEL", "model=CHAT").replace('MODEL = "command-r"\n', ""), "python")
    await until(client, app, lambda rules: "retired-model" not in rules)
    opened(client, models, 'CHAT = "command-light"\n', "python")
    await until(client, models, lambda rules: "retired-model" in rules)
    client.text_document_did_close(
        types.DidCloseTextDocumentParams(text_document=types.TextDocumentIdentifier(uri=models))
    )
    await until(client, models, lambda rules: not rules)


@pytest.mark.asyncio
async def test_hover(client, project):
    uri = (project / "app.py").as_uri()
    opened(client, uri, APP, "python")
    await until(client, uri, lambda rules: "retired-model" in rules)

    async def hover(needle):
        before = APP[: APP.index(needle) + 1]
        position = types.Position(line=before.count("\n"), character=len(before) - before.rfind("\n") - 1)
        params = types.HoverParams(text_document=types.TextDocumentIdentifier(uri=uri), position=position)
        return await client.text_document_hover_async(params)

    assert "Shut down" in (await hover("command-r")).contents.value
    assert "most tokens" in (await hover("max_tokens")).contents.value
    assert await hover("return") is None


@pytest.mark.asyncio
async def test_a_key_gets_its_right_name(client, project):
    uri = (project / "web.ts").as_uri()
    opened(client, uri, WEB, "typescript")
    found = await until(client, uri, lambda rules: "wrong-credential-name" in rules)
    wrong = next(d for d in found if d.code == "wrong-credential-name")
    action = next(a for a in await actions(client, uri, wrong) if "token" in a.title)
    assert action.is_preferred
    changed(client, uri, 2, applied(WEB, edits(action, uri)))
    await until(client, uri, lambda rules: "wrong-credential-name" not in rules)


@pytest.mark.asyncio
async def test_a_faulty_configuration_is_told_at_its_place(client, project):
    configuration = project / "cohere-lint.toml"
    uri = configuration.as_uri()

    def saved(text):
        configuration.write_text(text)
        client.text_document_did_save(
            types.DidSaveTextDocumentParams(text_document=types.TextDocumentIdentifier(uri=uri))
        )

    saved('\nselect = ["modles"]\n')
    found = await until(client, uri, lambda rules: rules == ["configuration"])
    assert found[0].range.start.line == 1 and "models" in found[0].message
    saved('select = ["models"]\n')
    await until(client, uri, lambda rules: not rules)


@pytest.mark.asyncio
async def test_explaining_a_rule(client, project):
    params = types.ExecuteCommandParams(command="cohere-lint.explainRule", arguments=[{"rule": "retired-model"}])
    page = await client.workspace_execute_command_async(params)
    page = page if isinstance(page, dict) else page.__dict__ if hasattr(page, "__dict__") else page._asdict()
    assert "## What it finds" in page["markdown"]
