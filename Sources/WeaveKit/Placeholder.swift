public enum WeaveKitPlaceholder {}
