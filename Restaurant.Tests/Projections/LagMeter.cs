using System.Collections.Concurrent;
using System.Diagnostics;
using Dapper;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

/// <summary>
/// Writes events at a steady rate and measures how long each takes into the read tables: from the return of its commit until the group's
/// position, which one look every few milliseconds reads, says that it is there.
/// </summary>
internal sealed class LagMeter(RestaurantDatabase database, JournalWriter writer) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    private readonly IEnumerator<(string, DomainEvent)> _story = OfManyOrders(int.MaxValue, new Random(1)).GetEnumerator();

    public void Dispose() => _story.Dispose();

    /// <param name="burnEvery">Beside them, a write is rolled back so often, or never.</param>
    /// <returns>Milliseconds, in rising order.</returns>
    public async Task<IReadOnlyList<double>> MeasureAsync(int eventsPerSecond, TimeSpan duration, TimeSpan? burnEvery = null)
    {
        var written = new ConcurrentQueue<(long Ordering, long At)>();
        using var over = new CancellationTokenSource();
        var burning = burnEvery is { } interval ? BurnAsync(interval, over.Token) : Task.CompletedTask;
        var writing = WriteAsync(eventsPerSecond, duration, written);
        var lags = await WatchAsync(written, writing);
        await over.CancelAsync();
        await burning;
        return [.. lags.Order()];
    }

    public static double Quantile(IReadOnlyList<double> sorted, double quantile) => sorted[(int)(quantile * (sorted.Count - 1))];

    /// <summary>The lag of one write.</summary>
    public async Task<double> OneAsync()
    {
        var written = new ConcurrentQueue<(long, long)>();
        await StoreAsync(1, written);
        return Assert.Single(await WatchAsync(written, Task.CompletedTask));
    }

    private async Task WriteAsync(int eventsPerSecond, TimeSpan duration, ConcurrentQueue<(long Ordering, long At)> written)
    {
        using var clock = new PeriodicTimer(Interval);
        var (began, count) = (Stopwatch.GetTimestamp(), 0);
        while (count < eventsPerSecond * duration.TotalSeconds)
        {
            await clock.WaitForNextTickAsync();
            var due = (int)(eventsPerSecond * Stopwatch.GetElapsedTime(began).TotalSeconds) - count;
            if (due > 0)
            {
                await StoreAsync(due, written);
                count += due;
            }
        }
    }

    private async Task StoreAsync(int count, ConcurrentQueue<(long Ordering, long At)> written)
    {
        var rows = await writer.AppendAsync([.. Enumerable.Range(0, count).Select(_ => Next())]);
        var at = Stopwatch.GetTimestamp();
        foreach (var row in rows)
        {
            written.Enqueue((row.Ordering, at));
        }
    }

    private async Task BurnAsync(TimeSpan interval, CancellationToken over)
    {
        using var clock = new PeriodicTimer(interval);
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        while (!over.IsCancellationRequested)
        {
            await using (var transaction = await connection.BeginTransactionAsync(CancellationToken.None))
            {
                await writer.InsertAsync(connection, transaction, new JournalWriter(database).Next($"{Guid.CreateVersion7()}", MenuItemAdded("burnt").Item2));
            }

            await clock.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task<IReadOnlyList<double>> WatchAsync(ConcurrentQueue<(long Ordering, long At)> written, Task writing)
    {
        var lags = new List<double>();
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        while (!writing.IsCompleted || !written.IsEmpty)
        {
            var ledger = (await GroupRow.FindAsync(connection, transaction: null, UsualProjections.Catalog.ReadModel.Name, CancellationToken.None))!.ToLedger();
            var now = Stopwatch.GetTimestamp();
            while (written.TryPeek(out var next) && ledger.HasApplied(next.Ordering))
            {
                lags.Add(Math.Max(0, Stopwatch.GetElapsedTime(next.At, now).TotalMilliseconds));
                written.TryDequeue(out _);
            }

            await Task.Delay(Interval);
        }

        await writing;
        return lags;
    }

    private (string, DomainEvent) Next()
    {
        _story.MoveNext();
        return _story.Current;
    }
}
