namespace Restaurant.Benchmarks.Parts;

/// <summary>What is measured, in the order in which <c>all</c> does it.</summary>
internal static class AllParts
{
    public static IReadOnlyList<Part> List { get; } =
    [
        new("writes", "An item added to a live order, beside Marten and raw Npgsql; new orders on SQLite", Writes.RunAsync, SqliteWrites.RunAsync),
        new("new-orders", "New orders, of one and of five commands, beside Marten; and such as are refused", NewOrders.RunAsync, Blast.RunAsync),
        new("cold", "Orders that are asked after a restart, on both journals", Cold.RunAsync),
        new("lag", "The time from an acknowledgement to the row, at 100 and at 3,000 events/s", Lags.RunAsync),
        new("projections", "Whether the read side keeps up with full write load, and a rebuild beside one transaction per event", Projections.RunAsync),
        new("growth", "A journal of millions of events against an empty one: writes, stopped orders, lag, start", Growth.RunAsync),
        new("http", "Requests by HTTP: a stored command beside one that is refused, a read beside a server that does nothing", OverHttp.RunAsync),
        new("start", "From the start of a process to its first answer, beside an empty minimal API", FirstAnswers.RunAsync),
        new("idle", "What a node takes that nobody asks for anything", Idling.RunAsync),
        new("memory", "What orders take that live in a node's memory", OrdersInMemory.RunAsync),
        new("cost", "What each kind of command and of event costs: processor, memory, statements, bytes", Cost.RunAsync),
    ];
}
