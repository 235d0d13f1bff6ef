public enum ClosedFormsPlaceholder {}
