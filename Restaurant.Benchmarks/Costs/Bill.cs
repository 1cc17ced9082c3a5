using Restaurant.Benchmarks.Contests;

namespace Restaurant.Benchmarks.Costs;

/// <summary>What something has cost.</summary>
/// <param name="Effort">Of this process.</param>
/// <param name="Statements">That the driver has sent, several that go together being one: each is a way to the server and back.</param>
/// <param name="Transactions">That have written. One of several statements has one more way, to its end; its beginning goes with the first of them.</param>
/// <param name="Sent">Bytes to the server.</param>
/// <param name="Logged">Bytes of the server's write-ahead log: all that it makes durable.</param>
internal readonly record struct Bill(Effort Effort, long Statements, long Transactions, long Sent, long Logged)
{
    public static Bill operator -(Bill after, Bill before) =>
        new(after.Effort - before.Effort, after.Statements - before.Statements, after.Transactions - before.Transactions, after.Sent - before.Sent, after.Logged - before.Logged);
}
