using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections;
using Restaurant.Projections.Feed;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Feed;

/// <summary>A database of the test's own, and the feed on it, without actors.</summary>
public abstract class FeedTest : ReadModelTest
{
    protected FeedView View => new(Database);

    /// <summary>Puts events into the journal and applies them to the feed as a batch of the stream.</summary>
    protected async Task<IReadOnlyList<JournalRow>> HappenAsync(params (string AggregateId, Actors.Aggregates.DomainEvent Happened)[] events)
    {
        var rows = await Writer.AppendAsync(events);
        await ApplyToFeedAsync(rows);
        return rows;
    }

    protected async Task ApplyToFeedAsync(IReadOnlyList<JournalRow> rows)
    {
        var store = FeedStore();
        await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), rows, CancellationToken.None);
    }

    protected GroupStore FeedStore(BurntProof? proof = null) => Store(UsualProjections.Catalog.Feed, proof);

    private protected async Task<IReadOnlyList<FeedRow>> RowsAsync()
    {
        await using var connection = await Database.ConnectAsync(CancellationToken.None);
        return [.. await connection.QueryAsync<FeedRow>($"select {ReadTable<FeedRow>.Columns("f")} from feed f order by f.id")];
    }

    /// <summary>As <c>order-a@1 order-a@2</c>, in the order of positions.</summary>
    protected async Task<string> PlacesAsync() => string.Join(' ', (await RowsAsync()).Select(row => $"{row.PersistenceId}@{row.Version}"));

    /// <summary>The positions of a part, and where the next one begins: <c>2 4 > 5</c>.</summary>
    protected static string Show(FeedPage page) => string.Join(' ', page.Events.Select(happened => $"{happened.Position}").Append($"> {page.Next}"));

    protected Task<VerificationResult> VerifyFeedAsync() => VerifyAsync(UsualProjections.Catalog.Feed);
}
