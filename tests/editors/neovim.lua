-- A real editor against `sitegen lsp`, run by hand: Neovim 0.7 or newer, headless, on a new site.
--
--     SERVER=".venv/bin/sitegen lsp" nvim --headless -u NONE -S tests/editors/neovim.lua
--
-- It prints what the editor shows, and ends with an error if that isn't what it should be.
local site = vim.fn.tempname()
vim.fn.mkdir(site .. "/content", "p")

local function write(path, text)
  local file = assert(io.open(site .. "/" .. path, "w"))
  file:write(text)
  file:close()
end

local function expect(name, actual, expected)
  io.stdout:write(name .. ": " .. vim.inspect(actual) .. "\n")
  if not vim.deep_equal(actual, expected) then
    io.stdout:write("expected " .. vim.inspect(expected) .. "\n")
    vim.cmd("cquit!")
  end
end

local function open(path)
  vim.cmd("edit " .. site .. "/content/" .. path)
end

local function problems()
  return vim.tbl_map(function(one)
    return (one.message:gsub("\n.*", ""))
  end, vim.diagnostic.get(0))
end

local function wait_for(messages)
  vim.wait(200000, function()
    return vim.deep_equal(problems(), messages)
  end, 50)
end

local function ask(method, line, column, more)
  local params = vim.tbl_extend("force", vim.lsp.util.make_position_params(), more or {})
  params.position = { line = line, character = column }
  local _, answer = next(vim.lsp.buf_request_sync(0, "textDocument/" .. method, params, 60000))
  return answer.result
end

write("sitegen.toml", 'title = "T"\nlanguages = {en = {}, de = {}}\n')
write("content/a.md", "[B](c.md)\n")
write("content/b.md", "B.\n")
write("content/b.de.md", "---\ntitle: Bee\n---\n[A](a.md)\n")
local command = vim.split(os.getenv("SERVER") or "sitegen lsp", " ")
local client = vim.lsp.start_client({ cmd = command, root_dir = site, name = "sitegen" })

open("a.md")
vim.lsp.buf_attach_client(0, client)
wait_for({ "'c.md' leads nowhere" })
expect("problems", problems(), { "'c.md' leads nowhere" })

vim.api.nvim_buf_set_lines(0, 0, -1, false, { "[B](b.md) and [gone](late.md)", "", "[C](" })
wait_for({ "'late.md' leads nowhere" })
expect("problems while typing", problems(), { "'late.md' leads nowhere" })
local labels = vim.tbl_map(function(item)
  return item.label
end, ask("completion", 2, 4).items)
expect("completion", labels, { "a.md", "b.de.md", "b.md" })

write("content/late.md", "Late.\n")
open("b.md")
vim.lsp.buf_attach_client(0, client)
vim.cmd("buffer 1")
wait_for({})
expect("problems after another program wrote a file", problems(), {})

vim.api.nvim_buf_set_lines(0, 0, -1, false, { "[B](b.md)" })
vim.cmd("write!")
vim.lsp.util.apply_workspace_edit(ask("rename", 0, 6, { newName = "bee.md" }), "utf-16")
vim.cmd("wall!")
expect("link", vim.api.nvim_buf_get_lines(0, 0, -1, false), { "[B](bee.md)" })
expect("files", vim.fn.sort(vim.fn.readdir(site .. "/content")), { "a.md", "bee.de.md", "bee.md", "late.md" })
vim.fn.delete(site, "rf")
vim.cmd("qall!")
