using Restaurant.Actors.Aggregates;

namespace Restaurant.Projections.Feed;

/// <summary>An event at its place in the feed.</summary>
/// <param name="Position">1 for the first event that there is.</param>
/// <param name="Owner">The customer whose event it is, or null.</param>
public sealed record FeedEvent(long Position, string? Owner, StoredEvent Stored)
{
    /// <summary>What it is called, see <see cref="FeedTypes"/>.</summary>
    public string Type => FeedTypes.NameOf(Stored.Data);

    /// <summary>The aggregate's id.</summary>
    public string Subject => Stored.AggregateId;
}

/// <summary>Which events a reader wants.</summary>
/// <param name="Types">Out of <see cref="FeedTypes.All"/>; empty for all of them.</param>
/// <param name="Subject">The id of the aggregate; null for any.</param>
public sealed record FeedFilter(IReadOnlyCollection<string> Types, string? Subject)
{
    public static readonly FeedFilter None = new([], Subject: null);

    public bool Matches(FeedEvent happened) => (Types.Count == 0 || Types.Contains(happened.Type)) && (Subject is null || Subject == happened.Subject);
}

/// <summary>A part of the feed.</summary>
/// <param name="Next">The last position that was looked at: behind it the next part begins.</param>
public sealed record FeedPage(IReadOnlyList<FeedEvent> Events, long Next);
