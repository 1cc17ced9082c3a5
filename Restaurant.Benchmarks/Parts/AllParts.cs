namespace Restaurant.Benchmarks.Parts;

/// <summary>What is measured, in the order in which <c>all</c> does it.</summary>
internal static class AllParts
{
    public static IReadOnlyList<Part> List { get; } =
    [
        new("writes", "An item added to a live order, beside Marten and raw Npgsql; new orders on SQLite", Writes.RunAsync, SqliteWrites.RunAsync),
        new("new-orders", "New orders, of one and of five commands, beside Marten; and what duplicate openings do to others", NewOrders.RunAsync, Blast.RunAsync),
        new("cold", "Orders that are asked after a restart, on both journals", Cold.RunAsync),
    ];
}
