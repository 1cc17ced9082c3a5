using Restaurant.Benchmarks.Contests;

namespace Restaurant.Benchmarks.Costs;

/// <summary>What something has cost.</summary>
/// <param name="Effort">Of this process.</param>
/// <param name="Statements">That the driver has sent. It waits for the answer to each, or to several that go together as one.</param>
/// <param name="Sent">Bytes to the server.</param>
/// <param name="Logged">Bytes of the server's write-ahead log: all that it makes durable.</param>
internal readonly record struct Bill(Effort Effort, long Statements, long Sent, long Logged)
{
    public static Bill operator -(Bill after, Bill before) =>
        new(after.Effort - before.Effort, after.Statements - before.Statements, after.Sent - before.Sent, after.Logged - before.Logged);
}
