-- What the :TorchTutor… commands do. A `client` is a vim.lsp.Client of the server.
local M = {}

local group = vim.api.nvim_create_augroup('torchtutor', { clear = true })
local stale = {} ---@type table<integer, true> buffers whose lenses are to be asked for again

local function execute(client, command, argument, on_answer)
  client:request('workspace/executeCommand', { command = command, arguments = { argument } }, function(err, result)
    if err then
      vim.notify('TorchTutor: ' .. err.message, vim.log.levels.ERROR)
    elseif on_answer then
      on_answer(result)
    end
  end)
end

local function client_here()
  local client = vim.lsp.get_clients({ name = 'torchtutor', bufnr = 0 })[1]
  if not client then
    vim.notify('TorchTutor is not running for this file', vim.log.levels.WARN)
  end
  return client
end

local function asks_for_lenses(client, bufnr)
  for _, request in pairs(client.requests) do
    if request.bufnr == bufnr and request.type == 'pending' and request.method == 'textDocument/codeLens' then
      return true
    end
  end
  return false
end

--- Ask for the lenses of a buffer. Neovim drops a refresh while one is under way, so ours waits for that one.
function M.refresh(client, bufnr)
  stale[bufnr] = asks_for_lenses(client, bufnr) or nil
  if not stale[bufnr] then
    vim.lsp.codelens.refresh({ bufnr = bufnr })
  end
end

function M.refresh_all(client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  for bufnr in pairs(client and client.attached_buffers or {}) do
    M.refresh(client, bufnr)
  end
end

--- Lenses and inlay hints for a buffer, kept current.
function M.attach(client, bufnr)
  if vim.lsp.inlay_hint then
    vim.lsp.inlay_hint.enable(true, { bufnr = bufnr })
  end
  if vim.lsp.codelens.enable then -- 0.12 keeps them current itself
    vim.lsp.codelens.enable(true, { bufnr = bufnr })
    return
  end
  vim.api.nvim_clear_autocmds({ group = group, buffer = bufnr })
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'TextChanged' }, {
    group = group,
    buffer = bufnr,
    callback = function()
      M.refresh(client, bufnr)
    end,
  })
  vim.api.nvim_create_autocmd('LspRequest', {
    group = group,
    buffer = bufnr,
    callback = function(event)
      local request = event.data.request
      if stale[bufnr] and request.type == 'complete' and request.method == 'textDocument/codeLens' then
        -- after Neovim has handled the answer that just came
        vim.schedule(function()
          if stale[bufnr] then
            M.refresh(client, bufnr)
          end
        end)
      end
    end,
  })
  M.refresh(client, bufnr)
end

--- A run has ended: its result belongs into the lens and into a report that is open.
function M.run_finished(result, client_id)
  M.refresh_all(client_id)
  local name = M.page_name({ class = result.class })
  if vim.fn.bufwinid(vim.fn.bufnr('^' .. name .. '$')) ~= -1 then
    M.show('torchtutor.showReport', { uri = result.uri, class = result.class }, client_id)
  end
end

--- The Module class at or above the cursor, else the first one; nil when the file has none to run.
local function class_here()
  local row = vim.api.nvim_win_get_cursor(0)[1] - 1
  local best
  local lenses = vim.lsp.codelens.get(vim.lsp.codelens.enable and { bufnr = 0 } or 0)
  for _, lens in ipairs(lenses) do
    lens = lens.lens or lens
    local argument = lens.command and vim.tbl_get(lens.command, 'arguments', 1)
    local line = lens.range.start.line
    if type(argument) == 'table' and argument.class then
      if not best or (line <= row and line > best.line) then
        best = { class = argument.class, line = line }
      end
    end
  end
  return best and best.class
end

--- Run a command of the server for a class: the named one, or the one at the cursor.
function M.for_class(command, class)
  local client = client_here()
  if not client then
    return
  end
  class = class ~= '' and class or class_here()
  if not class then
    vim.notify('TorchTutor: there is no nn.Module class to run in this file', vim.log.levels.WARN)
    return
  end
  local argument = { uri = vim.uri_from_bufnr(0), class = class }
  client:exec_cmd({ title = command, command = command, arguments = { argument } }, { bufnr = 0 })
end

--- Choose where models run: `device`, or one that the user picks from those there are.
function M.select_device(device)
  local client = client_here()
  if not client then
    return
  end
  local function choose(choice)
    if choice then
      execute(client, 'torchtutor.selectDevice', { device = choice }, function()
        client.settings.torchtutor.device = choice
        vim.notify('TorchTutor: ' .. choice)
      end)
    end
  end
  if device ~= '' then
    return choose(device)
  end
  execute(client, 'torchtutor.devices', nil, function(answer)
    if #answer.devices == 0 then
      return vim.notify('TorchTutor: ' .. answer.error, vim.log.levels.ERROR)
    end
    vim.ui.select(answer.devices, { prompt = 'TorchTutor: device' }, choose)
  end)
end

--- Open a lesson by its number or name: `lesson`, or one that the user picks.
function M.open_lesson(lesson)
  local client = client_here()
  if not client then
    return
  end
  if lesson ~= '' then
    return M.show('torchtutor.openLesson', { lesson = lesson }, client.id)
  end
  local function line(entry)
    return ('%d. %s'):format(entry.number, entry.title)
  end
  execute(client, 'torchtutor.lessons', nil, function(lessons)
    vim.ui.select(lessons, { prompt = 'TorchTutor: lesson', format_item = line }, function(choice)
      if choice then
        M.show('torchtutor.openLesson', { lesson = choice.id }, client.id)
      end
    end)
  end)
end

function M.page_name(argument)
  return 'torchtutor://' .. (argument.class or argument.lesson or 'page') .. '.md'
end

--- Run a command of the server that answers with a page, and show the page in a window of its own.
function M.show(command, argument, client_id)
  -- "never": the server would open a file in this window
  local asked = vim.tbl_extend('force', argument, { show = 'never' })
  execute(assert(vim.lsp.get_client_by_id(client_id)), command, asked, function(answer)
    local bufnr = vim.fn.bufadd(M.page_name(argument))
    vim.fn.bufload(bufnr)
    vim.bo[bufnr].buftype = 'nofile'
    vim.bo[bufnr].modifiable = true
    vim.api.nvim_buf_set_lines(bufnr, 0, -1, false, vim.split(answer.markdown, '\n'))
    vim.bo[bufnr].modifiable = false
    vim.bo[bufnr].filetype = 'markdown'
    if vim.fn.bufwinid(bufnr) == -1 then
      vim.cmd('botright vsplit')
      vim.api.nvim_win_set_buf(0, bufnr)
      vim.api.nvim_win_set_cursor(0, { (answer.line or 0) + 1, 0 })
      vim.cmd.wincmd('p')
    end
  end)
end

return M
