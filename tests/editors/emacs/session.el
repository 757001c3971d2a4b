;;; One learner's session in a real Emacs without a window.  -*- lexical-binding: t; -*-
;; Called by tests/editors/test_emacs.py with eglot.el or lsp-mode.el. Waits for states, never for times.
;; TORCHTUTOR_FILE: a copy of fixtures/stack.py; TORCHTUTOR_CONFIG: client-config/emacs.

(require 'cl-lib)
(require 'seq)

;; -Q skips what puts Debian's packages on the path.
(require 'package)
(dolist (folder '("/usr/share/emacs/site-lisp/elpa" "/usr/share/emacs/site-lisp/elpa-src"))
  (add-to-list 'package-directory-list folder))
(package-initialize)

(defvar session-messages nil "What Emacs has told the learner, newest first.")
(advice-add 'message :before
            (lambda (format &rest arguments)
              (when format (push (apply #'format format arguments) session-messages))))

(defun session-wait (name condition &optional seconds)
  "Wait until CONDITION returns something, and return that; NAME is for the log."
  (let ((end (+ (float-time) (or seconds 60))) found)
    (while (and (not (setq found (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (unless found (error "Waited in vain for: %s" name))
    (princ (format "ok   %s\n" name))
    found))

(defun session-check (name condition seen)
  "CONDITION must hold; SEEN is told when it does not."
  (unless condition (error "Not so: %s: %S" name seen))
  (princ (format "ok   %s\n" name)))

(defun session-told (pattern)
  "Whether a message matched PATTERN."
  (seq-some (lambda (text) (string-match-p pattern text)) session-messages))

(defun session-open ()
  "Open the learner's file, in a project of its own."
  (let* ((file (getenv "TORCHTUTOR_FILE"))
         (default-directory (file-name-directory file)))
    (call-process "git" nil nil nil "init" "-q")
    (find-file file)
    (python-mode)))

(defun session-go-to (text)
  "Put point at the beginning of TEXT."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun session-line (text)
  "Whether a line of the buffer holds TEXT."
  (save-excursion (goto-char (point-min)) (search-forward text nil t)))

(defun session-load (name)
  "Load one of our configuration files."
  (load (expand-file-name name (getenv "TORCHTUTOR_CONFIG")) nil t))
