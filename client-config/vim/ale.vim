" TorchTutor under ALE: source this from your vimrc, after ALE is on the runtime path.
" Run & time: put the cursor into a class and call :ALECodeAction. The result stands in the messages of the lines.

call ale#linter#Define('python', {
\   'name': 'torchtutor',
\   'lsp': 'stdio',
\   'executable': 'torchtutor',
\   'command': '%e lsp',
\   'project_root': {buffer -> fnamemodify(bufname(buffer), ':p:h')},
\   'initialization_options': {'language': 'auto', 'device': 'cpu'},
\})

" ALE then uses TorchTutor beside the linters that you name here.
let g:ale_linters = extend(get(g:, 'ale_linters', {}), {'python': get(get(g:, 'ale_linters', {}), 'python', []) + ['torchtutor']})
