-- TorchTutor for Neovim 0.11+: vim.lsp.enable('torchtutor')
-- Change a setting in your init.lua: vim.lsp.config('torchtutor', { settings = { torchtutor = { device = 'cuda:0' } } })

return {
  -- From the environment that Neovim was started in; activate the one with your torch first.
  cmd = { 'torchtutor', 'lsp' },
  filetypes = { 'python' },
  root_markers = { 'pyproject.toml', 'setup.py', 'requirements.txt', '.venv', '.git' },
  settings = {
    torchtutor = {
      language = 'auto', -- 'en', 'ko'
      interpreter = '', -- the Python that runs your models; empty: .venv, else the server's own
      device = 'cpu', -- :TorchTutorDevice shows what there is
      timeoutSeconds = 120,
      memoryMb = 8192, -- of one run, in MiB; 0: no limit
      threads = 1,
      compile = true, -- also time under torch.compile
      severity = vim.empty_dict(), -- { ['module-list-not-registered'] = 'error' }
      select = {},
      ignore = {},
      lessonHovers = 'always', -- 'off'
      codeLens = true,
      inlayHints = true,
    },
  },
  capabilities = {
    -- lua/torchtutor.lua draws the lenses again when the server asks for it
    workspace = { codeLens = { refreshSupport = true } },
  },
  -- Neovim knows no untrusted folders; a run starts only on your command all the same.
  init_options = { isTrusted = true },
  on_attach = function(client, bufnr)
    require('torchtutor').attach(client, bufnr)
  end,
  handlers = {
    ['workspace/codeLens/refresh'] = function(_, _, context)
      require('torchtutor').refresh_all(context.client_id)
      return vim.NIL
    end,
    ['torchtutor/runFinished'] = function(_, result, context)
      require('torchtutor').run_finished(result, context.client_id)
    end,
  },
  commands = {
    -- Lenses and links name these; their answers are pages to show.
    ['torchtutor.showReport'] = function(command, context)
      require('torchtutor').show(command.command, command.arguments[1], context.client_id)
    end,
    ['torchtutor.openLesson'] = function(command, context)
      require('torchtutor').show(command.command, command.arguments[1], context.client_id)
    end,
  },
}
