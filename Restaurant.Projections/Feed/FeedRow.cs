using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Feed;

/// <summary>A row of <c>feed</c>: an event's place, and what it is found by. The event itself stands in the journal.</summary>
internal sealed record FeedRow
{
    public static readonly ReadTable<FeedRow> Table = new("feed", "persistence_id", "version") { Numbering = new Numbering("id", Of: "persistence_id", Along: "version") };

    /// <summary>The position: 1, 2, 3 and so on.</summary>
    public required long Id { get; init; }

    /// <summary>Of the event's row in the journal.</summary>
    public required long Ordering { get; init; }

    public required string PersistenceId { get; init; }

    public required long Version { get; init; }

    /// <summary>The kind of the event, see <see cref="FeedTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The aggregate's id.</summary>
    public required string Subject { get; init; }

    /// <summary>The customer whose event it is, or null: nobody's, or nobody knows.</summary>
    public required string? Owner { get; init; }
}
