;;; torchtutor.el --- TorchTutor under eglot  -*- lexical-binding: t; -*-

;; Put this into your init file, or load it from there. Eglot is part of Emacs 29 and later.

(require 'eglot)

(add-to-list 'eglot-server-programs
             '((python-mode python-ts-mode) . ("torchtutor" "lsp")))

;; Leave out what you do not change; eglot sends it when the server asks for its settings.
(setq-default eglot-workspace-configuration
              '(:torchtutor (:language "auto" :device "cpu")))

(defun torchtutor--execute (command argument)
  "Run the server's COMMAND with ARGUMENT, a property list, and return its answer."
  (jsonrpc-request (eglot--current-server-or-lose) :workspace/executeCommand
                   `(:command ,command :arguments [,argument])))

(defun torchtutor--argument (class)
  "The document and CLASS as the server's commands want them."
  (list :uri (plist-get (eglot--TextDocumentIdentifier) :uri) :class class))

(defun torchtutor-run (class)
  "Build, run, check and time the Module CLASS of this file.
Eglot shows no code lenses; the result comes with `torchtutor-report'."
  (interactive (list (read-string "Module class: " (thing-at-point 'symbol t))))
  (torchtutor--execute "torchtutor.run" (torchtutor--argument class)))

(defun torchtutor-report (class)
  "Show the last run of the Module CLASS of this file."
  (interactive (list (read-string "Module class: " (thing-at-point 'symbol t))))
  (let ((answer (torchtutor--execute "torchtutor.showReport" (torchtutor--argument class))))
    (with-current-buffer (get-buffer-create (format "*TorchTutor %s*" class))
      (erase-buffer)
      (insert (or (plist-get answer :markdown) ""))
      (goto-char (point-min))
      (display-buffer (current-buffer)))))

(provide 'torchtutor)
;;; torchtutor.el ends here
