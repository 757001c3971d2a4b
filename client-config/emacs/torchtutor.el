;;; torchtutor.el --- TorchTutor under eglot  -*- lexical-binding: t; -*-

;; Put this into your init file, or load it from there. Eglot is part of Emacs 29 and later.

(require 'eglot)

(add-to-list 'eglot-server-programs
             '((python-mode python-ts-mode) . ("torchtutor" "lsp")))

;; Leave out what you do not change; eglot sends it when the server asks for its settings.
(setq-default eglot-workspace-configuration
              '(:torchtutor (:language "auto" :device "cpu")))

;; Eglot shows no code lenses: `eglot-code-actions' inside a Module class offers to run it.

(defun torchtutor-report (class)
  "Show the last run of the Module CLASS of this file."
  (interactive (list (read-string "Module class: " (thing-at-point 'symbol t))))
  (let* ((uri (plist-get (eglot--TextDocumentIdentifier) :uri))
         (page (jsonrpc-request
                (eglot--current-server-or-lose) :workspace/executeCommand
                `(:command "torchtutor.showReport"
                  :arguments [(:uri ,uri :class ,class :show "never")]))))
    (with-current-buffer (get-buffer-create (format "*TorchTutor %s*" class))
      (erase-buffer)
      (insert (plist-get page :markdown))
      (goto-char (point-min))
      (display-buffer (current-buffer)))))

(provide 'torchtutor)
;;; torchtutor.el ends here
