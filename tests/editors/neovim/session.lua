-- One learner's session in a real, headless Neovim with our own config. Waits for states, never for times.
-- TORCHTUTOR_CONFIG: client-config/neovim; TORCHTUTOR_FILE: a copy of fixtures/stack.py; TORCHTUTOR_LANGUAGE: en or ko.
-- Writes one JSON object of what the user saw to TORCHTUTOR_SEEN; tests/editors/test_neovim.py reads it.

local seen = { steps = {} }

local function wait(what, condition, seconds)
  local last
  local done = vim.wait((seconds or 20) * 1000, function()
    last = condition()
    return last and true or false
  end, 10)
  if not done then
    error('waited in vain for: ' .. what .. '\nlast: ' .. vim.inspect(last))
  end
  table.insert(seen.steps, what)
  return last
end

local function float_text(pattern)
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      local buffer = vim.api.nvim_win_get_buf(window)
      local text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
      if text:find(pattern, 1, true) then
        return text
      end
    end
  end
end

--- The text that lenses and inlay hints draw into a line (from 0), without their colours.
local function drawn(buffer, row)
  local text = {}
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buffer, -1, { row, 0 }, { row, -1 }, { details = true })) do
    for _, chunk in ipairs(mark[4].virt_text or {}) do
      table.insert(text, chunk[1])
    end
  end
  return table.concat(text, ' ')
end

local function row_of(buffer, pattern)
  for i, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    if line:find(pattern, 1, true) then
      return i - 1
    end
  end
  error('no line with ' .. pattern)
end

local function go_to(buffer, pattern, word)
  local row = row_of(buffer, pattern)
  local line = vim.api.nvim_buf_get_lines(buffer, row, row + 1, false)[1]
  vim.api.nvim_win_set_cursor(0, { row + 1, line:find(word, 1, true) - 1 })
end

local function plain(diagnostic)
  return {
    message = diagnostic.message,
    code = diagnostic.code,
    source = diagnostic.source,
    severity = diagnostic.severity,
    range = { diagnostic.lnum, diagnostic.col, diagnostic.end_lnum, diagnostic.end_col },
  }
end

local function session()
  vim.opt.runtimepath:prepend(os.getenv('TORCHTUTOR_CONFIG'))
  vim.cmd.runtime('plugin/torchtutor.lua')
  vim.cmd('filetype on')
  local kinds, ends = {}, {}
  seen.messages = {}
  vim.lsp.handlers['window/showMessage'] = function(_, params)
    table.insert(seen.messages, params.message)
  end
  vim.api.nvim_create_autocmd('LspProgress', {
    callback = function(event)
      local value = event.data.params.value
      table.insert(kinds, value.kind)
      if value.kind == 'end' then
        table.insert(ends, value.message)
      end
    end,
  })
  vim.lsp.config('torchtutor', {
    settings = { torchtutor = { language = os.getenv('TORCHTUTOR_LANGUAGE'), compile = false } },
  })
  vim.lsp.enable('torchtutor')
  vim.cmd.edit(os.getenv('TORCHTUTOR_FILE'))
  local buffer = vim.api.nvim_get_current_buf()

  local found = wait('a diagnostic', function()
    return vim.diagnostic.get(buffer)[1]
  end)
  seen.diagnostic = plain(found)
  seen.encoding = vim.lsp.get_clients({ bufnr = buffer })[1].offset_encoding

  go_to(buffer, 'class Stack(nn.Module)', 'Module')
  vim.lsp.buf.hover()
  seen.hover = wait('the hover window', function()
    return float_text('nn.Module')
  end)
  vim.cmd.normal({ 'jk', bang = true }) -- moving the cursor closes the hover

  local class_row = row_of(buffer, 'class Stack')
  seen.lens_before = wait('the code lens', function()
    local text = drawn(buffer, class_row)
    return text:find('cpu', 1, true) and text
  end)

  vim.api.nvim_win_set_cursor(0, { class_row + 1, 0 })
  vim.lsp.codelens.run()
  wait('progress begins', function()
    return vim.tbl_contains(kinds, 'begin')
  end)
  seen.confirmed = plain(wait('the run confirms the diagnostic', function()
    local now = vim.diagnostic.get(buffer)[1]
    return now and now.message ~= seen.diagnostic.message and now
  end, 120))
  wait('progress ends', function()
    return vim.tbl_contains(kinds, 'end')
  end)
  seen.lens_after = wait('the result in the lens', function()
    local text = drawn(buffer, class_row)
    -- 68 parameters, in every language
    return text:find('68', 1, true) and not text:find('Unresolved', 1, true) and text
  end)
  local head_row = row_of(buffer, 'self.head = nn.Linear')
  seen.inlay_hint = wait('an inlay hint from the run', function()
    vim.cmd.redraw({ bang = true }) -- hints are put into the lines when these are drawn
    local text = drawn(buffer, head_row)
    return text ~= '' and text
  end)

  vim.api.nvim_win_set_cursor(0, { vim.api.nvim_buf_line_count(buffer), 0 })
  vim.cmd.TorchTutorRun() -- the class above the cursor
  wait('a second run', function()
    return drawn(buffer, class_row):find('◌', 1, true)
  end)
  vim.cmd.TorchTutorCancel()
  seen.cancelled = wait('the second run is cancelled', function()
    return ends[2]
  end)
  wait('the lens has the first result again', function()
    return drawn(buffer, class_row) == seen.lens_after
  end)

  vim.cmd.TorchTutorReport('Stack')
  seen.report = wait('the report', function()
    local page = vim.fn.bufnr('torchtutor://Stack.md')
    local text = page ~= -1 and table.concat(vim.api.nvim_buf_get_lines(page, 0, -1, false), '\n')
    return text and text:find('Stack', 1, true) and text
  end)

  -- Below the class, so that it runs only with the whole file.
  vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { 'print("all of " + "the file")' })
  local function act(what, chosen)
    local asked = false
    wait(what .. ' is offered', function()
      if not asked then
        go_to(buffer, 'class Stack', 'Stack')
        vim.lsp.buf.code_action({
          apply = true,
          filter = function(action)
            asked = asked or chosen(action)
            return chosen(action)
          end,
        })
      end
      return asked
    end)
  end
  act('the whole file', function(action)
    local command = type(action.command) == 'table' and action.command or {}
    return command.command == 'torchtutor.run' and command.arguments[1].whole_file == 'yes'
  end)
  wait('the run of the whole file ends', function()
    return ends[3]
  end, 120)
  vim.cmd.TorchTutorReport('Stack')
  wait('the report has what the file prints', function()
    local page = vim.api.nvim_buf_get_lines(vim.fn.bufnr('torchtutor://Stack.md'), 0, -1, false)
    return vim.tbl_contains(page, 'all of the file')
  end)
  act('its example', function(action)
    return action.kind == 'refactor.rewrite'
  end)
  seen.example = wait('the example above the class', function()
    local row = row_of(buffer, 'class Stack')
    local line = vim.api.nvim_buf_get_lines(buffer, row - 1, row, false)[1]
    return line:find('# torchtutor: example', 1, true) and line
  end)

  vim.ui.select = function(lessons, options, choose)
    seen.lessons = vim.tbl_map(options.format_item, lessons)
    choose(lessons[1])
  end
  vim.cmd.TorchTutorLesson()
  seen.picked_lesson = wait('the lesson that was picked', function()
    local page = vim.fn.bufnr('torchtutor://pt.mental-model.md')
    local text = page ~= -1 and vim.api.nvim_buf_get_lines(page, 0, 1, false)[1]
    return text and text ~= '' and text
  end)

  vim.cmd.TorchTutorLesson('1')
  seen.lesson = wait('the lesson', function()
    local page = vim.fn.bufnr('torchtutor://1.md')
    local text = page ~= -1 and vim.api.nvim_buf_get_lines(page, 0, 1, false)[1]
    return text and text ~= '' and text
  end)

  vim.ui.select = function(items, _, choose)
    seen.devices = items
    choose(items[1])
  end
  local said
  vim.notify = function(message)
    said = message
  end
  vim.cmd.TorchTutorDevice()
  seen.device_chosen = wait('the device is chosen', function()
    return said
  end, 60)

  go_to(buffer, 'self.layers = [', 'layers')
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.kind == 'quickfix' and action.isPreferred
    end,
  })
  seen.fixed = wait('the quick fix', function()
    local line = vim.api.nvim_buf_get_lines(buffer, row_of(buffer, 'self.layers = '), -1, false)[1]
    return line:find('ModuleList', 1, true) and line
  end)
  wait('the diagnostic is gone', function()
    return #vim.diagnostic.get(buffer) == 0
  end)
end

local ok, problem = xpcall(session, debug.traceback)
seen.problem = not ok and problem or nil
vim.fn.writefile({ vim.json.encode(seen) }, os.getenv('TORCHTUTOR_SEEN'))
for _, client in ipairs(vim.lsp.get_clients()) do
  client:stop()
end
vim.wait(5000, function()
  return #vim.lsp.get_clients() == 0
end)
vim.cmd(ok and 'qall!' or 'cquit 1')
