-- Drives the server through Neovim's own client: diagnostics appear, a code action applies, saving checks again.
-- Run by test_neovim.py as `nvim --headless --clean -l`-like script; writes what it saw to the file named by $SEEN.

local seen = assert(io.open(vim.env.SEEN, "w"))

local function tell(what)
  seen:write(vim.inspect(what):gsub("\n", " ") .. "\n")
  seen:flush()
end

local function rules()
  local codes = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    -- Neovim 0.7 keeps the code in what the server sent.
    local lsp = (diagnostic.user_data or {}).lsp or {}
    table.insert(codes, diagnostic.code or lsp.code)
  end
  table.sort(codes)
  return codes
end

local function has(rule)
  return function()
    return vim.tbl_contains(rules(), rule)
  end
end

local function lacks(rule)
  return function()
    return not vim.tbl_contains(rules(), rule)
  end
end

local function wait(what, holds)
  local held = vim.wait(60000, holds, 20)
  tell({ what, held, rules() })
  if not held then
    vim.cmd("cquit 3")
  end
end

local function run()
  local command = vim.json and vim.json.decode(vim.env.COMMAND) or vim.fn.json_decode(vim.env.COMMAND)
  vim.o.swapfile = false
  vim.cmd("edit app.py")
  local id = vim.lsp.start_client({ name = "cohere-lint", cmd = command, root_dir = vim.fn.getcwd() })
  assert(id, "the server does not start")
  vim.lsp.buf_attach_client(0, id)
  wait("diagnostics appear", has("retired-model"))

  -- The first action that replaces the model, as if chosen from the menu.
  vim.ui.select = function(items, options, choose)
    for index, item in ipairs(items) do
      local title = options.format_item and options.format_item(item) or tostring(item)
      if title:find("^Replace with") then
        return choose(item, index)
      end
    end
    tell({ "nothing to replace with", #items })
    vim.cmd("cquit 4")
  end
  vim.fn.cursor(vim.fn.search([["command-r"]]), 12)
  vim.lsp.buf.code_action()
  wait("a code action applies", function()
    return vim.fn.search([["command-r"]], "n") == 0 and lacks("retired-model")()
  end)
  tell({ "text", vim.fn.getline(4) })

  -- What is typed is checked, saved or not.
  vim.fn.setline(4, 'MODEL = "command-light"')
  wait("typing checks", has("retired-model"))
  vim.fn.setline(4, 'MODEL = CHAT')
  wait("typing checks again", lacks("retired-model"))

  -- Another program changes another file; saving this one takes that up.
  local models = assert(io.open("models.py", "w"))
  models:write('CHAT = "command-light"\n')
  models:close()
  vim.cmd("silent write")
  local file = vim.uri_to_bufnr(vim.uri_from_fname(vim.fn.getcwd() .. "/models.py"))
  wait("saving checks", function()
    return #vim.diagnostic.get(file) > 0
  end)
  vim.lsp.stop_client(id)
  vim.wait(5000, function()
    return vim.lsp.client_is_stopped(id)
  end, 20)
  tell({ "stopped", vim.lsp.client_is_stopped(id) })
end

local fine, why = xpcall(run, debug.traceback)
if not fine then
  tell({ "error", why })
end
seen:close()
vim.cmd(fine and "qall!" or "cquit 2")
