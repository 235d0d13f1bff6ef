public enum NotebookEventsPlaceholder {}
