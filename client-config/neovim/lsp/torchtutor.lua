-- TorchTutor for Neovim 0.11+: vim.lsp.enable('torchtutor')
-- Change a setting in your init.lua: vim.lsp.config('torchtutor', { settings = { torchtutor = { device = 'cuda:0' } } })

local defaults = {
  language = 'auto', -- 'en', 'ko'
  interpreter = '', -- runs your models; empty: the project's virtual environment, else Python from PATH
  device = 'cpu', -- :TorchTutorDevice shows what there is
  interpreters = {}, -- { { name = 'py310', path = '/opt/py310/bin/python' } }: other Pythons of this machine
  targets = {}, -- { { name = 'gpu-box', command = { 'ssh', 'gpu-box', 'python3' } }, { name = 'notebook', kernel = 'newest' } }
  warm = true, -- keep a process with torch imported ready
  keepResults = true, -- show the last result when a file is opened again
  timeoutSeconds = 120,
  memoryMb = 8192, -- of one run, in MiB; 0: no limit
  threads = 1,
  compile = true, -- also time under torch.compile
  compileMode = 'default', -- 'reduce-overhead', 'max-autotune' ...: about GPUs
  time = 'inference', -- or 'training': forward and backward
  batchSweep = false, -- also compare at other batch sizes
  severity = vim.empty_dict(), -- { ['module-list-not-registered'] = 'error' }
  select = {},
  ignore = {},
  lessonHovers = 'learning', -- until a lesson is passed; 'always', 'off'
  lessonPacks = {},
  progress = true,
  progressFolder = '',
  codeLens = true,
  inlayHints = true,
}

return {
  -- From the environment that Neovim was started in; activate the one with your torch first.
  cmd = { 'torchtutor', 'lsp' },
  filetypes = { 'python' },
  root_markers = { 'pyproject.toml', 'setup.py', 'requirements.txt', '.venv', '.git' },
  settings = { torchtutor = defaults },
  capabilities = {
    -- lua/torchtutor.lua draws the lenses again when the server asks for it
    workspace = { codeLens = { refreshSupport = true } },
  },
  before_init = function(params, config)
    -- What you changed, so that the first message already comes in your language. A default is left
    -- out: it would hide what the project's pyproject.toml says.
    local changed = {}
    for name, value in pairs(config.settings.torchtutor) do
      if not vim.deep_equal(value, defaults[name]) then
        changed[name] = value
      end
    end
    -- Neovim knows no untrusted folders; a run starts only on your command all the same.
    params.initializationOptions = vim.tbl_extend('error', changed, { isTrusted = true })
  end,
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
