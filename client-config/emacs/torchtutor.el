;;; torchtutor.el --- TorchTutor under eglot  -*- lexical-binding: t; -*-

;; Put this into your init file, or load it from there. Eglot is part of Emacs 29 and later.

(require 'eglot)

(add-to-list 'eglot-server-programs
             '((python-mode python-ts-mode) . ("torchtutor" "lsp")))

;; Leave out what you do not change; eglot sends it when the server asks for its settings.
(setq-default eglot-workspace-configuration
              '(:torchtutor (:language "auto" :device "cpu")))

;; Eglot shows no code lenses: `eglot-code-actions' inside a Module class offers to run it.

(cl-defmethod eglot-handle-notification
  (_server (_method (eql torchtutor/runFinished)) &key class title &allow-other-keys)
  "Tell how the run of the Module CLASS ended."
  (message "TorchTutor %s: %s" class title))

(defun torchtutor--ask (command arguments)
  "Run the server's COMMAND with a property list of ARGUMENTS."
  (jsonrpc-request (eglot--current-server-or-lose) :workspace/executeCommand
                   `(:command ,command :arguments ,(if arguments (vector arguments) []))
                   :timeout 60))

(defun torchtutor-report (class)
  "Show the last run of the Module CLASS of this file."
  (interactive (list (read-string "Module class: " (thing-at-point 'symbol t))))
  (let* ((uri (plist-get (eglot--TextDocumentIdentifier) :uri))
         (page (torchtutor--ask "torchtutor.showReport" `(:uri ,uri :class ,class :show "never"))))
    (with-current-buffer (get-buffer-create (format "*TorchTutor %s*" class))
      (erase-buffer)
      (insert (plist-get page :markdown))
      (goto-char (point-min))
      (display-buffer (current-buffer)))))

(defun torchtutor-device (device)
  "Run Modules on DEVICE from now on."
  (interactive
   (list (completing-read "Device: " (append (plist-get (torchtutor--ask "torchtutor.devices" nil) :devices) nil))))
  (torchtutor--ask "torchtutor.selectDevice" `(:device ,device))
  (message "TorchTutor: %s" device))

(provide 'torchtutor)
;;; torchtutor.el ends here
