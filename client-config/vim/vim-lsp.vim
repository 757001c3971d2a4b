" TorchTutor under vim-lsp: source this from your vimrc.
" :LspCodeLens runs the class, :LspCodeAction fixes, :LspHover explains.

augroup torchtutor
  autocmd!
  autocmd User lsp_setup call lsp#register_server({
  \   'name': 'torchtutor',
  \   'cmd': {info -> ['torchtutor', 'lsp']},
  \   'allowlist': ['python'],
  \   'initialization_options': {'language': 'auto', 'device': 'cpu'},
  \})
augroup END
