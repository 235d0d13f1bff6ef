public enum SamplersPlaceholder {}
