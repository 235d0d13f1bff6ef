public enum CairoPlaceholder {}
