"""The form in which an organiser edits a trade's rules (docs/rules-form.md)."""
