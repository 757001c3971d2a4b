;;; torchtutor-lsp-mode.el --- TorchTutor under lsp-mode  -*- lexical-binding: t; -*-

;; Put this into your init file, or load it from there. It runs beside other Python servers.
;; Run & time stands over each class as a lens (`lsp-lens-mode'); `lsp-avy-lens' clicks one by a key.

(require 'lsp-mode)

(lsp-register-client
 (make-lsp-client
  :new-connection (lsp-stdio-connection '("torchtutor" "lsp"))
  :activation-fn (lsp-activate-on "python")
  :server-id 'torchtutor
  :add-on? t
  ;; Leave out what you do not change.
  :initialization-options '(:language "auto" :device "cpu")
  :notification-handlers
  (lsp-ht ("torchtutor/runFinished"
           (lambda (_workspace finished)
             (message "TorchTutor %s: %s" (lsp-get finished :class) (lsp-get finished :title)))))))

(provide 'torchtutor-lsp-mode)
;;; torchtutor-lsp-mode.el ends here
