-- The :TorchTutor… commands. Starting the server is yours: vim.lsp.enable('torchtutor')
if vim.g.loaded_torchtutor then
  return
end
vim.g.loaded_torchtutor = true

local function command(name, options, run)
  vim.api.nvim_create_user_command(name, function(call)
    run(require('torchtutor'), call.args)
  end, options)
end

command('TorchTutorRun', { nargs = '?', desc = 'Run and time a Module class' }, function(tutor, class)
  tutor.for_class('torchtutor.run', class)
end)
command('TorchTutorCancel', { nargs = '?', desc = 'Stop the run of a Module class' }, function(tutor, class)
  tutor.for_class('torchtutor.cancelRun', class)
end)
command('TorchTutorReport', { nargs = '?', desc = 'Show the last run of a Module class' }, function(tutor, class)
  tutor.for_class('torchtutor.showReport', class)
end)
command('TorchTutorDevice', { nargs = '?', desc = 'Choose where models run' }, function(tutor, device)
  tutor.select_device(device)
end)
command('TorchTutorLesson', { nargs = '?', desc = 'Open a lesson, by number or name or from a list' }, function(tutor, lesson)
  tutor.open_lesson(lesson)
end)

--- Cut to the line below the window: of a longer text, Neovim asks for Enter.
local function fitting(text)
  local cut, shown = text, vim.fn.strchars(text)
  while vim.fn.strdisplaywidth(cut) > vim.v.echospace and shown > 1 do
    shown = shown - 1
    cut = vim.fn.strcharpart(text, 0, shown) .. '…'
  end
  return cut
end

-- Neovim keeps progress for status lines; without one, this is where a run can be watched.
vim.api.nvim_create_autocmd('LspProgress', {
  group = vim.api.nvim_create_augroup('torchtutor.progress', { clear = true }),
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'torchtutor' then
      local value = event.data.params.value
      local parts = vim.tbl_filter(function(part) return part ~= nil and part ~= '' end, { value.title, value.message })
      vim.api.nvim_echo({ { fitting('TorchTutor: ' .. table.concat(parts, ' · ')) } }, false, {})
    end
  end,
})
