using System.Diagnostics;
using Restaurant.Actors.Persistence;
using Restaurant.Benchmarks.Bench;
using Restaurant.Benchmarks.Contests;
using Restaurant.Projections.Orders;
using Restaurant.Projections.Runtime;

namespace Restaurant.Benchmarks.ReadSide;

/// <summary>
/// The orders projection as many write one: a transaction for each event, with the rows and the position. It is the product's own, on a database without nodes;
/// each slice goes on where the last one ended.
/// </summary>
internal sealed class OneByOne : IDisposable
{
    private const int Page = 1_000;

    private readonly RestaurantDatabase _database;
    private readonly JournalReader _journal;
    private readonly GroupStore _store;
    private GroupPosition _position;
    private Queue<JournalRow> _read = [];

    private OneByOne(RestaurantDatabase database, GroupStore store, GroupPosition position) =>
        (_database, _journal, _store, _position) = (database, new JournalReader(database), store, position);

    /// <param name="connection">To a database with a journal and without rows.</param>
    public static async Task<OneByOne> OpenAsync(string connection)
    {
        var database = await PostgreSqlDatabase.OpenAsync(connection, CancellationToken.None);
        var store = new GroupStore(database, new ProjectionGroup("one-by-one", [new OrdersProjection()]), BurntProofs.For(database), TimeProvider.System);
        return new OneByOne(database, store, await store.OpenAsync(CancellationToken.None));
    }

    public async Task<Slice> RunAsync(TimeSpan time)
    {
        var (began, done) = (Stopwatch.GetTimestamp(), 0);
        for (; Stopwatch.GetElapsedTime(began) < time; done++)
        {
            if (_read.Count == 0)
            {
                _read = new Queue<JournalRow>(await _journal.ReadBehindAsync(_position.Ledger.Offset, Page, CancellationToken.None));
            }

            if (!_read.TryDequeue(out var row))
            {
                throw new MeasuringException("The journal has no more events to be applied one by one. Take a shorter --slice, or more --events.");
            }

            _position = await _store.ApplyAsync(_position, [row], CancellationToken.None);
        }

        return new Slice(done, Stopwatch.GetElapsedTime(began), Latencies: []);
    }

    public void Dispose() => _database.Dispose();
}
