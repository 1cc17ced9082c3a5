namespace Restaurant.Benchmarks.Bench;

/// <param name="Database">How to connect to a PostgreSQL server as one who may make databases; null for one that is started for the purpose.</param>
/// <param name="Rounds">Of each contest, beyond the one that warms up.</param>
/// <param name="Slice">How long each contender works in a round.</param>
/// <param name="Events">How many events a grown journal has.</param>
/// <param name="Write">Whether the tables are written into docs/performance.md.</param>
internal sealed record MeasureOptions(string? Database, int Rounds, TimeSpan Slice, int Events, bool Write);
