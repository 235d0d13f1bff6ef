public enum ElementaryPlaceholder {}
