using System.Globalization;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Runtime.Parking;

/// <summary>
/// Gives rows to projections within one transaction of a group, and parks what cannot be applied: the event, and behind it whatever follows
/// in the same aggregate. All else goes on.
/// </summary>
internal sealed class ParkingLot(RestaurantDatabase database, ReadModelTransaction tables, SetAside before, DateTimeOffset now)
{
    private const string Attempt = "attempt";

    private readonly List<ParkedEvent> _parked = [];

    /// <summary>What was parked, in this order.</summary>
    public IReadOnlyList<ParkedEvent> Parked => _parked;

    /// <summary>What is set aside when this transaction has committed.</summary>
    public SetAside SetAside { get; private set; } = before;

    /// <summary>Applies rows all at once. What cannot be read is parked.</summary>
    /// <exception cref="Exception">One of them cannot be applied. The transaction is of no use any more.</exception>
    public Task ApplyAsync(IProjection projection, IReadOnlyList<JournalRow> rows, CancellationToken cancellation) =>
        Ready(projection, rows).ToList() is { Count: > 0 } ready ? projection.ApplyAsync(tables, ready, cancellation) : Task.CompletedTask;

    /// <summary>Applies rows one by one, and parks each that cannot be applied.</summary>
    public async Task ApplyOneByOneAsync(IProjection projection, IReadOnlyList<JournalRow> rows, CancellationToken cancellation)
    {
        foreach (var row in Ready(projection, rows))
        {
            if (await TryAsync(projection, row, cancellation) is { } error)
            {
                Park(projection, row, error);
            }
        }
    }

    /// <summary>Stores what was parked.</summary>
    public Task SaveAsync(CancellationToken cancellation) => (tables with { Suffix = "" }).InsertAsync(ParkedEvent.Table, _parked, cancellation);

    /// <summary>Tries what is parked of an aggregate once more, in order, until an event fails again. One that is to be skipped is passed over.</summary>
    public async Task RetryAsync(IProjection projection, ParkedAggregate aggregate, JournalReader journal, CancellationToken cancellation)
    {
        SetAside = SetAside with { Parked = SetAside.Parked.Remove(aggregate) };
        var waiting = (await tables.QueryAsync<ParkedEvent>(
            $"select {ReadTable<ParkedEvent>.Columns("p")} from projection_parked p where p.projection = @Projection and p.persistence_id = @PersistenceId order by p.version",
            aggregate,
            cancellation)).ToList();
        var rows = (await journal.ReadAsync(
            tables.Connection, tables.Transaction, [.. waiting.Select(parked => new OrderingRange(parked.Ordering, parked.Ordering))], cancellation)).ToDictionary(row => row.Ordering);
        foreach (var parked in waiting)
        {
            var row = rows.GetValueOrDefault(parked.Ordering);
            if (parked.Request == ParkedEvent.Skip)
            {
                await SkipAsync(parked, cancellation);
                // Nobody needs what it held any more.
                row ??= new JournalRow(parked.Ordering, parked.PersistenceId, parked.Version, SkippedEvent.Instance);
            }

            var error = row is null ? "The row is gone from the journal." : await RetryAsync(projection, row, cancellation);
            if (error is not null)
            {
                await tables.ExecuteAsync(
                    // What was asked meanwhile is still to be done.
                    """
                    update projection_parked set error = @error, attempts = attempts + 1, request = case when request is distinct from @Request then request end
                    where projection = @Projection and ordering = @Ordering
                    """,
                    new { error, parked.Projection, parked.Ordering, parked.Request },
                    cancellation);
                SetAside = SetAside with { Parked = SetAside.Parked.SetItem(aggregate, error) };
                return;
            }

            await tables.ExecuteAsync("delete from projection_parked where projection = @Projection and ordering = @Ordering", parked, cancellation);
        }
    }

    private async Task<string?> RetryAsync(IProjection projection, JournalRow row, CancellationToken cancellation) =>
        SetAside.Given(projection, row) is { Event: not UnreadableEvent } readable ? await TryAsync(projection, readable, cancellation) : WhyUnreadable(row);

    private async Task SkipAsync(ParkedEvent parked, CancellationToken cancellation)
    {
        var skipped = new SkippedRow
        {
            Projection = parked.Projection,
            Ordering = parked.Ordering,
            PersistenceId = parked.PersistenceId,
            Version = parked.Version,
            Error = parked.Error,
            SkippedBy = parked.RequestedBy ?? "",
            Reason = parked.Reason ?? "",
            SkippedAt = Time.Format(now),
        };
        // It may have been asked for before, and what follows have failed all the same.
        await tables.ExecuteAsync(SkippedRow.Table.Upsert(suffix: ""), skipped, cancellation);
        SetAside = SetAside with { Skipped = SetAside.Skipped.Add((parked.Projection, parked.Ordering)) };
    }

    // Lazily: whether a row is parked depends on what became of those before it.
    private IEnumerable<JournalRow> Ready(IProjection projection, IReadOnlyList<JournalRow> rows)
    {
        foreach (var row in rows.Where(projection.Takes).Select(row => SetAside.Given(projection, row)))
        {
            if (SetAside.Parked.ContainsKey(new ParkedAggregate(NameOf(projection), row.PersistenceId)))
            {
                Park(projection, row, error: null);
            }
            else if (row.Event is UnreadableEvent)
            {
                Park(projection, row, WhyUnreadable(row));
            }
            else
            {
                yield return row;
            }
        }
    }

    // What it has done so far is taken back when it fails.
    private async Task<string?> TryAsync(IProjection projection, JournalRow row, CancellationToken cancellation)
    {
        await tables.Transaction.SaveAsync(Attempt, cancellation);
        try
        {
            await projection.ApplyAsync(tables, [row], cancellation);
            await tables.Transaction.ReleaseAsync(Attempt, cancellation);
            return null;
        }
        catch (Exception failure) when (!database.IsPassing(failure))
        {
            await tables.Transaction.RollbackAsync(Attempt, cancellation);
            return failure.Message;
        }
    }

    private void Park(IProjection projection, JournalRow row, string? error)
    {
        var parked = new ParkedEvent
        {
            Projection = NameOf(projection),
            Ordering = row.Ordering,
            PersistenceId = row.PersistenceId,
            Version = row.Version,
            Error = error,
            Attempts = error is null ? 0 : 1,
            ParkedAt = Time.Format(now),
        };
        _parked.Add(parked);
        if (error is not null)
        {
            SetAside = SetAside with { Parked = SetAside.Parked.Add(parked.Aggregate(), error) };
        }
    }

    // What is parked in tables that are being built is no concern of those that serve.
    private string NameOf(IProjection projection) => projection.Name + tables.Suffix;

    private static string WhyUnreadable(JournalRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"The event '{((UnreadableEvent)row.Event).Manifest}' cannot be read: {((UnreadableEvent)row.Event).Reason}");
}
