using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Deadlines;

/// <summary>A row of <c>deadlines</c>: of an order that is open or placed. Times are ISO text.</summary>
internal sealed record DeadlineRow
{
    public static readonly ReadTable<DeadlineRow> Table = new("deadlines", "id");

    /// <summary>The order's.</summary>
    public required string Id { get; init; }

    /// <summary>When an open order was changed last; null for a placed one.</summary>
    public required string? ChangedAt { get; init; }

    /// <summary>Until when a placed order may be accepted; null for an open one.</summary>
    public required string? AcceptBy { get; init; }

    public required long Version { get; init; }
}
