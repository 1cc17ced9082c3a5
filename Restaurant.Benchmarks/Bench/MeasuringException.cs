namespace Restaurant.Benchmarks.Bench;

/// <summary>Something cannot be measured; the message says why, and what would help.</summary>
internal sealed class MeasuringException(string message) : Exception(message);
