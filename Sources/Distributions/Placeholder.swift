public enum DistributionsPlaceholder {}
