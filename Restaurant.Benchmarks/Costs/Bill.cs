using Restaurant.Benchmarks.Contests;

namespace Restaurant.Benchmarks.Costs;

/// <summary>What something has cost.</summary>
/// <param name="Effort">Of this process.</param>
/// <param name="Statements">That the driver has sent, several that go together being one. Not those that begin and end a transaction.</param>
/// <param name="RoundTrips">
/// How often somebody has waited for the way to the server and back: for each statement, and for the end of each transaction. Its beginning goes with its first statement.
/// </param>
/// <param name="Sent">Bytes to the server.</param>
/// <param name="Logged">Bytes of the server's write-ahead log: all that it makes durable.</param>
internal readonly record struct Bill(Effort Effort, long Statements, long RoundTrips, long Sent, long Logged)
{
    public static Bill operator -(Bill after, Bill before) =>
        new(after.Effort - before.Effort, after.Statements - before.Statements, after.RoundTrips - before.RoundTrips, after.Sent - before.Sent, after.Logged - before.Logged);
}
