" One learner's session in a real Vim with ALE and our file for it. Waits for states, never for times.
" vim -N -u NONE -i NONE -n -es -S session.vim   TORCHTUTOR_FILE: a copy of fixtures/stack.py
" TORCHTUTOR_CONFIG: client-config/vim     Exits 1 at the first thing that is not so.
set nocompatible
set encoding=utf-8
execute 'set runtimepath^=/usr/share/vim-ale'
let g:ale_linters_explicit = 1
let g:ale_lint_delay = 0
let g:ale_hover_cursor = 0
let g:ale_floating_preview = 0
let g:ale_hover_to_preview = 1
filetype plugin on
runtime plugin/ale.vim
execute 'source' $TORCHTUTOR_CONFIG . '/ale.vim'

function! s:Say(text) abort
  call writefile([a:text], '/dev/stdout', 'a')
endfunction

function! s:Check(name, holds, seen) abort
  call s:Say((a:holds ? 'ok   ' : 'FAIL ') . a:name . (a:holds ? '' : ': ' . string(a:seen)))
  if !a:holds | cquit 1 | endif
endfunction

function! s:Wait(name, condition, seconds) abort
  for l:try in range(a:seconds * 20)
    if eval(a:condition) | break | endif
    sleep 50m
  endfor
  call s:Check(a:name, eval(a:condition), a:condition)
endfunction

function! Found() abort
  return ale#engine#GetLoclist(bufnr('%'))
endfunction

function! Shown(pattern) abort
  return !empty(filter(range(1, bufnr('$')), {_, buffer -> join(getbufline(buffer, 1, '$'), "\n") =~# a:pattern}))
endfunction

execute 'edit' $TORCHTUTOR_FILE
setlocal filetype=python
ALELint
call s:Wait('a diagnostic', 'len(Found()) == 1', 60)
let s:found = Found()[0]
call s:Check('says what is wrong, where', s:found.text =~# 'nn.ModuleList' && s:found.lnum == 12, s:found)

call cursor(12, 14)
ALEHover
call s:Wait('a hover as plain text', 'Shown("registers a Module")', 30)
pclose

" ALE asks which action; the only one inside the class is to run it.
call cursor(search('def forward'), 9)
call test_feedinput("1\<CR>")
ALECodeAction
call s:Wait('the run confirms the mistake', 'len(Found()) == 1 && Found()[0].text =~# "Confirmed by running"', 180)

call cursor(12, 14)
call test_feedinput("1\<CR>")
ALECodeAction
call s:Wait('the fix is written', 'getline(12) =~# "self.layers = nn.ModuleList(\\["', 30)
" A change is not noticed in this mode.
ALELint
call s:Wait('the diagnostic goes', 'empty(Found())', 30)
ALEStopAllLSPs
qall!
