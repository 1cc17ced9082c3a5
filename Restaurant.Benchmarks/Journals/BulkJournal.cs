using Npgsql;
using NpgsqlTypes;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Actors.Serialization;

namespace Restaurant.Benchmarks.Journals;

/// <summary>The journal of a year, made in minutes: rows as the program writes them, by COPY, past the program.</summary>
internal static class BulkJournal
{
    // Orders that are under way at the same time, so that the events of one do not lie side by side.
    private const int SideBySide = 50;
    private const int Told = 500_000;
    private const int MostIds = 20_000;

    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private const string Copy =
        "copy public.journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid) from stdin (format binary)";

    /// <summary>Makes the tables of the program where there are none, and fills the journal; then does what the server does by itself some time after such a load.</summary>
    /// <param name="events">At least so many.</param>
    /// <returns>The ids of orders from all over the journal: all, or 20,000 of them.</returns>
    public static async Task<string[]> FillAsync(string database, int events, Action<string> say)
    {
        // It makes the tables.
        (await PostgreSqlDatabase.OpenAsync(database, CancellationToken.None)).Dispose();
        var waves = (events + SideBySide * ClosedOrder.Events - 1) / (SideBySide * ClosedOrder.Events);
        var (began, step) = (TimeProvider.System.GetUtcNow() - Year, Year / waves);
        var each = Math.Max(1, waves * SideBySide / MostIds);
        var ids = new List<string>();
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        for (var wave = 0; wave < waves;)
        {
            var last = Math.Min(waves, wave + Told / (SideBySide * ClosedOrder.Events));
            await using var rows = await connection.BeginBinaryImportAsync(Copy);
            for (; wave < last; wave++)
            {
                ClosedOrder[] orders = [.. Enumerable.Range(0, SideBySide).Select(_ => new ClosedOrder(Timestamps.ToMicroseconds(began + wave * step)))];
                ids.AddRange(orders.Where((_, place) => (wave * SideBySide + place) % each == 0).Select(order => order.Id));
                for (var version = 1; version <= ClosedOrder.Events; version++)
                {
                    foreach (var order in orders)
                    {
                        await WriteAsync(rows, order.Event(version));
                    }
                }
            }

            await rows.CompleteAsync();
            say(FormattableString.Invariant($"{(long)wave * SideBySide * ClosedOrder.Events:#,0} events are in the journal"));
        }

        await TidyAsync(database);
        return [.. ids];
    }

    /// <summary>Does what the server does by itself some time after a load, so that it does not do so in the middle of a measurement.</summary>
    public static async Task TidyAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var vacuum = new NpgsqlCommand("vacuum (analyze)", connection) { CommandTimeout = 0 };
        await vacuum.ExecuteNonQueryAsync();
    }

    /// <summary>Adds events to the journal, in whatever transaction the connection is.</summary>
    public static async Task CopyAsync(NpgsqlConnection connection, IEnumerable<StoredEvent> events)
    {
        await using var rows = await connection.BeginBinaryImportAsync(Copy);
        foreach (var stored in events)
        {
            await WriteAsync(rows, stored);
        }

        await rows.CompleteAsync();
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter rows, StoredEvent stored)
    {
        await rows.StartRowAsync();
        await rows.WriteAsync(stored.Timestamp.UtcTicks, NpgsqlDbType.Bigint);
        await rows.WriteAsync(false, NpgsqlDbType.Boolean);
        await rows.WriteAsync($"order-{stored.AggregateId}", NpgsqlDbType.Text);
        await rows.WriteAsync(stored.Version, NpgsqlDbType.Bigint);
        await rows.WriteAsync(EventFormat.Write(stored), NpgsqlDbType.Bytea);
        await rows.WriteAsync(EventFormat.Manifest(stored.Data), NpgsqlDbType.Text);
        await rows.WriteAsync(RestaurantSerializer.Id, NpgsqlDbType.Integer);
        await rows.WriteAsync("benchmark", NpgsqlDbType.Text);
    }
}
