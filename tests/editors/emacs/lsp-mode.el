;;; The session under lsp-mode.  -*- lexical-binding: t; -*-
(load (expand-file-name "session.el" (file-name-directory load-file-name)) nil t)
(session-load "torchtutor-lsp-mode.el")
(require 'lsp-diagnostics)
(require 'lsp-lens)

(defun diagnostics ()
  "Those of this buffer."
  (gethash (lsp--fix-path-casing buffer-file-name) (lsp-diagnostics t)))

(defun lens ()
  "The titles of the lenses that the server gives, as one text."
  (mapconcat (lambda (lens)
               (lsp-get (lsp-get lens :command) :title))
             (lsp-request "textDocument/codeLens" `(:textDocument ,(lsp--text-document-identifier)))
             " | "))

(let ((lsp-auto-guess-root t) (lsp-enable-file-watchers nil) (lsp-restart 'ignore)
      (lsp-disabled-clients '(pylsp pyls ruff-lsp semgrep-ls)) (lsp-headerline-breadcrumb-enable nil))
  (session-open)
  (lsp)
  (session-wait "a diagnostic" #'diagnostics)
  (session-check "says what is wrong" (string-match-p "nn.ModuleList" (lsp-get (car (diagnostics)) :message)) (diagnostics))
  (session-check "a lens offers to run the class" (string-match-p "cpu" (lens)) (lens))
  (lsp-request "workspace/executeCommand"
               `(:command "torchtutor.run" :arguments [(:uri ,(lsp--buffer-uri) :class "Stack")]))
  (session-wait "the run told how it ended" (lambda () (session-told "Stack: .*68 parameters.*3 not registered")) 180)
  (session-check "the lens tells it too" (string-match-p "3 not registered" (lens)) (lens))
  (session-go-to "layers = [")
  (let ((fix (seq-find (lambda (action) (string-match-p "ModuleList" (lsp-get action :title))) (lsp-code-actions-at-point))))
    (lsp-execute-code-action fix))
  (session-wait "the fix is written" (lambda () (session-line "self.layers = nn.ModuleList([")))
  (lsp-on-change (point-min) (point-min) 0)
  (session-wait "the diagnostic goes" (lambda () (null (diagnostics))))
  (set-buffer-modified-p nil)
  (lsp-workspace-shutdown (car (lsp-workspaces))))
